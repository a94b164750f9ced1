"""A visitor's experiments: in each way of asking what was set up last, and what is carried out."""

from dataclasses import dataclass, field
from enum import Enum

from nn.experiments.experiment import Experiment
from nn.experiments.study import Study
from pages.ui.app.state.configurations import Configurations
from pages.ui.app.state.room import Question
from pages.ui.app.state.searched import Searched

GUESSES = "guess", "second_guess"  # of `Asked`, in the order of its questions


class Way(Enum):
    """What an experiment asks."""

    LOTTERY = "Seed lottery"
    COMPARE = "Compare"
    SEARCH = "Search"


@dataclass
class Asked:
    """One way of asking: the experiment on the page, what was guessed, what is looked at."""

    draft: Experiment | None = None  # the next one, as the controls say; None for the page's own
    named: tuple[str, ...] = ()  # what the draft's cells are called, if not by their settings
    preset: str = ""  # the book's experiment that the draft is; of a lottery whose settings it has
    study: Study | None = None  # the one that is carried out, or has ended
    study_named: tuple[str, ...] = ()  # as `named`, for the study
    study_preset: str = ""
    asked: tuple[Question, ...] = ()  # what the guesses are of: the study, or else the draft
    guess: float | int | None = None  # a number, or a place in the list of choices
    second_guess: float | int | None = None  # of the second setting that is searched
    room_said: str = ""  # what the room guessed and who was nearest, in sentences
    run: int | None = None  # the number of the run that is looked at
    cell: int | None = None  # likewise the cell's

    def forget_study(self) -> None:
        """Forget the experiment that was carried out, and what was guessed of it."""
        self.study = self.run = self.cell = None
        self.asked = ()


@dataclass
class Experiments:
    """All that a visitor has on Experiments."""

    way: Way = Way.LOTTERY
    asked: dict[Way, Asked] = field(default_factory=lambda: {way: Asked() for way in Way})
    link_read: str = ""  # the link that was last taken over
    configurations: Configurations = field(default_factory=Configurations)  # of Compare
    searched: Searched = field(default_factory=Searched)  # of Search

    @property
    def now(self) -> Asked:
        """The way that is open."""
        return self.asked[self.way]

    @property
    def studies(self) -> list[Study]:
        """What is carried out, or has ended."""
        return [asked.study for asked in self.asked.values() if asked.study]
