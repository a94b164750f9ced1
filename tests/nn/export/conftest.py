"""Networks that were trained a little, and what is said of them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from nn import training
from nn.answers import Reader
from nn.evaluation import evaluate
from nn.mnist import images_for, load
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from nn.storage.network_files import Saved
from nn.storage.provenance import Provenance

RELU = {"activation": "relu", "output": "softmax", "cost": "cross-entropy", "initialisation": "he"}
OTHERS = {"activation": "tanh", "output": "softmax", "schedule": "cosine", "pixels": "raw"}
CHANGES: dict[str, dict[str, Any]] = {
    "book": {},
    "chapter-3": {},
    "relu": {**RELU, "eta": 0.1, "momentum": 0.5},
    "no-hidden-layer": {},
    "early stopping": {"early_stopping": 1, "held_back": 100, "eta": 10.0, "epochs": 4},
    "raw": {**OTHERS, "sizes": (784, 20, 15, 10), "eta": 0.01, "mini_batch_size": 7},
    "augmented": {"augmentation": "both"},
}


# What somebody may change at the top of what they took home.
EDITS: list[dict[str, Any]] = [
    {"activation": "tanh", "cost": "cross-entropy", "sizes": (784, 25, 15, 10)},
    {"activation": "relu", "cost": "quadratic", "output": "softmax", "momentum": 0.2},
    {"initialisation": "sqrt-n", "schedule": "cosine", "sizes": (784, 40, 10)},
]


def edited(text: str, settings: Mapping[str, object]) -> str:
    """Return a script or a cell in which settings are changed."""
    for name, value in settings.items():
        text = re.sub(rf"(?m)^    {name}=.*,$", f"    {name}={value!r},", text)
    return text


def config_of(case: str) -> TrainingConfig:
    """Return the settings of a case, for a short run."""
    preset = PRESETS[case].config if case in PRESETS else TrainingConfig()
    return replace(preset, **{"training_images": 600, "epochs": 2, "seed": 7, **CHANGES[case]})


@cache
def trained(config: TrainingConfig, plain: bool = False) -> list[Network]:
    """Return the network after each epoch and at the end, by the app's steps or by plain ones."""
    with pytest.MonkeyPatch.context() as patch:
        if plain:  # the images stay as they are, too
            patch.setattr(training, "fast", lambda network, _: network)
            config = replace(config, augmentation="none")
        images, held_back = images_for(config, load())
        run = training.TrainingRun.begin(config, images)
        networks = [run.network.copy() for m in training.train(run, images, held_back) if m is None]
    return [*networks, run.network]


def saved_of(config: TrainingConfig, network: Network | None = None) -> Saved:
    """Return a network as a run of the app ends with it."""
    origin = Provenance(config=config, epochs=config.epochs, data="MNIST", version="0.0.1")
    return Saved(Reader(network or trained(config)[-1].copy()), origin)


def right(who: str, network: Network) -> str:
    """Return what is said of how many test images a network reads right."""
    test = evaluate(network, load().test)
    return f"{who}: {test.correct:,} of 10,000 test images read right, {test.accuracy:.2%}"


def results(case: str, **edits: Any) -> list[str]:
    """Return what is said of a network and its training after some edits, line by line."""
    *epochs, last = trained(replace(config_of(case), **edits), plain=True)
    best = [*map(bits, epochs)].index(bits(last)) + 1
    lines = [right("weights.npz", saved_of(config_of(case)).reader.network)]
    lines += [right(f"epoch {k}", each) for k, each in enumerate(epochs, start=1)]
    return lines + [right(f"the best epoch, {best}", last)] * (case == "early stopping")


def bits(network: Any) -> bytes:
    """Return all numbers of a network, of the project's or of a script."""
    return b"".join(np.ascontiguousarray(p).tobytes() for p in network.parameters)
