"""The pages: their names, paths and code, in the order of the sidebar; and the way to one."""

from itertools import chain
from typing import NamedTuple, NoReturn

import streamlit as st

from pages.ui.app.state.session import Session


class Place(NamedTuple):
    """One page."""

    title: str  # in the sidebar, and on buttons that lead there
    path: str
    icon: str
    shows: str = ""  # what one does there, for the page that comes before it
    seen: str = ""  # what one has seen here, where the path ends
    few_neurons: bool = False  # easier to follow with a network of few neurons
    code: tuple[tuple[str, str], ...] = ()  # files that do what it shows, and in words what
    apart: bool = False  # it does not stand in the sidebar, and shows nothing else of the app

    def page(self) -> st.Page:
        """Return what Streamlit has to know of it; the first one has the app's own address."""
        return st.Page(
            self.path,
            title=self.title,
            icon=self.icon,
            default=self.path == DRAW.path,
            visibility="hidden" if self.apart else "visible",
        )


DRAW = Place(
    "Draw",
    "pages/draw.py",
    ":material/draw:",
    code=(
        ("nn/drawing/strokes_to_pixels.py", "strokes become 28 × 28 pixels"),
        ("nn/network.py", "pixels become ten outputs"),
        ("pages/ui/live/reading/preparation.js", "the 28 × 28 pixels once more, in the browser"),
        ("pages/ui/live/reading/forward_pass.js", "and the ten outputs"),
        ("nn/explain/evidence.py", "why this digit"),
    ),
)
NUMBERS = Place(
    "Numbers",
    "pages/numbers.py",
    ":material/pin:",
    shows="write a whole number and see it read",
    seen="You have seen why it had better ask.",
    code=(
        ("nn/drawing/grouping.py", "which strokes are one digit"),
        ("nn/drawing/strokes_to_number.py", "the digits are read"),
        ("pages/ui/live/reading/strokes_to_number.js", "both once more, in the browser"),
    ),
)
HOW_IT_WORKS = Place(
    "How it works",
    "pages/how-it-works.py",
    ":material/menu_book:",
    shows="thirty neurons read your digit, step by step",
    few_neurons=True,
    code=(
        ("nn/network.py", "from pixels to outputs"),
        ("nn/functions.py", "the sigmoid"),
        ("nn/explain/hill.py", "the cost along its slope"),
        ("pages/ui/live/picture/forwards.js", "the picture, in the browser"),
    ),
)
TRAIN = Place(
    "Train",
    "pages/train.py",
    ":material/model_training:",
    shows="watch a network learn from 60,000 digits",
    code=(
        ("nn/sgd.py", "epochs and mini-batches"),
        ("nn/network.py", "one step of gradient descent"),
        ("nn/fast_network.py", "the same step, made fast"),
        ("nn/runs/worker.py", "Play, Pause, and the accuracy on the way"),
        ("nn/settings/config.py", "every setting"),
    ),
)
INSIDE = Place(
    "Look inside",
    "pages/inside.py",
    ":material/grid_view:",
    shows="see what each neuron looks for",
    few_neurons=True,
    code=(
        ("nn/figures/maps.py", "weights as pictures"),
        ("nn/explain/neurons.py", "what fires a neuron, and how often"),
    ),
)
BACKPROP = Place(
    "Backprop",
    "pages/backprop.py",
    ":material/undo:",
    shows="follow an error back to the weights that caused it",
    few_neurons=True,
    code=(
        ("nn/network.py", "BP1 to BP4"),
        ("nn/explain/one_step.py", "one step with every number"),
        ("nn/explain/gradient_check.py", "the gradient checked by trial"),
    ),
)
MISTAKES = Place(
    "Mistakes",
    "pages/mistakes.py",
    ":material/rule:",
    shows="see what it misreads, and how sure it is",
    seen="You have seen thirty neurons read, learn and err.",
    few_neurons=True,
    code=(
        ("nn/explain/confusion.py", "who is taken for whom"),
        ("nn/explain/calibration.py", "how sure, and how often right"),
    ),
)
EXPERIMENTS = Place(
    "Experiments",
    "pages/experiments.py",
    ":material/scatter_plot:",
    shows="compare networks, and tell a gain from luck",
    seen="You have seen how far luck alone goes.",
    code=(
        ("nn/experiments/experiment.py", "what varies, and the seeds"),
        ("nn/experiments/one_run.py", "one run"),
        ("nn/experiments/summary.py", "what the runs say together"),
    ),
)
ROOM = Place(
    "Room",
    "pages/room.py",
    ":material/groups:",
    shows="let a class draw on phones",
    seen="You have seen how a class makes its own test.",
    code=(
        ("pages/ui/class_room/rules.py", "a room and its rules"),
        ("pages/ui/join/", "a phone's page"),
        ("pages/ui/class_room/teaching.py", "what a run learns from a room"),
    ),
)

# The path: the order in which one learns.
PATH = (DRAW, HOW_IT_WORKS, TRAIN, INSIDE, BACKPROP, MISTAKES)
# In the sidebar, by their headings.
GROUPS = {"Thirty Neurons": PATH, "Go further": (NUMBERS, EXPERIMENTS), "With a class": (ROOM,)}
PLACES = tuple(chain.from_iterable(GROUPS.values()))

MOST_IN_LINK = 100_000  # characters

# The second window of a talk, and the page that phones open.
NOTES = Place("Speaker's view", "pages/notes.py", ":material/speaker_notes:", apart=True)
JOIN = Place("Join", "pages/join.py", ":material/smartphone:", apart=True)


def place_named(title: str) -> Place:
    """Return the page with a title."""
    return next(place for place in (*PLACES, NOTES, JOIN) if place.title == title)


def go_to(place: Place) -> NoReturn:
    """Open a page: the last thing that a callback does, when what the page shows is chosen."""
    st.switch_page(place.page())


def new_link(visitor: Session) -> dict[str, str]:
    """Return the parameters of the link that opened this page, the first time only; then {}."""
    query = st.query_params.to_dict()
    if not query or query == visitor.links.get(visitor.visit.page):
        return {}
    visitor.links[visitor.visit.page] = query
    if sum(map(len, (*query, *query.values()))) > MOST_IN_LINK:
        visitor.visit.trouble.append("The link is too long, so nothing of it is taken.")
        return {}
    return dict(query)
