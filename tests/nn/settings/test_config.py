import json
import math
import re
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest

from nn.settings.config import SETTING, SETTINGS, TrainingConfig
from nn.settings.setting import ConfigError, Setting, Value
from tests.nn.settings.test_link import OTHER

NUMBERS = [s for s in SETTINGS if isinstance(s.default, int | float)]
WHOLE = [s for s in NUMBERS if isinstance(s.default, int)]
CHOICES = [s for s in SETTINGS if s.choices]
SIZES = SETTING["sizes"]


def name(setting: object) -> str:
    return setting.name if isinstance(setting, Setting) else repr(setting)


def bounds(setting: Setting) -> tuple[float, float]:
    """The smallest and the largest value, in the setting's own type."""
    kind = int if setting in WHOLE else float
    return kind(setting.minimum), kind(setting.maximum)


def allowed_values() -> list[tuple[Setting, Value]]:
    pairs: list[tuple[Setting, Value]] = [(setting, setting.default) for setting in SETTINGS]
    pairs += [(setting, bound) for setting in NUMBERS for bound in bounds(setting)]
    pairs += [(setting, choice) for setting in CHOICES for choice in setting.choices]
    pairs += [(SETTING["eta"], value) for value in (0.1, 1 / 3, 0.00012345678901234567, 3)]
    pairs += [(SIZES, (784, 10)), (SIZES, (784, 1, 1000, 10)), (SIZES, (784, *[9] * 5, 10))]
    return pairs


def refused(setting: Setting, value: Any) -> str:
    """Return the message when `value` is refused; it names the setting."""
    with pytest.raises(ConfigError) as refusal:
        setting.check(value)
    message = str(refusal.value)
    assert message.startswith(f"{setting.label}: expected ")
    assert "got " in message
    assert message.endswith(".")
    return message


# The table


def test_every_field_has_its_entry_with_a_label_and_a_link_key_of_its_own() -> None:
    assert [setting.name for setting in SETTINGS] == [f.name for f in fields(TrainingConfig)]
    assert list(SETTING) == [setting.name for setting in SETTINGS]
    assert len(NUMBERS) + len(CHOICES) + 1 == len(SETTINGS)  # and the layers
    keys = {setting.key for setting in SETTINGS}
    assert len(keys) == len({setting.label for setting in SETTINGS}) == len(SETTINGS)
    assert all(key.isascii() and key.isalnum() for key in keys)  # so it needs no escaping


@pytest.mark.parametrize("setting", SETTINGS, ids=name)
def test_a_setting_explains_itself(setting: Setting) -> None:
    assert setting.help.endswith(".")
    assert setting.label[0].isupper()
    if isinstance(setting.default, int | float):
        assert -math.inf < setting.minimum <= setting.default <= setting.maximum < math.inf


def test_the_defaults_are_the_book_s() -> None:
    config = TrainingConfig()
    assert config.sizes == (784, 30, 10)
    assert (config.activation, config.output, config.cost) == ("sigmoid", "sigmoid", "quadratic")
    assert (config.eta, config.mini_batch_size, config.epochs) == (3.0, 10, 30)
    assert (config.training_images, config.images_to_learn_from) == (60_000, 60_000)
    assert (config.lmbda, config.momentum, config.early_stopping) == (0.0, 0.0, 0)
    assert (config.initialisation, config.schedule) == ("normal", "constant")
    assert (config.pixels, config.augmentation) == ("scaled", "none")
    assert config == TrainingConfig(**{s.name: s.default for s in SETTINGS})  # type: ignore[arg-type]


def test_what_may_change_during_a_run() -> None:
    live = {setting.name for setting in SETTINGS if setting.live}
    assert live == {"eta", "lmbda", "momentum", "mini_batch_size"}


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("eta", "0.00001 to 1,000"),
        ("epochs", "1 to 500"),
        ("momentum", "0 to 0.999"),
        ("activation", "one of sigmoid, tanh, relu"),
        ("sizes", "at most 5 hidden layers of 1 to 1,000 neurons"),
    ],
)
def test_a_setting_says_what_is_expected_of_it(setting: str, expected: str) -> None:
    assert SETTING[setting].expected == expected


# One value


@pytest.mark.parametrize(("setting", "value"), allowed_values(), ids=name)
def test_what_is_written_is_read_back(setting: Setting, value: Value) -> None:
    setting.check(value)
    assert setting.parse(setting.format(value)) == value


