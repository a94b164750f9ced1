"""What stands in the sidebar on every page: the network in use, what goes on, and at last About."""

from functools import partial

import streamlit as st

from nn import __version__
from nn.experiments.study import Study
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.runs.run_view import RunState, RunView, when
from pages.ui.app import fragments
from pages.ui.app.formats import counted
from pages.ui.app.places import EXPERIMENTS, ROOM, TRAIN, Place, place_named
from pages.ui.app.state import session
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import experiment_in_words, networks, runs
from pages.ui.app.widgets import bound, button
from pages.ui.class_room import steering, store, who_may
from pages.ui.every_page import run_control

NEWEST = -1  # of the moments to choose from: the weights as they are now
TICK_SECONDS = 1.0
STATUS_SECONDS = 2.0  # between two looks at the visitor's room, or at an experiment

WHICH = (
    "The book's thirty: Nielsen's small network, whose thirty neurons are easy to follow. The one "
    "for drawings: larger, and it has learnt from drawings as well."
)
BOOK = "http://neuralnetworksanddeeplearning.com"
ABOUT = f"""\
**Thirty Neurons {__version__}**: Michael Nielsen's network that reads digits, written by hand in
NumPy. Draw a digit and see why it answers as it does, watch it learn, and look inside.

**The code of this page**, in the project's folder:

{{code}}

**The book**: [*Neural Networks and Deep Learning*]({BOOK}), Michael Nielsen, 2015. The app follows
its chapters

1. [Using neural nets to recognize handwritten digits]({BOOK}/chap1.html)
2. [How the backpropagation algorithm works]({BOOK}/chap2.html)
3. [Improving the way neural networks learn]({BOOK}/chap3.html)

**Licence**: MIT (`LICENSE`). MNIST is by LeCun, Cortes and Burges, CC BY-SA 3.0;
`nn/assets/README.md` names all sources.

**To cite it:**
"""
CITATION = f"""\
@software{{thirty_neurons,
  title = {{Thirty Neurons}},
  author = {{{{Thirty Neurons authors}}}},
  version = {{{__version__}}},
  year = {{2026}},
}}
"""


def show() -> None:
    """Show the choice of network, and how the visitor's room, run and experiment are.

    Train calls `show_run` itself, so that one clock updates page and sidebar.
    """
    visitor = session.get()
    visit, run, study = visitor.visit, visitor.training.run, visitor.experiments.study
    with st.sidebar:
        _choice(visitor)
    if visitor.room.host and visit.page != ROOM.title:
        fragments.show(visit, _show_room, visitor, every=STATUS_SECONDS)
    if run and visit.page != TRAIN.title:
        fragments.show(visit, show_run, visitor, run, every=lambda: tick(run.snapshot()))
    if study and study.state.under_way and visit.page != EXPERIMENTS.title:
        fragments.show(visit, _show_study, study, every=STATUS_SECONDS * HOST.crowding)


def _status(name: str, words: str, place: Place) -> None:
    with st.sidebar, st.container(key=f"{name}_status", border=True):
        st.markdown(words)
        st.page_link(place.path, label=f"Back to the {name}", icon=place.icon)


def _show_study(study: Study) -> None:
    words = f"**Experiment**: {experiment_in_words.progress(study.snapshot())}."
    _status("experiment", words, EXPERIMENTS)


def _show_room(visitor: Session) -> None:
    try:
        room = steering.own_room(visitor)
        if room is None:
            st.rerun()
        phones = counted(len(who_may.ROOMS.store.there(room.code)), "phone")
        words = f"**Room {room.code}**: {phones}, {counted(len(room.digits), 'digit')}"
    except store.StoreGone as error:
        words = str(error)
    _status("room", words, ROOM)


def tick(view: RunView, seconds: float = TICK_SECONDS) -> float | None:
    """Return the seconds between two looks at a run, None where nothing will change.

    On a crowded machine it is more: updates would take the cores from the training.
    """
    return seconds * HOST.crowding if runs.unsettled(view) else None


def _choice(visitor: Session) -> None:
    network = visitor.network
    networks.settle(visitor)
    bound(
        st.selectbox,
        "Network in use",
        networks.choices(visitor),
        format_func=partial(networks.title, network),
        key="choice",
        value=network.choice,
        then=visitor.use,
        help=WHICH,
    )
    if network.chosen or network.changes:
        st.caption("Used on every page")
        if not network.changes:
            let_go = partial(setattr, network, "chosen", False)
            st.button("Let each page choose", key="let_go", type="tertiary", on_click=let_go)
    else:
        st.caption("Chosen by this page")
    if network.choice == "run" and visitor.training.run:
        _choose_moment(visitor, visitor.training.run.snapshot())
    if network.changes:
        neurons = counted(len(network.changes), "neuron")
        st.warning(f"You changed {neurons}.", icon=":material/tune:")
        button("Reset", "", network.without_changes, key="put_back_everywhere")


def _choose_moment(visitor: Session, view: RunView) -> None:
    network = visitor.network
    names = {NEWEST: "Newest"} | {c.step: when(c.position, c.step) for c in view.checkpoints}
    if network.moment is not None and network.moment not in names:  # a long run keeps fewer
        network.moment = view.at(network.moment).step if view.checkpoints else None
    bound(
        st.selectbox,
        "At which moment",
        list(names),
        format_func=lambda step: names.get(step, ""),
        key="moment",
        value=NEWEST if network.moment is None else network.moment,
        then=lambda step: visitor.use("run", None if step == NEWEST else step),
    )


def show_run(visitor: Session, run: Run) -> None:
    """Show in the sidebar what the run is doing, also from a fragment."""
    view = run.snapshot()
    with st.sidebar, st.container(key="run_status", border=True):
        st.markdown(f"Your run: **{runs.state_in_words(view)}**")
        if view.checkpoints:
            st.markdown(runs.reached(view))
        if view.state is RunState.RUNNING:
            button("Pause", "pause", run_control.pause, visitor.training, key="status_pause")
        elif view.state in (RunState.PAUSED, RunState.READY):
            button("Play", "play_arrow", run_control.play, visitor, key="status_play")


def about(title: str) -> None:
    """Show what the app is, the book behind it, where a page's code is, and how to cite it."""
    place = place_named(title)
    files = ((place.path, "the page"), *place.code)
    code = "\n".join(f"- `{path}`: {what}" for path, what in files)
    with st.popover("About", key="about", icon=":material/info:"):
        st.markdown(ABOUT.format(code=code))
        st.code(CITATION, language="latex", wrap_lines=True)
