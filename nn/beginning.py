"""What a training run begins with: its images, and a network that has learnt nothing."""

from itertools import pairwise

import numpy as np

from nn.errors import Refused
from nn.functions import Array
from nn.initial_weights import INITIALISERS
from nn.mnist import DIGITS, Images, Mnist
from nn.network import Network
from nn.settings.config import TrainingConfig

# The label of a drawing that is no digit, and its output: an eleventh one. It can be taken away
# after the training if the outputs are a softmax (`making/sureness.py`).
NONE = DIGITS


def images_for(
    config: TrainingConfig, data: Mnist, extra: Images | None = None
) -> tuple[Images, Images]:
    """Return the images to learn from, and those held back for early stopping.

    `extra` are more to learn from, which the setting `training_images` leaves out. Raises `Refused`
    if the settings ask for more images than there are.
    """
    if len(data.train) < config.training_images:
        raise Refused(
            f"The settings ask for {config.training_images:,} training images, but the data set "
            f"has {len(data.train):,}."
        )
    images = data.train[: config.images_to_learn_from]
    held_back = data.train[config.images_to_learn_from : config.training_images]
    return (images.and_also(extra) if extra else images), held_back


def initial_network(
    config: TrainingConfig, rng: np.random.Generator | None = None, outputs: int = DIGITS
) -> Network:
    """Return the network that a run with these settings starts from.

    `rng` is the run's generator, from which nothing has been drawn; without it, a new one with the
    settings' seed. The numbers are drawn layer by layer, weights before biases.
    """
    rng = rng or np.random.default_rng(config.seed)
    sizes, draw = (*config.sizes[:-1], outputs), INITIALISERS[config.initialisation]
    layers = [draw(rng, n_out, n_in) for n_in, n_out in pairwise(sizes)]
    weights: list[Array] = [w.astype(np.float32) for w, _ in layers]
    biases: list[Array] = [b.astype(np.float32) for _, b in layers]
    return Network(weights, biases, config.activation, config.output, config.input_scale)
