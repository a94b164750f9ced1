"""Carry out an experiment: start, stop and begin anew, within what a page can do."""

import os

from nn.cores import cores
from nn.errors import Refused
from nn.experiments import estimate
from nn.experiments.experiment import Experiment
from nn.experiments.in_the_app import STUDIES, scheduler
from nn.experiments.study import Study
from nn.in_words import about
from pages.ui.app import trouble
from pages.ui.app.formats import counted
from pages.ui.app.state.session import Session
from pages.ui.class_room.guessing.questions import EXPERIMENT

MOST_RUNS = 500  # on the page
LONGEST_RUN = 120.0  # seconds, likewise
COMMAND_LINE = "or the command line: python -m nn experiment."


def check(experiment: Experiment) -> None:
    """Raise `Refused` for an experiment that is too large for the page."""
    if len(experiment) > MOST_RUNS:
        raise Refused(
            f"This experiment has {len(experiment):,} runs, and this page takes at most "
            f"{MOST_RUNS}. Use fewer values or fewer seeds, {COMMAND_LINE}"
        )
    longest = max(estimate.seconds_of_run(cell.config) for cell in experiment.cells)
    if longest > LONGEST_RUN:
        raise Refused(
            f"One run of this experiment takes about {about(longest)}, and this page takes runs of "
            f"at most {about(LONGEST_RUN)}. Use fewer epochs, fewer images or smaller layers, "
            f"{COMMAND_LINE}"
        )


def how_much(experiment: Experiment) -> str:
    """Return how much there is to train: "16 runs of 3 epochs, about 10 s on 2 cores"."""
    epochs = sorted({cell.config.epochs for cell in experiment.cells})
    least, most = epochs[0], epochs[-1]
    each = counted(least, "epoch") if least == most else f"{least} to {most} epochs"
    runs = counted(len(experiment), "run")
    if scheduler(os.environ):
        return f"{runs} of {each} on the cluster"
    seconds = estimate.seconds_left(experiment, [], cores())
    return f"{runs} of {each}, about {about(seconds)} on {counted(cores(), 'core')}"


def start(visitor: Session) -> None:
    """Start what is set up, or go on with what was stopped or cut off."""
    asked = visitor.experiments
    with trouble.caught(visitor.visit), visitor.lock:
        study = asked.study
        if study is None:
            experiment = asked.form.experiment()
            check(experiment)
            study = Study(experiment, visitor.training.owner)
            asked.run, asked.chart = None, ""  # which may be those of the example
        STUDIES.start(study)
        asked.study = study


def stop(visitor: Session) -> None:
    """Stop the experiment for now; the runs that have ended are kept."""
    if study := visitor.experiments.study:
        STUDIES.stop(study)


def begin_anew(visitor: Session, study: Study | None = None) -> None:
    """Forget the experiment that was carried out: the form is there again, or another one."""
    asked = visitor.experiments
    with visitor.lock:
        stop(visitor)
        asked.study, asked.run, asked.chart = study, None, ""
        # The result of this one is known by now.
        for question in [one for one in visitor.guesses if one.kind == EXPERIMENT]:
            del visitor.guesses[question]
