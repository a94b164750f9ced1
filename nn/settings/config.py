"""Every setting of a training run, in one table.

`TrainingConfig` is the table. The command line, the page's controls, the share link and the
settings that may change during a run are made from it: a new setting is one entry here.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise
from typing import Any, cast

from nn.augmentation import KINDS as AUGMENTATIONS
from nn.errors import Choices, Refused, shown
from nn.functions import ACTIVATIONS, COSTS, OUTPUTS
from nn.in_words import counted
from nn.initial_weights import INITIALISERS
from nn.mnist import TRAINING_IMAGES
from nn.settings.setting import Setting, Value

# The headings of the controls on the page.
NETWORK, LEARNING, IMAGES = "Network", "Learning", "Images"
BEYOND = "Beyond the book's chapter 1"
INITIAL_WEIGHTS = {"normal": "wide: N(0, 1)", "sqrt-n": "narrow: 1/√n", "he": "for ReLU: He"}


def _setting(default: Any, **entry: Any) -> Any:
    """Return a field of the table; `entry` is the rest of a `Setting`."""
    return field(default=default, metadata=entry)


@dataclass(frozen=True)
class TrainingConfig:
    """The settings of one training run, in the order of the page; the defaults are the book's.

    One is not: a run learns from all of MNIST's 60,000 training images, while the book keeps the
    last 10,000 back as validation data. `training_images=50_000` learns from the book's 50,000.

    Raises `Refused` if a value is out of range, or the values do not go together.
    """

    sizes: tuple[int, ...] = _setting(
        (784, 30, 10),
        group=NETWORK,
        label="Hidden layers",
        key="layers",
        help="Neurons in each hidden layer, such as 30 or 100, 50. All layers are fine too: 784 "
        "inputs first, 10 outputs last.",
    )
    activation: str = _setting(
        "sigmoid",
        group=NETWORK,
        label="Activation",
        key="act",
        help="The function that a hidden neuron applies to its weighted input z.",
        choices={name: {"relu": "ReLU"}.get(name, name) for name in ACTIVATIONS},
    )
    output: str = _setting(
        "sigmoid",
        group=NETWORK,
        label="Output",
        key="out",
        help="Sigmoid: ten separate answers from 0 to 1. Softmax: ten shares that add up to 1.",
        choices={name: name for name in OUTPUTS},
    )
    initialisation: str = _setting(
        "normal",
        group=NETWORK,
        label="Initial weights",
        key="init",
        help="How large the random weights are at the start. Wide, N(0, 1), is the book's chapter "
        "1. Narrow, 1/√n, is its chapter 3: the more inputs a neuron has, the smaller they are. "
        "He's are made for ReLU.",
        choices={name: INITIAL_WEIGHTS[name] for name in INITIALISERS},
    )
    cost: str = _setting(
        "quadratic",
        group=LEARNING,
        label="Cost",
        key="cost",
        help="How wrong the outputs are, which training makes smaller. Cross-entropy learns fast "
        "even where a neuron is badly wrong.",
        choices={name: name for name in COSTS},
    )
    eta: float = _setting(
        3.0,
        group=LEARNING,
        label="Learning rate η",
        key="eta",
        help="How far a step goes down the slope of the cost. Too small: it learns slowly. Too "
        "large: it jumps about.",
        minimum=0.00001,
        maximum=1000.0,
        live=True,
    )
    mini_batch_size: int = _setting(
        10,
        group=LEARNING,
        label="Mini-batch size",
        key="batch",
        help="The number of images for one step of the weights.",
        minimum=1,
        maximum=10_000,
        live=True,
    )
    epochs: int = _setting(
        30,
        group=LEARNING,
        label="Epochs",
        key="epochs",
        help="How many times the network sees every training image.",
        minimum=1,
        maximum=500,
    )
    lmbda: float = _setting(
        0.0,
        group=BEYOND,
        label="Regularisation λ",
        key="lmbda",
        help="L2 regularisation: how strongly large weights are pulled back towards 0. 0 is off.",
        minimum=0.0,
        maximum=1000.0,
        live=True,
    )
    momentum: float = _setting(
        0.0,
        group=BEYOND,
        label="Momentum μ",
        key="mu",
        help="Share of the last step that carries over into the next. 0 is plain gradient descent.",
        minimum=0.0,
        maximum=0.999,
        live=True,
    )
    schedule: str = _setting(
        "constant",
        group=BEYOND,
        label="Schedule",
        key="sched",
        help="Constant keeps the learning rate; cosine lets it fall slowly to 0 at the end.",
        choices={"constant": "constant", "cosine": "cosine"},
    )
    augmentation: str = _setting(
        "none",
        group=BEYOND,
        label="Augmentation",
        key="aug",
        help="Changes every image a little each time: affine shifts, turns, scales and slants it, "
        "elastic bends it as an unsteady hand does.",
        choices={name: name for name in AUGMENTATIONS},
    )
    training_images: int = _setting(
        TRAINING_IMAGES,
        group=IMAGES,
        label="Training images",
        key="images",
        help="How many of MNIST's 60,000 training images to use, counted from the first.",
        minimum=1,
        maximum=TRAINING_IMAGES,
    )
    pixels: str = _setting(
        "scaled",
        group=IMAGES,
        label="Pixel values",
        key="px",
        help="Scaled: 0 to 1, as in the book. Raw: 0 to 255, where the first layer's sigmoids are "
        "flat and hardly learn.",
        choices={"scaled": "0 to 1", "raw": "0 to 255"},
    )
    early_stopping: int = _setting(
        0,
        group=IMAGES,
        label="Early stopping (0 is off)",
        key="patience",
        help="Stops after this many epochs without a better accuracy on the held-back images. The "
        "run ends with the network of its best epoch. 0 is off.",
        minimum=0,
        maximum=100,
    )
    held_back: int = _setting(
        10_000,
        group=IMAGES,
        label="Held-back images",
        key="held",
        help="With early stopping: the number of training images, counted from the last, that "
        "measure the accuracy. The network does not learn from them.",
        minimum=1,
        maximum=50_000,
    )
    seed: int = _setting(
        1,
        label="Seed",
        key="seed",
        help="The start of the random numbers. The same seed and settings give the same network.",
        minimum=0,
        maximum=2**32 - 1,
    )

    def __post_init__(self) -> None:
        for setting in SETTINGS:
            setting.check(getattr(self, setting.name))
        if self.early_stopping and self.held_back >= self.training_images:
            raise Refused(
                f"Early stopping holds back {self.held_back:,} of {self.training_images:,} "
                "training images, which leaves none to learn from; hold back fewer, or use more."
            )
        if self.mini_batch_size > self.images_to_learn_from:
            raise Refused(
                f"A mini-batch of {self.mini_batch_size:,} is more than the "
                f"{counted(self.images_to_learn_from, 'image')} to learn from; choose a smaller "
                "mini-batch."
            )
        if self.eta * self.lmbda >= self.images_to_learn_from:
            raise Refused(
                f"Learning rate {self.eta:g} with regularisation {self.lmbda:g} would change every "
                f"weight's sign at each step (eta x lmbda must stay under the number of images, "
                f"{self.images_to_learn_from:,}); make one of them smaller."
            )

    @property
    def images_to_learn_from(self) -> int:
        """The number of images to learn from, without those held back."""
        return self.training_images - (self.held_back if self.early_stopping else 0)

    def mini_batches(self, images: int) -> int:
        """Return how many mini-batches the images make; the last one may be smaller."""
        return -(-images // self.mini_batch_size)

    @property
    def parameter_count(self) -> int:
        """The number of weights and biases."""
        return sum((n_in + 1) * n_out for n_in, n_out in pairwise(self.sizes))

    @property
    def input_scale(self) -> float:
        """The factor for a pixel in [0, 1] on its way into the network."""
        return 255.0 if self.pixels == "raw" else 1.0

    def eta_after(self, done: int, total: int) -> float:
        """Return the learning rate, by the schedule, after `done` of a run's `total` images."""
        if self.schedule == "constant":
            return self.eta
        return self.eta * 0.5 * (1.0 + math.cos(math.pi * done / total))

    def changed_on_the_way(self, **settings: Value) -> "TrainingConfig":
        """Return these settings after a change during the run.

        Raises `Refused` for a setting that cannot change then, and for a value that is out of range
        or does not go with the others.
        """
        live = [setting.name for setting in SETTINGS if setting.live]
        for name in settings:
            if name not in live:
                raise Refused(f"{name} cannot change during a run; these can: {', '.join(live)}.")
        return replace(self, **settings)  # type: ignore[arg-type]

    def to_dict(self) -> dict[str, Any]:
        """Return the settings by name, ready for JSON."""
        return {**vars(self), "sizes": list(self.sizes)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "TrainingConfig":
        """Return the settings from `to_dict`; missing ones take their defaults.

        Raises `Refused` for an unknown name, or a value out of range.
        """
        unknown = sorted(set(values) - SETTING.keys())
        if unknown:
            raise Refused(f"Unknown settings: {shown(', '.join(map(repr, unknown)))}.")
        tuples = {name: tuple(v) for name, v in values.items() if isinstance(v, list)}
        return cls(**{**values, **tuples})


SETTINGS = tuple(
    Setting(entry.name, cast(Value, entry.default), **entry.metadata)
    for entry in fields(TrainingConfig)
)
SETTING = Choices("Setting", {setting.name: setting for setting in SETTINGS})
