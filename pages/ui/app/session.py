"""What one visitor has, in parts: visit, digit, network in use, training, corrections, views.

A session lives as long as the browser tab. Streamlit forgets the values of widgets when the page
changes, so the truth is kept here, and widgets write to it by callback.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st

from nn.explain.correction import Correction
from nn.functions import Array
from nn.mnist import Images
from nn.network import Network
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
from nn.storage.drawing_files import gathered
from nn.storage.network_files import Saved
from nn.storage.provenance import Provenance
from pages.ui.app.digit import Digit, Source
from pages.ui.app.views import Views

_KEY = "thirty_neurons"

T = TypeVar("T")

AT_FIRST = "draw"  # the network in use when the app opens


@dataclass
class Visit:
    """The page that is open, what it has to say, and results that are kept for it.

    Attributes
    ----------
    entered : int
        How many times a page was entered.
    trouble : list of str
        Sentences about what could not be done, shown once on the page that is open.
    """

    page: str = ""
    entered: int = 0
    trouble: list[str] = field(default_factory=list)
    kept: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def keep(self, name: str, key: Any, make: Callable[[], T]) -> T:
        """Return what `make` returns, made again only when `key` is not the same as last time.

        Two runs of the page may call it at once: each gets what belongs to its own key.
        """
        kept = self.kept.get(name)
        if kept is None or kept[0] != key:
            kept = self.kept[name] = (key, make())
        value: T = kept[1]
        return value


@dataclass(frozen=True)
class Change:
    """What was changed by hand on one hidden neuron.

    Attributes
    ----------
    scale : float
        Its weights from the layer before are multiplied by this.
    shift : float
        This is added to its bias.
    off : bool
        Whether the next layer ignores it.
    """

    scale: float = 1.0
    shift: float = 0.0
    off: bool = False


Changes = dict[tuple[int, int], Change]


@dataclass
class NetworkInUse:
    """Which network all pages show.

    Attributes
    ----------
    choice : str
        "untrained", a shipped name, "run", "file", or "corrected".
    moment : int or None
        With "run": the step of one of its checkpoints, None for its newest weights.
    loaded : Saved or None
        A network from a file.
    changes : dict of (layer, neuron) to Change
        What was changed by hand.
    """

    choice: str = AT_FIRST
    moment: int | None = None
    loaded: Saved | None = None
    changes: Changes = field(default_factory=dict)


@dataclass
class Training:
    """The settings, and this visitor's training run.

    Attributes
    ----------
    config : TrainingConfig
        For the next run.
    begun_with : TrainingConfig or None
        The settings that `run` was made with.
    per_second : float or None
        Slow motion: mini-batches a second, None for full speed.
    polling : bool
        Whether the page asks every second how far the run is.
    link_read : str
        The share link that was last taken over.
    lock : RLock
        Hold it while changing `run` or sending it a command: after quick clicks, two runs of the
        page may do so at once.
    watcher : Timer or None
        Looks soon whether the visitor is still there.
    """

    config: TrainingConfig = field(default_factory=TrainingConfig)
    run: Run | None = None
    begun_with: TrainingConfig | None = None
    per_second: float | None = None
    polling: bool = False
    link_read: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    watcher: threading.Timer | None = None


@dataclass(frozen=True, eq=False)
class CorrectedDrawing:
    """A digit that the network in use misread, and the copy of it that has learnt better.

    Attributes
    ----------
    image : (28, 28) float32 in [0, 1]
        What the network saw.
    answer : int
        What it read.
    correction : Correction
        The digit it was told, and the network that has learnt it; not to be changed.
    before : Network
        The network without this correction.
    origin : Provenance
        How the network was trained, before all corrections.
    number : int
        How many corrections the network has, this one included.
    name : str
        The choice of network that was corrected first.
    in_use : NetworkInUse
        What was in use before, for Undo.
    """

    image: Array
    source: Source
    answer: int
    correction: Correction
    before: Network
    origin: Provenance
    number: int
    name: str
    in_use: NetworkInUse

    @property
    def digit(self) -> int:
        """The digit that it was told."""
        return self.correction.digit


@dataclass(frozen=True, eq=False)
class LoadedDrawing:
    """A corrected drawing from a file, which says nothing of the network that misread it.

    Attributes
    ----------
    image : (28, 28) float32 in [0, 1]
    source : Source
        Source.TEST if it is one of MNIST's test digits.
    """

    image: Array
    digit: int
    source: Source
    answer: None = None


AnyDrawing = CorrectedDrawing | LoadedDrawing


@dataclass
class Corrections:
    """The corrected drawings.

    Attributes
    ----------
    records : list of CorrectedDrawing
        Of this session. The newest one's network is the choice "corrected".
    loaded : list of LoadedDrawing
        From files.
    uploads : int
        How many files were sent. Each upload field is a new one.
    learn : bool
        Whether the next run learns from them too.
    """

    records: list[CorrectedDrawing] = field(default_factory=list)
    loaded: list[LoadedDrawing] = field(default_factory=list)
    uploads: int = 0
    learn: bool = False

    @property
    def drawings(self) -> list[AnyDrawing]:
        """All of them, those from files first."""
        return [*self.loaded, *self.records]

    @property
    def for_a_run(self) -> list[AnyDrawing]:
        """Those that a run may learn from: test digits are for the test alone."""
        return [drawing for drawing in self.drawings if drawing.source is not Source.TEST]

    def to_learn_from(self) -> Images | None:
        """Return what the next run learns from besides MNIST, None for nothing."""
        drawings = self.for_a_run if self.learn else []
        return _as_images(drawings) if drawings else None

    def as_images(self) -> Images:
        """Return all of them with their digits; there must be at least one."""
        return _as_images(self.drawings)


def _as_images(drawings: list[AnyDrawing]) -> Images:
    return gathered((drawing.image.reshape(-1), drawing.digit) for drawing in drawings)


@dataclass
class Session:
    """One visitor's state; functions take the part that they use."""

    visit: Visit = field(default_factory=Visit)
    digit: Digit = field(default_factory=Digit)
    network: NetworkInUse = field(default_factory=NetworkInUse)
    training: Training = field(default_factory=Training)
    corrections: Corrections = field(default_factory=Corrections)
    views: Views = field(default_factory=Views)

    def enter(self, page: str) -> None:
        """Note which page is open; a page that is entered shows the drawing as it is."""
        if page == self.visit.page:
            return
        self.visit.page = page
        self.visit.entered += 1
        if self.views.inside.playing:
            self.views.inside.playing = False
            self.visit.trouble.append(
                "The time has stopped, and the network in use is the one of that moment. "
                "Under “At which moment” you can choose the newest."
            )
        self.digit.drawing.put_on_canvas(self.digit.drawing.strokes)

    def use(self, choice: str, moment: int | None = None) -> None:
        """Look at another network or another moment of the run, without changes by hand."""
        self.network.choice, self.network.moment = choice, moment
        if self.network.changes:
            self.network.changes = {}
            self.visit.trouble.append(
                "Your changes by hand are undone, since this is another network."
            )


def get() -> Session:
    """Return this visitor's session."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Session()
    session: Session = st.session_state[_KEY]
    return session
