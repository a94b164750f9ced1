"""What a visitor has that takes memory, how much that is, and how it is let go.

    a visitor -> things in the order in which they are missed least -> bytes of each

What several have in common, such as a network that two pages show, counts once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from nn.drawing.strokes import Stroke
from nn.experiments.one_run import Result
from nn.functions import Array
from nn.network import Network
from nn.runs.host import HOST
from pages.ui.app.state.digit import Drawing, Sheet, Source
from pages.ui.app.state.experiments import Experiments
from pages.ui.app.state.network import AT_FIRST, NetworkInUse
from pages.ui.app.state.session import Session, Training

Parts = dict[int, int]  # bytes of each object, by its `id`
BYTES_OF_A_POINT = 250  # of a stroke: tuples of Python's floats
BYTES_OF_A_RESULT, BYTES_OF_AN_EPOCH = 1_000, 250  # likewise, of an experiment's run
NETWORKS_OF_RUN = "most of the networks that your run has kept"
NETWORKS_OF_EXPERIMENTS = "the networks of your experiments (their figures are still there)"


@dataclass(frozen=True)
class Held:
    """One thing that a visitor has.

    Attributes
    ----------
    what
        As it stands in a sentence to the visitor.
    parts
        What it takes.
    let_go
        Lets go of it, or of some of it; returns whether there was anything.
    """

    what: str
    parts: Parts
    let_go: Callable[[], bool]


def by_visitor(visitor: Session) -> list[Held]:
    """Return what a visitor has, always in the same order: what is missed least comes first."""
    training, network, corrections = visitor.training, visitor.network, visitor.corrections

    def thin_runs() -> bool:
        return any([run.thin() for run in training.runs])

    def forget_runs() -> bool:
        """End the runs that do not train; the page of the visitor may hold the lock just now."""
        if not training.lock.acquire(blocking=False):
            return False
        try:
            idle = [run for run in training.runs if not run.state.under_way]
            for run in idle:
                HOST.discard(run)
            training.put_aside = [run for run in training.put_aside if run not in idle]
            if training.run in idle:
                training.run = None
                if network.choice == "run":
                    network.choice, network.moment, network.changes = AT_FIRST, None, {}
            return bool(idle)
        finally:
            training.lock.release()

    def forget_file() -> bool:
        had, network.loaded = network.loaded is not None, None
        if network.choice == "file":
            network.choice, network.changes = AT_FIRST, {}
        return had

    def forget_corrections() -> bool:
        had = bool(corrections.drawings)
        corrections.records, corrections.loaded = [], []
        if network.choice == "corrected":
            network.choice, network.changes = AT_FIRST, {}
        return had

    of_runs = _of_networks(network for run in training.runs for network in run.networks)
    # Read once: a page of this visitor may run just now, and take it away.
    file = network.loaded
    corrected = [n for r in corrections.records for n in (r.correction.reader.network, r.before)]
    return [
        Held(NETWORKS_OF_RUN, of_runs, thin_runs),
        _networks_of_experiments(visitor.experiments),
        *(_picture(sheet, what) for sheet, what in zip(visitor.sheets, _PICTURES, strict=True)),
        Held(
            "your network from a file",
            _of_networks([file.reader.network] if file else []),
            forget_file,
        ),
        _network_of_experiment(network),
        Held(
            "your corrected drawings",
            _of_networks(corrected) | _of_arrays(d.image for d in corrections.drawings),
            forget_corrections,
        ),
        Held("your run", of_runs, forget_runs),
        _experiments(visitor.experiments, training),
        *(_undo(sheet.drawing) for sheet in visitor.sheets),
        *(_strokes(sheet.drawing, w) for sheet, w in zip(visitor.sheets, _DRAWINGS, strict=True)),
    ]


_PICTURES = "your picture of a digit", "your picture of a number"
_DRAWINGS = "your drawing", "your drawing of a number"


def total(visitors: Iterable[Session]) -> int:
    """Return how many bytes all of these visitors have together."""
    parts: Parts = {}
    for visitor in visitors:
        for held in by_visitor(visitor):
            parts |= held.parts
    return sum(parts.values())


def _picture(sheet: Sheet, what: str) -> Held:
    def forget() -> bool:
        had, sheet.picture = sheet.picture is not None, None
        if sheet.source is Source.PICTURE:
            sheet.read_from(Source.DRAWING)
        return had

    picture = sheet.picture
    parts = _of_arrays([picture.ink]) | {id(picture.shown): len(picture.shown)} if picture else {}
    return Held(what, parts, forget)


def _networks_of_experiments(experiments: Experiments) -> Held:
    def forget() -> bool:
        return any([study.forget_networks() for study in experiments.studies])

    parameters = [r.parameters for r in _results(experiments) if r.parameters is not None]
    return Held(NETWORKS_OF_EXPERIMENTS, {id(p): len(p) for p in parameters}, forget)


def _network_of_experiment(network: NetworkInUse) -> Held:
    def forget() -> bool:
        had, network.of_experiment = network.of_experiment is not None, None
        if network.choice == "experiment":
            network.choice, network.changes = AT_FIRST, {}
        return had

    run = network.of_experiment
    parts = _of_networks([run.reader.network] if run else [])
    return Held("your network from an experiment", parts, forget)


def _experiments(experiments: Experiments, training: Training) -> Held:
    def forget() -> bool:
        """Forget those that are not under way; the page of the visitor may start one just now."""
        if not training.lock.acquire(blocking=False):
            return False
        try:
            idle = [
                a for a in experiments.asked.values() if a.study and not a.study.state.under_way
            ]
            for asked in idle:
                asked.forget_study()
            return bool(idle)
        finally:
            training.lock.release()

    parts = {
        id(result): BYTES_OF_A_RESULT + BYTES_OF_AN_EPOCH * len(result.measured)
        for result in _results(experiments)
    }
    return Held("your experiments and their results", parts, forget)


def _results(experiments: Experiments) -> list[Result]:
    return [result for study in experiments.studies for result in study.snapshot().results]


def _undo(drawing: Drawing) -> Held:
    def forget() -> bool:
        had, drawing.past = bool(drawing.past), []
        return had

    return Held("the steps that Undo goes back", _of_strokes(drawing.past), forget)


def _strokes(drawing: Drawing, what: str) -> Held:
    def forget() -> bool:
        had = bool(drawing.strokes)
        drawing.put_on_canvas(())
        return had

    return Held(what, _of_strokes([drawing.strokes, drawing.canvas_shows]), forget)


def _of_networks(networks: Iterable[Network]) -> Parts:
    return _of_arrays(array for n in networks for array in n.parameters)


def _of_arrays(arrays: Iterable[Array]) -> Parts:
    return {id(array): array.nbytes for array in map(np.asarray, arrays)}


def _of_strokes(drawings: Iterable[tuple[Stroke, ...]]) -> Parts:
    return {id(s): BYTES_OF_A_POINT * len(s.path) for s in _all(drawings)}


def _all(drawings: Iterable[tuple[Stroke, ...]]) -> Iterator[Stroke]:
    return (stroke for drawing in drawings for stroke in drawing)
