"""Look inside, over time: the network at each saved moment of this session's run."""

from itertools import count

import streamlit as st

from nn.runs.run_view import RunView, when
from pages.ui.app import fragments
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import at_each_look, runs
from pages.ui.app.widgets import bound

SECONDS_A_MOMENT = 0.8


def slider(visitor: Session) -> None:
    """Show the time slider and its play button, where there is a run."""
    view, inside = runs.view_of(visitor.training), visitor.views.inside
    if inside.film:
        _play(visitor)
    if view is None or len(view.checkpoints) < 2:
        return
    names = {c.step: when(c.position, c.step) for c in view.checkpoints}
    steps = list(names)
    chosen = _chosen(visitor, view)

    def play_or_stop() -> None:
        if inside.film:
            inside.film = None
        else:
            visitor.begin_film()

    talk, here = visitor.talk, (visitor.talk.on, visitor.talk.step)

    def choose(step: int) -> None:
        # With the key that leaves a film may come what the slider showed a moment ago.
        if here == (talk.on, talk.step):
            visitor.use("run", step)

    left, right = st.columns([1, 6], vertical_alignment="bottom")
    label, icon = ("Stop", "stop") if inside.film else ("Play", "play_arrow")
    left.button(label, key="play_time", icon=f":material/{icon}:", on_click=play_or_stop)
    is_in_use = visitor.network.choice == "run"
    bound(
        right.select_slider,
        "Time" if is_in_use else "This session's run is not in use: choose a moment to use it",
        steps,
        format_func=lambda step: names.get(step, ""),
        key="time",
        value=steps[-1] if chosen is None else steps[chosen],
        then=choose,
    )


def _play(visitor: Session) -> None:
    """Go on to the next moment after a while."""
    ticks = count()

    def tick() -> None:
        if next(ticks):  # the first is the page's own run
            go_on(visitor)
            st.rerun()

    fragments.show(visitor.visit, tick, every=SECONDS_A_MOMENT)


def go_on(visitor: Session) -> None:
    """Show the next moment of the film; wait for it where the run is still learning."""
    view = runs.view_of(visitor.training)
    chosen = _chosen(visitor, view) if view and view.checkpoints else None
    if view and chosen is not None and chosen < len(view.checkpoints) - 1:
        here, *later = view.checkpoints[chosen:]
        # In slow motion the first epoch has more looks than a film needs.
        far = (look for look in later if look.position >= 1 or look.step >= 2 * here.step)
        visitor.use("run", next(far, later[-1]).step)
    elif visitor.network.moment is None or not (view and runs.unsettled(view)):
        visitor.views.inside.film = None


def strip(visitor: Session) -> None:
    """Show how the answer to the digit came about over the run."""
    view = runs.view_of(visitor.training)
    if view is None or len(view.checkpoints) < 2:
        return
    st.header("How the run's answer came about", anchor=False)
    at_each_look.show(visitor, view)


def _chosen(visitor: Session, view: RunView) -> int | None:
    """Return the place of the chosen checkpoint; None: the newest weights or another network."""
    network = visitor.network
    if network.choice != "run" or network.moment is None:
        return None
    return view.index_at(network.moment)