@pytest.mark.parametrize(
    ("setting", "text", "value"),
    [
        (SETTING["eta"], "0.5", 0.5),
        (SETTING["eta"], "1e-3", 0.001),
        (SETTING["eta"], "3", 3.0),
        (SETTING["epochs"], "12", 12),
        (SIZES, "784,30,10", (784, 30, 10)),
        (SIZES, "784, 30, 10", (784, 30, 10)),
        (SIZES, "784,10", (784, 10)),
        (SIZES, "30", (784, 30, 10)),
        (SIZES, "30, 20", (784, 30, 20, 10)),
        (SIZES, "784", (784, 784, 10)),
        (SIZES, "30, 10", (784, 30, 10, 10)),
        (SETTING["activation"], "relu", "relu"),
    ],
    ids=name,
)
def test_what_a_person_types(setting: Setting, text: str, value: Value) -> None:
    assert setting.parse(text) == value


@pytest.mark.parametrize("setting", NUMBERS, ids=name)
def test_a_number_out_of_range_is_refused_with_the_range(setting: Setting) -> None:
    low, high = bounds(setting)
    for value in (low - 1, high + 1, -1, 10**30):
        message = refused(setting, type(low)(value))
        plain = " to ".join(f"{n:,}" if type(n) is int else f"{n:,g}" for n in (low, high))
        assert RANGES.get(setting.name, plain) in message
        assert f"{type(low)(value):,}" in message


RANGES = {"eta": "0.00001 to 1,000"}  # where Python would write a power of ten


@pytest.mark.parametrize(
    ("setting", "value"),
    [("eta", 0.0), ("eta", 0.0000099), ("eta", 1000.0001), ("momentum", 1.0), ("seed", 2**32)],
)
def test_just_outside_is_outside(setting: str, value: float) -> None:
    refused(SETTING[setting], value)


@pytest.mark.parametrize("setting", NUMBERS, ids=name)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_or_endless_is_refused(setting: Setting, value: float) -> None:
    assert str(value) in refused(setting, value)
    with pytest.raises(ConfigError, match=re.escape(setting.label)):
        setting.parse(str(value))


@pytest.mark.parametrize("setting", NUMBERS, ids=name)
def test_a_number_of_another_type_is_refused(setting: Setting) -> None:
    whole = setting in WHOLE
    expected = "expected a whole number" if whole else "expected a number"
    fractions = (5.0,) if whole else ()
    for value in ("3", None, True, False, (3,), [3], {}, 3j, *fractions):
        assert expected in refused(setting, value)


@pytest.mark.parametrize("setting", NUMBERS, ids=name)
def test_text_that_is_no_number_is_refused_with_what_was_typed(setting: Setting) -> None:
    whole = setting in WHOLE
    expected = "expected a whole number" if whole else "expected a number"
    fractions = ("5.0", "5.5", "1e2") if whole else ()
    for text in ("", "ten", "1,5", "0x10", "3 4", *fractions):
        with pytest.raises(ConfigError, match=f"^{re.escape(setting.label)}: {expected}") as error:
            setting.parse(text)
        assert repr(text) in str(error.value)


@pytest.mark.parametrize("value", ["", "perceptron", "Sigmoid", None, 3, True, [], {}, ([],)])
@pytest.mark.parametrize("setting", CHOICES, ids=name)
def test_an_unknown_choice_is_refused_with_those_there_are(setting: Setting, value: object) -> None:
    message = refused(setting, value)
    assert all(choice in message for choice in setting.choices)
    assert repr(value) in message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ((), "784 first .* and 10 last .* got nothing"),
        ((784,), "784 first .* got 784"),
        ((10, 784), "784 first .* got 10,784"),
        ((785, 30, 10), "got 785,30,10"),
        ((784, 30, 9), "got 784,30,9"),
        ((784, 0, 10), "1 to 1,000 neurons in a layer, got 0"),
        ((784, -3, 10), "got -3"),
        ((784, 30, 1001, 10), "got 1,001"),
        ((784, *[9] * 6, 10), "at most 5 hidden layers, got 6"),
        ([784, 30, 10], "whole numbers"),
        ((784, 30.0, 10), "whole numbers"),
        ((784, True, 10), "whole numbers"),
        ((784, "30", 10), "whole numbers"),
        ("784,30,10", "whole numbers"),
        (784, "whole numbers"),
        (None, "whole numbers"),
    ],
    ids=repr,
)
def test_layers_that_cannot_be_are_refused(value: object, message: str) -> None:
    assert re.search(message, refused(SIZES, value))


