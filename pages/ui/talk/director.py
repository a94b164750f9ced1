"""Leads through a talk: begins it, sets each step up, puts back what was, and leaves it.

address or switch -> step -> what it sets up -> the stage
"""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from nn.runs.host import HOST
from pages.ui.app import html, streamlit_internals
from pages.ui.app.places import Place
from pages.ui.app.state import session
from pages.ui.app.state.session import Session
from pages.ui.app.state.talk import STRONGEST, Step, Talk
from pages.ui.talk.script import SCENES, SHIPPED_TEXT, steps_in
from pages.ui.talk.setting_up import (
    as_left,
    put_back,
    put_back_digit,
    set_up,
    strongest_neuron,
)

STYLE = Path(__file__).with_name("talk.css")
MOST_RUNS = 5  # that somebody may come back to
ADDRESS = "talk"  # in the browser's address, with the number of the step


def steps_of(talk: Talk) -> tuple[Step, ...]:
    """Return the steps of the talk that is given."""
    return steps_in(talk.text or SHIPPED_TEXT)


def now(talk: Talk) -> Step:
    """Return the step on the stage."""
    return steps_of(talk)[talk.step]


def following(talk: Talk) -> tuple[Step, ...]:
    """Return the step after the one on the stage, if there is one."""
    return steps_of(talk)[talk.step + 1 : talk.step + 2]


def hide_the_app() -> None:
    """Where the address asks for a talk, hide the rest of the app before anything is there."""
    if ADDRESS in st.query_params and not session.is_there():
        html.styles(STYLE)


def is_on_stage(visitor: Session) -> bool:
    """Tell whether the talk is on, after following the browser's address, or the other way.

    An address without a talk, typed in, ends it.
    """
    talk, asked = visitor.talk, st.query_params.get(ADDRESS)
    is_late = talk.ended_at == (asked, streamlit_internals.session_id())
    if asked is not None and asked != talk.address and not is_late:
        step = _number(asked, len(steps_of(talk)))
        if talk.on:
            go(visitor, step)
        else:
            begin(visitor, step)
    elif asked is None and talk.on and talk.address:  # another page was opened by its address
        talk.on = False
    talk.address = str(talk.step + 1) if talk.on else None
    if talk.address:
        st.query_params[ADDRESS] = talk.address
    elif asked is not None:
        del st.query_params[ADDRESS]
    return talk.on


def _number(text: str, count: int) -> int:
    """Return the step that an address asks for, from 0; the first one if it is none."""
    return min(max(int(text), 1), count) - 1 if text.isdecimal() and len(text) < 9 else 0


def begin(visitor: Session, step: int = 0) -> None:
    """Begin the talk anew, at a step."""
    talk = visitor.talk
    _forget(visitor)
    if not talk.on:
        talk.before = visitor.training.config, visitor.training.per_second
    talk.on, talk.step, talk.address, talk.ended_at = True, step, None, None
    talk.given += 1
    set_up(visitor, step_of(steps_of(talk), step))


def step_of(steps: tuple[Step, ...], number: int, came_from: int | None = None) -> Step:
    """Return a step with all that it needs.

    What it leaves empty is as it was in the step before. Whoever comes from elsewhere gets that
    from the steps before it.
    """
    step = steps[number]
    if came_from == number - 1:
        return step
    for before in reversed(steps[:number]):
        if not (step.network or step.run):
            step = replace(step, network=before.network, run=before.run, epochs=before.epochs)
            step = replace(step, settings=before.settings, speed=0)
        # The canvas was cleared for the drawing that is there by now.
        digit = "drawing" if before.digit == "clear" else before.digit
        step = replace(
            step,
            digit=step.digit or digit,
            neuron=step.neuron or before.neuron,
            layer=step.layer or before.layer,
        )
    return step


def go(visitor: Session, to: int) -> None:
    """Go to a step: put back how it was left, or set it up."""
    talk = visitor.talk
    to = min(max(to, 0), len(steps_of(talk)) - 1)
    if not talk.on or to == talk.step:
        return
    came_from, steps = talk.step, steps_of(talk)
    visitor.views.inside.playing = False
    talk.left[came_from] = left = as_left(visitor)
    _forget_oldest_runs(visitor)
    talk.step = to
    if to not in talk.left:
        set_up(visitor, step_of(steps, to, came_from))
        return
    put_back(visitor, talk.left[to])
    # On the way forward a newer drawing goes along.
    keeps = all(step.digit in ("", "drawing") for step in steps[came_from + 1 : to + 1])
    if keeps and to > came_from and left.digit.drawing.strokes != visitor.digit.drawing.strokes:
        put_back_digit(visitor, left.digit)
        if step_of(steps, to, came_from).neuron == STRONGEST:
            visitor.views.inside.neuron = strongest_neuron(visitor)


def leave(visitor: Session) -> Place | None:
    """End the talk; return the page that shows more of its step, None if the talk is over."""
    talk = visitor.talk
    if not talk.on:
        return None
    scene = SCENES[now(talk).show]
    talk.on = False
    talk.ended_at = str(talk.step + 1), streamlit_internals.session_id()
    visitor.views.inside.playing = False
    if scene.story_step is not None:
        visitor.views.story.step = scene.story_step
    if talk.before and visitor.network.choice != "run":
        visitor.training.config, visitor.training.per_second = talk.before
    _forget(visitor)
    return scene.page


def _forget(visitor: Session) -> None:
    """Forget how the steps were left, and end the runs that only they needed."""
    for run in visitor.runs:
        if run is not visitor.training.run:
            HOST.discard(run)
    visitor.talk.left = {}


def _forget_oldest_runs(visitor: Session) -> None:
    """End the runs that were on the stage longest ago where a talk has many.

    Their steps are set up again when somebody comes back to them.
    """
    left = visitor.talk.left
    for step in [number for number, its in left.items() if its.run]:
        if len(visitor.runs) <= MOST_RUNS:
            return
        run = left.pop(step).run
        if run and run not in visitor.runs:
            HOST.discard(run)
