"""Every setting of a training run, in one table.

The command line, the page's controls, the share link and the settings that may change during a run
are made from `SETTINGS`: a new setting is a field of `Config` or `TrainingConfig`, and an entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from nn.augmentation import KINDS as AUGMENTATIONS
from nn.errors import Choices, Refused, shown
from nn.functions import ACTIVATIONS, COSTS, OUTPUTS
from nn.in_words import counted
from nn.initial_weights import INITIALISERS
from nn.mnist import TRAINING_IMAGES
from nn.settings.setting import Setting, Value
from nn.sgd import SCHEDULES, Config

# The headings of the controls on the page.
NETWORK, LEARNING, IMAGES = "Network", "Learning", "Images"
BEYOND = "Beyond the book's chapter 1"


@dataclass(frozen=True)
class TrainingConfig(Config):
    """The settings of one training run, in the app, on the command line and in experiments.

    One default is not the book's: a run learns from all of MNIST's 60,000 training images, while
    the book keeps the last 10,000 back as validation data. `training_images=50_000` learns from the
    book's 50,000.

    Raises `Refused` if a value is out of range, or the values do not go together.
    """

    augmentation: str = "none"  # how the images are warped, chapter 3

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

    def mini_batches(self, images: int) -> int:
        """Return how many mini-batches the images make; the last one may be smaller."""
        return -(-images // self.mini_batch_size)

    @property
    def parameter_count(self) -> int:
        """The number of weights and biases."""
        return sum((n_in + 1) * n_out for n_in, n_out in pairwise(self.sizes))

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
        values = {setting.name: getattr(self, setting.name) for setting in SETTINGS}
        return values | {"sizes": list(self.sizes)}

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


def _setting(name: str, **entry: Any) -> Setting:
    return Setting(name, getattr(TrainingConfig, name), **entry)


# In the order of the page.
SETTINGS = (
    _setting(
        "sizes",
        group=NETWORK,
        label="Hidden layers",
        key="layers",
        help="Neurons in each hidden layer, such as 30 or 100, 50. All layers are fine too: 784 "
        "inputs first, 10 outputs last.",
    ),
    _setting(
        "activation",
        group=NETWORK,
        label="Activation",
        key="act",
        help="The function that a hidden neuron applies to its weighted input z.",
        choices={name: entry.said.title for name, entry in ACTIVATIONS.items()},
    ),
    _setting(
        "output",
        group=NETWORK,
        label="Output",
        key="out",
        help="Sigmoid: ten separate answers from 0 to 1. Softmax: ten shares that add up to 1.",
        choices={name: entry.said.title for name, entry in OUTPUTS.items()},
    ),
    _setting(
        "initialisation",
        group=NETWORK,
        label="Initial weights",
        key="init",
        help="How large the random weights are at the start. Wide, N(0, 1), is the book's chapter "
        "1. Narrow, 1/√n, is its chapter 3: the more inputs a neuron has, the smaller they are. "
        "He's are made for ReLU.",
        choices={name: entry.title for name, entry in INITIALISERS.items()},
    ),
    _setting(
        "cost",
        group=LEARNING,
        label="Cost",
        key="cost",
        help="How wrong the outputs are, which training makes smaller. Cross-entropy learns fast "
        "even where a neuron is badly wrong.",
        choices={name: name for name in COSTS},
    ),
    _setting(
        "eta",
        group=LEARNING,
        label="Learning rate η",
        key="eta",
        help="How far a step goes down the slope of the cost. Too small: it learns slowly. Too "
        "large: it jumps about.",
        between=(0.00001, 1000.0),
        live=True,
    ),
    _setting(
        "mini_batch_size",
        group=LEARNING,
        label="Mini-batch size",
        key="batch",
        help="The number of images for one step of the weights.",
        between=(1, 10_000),
        live=True,
    ),
    _setting(
        "epochs",
        group=LEARNING,
        label="Epochs",
        key="epochs",
        help="How many times the network sees every training image.",
        between=(1, 500),
    ),
    _setting(
        "lmbda",
        group=BEYOND,
        label="Regularisation λ",
        key="lmbda",
        help="L2 regularisation: how strongly large weights are pulled back towards 0. 0 is off.",
        between=(0.0, 1000.0),
        live=True,
    ),
    _setting(
        "momentum",
        group=BEYOND,
        label="Momentum μ",
        key="mu",
        help="Share of the last step that carries over into the next. 0 is plain gradient descent.",
        between=(0.0, 0.999),
        live=True,
    ),
    _setting(
        "schedule",
        group=BEYOND,
        label="Schedule",
        key="sched",
        help="Constant keeps the learning rate; cosine lets it fall slowly to 0 at the end.",
        choices={name: name for name in SCHEDULES},
    ),
    _setting(
        "augmentation",
        group=BEYOND,
        label="Augmentation",
        key="aug",
        help="Changes every image a little each time: affine shifts, turns, scales and slants it, "
        "elastic bends it as an unsteady hand does.",
        choices={name: name for name in AUGMENTATIONS},
    ),
    _setting(
        "training_images",
        group=IMAGES,
        label="Training images",
        key="images",
        help="How many of MNIST's 60,000 training images to use, counted from the first.",
        between=(1, TRAINING_IMAGES),
    ),
    _setting(
        "pixels",
        group=IMAGES,
        label="Pixel values",
        key="px",
        help="Scaled: 0 to 1, as in the book. Raw: 0 to 255, where the first layer's sigmoids are "
        "flat and hardly learn.",
        choices={"scaled": "0 to 1", "raw": "0 to 255"},
    ),
    _setting(
        "early_stopping",
        group=IMAGES,
        label="Early stopping (0 is off)",
        key="patience",
        help="Stops after this many epochs without a better accuracy on the held-back images. The "
        "run ends with the network of its best epoch. 0 is off.",
        between=(0, 100),
    ),
    _setting(
        "held_back",
        group=IMAGES,
        label="Held-back images",
        key="held",
        help="With early stopping: the number of training images, counted from the last, that "
        "measure the accuracy. The network does not learn from them.",
        between=(1, 50_000),
    ),
    _setting(
        "seed",
        label="Seed",
        key="seed",
        help="The start of the random numbers. The same seed and settings give the same network.",
        between=(0, 2**32 - 1),
    ),
)
SETTING = Choices("Setting", {setting.name: setting for setting in SETTINGS})
