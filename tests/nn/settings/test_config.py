import json
import math
import re
from dataclasses import replace
from typing import Any

import pytest

from nn.errors import Refused
from nn.settings.config import SETTING, SETTINGS, TrainingConfig
from nn.settings.setting import Setting, Value
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
    low, high = map(kind, setting.between)
    return low, high


def refused(setting: Setting, value: Any) -> str:
    """Return the message when `value` is refused; it names the setting."""
    with pytest.raises(Refused) as refusal:
        setting.check(value)
    message = str(refusal.value)
    assert message.startswith(f"{setting.label}: expected ") and "got " in message
    return message


# One value


LAYERS = (784, 10), (784, 1, 1000, 10), (784, *[9] * 5, 10)


@pytest.mark.parametrize("setting", SETTINGS, ids=name)
def test_the_default_the_bounds_and_the_choices_are_allowed_and_read_back(setting: Setting) -> None:
    values = bounds(setting) if setting in NUMBERS else [*setting.choices] or LAYERS
    for value in (setting.default, *values):
        setting.check(value)
        assert setting.parse(setting.format(value)) == value


@pytest.mark.parametrize(
    ("setting", "text", "value"),
    [
        (SETTING["eta"], "0.5", 0.5),
        (SETTING["eta"], "1e-3", 0.001),
        (SIZES, "784, 30, 10", (784, 30, 10)),
        (SIZES, "30", (784, 30, 10)),
        (SIZES, "784", (784, 784, 10)),
        (SIZES, "30, 10", (784, 30, 10, 10)),
    ],
    ids=name,
)
def test_what_a_person_types(setting: Setting, text: str, value: Value) -> None:
    assert setting.parse(text) == value


@pytest.mark.parametrize("setting", NUMBERS, ids=name)
def test_a_number_out_of_range_is_refused_with_the_range(setting: Setting) -> None:
    low, high = bounds(setting)
    just_outside = math.nextafter(low, -1), math.nextafter(high, math.inf)
    for value in (low - 1, high + 1, -1, 10**30, *(() if setting in WHOLE else just_outside)):
        message = refused(setting, type(low)(value))
        assert setting.expected in message
        assert f"{type(low)(value):,}" in message


@pytest.mark.parametrize("setting", NUMBERS, ids=name)
def test_what_is_no_number_is_refused_with_what_was_typed(setting: Setting) -> None:
    whole = setting in WHOLE
    expected = "expected a whole number" if whole else "expected a number"
    for value in ("3", None, True, (3,), {}, 3j, *((5.0,) if whole else ())):
        assert expected in refused(setting, value)
    for value in (math.nan, math.inf, -math.inf):
        assert str(value) in refused(setting, value)
    for text in ("ten", "1,5", "0x10", "3 4", *(("5.0", "1e2", "nan") if whole else ())):
        with pytest.raises(Refused, match=f"^{re.escape(setting.label)}: {expected}") as error:
            setting.parse(text)
        assert repr(text) in str(error.value)


@pytest.mark.parametrize("value", ["Sigmoid", None, 3, [], ([],)])
@pytest.mark.parametrize("setting", CHOICES, ids=name)
def test_an_unknown_choice_is_refused_with_those_there_are(setting: Setting, value: object) -> None:
    message = refused(setting, value)
    assert all(choice in message for choice in setting.choices)
    assert repr(value) in message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ((), "784 first .* and 10 last .* got nothing"),
        ((784, 30, 9), "got 784,30,9"),
        ((784, 0, 10), "hidden layers of 1 to 1,000 neurons, got 0"),
        ((784, *[9] * 6, 10), "at most 5 hidden layers of .* got 9,9,9,9,9,9"),
        ((784, True, 10), "whole numbers"),
        (None, "whole numbers"),
    ],
    ids=repr,
)
def test_layers_that_cannot_be_are_refused(value: object, message: str) -> None:
    assert re.search(message, refused(SIZES, value))


# All settings together


@pytest.mark.parametrize(
    ("allowed", "change", "message"),
    [
        ({"mini_batch_size": 50}, {"mini_batch_size": 51}, "of 51 is more than the 50 images"),
        # Without early stopping nothing is held back.
        ({"held_back": 30, "mini_batch_size": 30}, {"early_stopping": 2}, "than the 20 images"),
        ({"held_back": 50}, {"early_stopping": 1}, "holds back 50 of 50 .* leaves none"),
        ({"eta": 10.0, "lmbda": 4.9}, {"lmbda": 5.1}, "would change every weight's sign"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(
    allowed: dict[str, Any], change: dict[str, Any], message: str
) -> None:
    config = TrainingConfig(training_images=50, **allowed)
    with pytest.raises(Refused, match=message):
        replace(config, **change)


def test_a_configuration_survives_json_with_every_setting() -> None:
    for config in TrainingConfig(), TrainingConfig(**OTHER):
        assert list(config.to_dict()) == [setting.name for setting in SETTINGS]
        assert TrainingConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config
    assert all(OTHER[setting.name] != setting.default for setting in SETTINGS)


def test_a_dictionary_may_lack_settings_and_may_not_have_others() -> None:
    assert TrainingConfig.from_dict({}) == TrainingConfig()
    assert TrainingConfig.from_dict({"eta": 0.5}) == TrainingConfig(eta=0.5)
    with pytest.raises(Refused, match=r"Unknown settings: 'colour', 'speed'\."):
        TrainingConfig.from_dict({"speed": 3, "eta": 0.5, "colour": "red"})
