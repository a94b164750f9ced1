"""A talk, as state: its text, the step on the stage, and how each step was left."""

from dataclasses import dataclass, field

from nn.drawing.strokes import Stroke
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
from pages.ui.app.state.copies import ANEW
from pages.ui.app.state.corrections import Corrections
from pages.ui.app.state.drawing import Digit
from pages.ui.app.state.room import Question
from pages.ui.app.state.views import NetworkInUse, Views

MOST_DRAWN = 60
BEFORE = -1  # in place of a step's number


@dataclass(frozen=True)
class Step:
    """One step of a talk. What is left empty stays as it was in the step before."""

    show: str  # what is on the stage, a name in `SCENES`
    line: str  # for the audience
    note: str = ""  # for the speaker
    minutes: float = 1.0  # planned
    network: str = ""  # "draw", "book", "untrained"
    digit: str | int = ""  # "clear", "drawing", "misread", or the number of a test digit
    neuron: str | int = ""  # from 1, or "strongest": the one that counts most for the answer
    layer: int = 0  # of the neuron, from 1
    run: bool = False  # a new run begins, and its network is in use
    epochs: int = 0  # of that run; 0 is what its settings say, or one
    settings: str = ""  # of that run, as in a share link: "eta=0.5&cost=cross-entropy"
    speed: int = 0  # of that run, in mini-batches a second; 0 is full speed
    faster: bool = False  # that speed doubles every two seconds, up to 1,000
    film: bool = False  # the run is shown from its beginning


@dataclass(frozen=True)
class Left:
    """How a step, or the app, was left: what comes back with it."""

    digit: Digit
    network: NetworkInUse
    views: Views
    corrections: Corrections
    config: TrainingConfig
    run: Run | None
    per_second: float | None
    goes_on: bool  # the run was training


@dataclass
class Talk:
    """The talk of one visitor."""

    on: bool = False
    text: bytes = b""  # a file's; the shipped talk if empty
    name: str = ""  # of the file
    step: int = 0  # from 0
    began: float = 0.0  # when its first step was left, as `time.time` says; 0 before that
    before: str = ""  # the page on which it began
    # What was guessed in the talk; while it is on, what was guessed before it.
    guesses: dict[Question, float] = field(default_factory=dict)
    # What was drawn in it, as pictures' addresses, by the first stroke; the newest last.
    drawn: dict[Stroke, str] = field(default_factory=dict)
    followed_by: str = ""  # Streamlit's session that has followed the browser's address
    page: str = ""  # what the step on the stage is called, as the page that is open
    # By the step; BEFORE is how the app was left for the talk. After the talk, that of its step.
    left: dict[int, Left] = field(default_factory=dict, metadata=ANEW)
