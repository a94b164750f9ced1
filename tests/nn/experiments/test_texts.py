"""An experiment as a file and as a link."""

import pytest
from hypothesis import given

from nn.experiments import texts
from nn.experiments.experiment import Experiment, Varied
from nn.settings.config import SETTINGS, TrainingConfig
from nn.settings.setting import ConfigError
from tests.nn.experiments.made import experiments, patiently

VARIED = Varied("eta", (0.1, 3.0)), Varied("sizes", ((784, 10), (784, 100, 50, 10)))


@patiently
@given(experiments())
def test_what_is_written_is_read_back(experiment: Experiment) -> None:
    assert texts.from_texts(texts.to_texts(experiment)) == experiment
    assert texts.from_file(texts.to_file(experiment)) == experiment


def test_the_entries_are_short_and_what_varies_comes_first() -> None:
    experiment = Experiment(TrainingConfig(epochs=3), VARIED, seeds=(1, 2, 3), paired=True)
    entries = texts.to_texts(experiment)
    assert list(entries)[:2] == ["eta", "layers"]
    some = {key: entries[key] for key in ("eta", "layers", "epochs", "seeds", "together")}
    assert some == {
        "eta": "0.1,3",
        "layers": "none,100x50",
        "epochs": "3",
        "seeds": "1-3",
        "together": "paired",
    }
    assert "seed" not in entries
    assert "together" not in texts.to_texts(Experiment(TrainingConfig()))


def test_what_is_missing_takes_its_default() -> None:
    assert texts.from_texts({}) == Experiment(TrainingConfig())
    assert texts.from_texts({"eta": "0.5,3"}) == Experiment(
        TrainingConfig(), (Varied("eta", (0.5, 3.0)),)
    )


def test_a_file_may_have_comments_empty_lines_and_a_mark_of_windows() -> None:
    text = (
        "\ufeff# Mine\r\n\r\neta = 0.1, 3  # two of them\r\n  seeds=1-3\r\ntogether = crossed\r\n"
    )
    assert texts.from_file(text) == Experiment(
        TrainingConfig(), (Varied("eta", (0.1, 3.0)),), seeds=(1, 2, 3)
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This file is empty"),
        ("# only a comment\n\n", "This file is empty"),
        (
            "eta = 1\nfaster\n",
            "Line 2 of the experiment is 'faster'; expected an entry such as eta",
        ),
        ("eta = 1\n\neta = 2\n", "Line 3 of the experiment is 'eta = 2'; its entry is there twice"),
        ("speed = 3\n", "An experiment has no entry 'speed'; it may have layers, act,"),
        ("seed = 3\n", "An experiment has no entry 'seed'"),
        ("seeds = 0x10\n", "Seed: expected a whole number"),
        ("eta =\n", "Learning rate η: expected a number, got ''"),
        ("together = somehow\n", "Expected together to be crossed or paired, got 'somehow'"),
        ("eta = 1,2\nlmbda = 1,2,3\ntogether = paired\n", "as many values each, got 2 and 3"),
        ("seeds = 1-100\nepochs = 1-200\n", "has 20,000 runs"),
        ("batch = 70\nimages = 50\n", "A mini-batch of 70 is more than the 50 images"),
        ("#" * 100_001, "This file is too long"),
    ],
)
def test_a_file_that_is_no_experiment(text: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        texts.from_file(text)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_setting_has_its_name_its_key_and_its_option_s_name(setting: object) -> None:
    name, key = str(getattr(setting, "name", "")), str(getattr(setting, "key", ""))
    for called in name, key, name.replace("_", "-"), f" {key.upper()} ":
        assert texts.setting_named(called) is setting


def test_another_name_is_no_setting_s() -> None:
    with pytest.raises(ConfigError, match="There is no setting 'speed'; these are: sizes, act"):
        texts.setting_named("speed")
