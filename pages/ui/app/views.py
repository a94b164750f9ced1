"""What a visitor has chosen on each page: what the page shows when they come back to it."""

from dataclasses import dataclass, field
from enum import Enum


class Lesson(Enum):
    """What stands below the answer on Draw."""

    WHY = "Why"
    STEPS = "Steps"
    GAP = "The gap"
    CORRECTION = "It was a …"


@dataclass
class DrawView:
    """Draw.

    Attributes
    ----------
    rival : (object, int) or None
        The digit that the answer is compared with, and the key of the drawing for which it was
        chosen; the runner-up for any other drawing.
    reads_already : (object, int) or None
        The digit that the visitor said it was, where the network read it so already; and the key
        of the network and the drawing of which it was said.
    """

    lesson: Lesson = Lesson.WHY
    rival: tuple[object, int] | None = None
    reads_already: tuple[object, int] | None = None


@dataclass
class StoryView:
    """How it works.

    Attributes
    ----------
    step : int
        From 0.
    numbers : bool
        Whether the picture of the digit is shown so large that its numbers can be read.
    goes_to_train : bool
        Whether a button was pressed that opens Train with settings to try.
    """

    step: int = 0
    numbers: bool = False
    goes_to_train: bool = False


@dataclass
class TrainView:
    """Train: whether the accuracy's axis is logarithmic, and whether the cost is smoothed."""

    log_axis: bool = False
    smooth: bool = True


@dataclass
class InsideView:
    """Look inside.

    Attributes
    ----------
    layer, neuron : int
        The hidden layer and its neuron, from 0.
    playing : bool
        Whether the time slider moves by itself.
    advance_now : bool
        Whether it moves at the next tick.
    """

    layer: int = 0
    neuron: int = 0
    playing: bool = False
    advance_now: bool = False


@dataclass
class MistakesView:
    """Mistakes.

    Attributes
    ----------
    digit, answer : int or None
        The row and the column of the confusion matrix, from 0; None for any.
        `nn.answers.NO_ANSWER` is an answer too.
    shares : bool
        Whether the matrix shows percentages.
    first : int
        The place in the list of the gallery's first digit, from 0.
    image, drawing : int or None
        The test image and the corrected drawing that are chosen; None for the first.
    least : float
        The network answers where its largest output is at least this, 0 to 1.
    go_to : str
        The path of the page that a digit was just sent to, or "".
    looks : int
        How many times the mistakes of a network that learns were asked for again.
    """

    digit: int | None = None
    answer: int | None = None
    shares: bool = False
    first: int = 0
    image: int | None = None
    drawing: int | None = None
    least: float = 0.9
    go_to: str = ""
    looks: int = 0

    def show(self, digit: int | None, answer: int | None) -> None:
        """Show the digits of another cell, row or column, from its first one."""
        self.digit, self.answer = digit, answer
        self.first, self.image = 0, None

    def turn_to(self, first: int) -> None:
        """Show another page of the gallery."""
        self.first, self.image = first, None


BATCH = 10  # images
LARGEST = -1  # cost: the image to begin with


@dataclass
class BackpropView:
    """Backprop.

    Attributes
    ----------
    step : str
        By its name.
    batch : bool
        Whether a mini-batch goes through it instead of one example.
    start : int
        The mini-batch's first training image, from 0.
    image : int
        The image of the mini-batch whose numbers are shown, from 0, or LARGEST.
    layer : int
        The layer whose numbers are shown; 0 is the first after the input.
    neurons : dict of int to int
        The neuron chosen in each layer, from 0.
    said : (object, int) or None
        The key of a drawing and the digit that the visitor said it is.
    cost : str or None
        None for the one that the network was trained with, or else that of the settings.
    eta : float or None
        Likewise.
    seed : int
        Chooses the weights for the gradient check.
    sources : dict of int to int
        The weight to check in each layer: the neuron or pixel it comes from, -1 for the bias.
    taken : int
        How often the newest network was asked for.
    """

    step: str = "in"
    batch: bool = False
    start: int = 0
    image: int = LARGEST
    layer: int = 0
    neurons: dict[int, int] = field(default_factory=dict)
    said: tuple[object, int] | None = None
    cost: str | None = None
    eta: float | None = None
    seed: int = 1
    sources: dict[int, int] = field(default_factory=dict)
    taken: int = 0

    def has_source(self, layer: int, size: int) -> bool:
        """Tell whether the weight chosen in a layer exists after a layer of `size` neurons."""
        return -1 <= self.sources.get(layer, size) < size

    def source(self, layer: int, size: int) -> int | None:
        """Return where the weight to check comes from, None for the bias."""
        source = self.sources[layer] if self.has_source(layer, size) else 0
        return None if source == -1 else source


@dataclass
class Views:
    """All pages' choices."""

    draw: DrawView = field(default_factory=DrawView)
    story: StoryView = field(default_factory=StoryView)
    train: TrainView = field(default_factory=TrainView)
    inside: InsideView = field(default_factory=InsideView)
    mistakes: MistakesView = field(default_factory=MistakesView)
    backprop: BackpropView = field(default_factory=BackpropView)
