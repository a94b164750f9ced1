"""What Compare and Search both do: take over a draft, make the experiment, ask for its size."""

from dataclasses import replace

import streamlit as st

from nn.errors import Refused
from nn.experiments.experiment import Experiment
from nn.experiments.summary import fewest_seeds
from nn.in_words import counted
from nn.settings.config import SETTING
from pages.ui.app import frame, setting_control, words
from pages.ui.app.state.configurations import Configurations
from pages.ui.app.state.experiments import Asked
from pages.ui.app.state.searched import Searched
from pages.ui.app.widgets import bound

MOST_SEEDS = 50

Form = Configurations | Searched


def take_over(asked: Asked, form: Form) -> bool:
    """Take over a draft that came from elsewhere, such as from a link; return whether one did."""
    if asked.draft is None or asked.draft == form.made:
        return False
    try:
        form.take(asked.draft)
    except Refused as error:
        st.warning(frame.as_it_is(str(error)), icon=":material/info:")
        return False
    return True


def made(form: Form) -> tuple[Experiment | None, str]:
    """Return the experiment that is set up, or why there is none."""
    form.made, trouble = None, ""
    try:
        form.made = form.experiment()
    except Refused as error:
        trouble = str(error)
    return form.made, trouble


def choose_seeds(form: Form, key: str, what: str) -> None:
    """Ask how many networks are trained of each configuration or combination."""
    count = len(form.seeds)

    def choose(number: int) -> None:
        first = form.seeds[0]
        form.seeds = tuple(range(first, first + number))

    bound(
        st.number_input,
        "Seeds for each",
        1,
        max(MOST_SEEDS, count),
        step=1,
        key=key,
        value=count,
        then=choose,
        help=f"How many networks are trained of each {what}. With one or two, luck decides."
        f"\n\n{words.about('seed')}",
    )


def choose_epochs(form: Form, key: str) -> None:
    """Ask for the epochs of all runs."""
    setting_control.show(
        SETTING["epochs"],
        form.base.epochs,
        key,
        lambda number: setattr(form, "base", replace(form.base, epochs=number)),
    )


def too_few_seeds(experiment: Experiment, cells: str) -> str:
    """Say that no two cells can be told apart with so few seeds, whatever comes of it, or nothing.

    `cells` is what they are called.
    """
    number, seeds = len(experiment.cells), len(experiment.seeds)
    if number < 2 or seeds >= (needed := fewest_seeds(number)):
        return ""
    which = f"the two {cells} cannot" if number == 2 else f"no two of {number:,} {cells} can"
    return f"With {counted(seeds, 'seed')} for each, {which} be told apart; that takes {needed}."
