from dataclasses import replace

import pytest

from nn.errors import Refused
from nn.evaluation import evaluate
from nn.mnist import load
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from tests.nn.reference import trained


def test_every_preset_trains_and_they_differ_as_their_texts_say() -> None:
    accuracy, data = {}, load()
    for name, entry in PRESETS.items():
        assert "%" in entry.expect and entry.source
        config = replace(entry.config, training_images=2000, epochs=2)
        network = trained(config, data.train[:2000]).network
        accuracy[name] = evaluate(network, data.test[:500]).accuracy
    assert accuracy["chapter-3"] > accuracy["book"] > accuracy["r-version"]
    assert accuracy["book"] > accuracy["eta-too-small"]
    assert accuracy["eta-too-large"] < 0.25


def test_the_books_preset_is_the_defaults_and_an_unknown_one_is_refused_with_the_known() -> None:
    assert PRESETS["book"].config == TrainingConfig()
    with pytest.raises(Refused, match="Preset 'bok' is unknown; choose one of book, chapter-3"):
        PRESETS["bok"]
