"""A visitor's experiments: in each way of asking what is set up, and what is carried out."""

from dataclasses import dataclass, field
from enum import Enum

from nn.errors import Refused
from nn.experiments.experiment import Experiment
from nn.experiments.study import Study
from nn.settings.config import TrainingConfig
from pages.ui.app.state.form import (
    MOST_COMPARED,
    MOST_ROWS,
    MOST_SEARCHED,
    Form,
    axis_of,
    form_of,
)
from pages.ui.app.state.room import Question


class Way(Enum):
    """What an experiment asks."""

    LOTTERY = "Seed lottery"
    COMPARE = "Compare"
    SEARCH = "Search"

    def filled_in(self) -> Form:
        """Return the form as a new visitor finds it."""
        match self:
            case Way.LOTTERY:
                return Form(TrainingConfig(epochs=1), tuple(range(1, 17)))
            case Way.COMPARE:
                axes = [axis_of("initialisation")]
                return Form(TrainingConfig(epochs=3), (1, 2, 3, 4, 5), axes, "rows")
            case Way.SEARCH:
                axes = [axis_of("eta"), axis_of("sizes")]
                return Form(TrainingConfig(epochs=1), (1, 2, 3), axes, "grid")

    def shows(self, experiment: Experiment) -> bool:
        """Tell whether this way can show an experiment."""
        settings = len(experiment.varied)
        match self:
            case Way.LOTTERY:
                return not settings
            case Way.COMPARE:
                return 1 < len(experiment.cells) <= MOST_ROWS and settings <= MOST_COMPARED
            case Way.SEARCH:
                return 1 <= settings <= MOST_SEARCHED


@dataclass
class Asked:
    """One way of asking: the experiment on the page, what was guessed, what is looked at."""

    form: Form | None = None  # None until the page has been open
    study: Study | None = None  # what is carried out, or has ended
    guesses: dict[Question, float] = field(default_factory=dict)  # numbers, or places of choices
    room_said: dict[Question, str] = field(default_factory=dict)  # and who was nearest
    run: int | None = None  # the number of the run that is looked at
    cell: int | None = None  # likewise the cell's
    measure: str = "test_accuracy"  # that Compare draws, a field of `Measured`

    @property
    def experiment(self) -> Experiment | None:
        """What is carried out or else set up, None if no experiment can be made of the form."""
        if self.study:
            return self.study.snapshot().experiment
        try:
            return self.form.experiment() if self.form else None
        except Refused:
            return None

    def forget_study(self) -> None:
        """Forget the experiment that was carried out, and what was guessed of it."""
        self.study = self.run = self.cell = None
        self.guesses, self.room_said = {}, {}


@dataclass
class Experiments:
    """All that a visitor has on Experiments."""

    way: Way = Way.LOTTERY
    asked: dict[Way, Asked] = field(default_factory=lambda: {way: Asked() for way in Way})

    @property
    def now(self) -> Asked:
        """The way that is open."""
        return self.asked[self.way]

    @property
    def studies(self) -> list[Study]:
        """What is carried out, or has ended."""
        return [asked.study for asked in self.asked.values() if asked.study]

    def set_up(self, experiment: Experiment, way: Way) -> Asked:
        """Put an experiment into the form of a way of asking, and open it."""
        self.way = way
        self.now.form = form_of(experiment, way is Way.COMPARE)
        return self.now
