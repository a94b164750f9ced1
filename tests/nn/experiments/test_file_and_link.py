"""An experiment as a file and as a link."""

import pytest

from nn.errors import Refused
from nn.experiments import file_and_link
from nn.experiments.experiment import Experiment, Varied
from nn.settings.config import TrainingConfig
from tests.nn.experiments.made import EXAMPLES

VARIED = Varied("eta", (0.1, 3.0)), Varied("sizes", ((784, 10), (784, 100, 50, 10)))


@pytest.mark.parametrize("experiment", EXAMPLES)
def test_what_is_written_is_read_back(experiment: Experiment) -> None:
    assert file_and_link.from_texts(file_and_link.to_texts(experiment)) == experiment
    assert file_and_link.from_file(file_and_link.to_file(experiment)) == experiment


def test_the_entries_are_short_and_what_varies_comes_first() -> None:
    experiment = Experiment(TrainingConfig(epochs=3), VARIED, seeds=(1, 2, 3), paired=True)
    entries = file_and_link.to_texts(experiment)
    assert list(entries.items())[:2] == [("eta", "0.1,3"), ("layers", "none,100x50")]
    assert entries.items() >= {"epochs": "3", "seeds": "1-3", "together": "paired"}.items()
    assert "seed" not in entries
    assert "together" not in file_and_link.to_texts(Experiment(TrainingConfig()))


def test_a_file_may_have_comments_empty_lines_and_a_mark_of_windows() -> None:
    text = (
        "\ufeff# Mine\r\n\r\neta = 0.1, 3  # two of them\r\n  seeds=1-3\r\ntogether = crossed\r\n"
    )
    assert file_and_link.from_file(text) == Experiment(
        TrainingConfig(), (Varied("eta", (0.1, 3.0)),), seeds=(1, 2, 3)
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This file is empty"),
        (
            "eta = 1\nfaster\n",
            "Line 2 of the experiment is 'faster'; expected an entry such as eta",
        ),
        ("eta = 1\n\neta = 2\n", "Line 3 of the experiment is 'eta = 2'; its entry is there twice"),
        ("speed = 3\n", "An experiment has no entry 'speed'; it may have layers, act,"),
        ("together = somehow\n", "Expected together to be crossed or paired, got 'somehow'"),
        ("#" * 1_000_001, "This file is too long"),
    ],
)
def test_a_file_that_is_no_experiment(text: str, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        file_and_link.from_file(text)
    assert sentence in str(refusal.value)
