"""Named settings to start from: what to expect of each, and its source."""

from dataclasses import dataclass

from nn.errors import Choices
from nn.settings.config import TrainingConfig

BOOK = "Nielsen, Neural Networks and Deep Learning"
ALL_IMAGES = (
    "The book learns from 50,000 images and keeps 10,000 back; this learns from all 60,000."
)


@dataclass(frozen=True)
class Preset:
    """Settings with a title for the page, and what to expect."""

    title: str
    config: TrainingConfig
    expect: str
    source: str


# By their names on the command line.
_PRESETS = {
    "book": Preset(
        "The book's network",
        TrainingConfig(),
        "This is the network of Michael Nielsen's book Neural Networks and Deep Learning. After "
        "one epoch it reads 73 to 92 % of the test images, depending on the seed, and 89 % on "
        "average; after 30 epochs about 95 %.",
        f"{BOOK}, chapter 1, “Implementing our network to classify digits”. {ALL_IMAGES}",
    ),
    "chapter-3": Preset(
        "The book's better network",
        TrainingConfig(
            sizes=(784, 100, 10),
            cost="cross-entropy",
            initialisation="sqrt-n",
            eta=0.5,
            lmbda=5.0,
        ),
        "About 96 % of the test images after one epoch, and 97.7 to 97.8 % after 30.",
        f"{BOOK}, chapter 3: cross-entropy, L2 regularisation, narrow initial weights (1/√n) and "
        f"100 hidden neurons. {ALL_IMAGES}",
    ),
    "draw": Preset(
        "The network that reads drawings",
        TrainingConfig(
            sizes=(784, 800, 400, 10),
            activation="relu",
            output="softmax",
            cost="cross-entropy",
            initialisation="he",
            eta=0.05,
            mini_batch_size=100,
            epochs=120,
            lmbda=1.0,
            momentum=0.9,
            schedule="cosine",
            augmentation="elastic",
        ),
        "98.3 % of the test images after five epochs and 99.4 % after all 120, if it learns from "
        "MNIST alone. Drawings that you add count like MNIST's images.",
        "This project: the shipped network draw was trained with it, on MNIST and on pen strokes; "
        "nn/making/README.md has the command.",
    ),
    "r-version": Preset(
        "Raw pixels",
        TrainingConfig(eta=0.1, pixels="raw"),
        "31 to 50 % of the test images after one epoch, depending on the seed, and 84 to 86 % "
        "after 30. With pixels of 0 to 255 nearly every z is in the hundreds or thousands: each "
        "hidden neuron sits on the flat part of its sigmoid and hardly learns. With pixels scaled "
        "to 0 to 1 the same settings reach about 50 % after one epoch, because η = 0.1 is thirty "
        "times smaller than the book's.",
        "Somebody rewrote the book's network in R, another programming language, with these "
        "settings, and reports 50 %.",
    ),
    "eta-too-large": Preset(
        "Learning rate far too large",
        TrainingConfig(eta=100.0),
        "About 10 %, no better than guessing: the first steps push every neuron onto the flat part "
        "of its sigmoid, and there it stays, because the gradient is almost 0.",
        f"{BOOK}, chapter 1, which tries η = 100.",
    ),
    "eta-too-small": Preset(
        "Learning rate far too small",
        TrainingConfig(eta=0.001),
        "It learns too slowly to notice: about 20 to 30 % of the test images after 30 epochs. The "
        "book's network reads as many after 100 of its mini-batches.",
        f"{BOOK}, chapter 1, which tries η = 0.001 on a network of 100 hidden neurons.",
    ),
    "no-hidden-layer": Preset(
        "No hidden layer",
        TrainingConfig(sizes=(784, 10), eta=0.05, cost="cross-entropy", initialisation="sqrt-n"),
        "About 91 % of the test images after one epoch, and 91 to 92 % after 30: without hidden "
        "neurons there is only one map of weights for each digit.",
        f"{BOOK}, chapter 1, whose exercise asks for a network of just two layers, 784 and 10.",
    ),
}
PRESETS = Choices("Preset", _PRESETS)
