"""What a visitor has chosen: the network in use, and what each page shows."""

from dataclasses import dataclass, field
from enum import Enum

from nn.storage.network_files import Saved

AT_FIRST = "draw"  # the network in use until the visitor chooses one, for reading
FEW_NEURONS = "book"  # and on a page that explains


@dataclass(frozen=True)
class Change:
    """What was changed by hand on one hidden neuron."""

    scale: float = 1.0  # of its weights from the layer before
    shift: float = 0.0  # of its bias
    off: bool = False  # the next layer ignores it


Changes = dict[tuple[int, int], Change]  # by layer and neuron


@dataclass
class NetworkInUse:
    """Which network all pages show."""

    # Or "untrained", another shipped name, "run", "file", "experiment", "corrected".
    choice: str = AT_FIRST
    chosen: bool = False  # by the visitor; until then the page chooses
    moment: int | None = None  # with "run": the step of a checkpoint, None for the newest weights
    loaded: Saved | None = None  # from a file
    file_name: str = ""  # of that file
    of_experiment: Saved | None = None  # a run's, chosen on Experiments; its note says which
    changes: Changes = field(default_factory=dict)
    # How often all changes were taken back: what a hand did before that comes too late.
    put_back: int = field(default=0, compare=False)
    # While a run is in use since it began, and nobody has chosen it: what was in use before.
    before: "NetworkInUse | None" = None

    def without_changes(self) -> None:
        """Take all changes by hand back."""
        self.changes, self.put_back = {}, self.put_back + 1

    def choose_again(self, before: "NetworkInUse") -> None:
        """Use what was in use before, where it is still there."""
        self.choice, self.moment, self.chosen = before.choice, before.moment, before.chosen
        self.changes, self.before = before.changes, before.before


class Lesson(Enum):
    """What stands below the answer on Draw."""

    WHY = "Why"
    HOW_LITTLE = "How little"
    STEPS = "Steps"
    GAP = "The gap"
    ANY_DIGIT = "A digit?"


@dataclass
class DrawView:
    """Draw. A digit chosen for one drawing stands beside that drawing's key."""

    lesson: Lesson = Lesson.WHY
    rival: tuple[object, int] | None = None  # compared with the answer; else the runner-up is
    is_blank: bool = False  # an empty page is changed, not the digit


class Shown(Enum):
    """Which cheques of the stack are looked through on Numbers."""

    ALL = "All"
    ASKED = "It asks about"
    WRONG = "It reads wrong"


@dataclass
class NumbersView:
    """Numbers: the bound, and which digit and cheque are looked at."""

    least: float = 0.9  # it asks about a digit whose largest output is below this
    chosen: bytes | None = None  # the digit to talk about, by its image; else the first that asks
    shown: Shown = Shown.ASKED
    cheque: int = 0  # of the stack, from 0


@dataclass
class StoryView:
    """How it works."""

    step: str = "pixels"
    begun: int = 1_000  # mini-batches that the book's run has learnt from before the first hill
    # The learning rate of the step on each hill so far; 0 before it is taken.
    etas: list[float] = field(default_factory=lambda: [0.0])


@dataclass
class TrainView:
    """Train."""

    large: bool = False  # for a class: the number and its curve, and nothing else
    cost: bool = False  # beside the accuracy, instead of the weights


@dataclass
class InsideView:
    """Look inside."""

    layer: int = 0  # the hidden layer, from 0
    neuron: int = 0  # of that layer, from 0
    suggested: int = 0  # the neuron that the page has chosen by itself
    # While the time slider moves by itself, a film: the network in use before it.
    film: NetworkInUse | None = None


class Tab(Enum):
    """What stands on Mistakes."""

    MATRIX = "Mix-ups"
    WHEN_SURE = "Only when sure"
    HOW_SURE = "How sure"
    DRAWINGS = "Your drawings"


@dataclass
class MistakesView:
    """Mistakes: which tab is open, and what is chosen in it."""

    tab: Tab = Tab.MATRIX
    digit: int | None = None  # the row of the confusion matrix, None for any
    answer: int | None = None  # its column, None for any; `nn.answers.NO_ANSWER` is one too
    image: int | None = None  # the test image that is chosen; else the first of the cell
    drawing: int | None = None  # the corrected drawing that is chosen; else the first
    least: float = 0.9  # the network answers where its largest output is at least this
    held_out: bool = True  # How sure counts only people whom the network never met, where known


BATCH = 10  # images


class GoesIn(Enum):
    """What goes through the step on Backprop."""

    ONE = "One example"  # the digit in use
    MISREAD = "A misread one"
    BATCH = f"A mini-batch of {BATCH}"


@dataclass
class BackpropView:
    """Backprop. Layers are counted from 0, the first after the input."""

    step: str = "in"
    goes_in: GoesIn | None = None  # None: the page chooses a digit that is read wrong
    start: int = 0  # the mini-batch's first training image
    # The one looked at of the mini-batch that starts here; at first the one with the largest cost.
    images: dict[int, int] = field(default_factory=dict)
    layer: int = 0
    neurons: dict[int, int] = field(default_factory=dict)  # the one chosen in each layer
    again: int = 0  # how often the step was to be seen once more
    said: tuple[object, int] | None = None  # a drawing's key, and the digit it is
    # The misread test digit, behind the key of the digit in use: another one goes in itself.
    misread: tuple[object, int] = (None, 0)
    cost: str = ""  # that of the network's training, or else of the settings; or one chosen instead
    instead_of: str = ""  # does not count for a network that learnt with another cost than this
    eta: float | None = None  # None for that of the network's training, or else of the settings
    seed: int = 1  # chooses the weights for the gradient check
    # In each layer, where the weight to check comes from: a neuron or pixel, -1 for the bias.
    sources: dict[int, int] = field(default_factory=dict)


@dataclass
class Views:
    """All pages' choices."""

    draw: DrawView = field(default_factory=DrawView)
    numbers: NumbersView = field(default_factory=NumbersView)
    neuron: int | None = None  # chosen in the picture, from 0; else the page's own choice
    story: StoryView = field(default_factory=StoryView)
    train: TrainView = field(default_factory=TrainView)
    inside: InsideView = field(default_factory=InsideView)
    mistakes: MistakesView = field(default_factory=MistakesView)
    backprop: BackpropView = field(default_factory=BackpropView)
