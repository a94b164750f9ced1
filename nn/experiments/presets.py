"""The book's own experiments, each with what the book found and what our runs found.

The book shows one run of each setting, or the best of three, and mostly the best epoch on the way.
Here every cell is trained with five seeds; `tests/benchmarks/book_experiments.py` trains them all
and prints the README's table.
"""

from dataclasses import dataclass
from typing import NamedTuple

from nn.errors import shown
from nn.experiments.experiment import Experiment, Varied
from nn.experiments.measuring import Measured, Result
from nn.settings.config import TrainingConfig
from nn.settings.presets import BOOK
from nn.settings.setting import ConfigError

SEEDS = (1, 2, 3, 4, 5)
BOOKS_IMAGES = 50_000  # that the book learns from; it keeps 10,000 back

TEST_ACCURACY, TRAINING_COST = "test accuracy", "training cost"  # a share; with L2's term
PEAK, END = "best epoch", "last epoch"


class BookFigure(NamedTuple):
    """A number that the book prints or draws for a cell, to compare with our runs."""

    cell: int
    value: float  # a share from 0 to 1, or a cost
    when: int | str = PEAK  # after which epoch, from 1; or PEAK or END
    what: str = TEST_ACCURACY  # or TRAINING_COST
    # Where the book measured on other images: the 10,000 that it keeps back.
    on_validation: bool = False

    def of(self, result: Result) -> float:
        """Return the same number of one of our runs."""
        if self.when == PEAK:
            best = max if self.what == TEST_ACCURACY else min
            return best(self._value(m) for m in (*result.measured, result.final))
        return self._value(result.after(self.when) if isinstance(self.when, int) else result.final)

    def _value(self, measured: Measured) -> float:
        if self.what == TEST_ACCURACY:
            return measured.test_accuracy
        return measured.train_cost + measured.l2_term


@dataclass(frozen=True)
class ExperimentPreset:
    """An experiment with a name for the command line, a title for the page, and its story."""

    name: str
    title: str
    experiment: Experiment
    cells: tuple[str, ...]  # a short name for each cell, for charts and tables
    question: str  # to predict the answer before the runs begin
    book: str  # what the book found
    source: str  # where in the book
    ours: str  # what our runs found
    why: str  # why the two differ
    figures: tuple[BookFigure, ...]


def _of_book(**settings: object) -> TrainingConfig:
    """Return the settings of the book's chapter 1 with its number of images, but for these."""
    return TrainingConfig(**{"training_images": BOOKS_IMAGES, **settings})  # type: ignore[arg-type]


