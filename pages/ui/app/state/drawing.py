"""What is read, as state: the digit of all pages, and the number on Numbers."""

import time
from dataclasses import dataclass, field
from enum import Enum

from nn.drawing.strokes import Stroke
from nn.functions import Array

MOST_UNDOS = 300
PEN = 34  # canvas pixels
INK = "#14213d"
ERASER_MORE = 26  # canvas pixels: it is wider than the pen, to leave no rim of a stroke
CANVAS_SIDE = 560  # pixels; style.css makes it as large as the window allows
PAPER = {"side": CANVAS_SIDE, "width": PEN, "erases": False, "ink": INK}  # for own_canvas.js
WIDE = (2 * CANVAS_SIDE, CANVAS_SIDE)  # of the canvas for a number
NUMBER_PEN = 24


class Source(Enum):
    """Where the digit that is read comes from."""

    DRAWING = "The drawing"
    PICTURE = "A picture"
    TEST = "A test digit"


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture that is read instead of a drawing."""

    ink: Array  # (height, width) in [0, 1]
    name: str
    shown: bytes = b""  # the picture as a JPEG file no larger than the canvas
    remark: str = ""  # sentences about what was done to it that may surprise
    ready: bool = False  # `ink` is already prepared, (28, 28), and is read as it is
    label: int | None = None  # which digit it is, where somebody said so


@dataclass
class Drawing:
    """What is drawn on the canvas, and with which pen."""

    strokes: tuple[Stroke, ...] = ()
    past: list[tuple[Stroke, ...]] = field(default_factory=list)  # for Undo, the newest last
    # What the canvas was last told to show. It loads this again whenever it changes, so it stays
    # the same while somebody draws.
    canvas_shows: tuple[Stroke, ...] = ()
    canvas_told: int = 0  # how many times it was told
    # The canvas is empty and the browser shows the drawing over it: the next stroke begins anew.
    carried: bool = False
    brought: tuple[Stroke, ...] = ()  # what was carried last; when it comes back, it is so again
    pen: int = PEN
    erasing: bool = False
    size: tuple[int, int] = (CANVAS_SIDE, CANVAS_SIDE)  # of the canvas, width and height
    changed: float = 0.0  # when the strokes last did, as `time.monotonic` says

    @property
    def stroke_width(self) -> int:
        """How wide the pen or the eraser is, in canvas pixels."""
        return self.pen + (ERASER_MORE if self.erasing else 0)

    def receive(self, strokes: tuple[Stroke, ...]) -> None:
        """Take over the drawing as the browser has it now."""
        if strokes == self.strokes:
            return
        before = len(self.strokes)
        steps = [self.strokes]
        if strokes[:before] == self.strokes:
            # Two quick strokes arrive together; Undo still takes them back one by one.
            strokes = (*self.strokes, *strokes[before:])  # each stroke is kept once
            first = max(before + 1, len(strokes) - MOST_UNDOS)
            steps += [strokes[:count] for count in range(first, len(strokes))]
        self._note(steps)
        self.strokes, self.changed, self.carried = strokes, time.monotonic(), False

    def _note(self, steps: list[tuple[Stroke, ...]]) -> None:
        self.past = [*self.past, *steps][-MOST_UNDOS:]

    def take(self, eraser: bool) -> None:
        """Take the eraser or the pen; on empty paper only the pen.

        A browser that has not yet heard of a Clear still says that it has the eraser.
        """
        self.erasing = eraser and bool(self.strokes)

    def undo(self) -> None:
        """Take back the last stroke, or the last Clear."""
        if self.past:
            strokes = self.past.pop()
            self.put_on_canvas(strokes, carried=strokes == self.brought)

    def clear(self) -> None:
        """Take everything off the canvas."""
        self.erasing = False
        if self.strokes:
            self.replace_with(())

    def replace_with(self, strokes: tuple[Stroke, ...]) -> None:
        """Put another drawing on the canvas; Undo brings this one back."""
        self._note([self.strokes])
        self.put_on_canvas(strokes)

    def put_on_canvas(self, strokes: tuple[Stroke, ...], carried: bool = False) -> None:
        """Replace the drawing, on the canvas as well; one that is `carried` ends with a stroke."""
        if strokes != self.strokes:
            self.changed = time.monotonic()
        self.strokes, self.carried = strokes, carried and bool(strokes)
        self.brought = strokes if self.carried else self.brought
        self.canvas_shows = () if self.carried else strokes
        self.canvas_told += 1

    def put_again(self) -> None:
        """Put it as it is on a canvas that is new."""
        self.put_on_canvas(self.strokes, self.carried)


@dataclass
class Sheet:
    """What is read: a drawing, or a picture in its place."""

    source: Source = Source.DRAWING
    drawing: Drawing = field(default_factory=Drawing)
    picture: Picture | None = None

    def read_from(self, source: Source) -> None:
        """Read another one; the canvas, when it comes back, shows the drawing as it is."""
        if source is not self.source:
            self.source = source
            # Only then: a stroke drawn just before another source was chosen may still come.
            if source is Source.DRAWING:
                self.drawing.put_again()


@dataclass
class Digit(Sheet):
    """The digit in use, on all pages but Numbers."""

    test_number: int = 0  # of the test image, from 0


@dataclass
class Number(Sheet):
    """The number that Numbers reads."""

    drawing: Drawing = field(default_factory=lambda: Drawing(pen=NUMBER_PEN, size=WIDE))
    named: dict[bytes, int] = field(default_factory=dict)  # by image: what a person said, -1: none
