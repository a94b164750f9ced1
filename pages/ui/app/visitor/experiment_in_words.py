"""A visitor's experiment in words: its combinations, what they share, and how far it is."""

from dataclasses import replace

from nn.cores import cores
from nn.experiments import estimate
from nn.experiments.experiment import Experiment, cell_in_words
from nn.experiments.of_the_book import PRESETS, ExperimentPreset
from nn.experiments.study import StudyState, StudyView
from nn.in_words import about, counted
from nn.runs.host import HOST

LETTERS = "ABCD"  # of up to four combinations


def has_letters(experiment: Experiment) -> bool:
    """Tell whether its combinations are few enough for a letter and a colour of their own."""
    return 1 < len(experiment.cells) <= len(LETTERS)


def label(experiment: Experiment, cell: int) -> str:
    """Return by which letter or number a combination goes."""
    return LETTERS[cell] if has_letters(experiment) else str(cell + 1)


def names_of(experiment: Experiment) -> list[str]:
    """Return the name of each combination: its letter or number, and its values."""
    preset = book_experiment(experiment)
    texts = preset.cells if preset else [cell_in_words(experiment, c) for c in experiment.cells]
    return [f"{label(experiment, cell)}: {text}" for cell, text in enumerate(texts)]


def book_experiment(experiment: Experiment) -> ExperimentPreset | None:
    """Return the book's experiment that this is, whatever its seeds and epochs, or None."""

    def compared(one: Experiment) -> object:
        return one.varied, one.paired, replace(one.base, epochs=1, seed=1)

    same = (p for p in PRESETS.values() if compared(p.experiment) == compared(experiment))
    return next(same, None)


def progress(view: StudyView) -> str:
    """Return how far an experiment is: "12 of 32 runs, about 20 s left"."""
    runs = f"{len(view.results):,} of {counted(len(view.experiment), 'run')}"
    match view.state:
        case StudyState.FINISHED:
            return f"All {counted(len(view.experiment), 'run')} have ended"
        case StudyState.STOPPED:
            return f"{runs}. Stopped: what has ended is kept"
        case StudyState.FAILED:
            return f"{runs}. The rest was cut off"
    if view.at_once:
        seconds = estimate.seconds_left(view.experiment, view.results, view.at_once)
        runs = f"{runs}, about {about(seconds)} left"
    return ". ".join(filter(None, [runs, _fairness(view)]))


def _fairness(view: StudyView) -> str:
    """Return what an experiment waits for or shares the cores with; "" for neither."""
    if view.state is StudyState.WAITING:
        return f"Waits for another experiment: number {view.place or 1} in line"
    if not view.at_once:
        return ""
    if not view.is_here:
        return f"On the cluster, {counted(view.at_once, 'run')} at once"
    if view.at_once < cores() and HOST.somebody_waits:
        return "One run at a time, since a run on Train waits for a core"
    training = HOST.training
    trains = "trains" if training == 1 else "train"
    return f"Shares the cores with {counted(training, 'run')} that {trains}" if training else ""
