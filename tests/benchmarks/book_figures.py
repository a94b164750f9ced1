"""The numbers that the book prints or draws for its experiments, to compare with our runs."""

from typing import NamedTuple

from nn.experiments.one_run import Measured, Result

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


FIGURES: dict[str, tuple[BookFigure, ...]] = {
    "eta": (
        BookFigure(0, 0.878, 1, TRAINING_COST),
        BookFigure(0, 0.339, 30, TRAINING_COST),
        BookFigure(1, 0.495, 1, TRAINING_COST),
        BookFigure(1, 0.339, 30, TRAINING_COST),
        BookFigure(2, 0.925, 1, TRAINING_COST),
        BookFigure(2, 0.861, 30, TRAINING_COST),
    ),
    "hidden": (BookFigure(0, 0.9542), BookFigure(1, 0.9659)),
    "initial-weights": (
        BookFigure(0, 0.8643, 1, on_validation=True),
        BookFigure(0, 0.9637, 30, on_validation=True),
        BookFigure(1, 0.9270, 1, on_validation=True),
        BookFigure(1, 0.9650, 30, on_validation=True),
    ),
    "cost": (BookFigure(0, 0.9542), BookFigure(1, 0.9549)),
    "l2": (BookFigure(0, 0.8227), BookFigure(1, 0.8710)),
    "eta-far-off": (
        BookFigure(0, 0.1139, 1),
        BookFigure(0, 0.2142, 30),
        BookFigure(1, 0.1009, 1),
        BookFigure(1, 0.0982, 30),
    ),
}