@pytest.mark.parametrize("text", ["784,thirty,10", "784;30;10", "784,30.5,10", "784 30 10"])
def test_text_that_is_no_layers_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="layers: expected whole numbers with commas") as refusal:
        SIZES.parse(text)
    assert repr(text) in str(refusal.value)


# All settings together


@pytest.mark.parametrize("setting", NUMBERS, ids=name)
def test_a_configuration_checks_each_of_its_values(setting: Setting) -> None:
    _, high = bounds(setting)
    with pytest.raises(ConfigError, match=re.escape(setting.label)):
        TrainingConfig(**{setting.name: high + 1})  # type: ignore[arg-type]


def test_a_configuration_stays_as_it_is() -> None:
    config = TrainingConfig()
    with pytest.raises(FrozenInstanceError):
        config.eta = 1.0  # type: ignore[misc]
    with pytest.raises(ConfigError, match="Epochs"):
        replace(config, epochs=0)


@pytest.mark.parametrize(
    ("allowed", "change", "message"),
    [
        ({"mini_batch_size": 50}, {"mini_batch_size": 51}, "of 51 is more than the 50 images"),
        # Without early stopping nothing is held back.
        (
            {"held_back": 30, "mini_batch_size": 30},
            {"early_stopping": 2},
            "mini-batch of 30 is more than the 20 images",
        ),
        ({"held_back": 50}, {"early_stopping": 1}, "holds back 50 of 50 .* leaves none"),
        ({"held_back": 51}, {"early_stopping": 1}, "holds back 51 of 50 .* leaves none"),
        (
            {"eta": 10.0, "lmbda": 4.9},
            {"lmbda": 5.1},
            "Learning rate 10 with regularisation 5.1 would change every weight's sign",
        ),
    ],
)
def test_settings_that_do_not_go_together_are_refused(
    allowed: dict[str, Any], change: dict[str, Any], message: str
) -> None:
    config = TrainingConfig(training_images=50, **allowed)
    with pytest.raises(ConfigError, match=message):
        replace(config, **change)


def test_how_many_images_and_mini_batches_an_epoch_has() -> None:
    for config, images, mini_batches in (
        (TrainingConfig(), 60_000, 6000),
        (TrainingConfig(training_images=25), 25, 3),
        (TrainingConfig(early_stopping=5), 50_000, 5000),
    ):
        assert config.images_to_learn_from == images
        assert config.mini_batches(images) == mini_batches


def test_how_large_pixels_are_and_how_many_weights_and_biases_there_are() -> None:
    assert TrainingConfig().input_scale == 1.0
    assert TrainingConfig(pixels="raw").input_scale == 255.0
    assert TrainingConfig().parameter_count == 784 * 30 + 30 * 10 + 30 + 10 == 23_860


def test_a_configuration_survives_json_with_every_setting() -> None:
    for config in TrainingConfig(), TrainingConfig(**OTHER):
        assert list(config.to_dict()) == [setting.name for setting in SETTINGS]
        assert TrainingConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config
    assert all(OTHER[setting.name] != setting.default for setting in SETTINGS)


def test_a_dictionary_may_lack_settings_and_may_not_have_others() -> None:
    assert TrainingConfig.from_dict({}) == TrainingConfig()
    assert TrainingConfig.from_dict({"eta": 0.5}) == TrainingConfig(eta=0.5)
    with pytest.raises(ConfigError, match=r"Unknown settings: 'colour', 'speed'\."):
        TrainingConfig.from_dict({"speed": 3, "eta": 0.5, "colour": "red"})


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"eta": "0.5"}, "Learning rate"),
        ({"eta": None}, "Learning rate"),
        ({"epochs": [3]}, "Epochs"),
        ({"sizes": "784,30,10"}, "Hidden layers"),
        ({"sizes": [784, [30], 10]}, "Hidden layers"),
        ({"cost": ["quadratic"]}, "Cost"),
        ({"cost": {}}, "Cost"),
        ({"seed": -1}, "Seed"),
    ],
    ids=repr,
)
def test_wrong_values_in_a_dictionary_are_refused(values: dict[str, Any], label: str) -> None:
    with pytest.raises(ConfigError, match=f"{label}.*: expected"):
        TrainingConfig.from_dict(values)
