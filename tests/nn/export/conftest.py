"""Networks that were trained a little, and the folders that are made of them."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from nn import training
from nn.answers import Reader
from nn.beginning import images_for
from nn.mnist import load
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from nn.storage.network_files import Saved
from nn.storage.provenance import Provenance

# What a run may need: the book's, chapter 3's, others' functions, no hidden layer; then what goes
# on around the loop.
CHANGES: dict[str, dict[str, Any]] = {
    "book": {},
    "chapter-3": {},
    "relu": {
        "activation": "relu",
        "output": "softmax",
        "cost": "cross-entropy",
        "initialisation": "he",
        "eta": 0.1,
        "momentum": 0.5,
    },
    "no-hidden-layer": {},
    "two layers, raw": {
        "sizes": (784, 20, 15, 10),
        "activation": "tanh",
        "output": "softmax",
        "schedule": "cosine",
        "pixels": "raw",
        "eta": 0.01,
        "mini_batch_size": 7,
    },
    "early stopping": {"early_stopping": 1, "held_back": 100, "eta": 10.0, "epochs": 4},
    "augmented": {"augmentation": "both", "momentum": 0.3, "lmbda": 2.0},
}
BOOKS = [*CHANGES][:4]
AROUND = [*CHANGES][5:]


def config_of(case: str) -> TrainingConfig:
    """Return the settings of a case, for a short run."""
    preset = PRESETS[case].config if case in PRESETS else TrainingConfig()
    return replace(preset, **{"training_images": 600, "epochs": 2, "seed": 7, **CHANGES[case]})


@cache
def plainly(config: TrainingConfig) -> list[Network]:
    """Return the network after each epoch and at the end, as the project's plain steps make it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "fast", lambda network, _: network)
        return trained(config)


def trained(config: TrainingConfig) -> list[Network]:
    """Return the network after each epoch and at the end."""
    images, held_back = images_for(config, load())
    run = training.TrainingRun.begin(config, images)
    networks = [run.network.copy() for m in training.train(run, images, held_back) if m is None]
    return [*networks, run.network]


@cache
def _by_the_app(config: TrainingConfig) -> Network:
    return trained(config)[-1]


def saved_of(config: TrainingConfig, network: Network | None = None) -> Saved:
    """Return a network as a run of the app ends with it."""
    origin = Provenance(config=config, epochs=config.epochs, data="MNIST", version="0.0.1")
    return Saved(Reader(network or _by_the_app(config).copy()), origin)


def bits(network: Any) -> bytes:
    """Return all numbers of a network, of the project's or of a script."""
    return b"".join(np.ascontiguousarray(p).tobytes() for p in network.parameters)
