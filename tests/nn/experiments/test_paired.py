"""Settings that go together: a value may come again, a combination may not."""

import pytest

from nn.experiments import records, texts
from nn.experiments.experiment import Experiment, Varied
from nn.settings.config import TrainingConfig
from nn.settings.setting import ConfigError

THREE = (
    Varied("cost", ("quadratic", "quadratic", "cross-entropy")),
    Varied("eta", (3.0, 0.5, 0.5)),
)


def test_a_value_may_come_again_in_settings_that_go_together() -> None:
    experiment = Experiment(TrainingConfig(), THREE, paired=True)
    assert [(cell.config.cost, cell.config.eta) for cell in experiment.cells] == [
        ("quadratic", 3.0),
        ("quadratic", 0.5),
        ("cross-entropy", 0.5),
    ]


def test_a_file_and_a_link_keep_a_value_that_comes_again() -> None:
    experiment = Experiment(TrainingConfig(), THREE, seeds=(1, 2), paired=True)
    assert texts.from_file(texts.to_file(experiment)) == experiment
    assert records.from_link(records.to_link(experiment)) == experiment


def test_a_combination_may_not_come_again() -> None:
    twice = (Varied("cost", ("quadratic", "quadratic")), Varied("eta", (3.0, 3.0)))
    with pytest.raises(ConfigError, match=r"Combinations 1 and 2 are the same, quadratic, 3; "):
        Experiment(TrainingConfig(), twice, paired=True)


def test_crossed_settings_still_have_each_value_once() -> None:
    with pytest.raises(ConfigError, match="is there twice"):
        Experiment(TrainingConfig(), THREE)
    assert texts.from_texts({"eta": "3,0.5,3"}).varied == (Varied("eta", (3.0, 0.5)),)
