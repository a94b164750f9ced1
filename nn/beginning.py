"""What a training run begins with: its images, and a network that has learnt nothing."""

import numpy as np

from nn.errors import Refused
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
    settings' seed. The network has so many `outputs`.
    """
    return Network.initialise(
        (*config.sizes[:-1], outputs),
        rng or np.random.default_rng(config.seed),
        activation=config.activation,
        output=config.output,
        initialisation=config.initialisation,
        input_scale=config.input_scale,
        dtype=np.float32,
    )
