"""The digit that all pages read, as state: a drawing, a picture, or the number of a test digit."""

from dataclasses import dataclass, field
from enum import Enum

from nn.drawing.strokes import Stroke
from nn.functions import Array

MOST_UNDOS = 300
PEN = 34  # canvas pixels
CANVAS_SIDE = 560  # pixels; style.css makes it as large as the window allows


class Source(Enum):
    """Where the digit that is read comes from."""

    DRAWING = "drawing"
    PICTURE = "picture"
    TEST = "test digit"


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture that is read instead of a drawing.

    Attributes
    ----------
    ink : (height, width) in [0, 1]
    name : str
        Of the file.
    shown : bytes
        The picture as a JPEG file no larger than the canvas.
    remark : str
        Sentences about what was done to it that may surprise, or "".
    ready : bool
        Whether `ink` is already prepared, (28, 28), and is read as it is.
    label : int or None
        Which digit it is, where somebody said so.
    """

    ink: Array
    name: str
    shown: bytes = b""
    remark: str = ""
    ready: bool = False
    label: int | None = None


@dataclass
class Drawing:
    """What is drawn on the canvas, and with which pen.

    Attributes
    ----------
    past : list of tuple of Stroke
        The drawing before each stroke and each Clear, for Undo.
    canvas_shows : tuple of Stroke
        What the canvas was last told to show. The canvas loads it again whenever it changes, so
        it stays the same while somebody draws.
    canvas_told : int
        How many times the canvas was told to show something.
    pen : int
        The pen's width in canvas pixels.
    """

    strokes: tuple[Stroke, ...] = ()
    past: list[tuple[Stroke, ...]] = field(default_factory=list)
    canvas_shows: tuple[Stroke, ...] = ()
    canvas_told: int = 0
    pen: int = PEN
    erasing: bool = False

    def receive(self, strokes: tuple[Stroke, ...]) -> None:
        """Take over the drawing as the canvas has it now."""
        if strokes == self.strokes:
            return
        before = len(self.strokes)
        # Two quick strokes arrive together; Undo still takes them back one by one.
        more = range(before + 1, len(strokes)) if strokes[:before] == self.strokes else ()
        steps = [self.strokes, *(strokes[:count] for count in more[-MOST_UNDOS:])]
        self.past = [*self.past, *steps][-MOST_UNDOS:]
        self.strokes = strokes

    def undo(self) -> None:
        """Take back the last stroke, or the last Clear."""
        if self.past:
            self.put_on_canvas(self.past.pop())

    def clear(self) -> None:
        """Take everything off the canvas."""
        self.past.append(self.strokes)
        self.erasing = False
        self.put_on_canvas(())

    def put_on_canvas(self, strokes: tuple[Stroke, ...]) -> None:
        """Replace the drawing, on the canvas as well."""
        self.strokes = self.canvas_shows = strokes
        self.canvas_told += 1


@dataclass
class Digit:
    """The digit in use.

    Attributes
    ----------
    uploads : int
        How many pictures were sent, read or refused. Each upload field is a new one.
    test_number : int
        The number of the test image, from 0.
    """

    source: Source = Source.DRAWING
    drawing: Drawing = field(default_factory=Drawing)
    picture: Picture | None = None
    uploads: int = 0
    test_number: int = 0

    def read_from(self, source: Source) -> None:
        """Read another digit; the canvas, when it comes back, shows the drawing as it is."""
        if source is not self.source:
            self.source = source
            self.drawing.put_on_canvas(self.drawing.strokes)
