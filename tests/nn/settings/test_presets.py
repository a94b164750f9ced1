from dataclasses import replace

import pytest

from nn.evaluation import evaluate
from nn.mnist import Mnist, load
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS, preset
from nn.settings.setting import ConfigError
from nn.training import Trainer


def few_images() -> Mnist:
    data = load()
    return Mnist(data.train[:2000], data.test[:500])


def trained(config: TrainingConfig) -> tuple[Network, float]:
    data = few_images()
    trainer = Trainer(replace(config, training_images=2000, epochs=2), data)
    list(trainer)
    return trainer.network, evaluate(trainer.network, data.test).accuracy


def test_the_books_network_is_the_defaults() -> None:
    assert preset("book").config == TrainingConfig()


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_says_what_to_expect_and_where_it_is_from(name: str) -> None:
    entry = PRESETS[name]
    assert entry.name == name
    assert len(entry.expect) > 40 and "%" in entry.expect
    assert len(entry.source) > 20


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_trains(name: str) -> None:
    network, accuracy = trained(PRESETS[name].config)
    assert network.sizes == PRESETS[name].config.sizes
    assert 0.0 <= accuracy <= 1.0


def test_the_presets_differ_as_their_texts_say() -> None:
    accuracy = {name: trained(PRESETS[name].config)[1] for name in PRESETS}
    assert accuracy["chapter-3"] > accuracy["book"] > accuracy["r-version"]
    assert accuracy["book"] > accuracy["eta-too-small"]
    assert accuracy["eta-too-large"] < 0.25


def test_the_r_versions_text_says_why_it_is_about_half() -> None:
    assert "50 %" in PRESETS["r-version"].expect
    assert "flat part" in PRESETS["r-version"].expect


def test_an_unknown_preset_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="choose one of book, chapter-3"):
        preset("bok")
