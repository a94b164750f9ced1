from dataclasses import replace
from functools import cache

import pytest

from nn.errors import Refused
from nn.evaluation import evaluate
from nn.mnist import load
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from nn.training import TrainingRun, train


@cache
def trained(name: str) -> tuple[Network, float]:
    """Return a preset's network after two epochs with few images, and its accuracy."""
    images = load().train[:2000]
    config = replace(PRESETS[name].config, training_images=2000, epochs=2)
    run = TrainingRun.begin(config, images)
    list(train(run, images))
    return run.network, evaluate(run.network, load().test[:500]).accuracy


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_trains_and_says_what_to_expect_and_where_it_is_from(name: str) -> None:
    entry = PRESETS[name]
    assert entry.name == name
    assert "%" in entry.expect and entry.source
    network, accuracy = trained(name)
    assert network.sizes == entry.config.sizes
    assert 0.0 <= accuracy <= 1.0


def test_the_presets_differ_as_their_texts_say() -> None:
    accuracy = {name: trained(name)[1] for name in PRESETS}
    assert accuracy["chapter-3"] > accuracy["book"] > accuracy["r-version"]
    assert accuracy["book"] > accuracy["eta-too-small"]
    assert accuracy["eta-too-large"] < 0.25


def test_the_books_preset_is_the_defaults_and_an_unknown_one_is_refused_with_the_known() -> None:
    assert PRESETS["book"].config == TrainingConfig()
    with pytest.raises(Refused, match="Preset 'bok' is unknown; choose one of book, chapter-3"):
        PRESETS["bok"]
