"""A visitor's experiments: start, stop, go on, and how far one is, in words."""

import os

from nn.cores import cores
from nn.errors import Refused
from nn.experiments import estimate
from nn.experiments.experiment import Experiment
from nn.experiments.in_the_app import STUDIES, scheduler
from nn.experiments.study import Study, StudyState, StudyView
from nn.in_words import about, counted
from nn.runs.host import HOST
from pages.ui.app import frame
from pages.ui.app.numbers import ordinal
from pages.ui.app.state.session import Session

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


def start(visitor: Session) -> None:
    """Start what is set up in the way of asking that is open."""
    asked = visitor.experiments.now
    with frame.told(visitor.visit), visitor.lock:
        if asked.form is None or asked.study:
            return
        experiment = asked.form.experiment()
        check(experiment)
        study = Study(experiment, visitor.training.owner)
        STUDIES.start(study)
        asked.study = study


def go_on(visitor: Session) -> None:
    """Go on with an experiment that was stopped, or whose runs were cut off."""
    asked = visitor.experiments.now
    with frame.told(visitor.visit), visitor.lock:
        if asked.study is None:
            return
        if asked.study.state is StudyState.FAILED:
            view = asked.study.snapshot()
            asked.study = Study(view.experiment, visitor.training.owner, view.results)
        if not asked.study.state.over:
            STUDIES.start(asked.study)


def stop(visitor: Session) -> None:
    """Stop the experiment for now; the runs that have ended are kept."""
    if study := visitor.experiments.now.study:
        STUDIES.stop(study)


def new(visitor: Session) -> None:
    """Go back to the controls, which are as they were."""
    asked = visitor.experiments.now
    with visitor.lock:
        stop(visitor)
        asked.forget_study()


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


def in_words(view: StudyView) -> str:
    """Return how far an experiment is: "12 of 32 runs, about 20 s left"."""
    runs = f"{len(view.results):,} of {counted(len(view.experiment), 'run')}"
    match view.state:
        case StudyState.FINISHED:
            return f"All {counted(len(view.experiment), 'run')} have ended"
        case StudyState.STOPPED:
            return f"{runs}. Stopped: what has ended is kept"
        case StudyState.FAILED:
            return f"{runs}. The rest was cut off"
        case StudyState.WAITING:
            return f"{runs}. {fairness(view)}"
    shares = fairness(view)
    return f"{runs}{_left(view)}{f'. {shares}' if shares else ''}"


def fairness(view: StudyView) -> str:
    """Return what an experiment waits for or shares the cores with; "" for neither."""
    if view.state is StudyState.WAITING:
        return f"Waits for another experiment: {ordinal(view.place or 1)} in line"
    if view.state is not StudyState.RUNNING or not view.at_once:
        return ""
    if not view.is_here:
        return f"On the cluster, {counted(view.at_once, 'run')} at once"
    if view.at_once < cores() and HOST.somebody_waits:
        return "One run at a time, since a run on Train waits for a core"
    training = HOST.training
    trains = "trains" if training == 1 else "train"
    return f"Shares the cores with {counted(training, 'run')} that {trains}" if training else ""


def _left(view: StudyView) -> str:
    """Return about how long it takes yet, "" where it has not begun."""
    if not view.at_once:
        return ""
    seconds = estimate.seconds_left(view.experiment, view.results, view.at_once)
    return f", about {about(seconds)} left"
