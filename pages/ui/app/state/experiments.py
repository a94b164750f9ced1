"""A visitor's experiment: what is set up, what is carried out, and what of it is looked at."""

from dataclasses import dataclass, field
from typing import Literal

from nn.errors import Refused
from nn.experiments import random_search, typed_values
from nn.experiments.experiment import Experiment, Varied
from nn.experiments.study import Study
from nn.settings.config import SETTING, TrainingConfig

# How the values of several settings go together: each with each; points drawn between them; the
# first ones together, then the second ones, and so on.
How = Literal["grid", "random", "paired"]
# Where a form's settings come from: from Train, also when they change there, or from elsewhere.
TRAIN, ELSEWHERE = "Train's settings", "These settings"


@dataclass
class Form:
    """An experiment as its controls show it, also one that no run can be made of yet."""

    base: TrainingConfig = field(default_factory=lambda: TrainingConfig(epochs=1))
    seeds: str = "1-16"  # as they are typed, like the values of what varies
    values: dict[str, str] = field(default_factory=dict)
    how: How = "grid"
    source: str = TRAIN  # of the base, as its control names it
    points: int = 16  # at random; always the same ones

    def experiment(self) -> Experiment:
        """Return what is set up; raise `Refused` where no experiment can be made of it."""
        paired = self.how == "paired"
        varied = [
            Varied(name, typed_values.parse(SETTING[name], text, twice=paired))
            for name, text in self.values.items()
        ]
        if self.how == "random":
            axes = [_drawn_from(each) for each in varied]
            varied, paired = list(random_search.points(axes, self.points, seed=1)), True
        seeds = typed_values.parse_seeds(self.seeds)
        made = Experiment(self.base, tuple(varied), seeds, paired)
        if self.values and not made.varied:
            raise Refused("Give two values or more of what varies.")
        return made


def _drawn_from(varied: Varied) -> random_search.Span | Varied:
    """Return where points are drawn: between the smallest and the largest number."""
    numbers = [value for value in varied.values if isinstance(value, int | float)]
    if len(set(numbers)) < 2:
        return varied
    return random_search.Span(varied.name, min(numbers), max(numbers))


def form_of(experiment: Experiment) -> Form:
    """Return the form of an experiment from elsewhere."""
    values = {
        name: ", ".join(typed_values.format(SETTING[name], [value]) for value in values)
        for name, values in experiment.varied
    }
    how: How = "paired" if experiment.paired else "grid"
    seeds = typed_values.format_seeds(experiment.seeds)
    return Form(experiment.base, seeds, values, how, ELSEWHERE)


@dataclass
class Asked:
    """The experiment on the page, and what is looked at."""

    form: Form = field(default_factory=Form)
    study: Study | None = None  # what is carried out, or has ended
    run: int | None = None  # the number of the run that is looked at
    chart: str = ""  # that was chosen: dots, curves or map
    measure: str = "test_accuracy"  # that the chart shows, a field of `Measured`

    @property
    def experiment(self) -> Experiment | None:
        """What is carried out or else set up, None if no experiment can be made of the form."""
        if self.study:
            return self.study.snapshot().experiment
        try:
            return self.form.experiment()
        except Refused:
            return None
