"""Every setting of a training run, in one table.

`TrainingConfig` is the table: each field carries its label, range, help text and link key, so
that the command line, the page's controls and the share link are made from it, and a new
setting is one entry here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import Any, cast

from nn.errors import shown
from nn.mnist import TRAINING_IMAGES
from nn.settings.setting import ConfigError, Setting, Value

__all__ = [
    "SETTING",
    "SETTINGS",
    "ConfigError",
    "TrainingConfig",
    "Value",
]


def _setting(
    default: Any,
    label: str,
    key: str,
    text: str,
    between: tuple[float, float] | None = None,
    choices: Mapping[str, str] | None = None,
    live: bool = False,
) -> Any:
    low, high = between or (None, None)
    known = {
        "label": label,
        "key": key,
        "help": text,
        "minimum": low,
        "maximum": high,
        "choices": choices or {},
        "live": live,
    }
    return field(default=default, metadata=known)


@dataclass(frozen=True)
class TrainingConfig:
    """The settings of one training run; the defaults are the book's, chapter 1.

    But for one: a run learns from all of MNIST's 60,000 training images, while the book keeps the
    last 10,000 back as validation data. `training_images=50_000` learns from the book's 50,000.

    Raises
    ------
    ConfigError
        When a value is out of its range, or the values cannot go together.
    """

    sizes: tuple[int, ...] = _setting(
        (784, 30, 10),
        "Layers",
        "layers",
        "Neurons in each layer: 784 inputs first, 10 outputs last, hidden layers between.",
    )
    activation: str = _setting(
        "sigmoid",
        "Activation",
        "act",
        "What a hidden neuron makes of its weighted input z.",
        choices={"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"},
    )
    output: str = _setting(
        "sigmoid",
        "Output",
        "out",
        "Sigmoid: ten separate answers from 0 to 1. Softmax: ten shares that add up to 1.",
        choices={"sigmoid": "sigmoid", "softmax": "softmax"},
    )
    cost: str = _setting(
        "quadratic",
        "Cost",
        "cost",
        "What is made smaller. Cross-entropy learns fast even where a neuron is badly wrong.",
        choices={"quadratic": "quadratic", "cross-entropy": "cross-entropy"},
    )
    initialisation: str = _setting(
        "normal",
        "Initial weights",
        "init",
        "How large the random weights are at the start: N(0, 1) is the book's chapter 1, "
        "1/sqrt(n) its chapter 3, He is made for ReLU.",
        choices={"normal": "N(0, 1)", "sqrt-n": "1/√n", "he": "He"},
    )
    eta: float = _setting(
        3.0,
        "Learning rate η",
        "eta",
        "How far a step goes down the slope of the cost. Too small crawls, too large jumps about.",
        between=(0.00001, 1000.0),
        live=True,
    )
    mini_batch_size: int = _setting(
        10,
        "Mini-batch size",
        "batch",
        "How many images are looked at before the weights move once.",
        between=(1, 10_000),
        live=True,
    )
    epochs: int = _setting(
        30,
        "Epochs",
        "epochs",
        "How many times the network sees every training image.",
        between=(1, 500),
    )
    lmbda: float = _setting(
        0.0,
        "Regularisation λ",
        "lmbda",
        "L2 regularisation: how strongly large weights are pulled back towards 0. 0 is off.",
        between=(0.0, 1000.0),
        live=True,
    )
    momentum: float = _setting(
        0.0,
        "Momentum μ",
        "mu",
        "Share of the last step that carries over into the next. 0 is plain gradient descent.",
        between=(0.0, 0.999),
        live=True,
    )
    schedule: str = _setting(
        "constant",
        "Schedule",
        "sched",
        "Constant keeps the learning rate; cosine lets it fall to 0 by the last mini-batch.",
        choices={"constant": "constant", "cosine": "cosine"},
    )
    seed: int = _setting(
        1,
        "Seed",
        "seed",
        "Where the random numbers start. The same seed and settings give the same network.",
        between=(0, 2**32 - 1),
    )
    training_images: int = _setting(
        TRAINING_IMAGES,
        "Training images",
        "images",
        "How many of MNIST's 60,000 training images to use, counted from the first.",
        between=(1, TRAINING_IMAGES),
    )
    pixels: str = _setting(
        "scaled",
        "Pixel values",
        "px",
        "Scaled: 0 to 1, as in the book. Raw: 0 to 255, which drives the first layer's sigmoids "
        "flat.",
        choices={"scaled": "0 to 1", "raw": "0 to 255"},
    )
    augmentation: str = _setting(
        "none",
        "Augmentation",
        "aug",
        "Shows every image a little changed each time: affine shifts, turns, scales and slants "
        "it, elastic wobbles it like a hand does.",
        choices={"none": "none", "affine": "affine", "elastic": "elastic", "both": "both"},
    )
    early_stopping: int = _setting(
        0,
        "Early stopping",
        "patience",
        "Stops after this many epochs without a better accuracy on the held-back images. The run "
        "ends with the network of its best epoch. 0 is off.",
        between=(0, 100),
    )
    held_back: int = _setting(
        10_000,
        "Held-back images",
        "held",
        "With early stopping: how many of the training images are kept for judging, the last ones.",
        between=(1, 50_000),
    )

    def __post_init__(self) -> None:
        for setting in SETTINGS:
            setting.check(getattr(self, setting.name))
        self._check_together()

    def _check_together(self) -> None:
        """Refuse combinations that no run can be made of."""
        if self.early_stopping and self.held_back >= self.training_images:
            raise ConfigError(
                f"Early stopping holds back {self.held_back:,} of {self.training_images:,} "
                "training images, which leaves none to learn from; hold back fewer, or use more."
            )
        if self.mini_batch_size > self.images_to_learn_from:
            raise ConfigError(
                f"A mini-batch of {self.mini_batch_size:,} is more than the "
                f"{self.images_to_learn_from:,} images to learn from; choose a smaller mini-batch."
            )
        if self.eta * self.lmbda >= self.images_to_learn_from:
            raise ConfigError(
                f"Learning rate {self.eta:g} with regularisation {self.lmbda:g} would turn every "
                f"weight's sign at each step (eta x lmbda must stay under the number of images, "
                f"{self.images_to_learn_from:,}); make one of them smaller."
            )

    @property
    def images_to_learn_from(self) -> int:
        """How many images the weights are fitted to, without those held back."""
        return self.training_images - (self.held_back if self.early_stopping else 0)

    @property
    def mini_batches_per_epoch(self) -> int:
        """How many steps an epoch has, on MNIST alone; see `mini_batches`."""
        return self.mini_batches(self.images_to_learn_from)

    def mini_batches(self, images: int) -> int:
        """Return how many mini-batches so many images are; the last one may be a smaller one."""
        return -(-images // self.mini_batch_size)

    @property
    def parameter_count(self) -> int:
        """How many weights and biases there are to learn."""
        return sum((n_in + 1) * n_out for n_in, n_out in pairwise(self.sizes))

    @property
    def input_scale(self) -> float:
        """What a pixel in [0, 1] is multiplied by on its way into the network."""
        return 255.0 if self.pixels == "raw" else 1.0

    def to_dict(self) -> dict[str, Any]:
        """Return the settings by name, ready for JSON."""
        values = {setting.name: getattr(self, setting.name) for setting in SETTINGS}
        return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "TrainingConfig":
        """Return the settings that `to_dict` gave; those missing take their defaults.

        Raises
        ------
        ConfigError
            For an unknown name, or a value that is out of range.
        """
        unknown = sorted(set(values) - {setting.name for setting in SETTINGS})
        if unknown:
            raise ConfigError(f"Unknown settings: {shown(', '.join(map(repr, unknown)))}.")
        settings: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in values.items()
        }
        return cls(**settings)


SETTINGS: tuple[Setting, ...] = tuple(
    Setting(entry.name, cast(Value, entry.default), **entry.metadata)
    for entry in fields(TrainingConfig)
)
SETTING: dict[str, Setting] = {setting.name: setting for setting in SETTINGS}