_PRESETS = (
    ExperimentPreset(
        "eta",
        "Three learning rates",
        Experiment(
            _of_book(cost="cross-entropy", initialisation="sqrt-n", lmbda=5.0),
            (Varied("eta", (0.025, 0.25, 2.5)),),
            SEEDS,
        ),
        ("η 0.025", "η 0.25", "η 2.5"),
        "Which learning rate has read the most test images after 30 epochs?",
        "The training cost falls smoothly with 0.025. With 0.25 it falls faster and then shakes a "
        "little: after 30 epochs the two are level at 0.34. With 2.5 it shakes from the start and "
        "stays near 0.8. The book shows no accuracies here.",
        f"{BOOK}, chapter 3, “How to choose a neural network's hyper-parameters?”, learning rate; "
        "the numbers are those stored with its figure.",
        "",
        "",
        (
            BookFigure(0, 0.878, 1, TRAINING_COST),
            BookFigure(0, 0.339, 30, TRAINING_COST),
            BookFigure(1, 0.495, 1, TRAINING_COST),
            BookFigure(1, 0.339, 30, TRAINING_COST),
            BookFigure(2, 0.925, 1, TRAINING_COST),
            BookFigure(2, 0.861, 30, TRAINING_COST),
        ),
    ),
    ExperimentPreset(
        "hidden",
        "30 against 100 hidden neurons",
        Experiment(_of_book(), (Varied("sizes", ((784, 30, 10), (784, 100, 10))),), SEEDS),
        ("30 neurons", "100 neurons"),
        "How many more of the test images do 100 hidden neurons read than 30?",
        "95.42 % of the test images with 30 neurons and 96.59 % with 100: each the best epoch of "
        "the best of three runs. The book adds that readers report a wide spread with 100, and "
        "some far worse runs.",
        f"{BOOK}, chapter 1, “Implementing our network to classify digits”.",
        "",
        "",
        (BookFigure(0, 0.9542), BookFigure(1, 0.9659)),
    ),
    ExperimentPreset(
        "initial-weights",
        "Initial weights N(0, 1) against 1/√n",
        Experiment(
            _of_book(cost="cross-entropy", eta=0.1, lmbda=5.0),
            (Varied("initialisation", ("normal", "sqrt-n")),),
            SEEDS,
        ),
        ("N(0, 1)", "1/√n"),
        "Smaller initial weights: do they lead after one epoch, after all 30, or both?",
        "After the first epoch 86.4 % with N(0, 1) and 92.7 % with 1/√n; after 30 epochs 96.4 and "
        "96.5 %. Smaller weights make it learn faster, and not better in the end. One run each.",
        f"{BOOK}, chapter 3, “Weight initialization”; the numbers are those stored with its "
        "figure, on the 10,000 images that the book keeps back.",
        "",
        "",
        (
            BookFigure(0, 0.8643, 1, on_validation=True),
            BookFigure(0, 0.9637, 30, on_validation=True),
            BookFigure(1, 0.9270, 1, on_validation=True),
            BookFigure(1, 0.9650, 30, on_validation=True),
        ),
    ),
    ExperimentPreset(
        "cost",
        "Quadratic cost against cross-entropy",
        Experiment(
            _of_book(),
            (Varied("cost", ("quadratic", "cross-entropy")), Varied("eta", (3.0, 0.5))),
            SEEDS,
            paired=True,
        ),
        ("quadratic, η 3", "cross-entropy, η 0.5"),
        "Which cost reads more of the test images, each with its own learning rate?",
        "95.42 % with the quadratic cost and 95.49 % with the cross-entropy, which the book itself "
        "calls close and not conclusive. Each has a learning rate of its own: the same η means "
        "another step in each.",
        f"{BOOK}, chapter 3, “Using the cross-entropy to classify MNIST digits”; the first number "
        "is from chapter 1.",
        "",
        "",
        (BookFigure(0, 0.9542), BookFigure(1, 0.9549)),
    ),
    ExperimentPreset(
        "l2",
        "With and without L2 on 1,000 images",
        Experiment(
            _of_book(cost="cross-entropy", eta=0.5, training_images=1000, epochs=400),
            (Varied("lmbda", (0.0, 0.1)),),
            SEEDS,
        ),
        ("without L2", "L2, λ 0.1"),
        "How many of the test images does a network read that learns from only 1,000 images?",
        "At best 82.27 % of the test images without L2 regularisation and 87.1 % with it, in 400 "
        "epochs; all 1,000 training images are read right in both. Without L2 it stops getting "
        "better after about 280 epochs. One run each.",
        f"{BOOK}, chapter 3, “Overfitting and regularization”.",
        "",
        "",
        (BookFigure(0, 0.8227), BookFigure(1, 0.8710)),
    ),
    ExperimentPreset(
        "eta-far-off",
        "Learning rates that are far off",
        Experiment(
            _of_book(),
            (
                Varied("sizes", ((784, 100, 10), (784, 30, 10))),
                Varied("eta", (0.001, 100.0)),
            ),
            SEEDS,
            paired=True,
        ),
        ("100 neurons, η 0.001", "30 neurons, η 100"),
        "One learning rate is 3,000 times too small, one 33 times too large. Which reads more?",
        "With η = 0.001 the accuracy creeps from 11.39 to 21.42 % in 30 epochs. With η = 100 it "
        "is 10.09 % at first and 9.82 % at the end: no better than guessing. One run each.",
        f"{BOOK}, chapter 1, “Implementing our network to classify digits”.",
        "",
        "",
        (
            BookFigure(0, 0.1139, 1),
            BookFigure(0, 0.2142, 30),
            BookFigure(1, 0.1009, 1),
            BookFigure(1, 0.0982, 30),
        ),
    ),
)

PRESETS: dict[str, ExperimentPreset] = {preset.name: preset for preset in _PRESETS}


def preset(name: str) -> ExperimentPreset:
    """Return the preset called `name`; raise `ConfigError` for an unknown one."""
    if name not in PRESETS:
        raise ConfigError(
            f"There is no experiment {shown(repr(name))}; choose one of {', '.join(PRESETS)}."
        )
    return PRESETS[name]
