"""What the runs of an experiment tell, in plain sentences: how much is luck, and what is not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from statistics import median
from typing import NamedTuple

from nn.experiments import summary
from nn.experiments.experiment import Experiment, named
from nn.experiments.study import StudyView
from nn.experiments.summary import CHANCE, TEST, Difference, Summary
from nn.in_words import capitalised, listed
from nn.settings.config import SETTINGS
from pages.ui.app.formats import counted
from pages.ui.app.visitor.experiment_in_words import has_letters, label

LESS = "less"
AT_THE_END = "We check for luck when all runs have finished."
NOT_ALL = "not all combinations have a run yet."
ALWAYS_SAID = ("sizes", "cost", "eta", "mini_batch_size", "epochs", "training_images")
FEWEST = 4  # networks, for a sentence about pairs of them
ABOUT_TEST = (
    f"The {TEST} puts all runs of two combinations in one line, by how many test images they read. "
    "If only the seeds decided, the runs of both would be mixed. p says how often luck alone would "
    f"sort them at least as clearly as here. Below {CHANCE:g}, which is once in twenty times, we "
    "do not call it luck."
)
SEVERAL = (
    " Whoever compares several pairs gives luck several chances, so p is multiplied by the number "
    "of pairs."
)


class Conclusions(NamedTuple):
    """What the runs tell."""

    sentence: str
    about: str = ""  # what is behind it
    beside: Mapping[int, str] = {}  # for each other cell, if the best can be told from it


def of(view: StudyView) -> Conclusions:
    """Return which cells can be told apart; of a single cell, how far luck moves the result."""
    experiment, found = view.experiment, summary.summaries(view.experiment, view.results)
    if len(view.results) < 2 or len(found) < min(len(experiment.cells), 2):
        return Conclusions("The runs are compared as soon as there are two.")
    if len(experiment.cells) == 1:
        return _of_luck(view, found[0])
    best = max(found, key=lambda cell: cell.mean)
    if view.state.under_way:  # whoever looks after every run gives luck many chances
        name = capitalised(_name(experiment, best.cell))
        return Conclusions(f"{name} reads most so far. {AT_THE_END}")
    runs = Counter(result.cell for result in view.results)
    least = min(runs[cell.number] for cell in experiment.cells)
    if few := too_few_runs(experiment, least) if least else NOT_ALL:
        return Conclusions(f"**Which is best may be luck**: {few}")
    pairs = summary.differences(view.results, of=best.cell)
    beside = {pair.second: f"{_against(pair)}, {_p(pair)}" for pair in pairs}
    about = ABOUT_TEST + (SEVERAL if len(pairs) > 1 else "")
    return Conclusions(_of_best(experiment, found, pairs), about, beside)


def too_few_runs(experiment: Experiment, runs: int) -> str:
    """Say that so few runs of each cannot tell any two cells apart; "" if they can."""
    cells = len(experiment.cells)
    needed = summary.fewest_seeds(cells)
    if runs >= needed:
        return ""
    no_two = "the two cannot" if cells == 2 else f"no two of {cells:,} combinations can"
    return (
        f"with {counted(runs, 'run')} of each, {no_two} be told apart; that takes {needed} of each."
    )


def _of_best(experiment: Experiment, found: Sequence[Summary], pairs: Sequence[Difference]) -> str:
    """Return whether the best cell, the first of each pair, can be told from the others."""
    best = capitalised(_name(experiment, pairs[0].first))
    *_, next_best, highest = sorted(round(100 * cell.mean, 1) for cell in found)
    alike = [pair.second for pair in pairs if _against(pair) != LESS]
    if len(pairs) == 1:
        other, least, p = _name(experiment, pairs[0].second), "", f", {_p(pairs[0])}"
    else:
        other, least, p = "all others", "at least ", ""
    if not alike:
        return (
            f"**{best} reads more than {other}**: {least}{highest - next_best:.1f} points on "
            f"average, and that is more than luck explains ({TEST}{p})."
        )
    if len(pairs) > 1 and has_letters(experiment):
        other = listed([label(experiment, cell) for cell in alike])
    elif len(pairs) > 1:
        other = f"{len(alike):,} of the others"
    rest = " The rest is worse, beyond luck." if len(alike) < len(pairs) else ""
    return (
        f"{best} reads most, **but {other} cannot be told apart from it**: with "
        f"{counted(len(experiment.seeds), 'seed')} for each, the difference may be luck "
        f"({TEST}{p}).{rest}"
    )


def _name(experiment: Experiment, cell: int) -> str:
    """Return a combination as it stands in a sentence: "B (learning rate η 3)"."""
    settings = experiment.named(cell)
    return f"{label(experiment, cell)} ({settings})" if has_letters(experiment) else settings


def _against(pair: Difference) -> str:
    if not pair.told_apart:
        return "may be luck"
    return LESS if pair.ahead > 0.5 else "more in most runs"


def _p(pair: Difference) -> str:
    return summary.p_in_words(pair.p).replace(" ", "\N{NO-BREAK SPACE}")


def _of_luck(view: StudyView, only: Summary) -> Conclusions:
    """Return how far networks with the same settings differ, and what that means."""
    shares = summary.accuracies(view.results)
    sentence = (
        f"These {counted(only.runs, 'network')} have the same settings, and lie up to "
        f"**{_points(shares):.1f} points** apart by luck alone."
    )
    about = (
        "The seed made the difference: other initial weights, another order of the images. A "
        "change of the settings that gains as much in a single run may have done nothing."
    )
    if only.runs >= FEWEST:
        half = 100 * median(abs(a - b) for a, b in combinations(shares, 2))
        sentence += (
            f" One run proves little: in half of all pairs, one is better by {half:.1f} points or "
            "more."
        )
    if view.experiment.base.epochs > 1:
        first = _points(summary.accuracies(view.results, 1))
        about += f" After the first epoch they lay {first:.1f} points apart."
    if only.diverged:
        about += f" The weights of {only.diverged} of them grew without end."
    return Conclusions(sentence, about)


def _points(shares: Sequence[float]) -> float:
    """Return how many points lie between the lowest and the highest share, as they are printed."""
    return round(100 * max(shares), 1) - round(100 * min(shares), 1)


def in_common(experiment: Experiment) -> str:
    """Return the settings that all combinations share, and their seeds, in a sentence."""
    apart = {"seed", "held_back", *(name for name, _ in experiment.varied)}
    values = [(s, getattr(experiment.base, s.name)) for s in SETTINGS if s.name not in apart]
    shared = [
        named(setting.name, value)
        for setting, value in values
        if setting.name in ALWAYS_SAID or value != setting.default
    ]
    seeds = f"; {counted(len(experiment.seeds), 'seed')} each" if experiment.varied else ""
    return f"The same for all: {listed(shared)}{seeds}."
