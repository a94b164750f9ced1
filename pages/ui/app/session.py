"""What one visitor has: drawing, settings, run, and the network they look at.

It lives as long as the browser tab. Values of widgets are lost on a change of page, so the truth
is kept here, and widgets write to it by callback.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

import streamlit as st

from nn.drawing.strokes import Stroke
from nn.explain.correction import Correction
from nn.functions import Array
from nn.mnist import Images
from nn.network import Network
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
from nn.storage.drawing_files import gathered
from nn.storage.network_files import Saved
from nn.storage.provenance import Provenance
from pages.ui.app.backprop_state import Backprop
from pages.ui.app.mistakes_view import MistakesView

_KEY = "thirty_neurons"

T = TypeVar("T")

MOST_UNDOS = 300
PEN = 34  # canvas pixels
AT_FIRST = "draw"  # the network in use when the app opens


@dataclass(frozen=True)
class Change:
    """What was changed by hand on one hidden neuron.

    Attributes
    ----------
    scale : float
        What its weights from the layer before are multiplied by.
    shift : float
        What is added to its bias.
    off : bool
        Whether it has no say in the next layer.
    """

    scale: float = 1.0
    shift: float = 0.0
    off: bool = False


class Source(Enum):
    """Where the digit that is read comes from."""

    DRAWING = "drawing"
    PICTURE = "picture"
    TEST = "test digit"


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture that was loaded instead of a drawing.

    Attributes
    ----------
    ink : (height, width) in [0, 1]
        How much of it each pixel has.
    name : str
        Of the file.
    shown : bytes
        The picture itself, as a JPEG file no larger than the canvas.
    remark : str
        What was done with it that may surprise, in sentences; "" for a plain picture.
    ready : bool
        Whether `ink` is what the network sees, (28, 28), and is read as it is.
    label : int or None
        Which digit it is, where somebody said so.
    """

    ink: Array
    name: str
    shown: bytes = b""
    remark: str = ""
    ready: bool = False
    label: int | None = None


class Lesson(Enum):
    """What stands below the answer."""

    WHY = "Why"
    STEPS = "Steps"
    GAP = "The gap"
    CORRECTION = "It was a …"


@dataclass(frozen=True, eq=False)
class CorrectedDrawing:
    """A digit that the network in use was told, and what came of it.

    Attributes
    ----------
    image : (28, 28) float32 in [0, 1]
        What the network saw.
    source : Source
        Where it came from.
    answer : int
        What it read.
    correction : Correction
        What it was told, and the network that has learnt it; not to be changed.
    before : Network
        The network without this correction.
    origin : Provenance
        What the network was trained with, before all corrections.
    number : int
        How many corrections the network has, this one included.
    name : str
        What was corrected first of all: one of the choices of network.
    choice, moment, changes
        What was in use before, as in `Session`, for Undo.
    """

    image: Array
    source: Source
    answer: int
    correction: Correction
    before: Network
    origin: Provenance
    number: int
    name: str
    choice: str
    moment: int | None
    changes: dict[tuple[int, int], Change]

    @property
    def digit(self) -> int:
        """The digit that it was told."""
        return self.correction.digit


@dataclass
class Session:
    """One visitor's state.

    Attributes
    ----------
    page : str
        The page that is open.
    visits : int
        How many times a page was entered.
    strokes : tuple of Stroke
        The drawing.
    past : list of tuple of Stroke
        What the drawing was before each stroke and each Clear, for Undo.
    canvas_shows : tuple of Stroke
        What the canvas was last told to show. It must stay the same while somebody draws, since
        the canvas loads it anew when it changes.
    canvas_told : int
        How many times the canvas was told to show something.
    source : Source
        Whether the drawing, the picture or the test digit is read.
    pen : int
        How wide the canvas's pen is, in canvas pixels.
    erasing : bool
        Whether the canvas's pen is an eraser.
    picture : Picture or None
        A picture from a file or a camera.
    uploads : int
        How many pictures were sent, read or refused: each finds an empty place to be put.
    config : TrainingConfig
        The settings on the Train page, for the next run.
    trouble : list of str
        Sentences about what could not be done, shown once on the page that is open.
    link_read : str
        The share link that was last taken over.
    run : Run or None
        This visitor's training run.
    begun_with : TrainingConfig or None
        The settings that it was made with.
    polling : bool
        Whether the page asks every second what the run does.
    per_second : float or None
        Slow motion: mini-batches a second, None for full speed.
    choice : str
        The network in use: "untrained", a shipped name, "run", "file", or "corrected".
    moment : int or None
        With "run": the step of one of its checkpoints, None for its newest weights.
    loaded : Saved or None
        A network from a file.
    layer, neuron : int
        The hidden layer and the neuron of it that Look inside shows, from 0.
    test_digit : int
        The number of the test image, from 0.
    playing : bool
        Whether the time slider moves by itself.
    advance_now : bool
        Whether it is to move at the next tick.
    changes : dict of (layer, neuron) to Change
        What was changed by hand on the network in use.
    lesson : Lesson
        The one that stands below the answer.
    rival : (object, int) or None
        Of which drawing the answer is compared with which digit; else it is the runner-up.
    corrections : list of CorrectedDrawing
        The newest one's network is the choice "corrected".
    learn_from_corrections : bool
        Whether the next run learns from them too.
    mistakes : MistakesView
        What the Mistakes page shows.
    backprop : Backprop
        What is chosen on the Backprop page.
    story_step : int
        Which step of How it works is on the screen, from 0.
    story_numbers : bool
        Whether its picture of the digit is seen from so near that numbers can be read.
    story_tries : bool
        Whether it is about to go to the Train page, with settings to try.
    kept : dict
        Results that `keep` holds.
    lock : RLock
        Taken by who changes `run` or tells it something: after quick clicks, two runs of the page
        may be at it at once.
    watcher : Timer or None
        Looks soon whether the visitor is still there.
    """

    page: str = ""
    visits: int = 0
    strokes: tuple[Stroke, ...] = ()
    past: list[tuple[Stroke, ...]] = field(default_factory=list)
    canvas_shows: tuple[Stroke, ...] = ()
    canvas_told: int = 0
    source: Source = Source.DRAWING
    pen: int = PEN
    erasing: bool = False
    picture: Picture | None = None
    uploads: int = 0
    config: TrainingConfig = field(default_factory=TrainingConfig)
    trouble: list[str] = field(default_factory=list)
    link_read: str = ""
    run: Run | None = None
    begun_with: TrainingConfig | None = None
    polling: bool = False
    per_second: float | None = None
    choice: str = AT_FIRST
    moment: int | None = None
    loaded: Saved | None = None
    layer: int = 0
    neuron: int = 0
    test_digit: int = 0
    playing: bool = False
    advance_now: bool = False
    changes: dict[tuple[int, int], Change] = field(default_factory=dict)
    lesson: Lesson = Lesson.WHY
    rival: tuple[object, int] | None = None
    corrections: list[CorrectedDrawing] = field(default_factory=list)
    learn_from_corrections: bool = False
    mistakes: MistakesView = field(default_factory=MistakesView)
    backprop: Backprop = field(default_factory=Backprop)
    story_step: int = 0
    story_numbers: bool = False
    story_tries: bool = False
    kept: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    watcher: threading.Timer | None = None

    def keep(self, name: str, key: Any, make: Callable[[], T]) -> T:
        """Return what `make` returns, made anew only when `key` is another than last time."""
        if name not in self.kept or self.kept[name][0] != key:
            self.kept[name] = (key, make())
        value: T = self.kept[name][1]
        return value

    def visit(self, page: str) -> None:
        """Note which page is open; a page that is entered shows the drawing as it is."""
        if page != self.page:
            self.page = page
            self.visits += 1
            if self.playing:
                self.playing = False
                self.trouble.append(
                    "The time has stopped, and the network in use is the one of that moment. "
                    "Under “At which moment” you can choose the newest."
                )
            self.put_on_canvas(self.strokes)

    def drawn(self, strokes: tuple[Stroke, ...]) -> None:
        """Take over the drawing as the canvas has it now."""
        if strokes == self.strokes:
            return
        known = len(self.strokes)
        # Two quick strokes arrive together, and are taken back one by one all the same.
        more = range(known + 1, len(strokes)) if strokes[:known] == self.strokes else ()
        steps = [self.strokes, *(strokes[:count] for count in more[-MOST_UNDOS:])]
        self.past = [*self.past, *steps][-MOST_UNDOS:]
        self.strokes = strokes

    def undo(self) -> None:
        """Take back the last stroke, or the last Clear."""
        if self.past:
            self.put_on_canvas(self.past.pop())

    def put_on_canvas(self, strokes: tuple[Stroke, ...]) -> None:
        """Replace the drawing, on the canvas as well."""
        self.strokes = self.canvas_shows = strokes
        self.canvas_told += 1

    def read_from(self, source: Source) -> None:
        """Read another digit; the canvas, when it comes back, shows the drawing as it is."""
        if source is not self.source:
            self.source = source
            self.put_on_canvas(self.strokes)

    @property
    def lessons_for_a_run(self) -> list[CorrectedDrawing]:
        """The corrected drawings that a run may learn from: no test digits, or it is no test."""
        return [one for one in self.corrections if one.source is not Source.TEST]

    def to_learn_from(self) -> Images | None:
        """Return what the next run learns from besides MNIST: the corrected drawings, if wanted."""
        drawings = self.lessons_for_a_run if self.learn_from_corrections else []
        return _as_images(drawings) if drawings else None

    def corrected_images(self) -> Images:
        """Return the corrected drawings with what they were; there has to be one."""
        return _as_images(self.corrections)

    def use(self, choice: str, moment: int | None = None) -> None:
        """Look at another network or another moment of the run, without changes by hand."""
        self.choice, self.moment = choice, moment
        if self.changes:
            self.changes = {}
            self.trouble.append("What was changed by hand is put back: this is another network.")


def _as_images(drawings: list[CorrectedDrawing]) -> Images:
    return gathered((one.image.reshape(-1), one.digit) for one in drawings)


def get() -> Session:
    """Return this visitor's session."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Session()
    session: Session = st.session_state[_KEY]
    return session
