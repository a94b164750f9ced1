"""Leads through a talk: begins it, sets each step up, puts back what was, and leaves it.

address or switch -> step -> what it sets up -> the stage
"""

import time
from dataclasses import replace
from pathlib import Path

import streamlit as st

from pages.ui.app import html, streamlit_internals
from pages.ui.app.places import HOW_IT_WORKS, Place
from pages.ui.app.state import session
from pages.ui.app.state.session import Session
from pages.ui.app.state.talk import BEFORE, Step, Talk
from pages.ui.talk.script import SCENES, SHIPPED_TEXT, steps_in
from pages.ui.talk.setting_up import (
    as_left,
    end_unneeded,
    play_film,
    put_back,
    put_back_digit,
    put_back_network,
    set_up,
)

STYLE = Path(__file__).with_name("talk.css")
MOST_RUNS = 5  # that somebody may come back to
ADDRESS = "talk"  # in the browser's address, with the number of the step


def steps_of(talk: Talk) -> tuple[Step, ...]:
    """Return the steps of the talk that is given."""
    return steps_in(talk.text or SHIPPED_TEXT)


def hide_the_app() -> None:
    """Where the address asks for a talk, hide the rest of the app before anything is there."""
    if ADDRESS in st.query_params and not session.is_there():
        html.styles(STYLE)


def is_on_stage(visitor: Session) -> bool:
    """Tell whether the talk is on, after following the browser's address, or the other way.

    An address is followed when the app is opened by it, and on the browser's Back and Forward; one
    without a talk ends it. With a click may come the address of the step before.
    """
    talk, asked, here = visitor.talk, st.query_params.get(ADDRESS), streamlit_internals.session_id()
    if here != talk.followed_by or streamlit_internals.is_back_or_forward():
        if asked is None:
            leave(visitor)
        else:
            follow = go if talk.on else begin
            follow(visitor, _number(asked, len(steps_of(talk))))
    talk.followed_by = here
    if talk.on:
        st.query_params[ADDRESS] = str(talk.step + 1)
    elif asked is not None:
        del st.query_params[ADDRESS]
    return talk.on


def _number(text: str, count: int) -> int:
    """Return the step that an address asks for, from 0; the first one if it is none."""
    return min(max(int(text), 1), count) - 1 if text.isdecimal() and len(text) < 9 else 0


def begin(visitor: Session, step: int = 0) -> None:
    """Begin the talk at a step; one that was left in the middle goes on, and so does its clock."""
    talk = visitor.talk
    if talk.on:  # such as after a double click
        return
    talk.left[BEFORE] = as_left(visitor)
    talk.on, talk.step, talk.began = True, step, talk.began if step else 0.0
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
            names = "network", "run", "epochs", "settings"
            step = replace(step, **{name: getattr(before, name) for name in names}, speed=0)
        # The canvas was cleared for the drawing that is there by now.
        digit = "drawing" if before.digit == "clear" else before.digit
        step = replace(
            step,
            digit=digit if step.digit == "" else step.digit,  # 0 is a test digit
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
    talk.began = talk.began or time.time()
    visitor.views.inside.film = None
    talk.left[came_from] = left = as_left(visitor)
    # The steps whose runs were on the stage longest ago are set up again if somebody comes back.
    runs = list(dict.fromkeys(its.run for its in talk.left.values() if its.run))
    for step, its in [*talk.left.items()]:
        if its.run in runs[:-MOST_RUNS] and step != BEFORE:
            del talk.left[step]
    end_unneeded(visitor, runs)
    talk.step = to
    if to not in talk.left:
        set_up(visitor, step_of(steps, to, came_from))
        return
    put_back(visitor, talk.left[to])
    # On the way forward a newer drawing goes along.
    keeps = all(step.digit in ("", "drawing") for step in steps[came_from + 1 : to + 1])
    if keeps and to > came_from and left.digit.drawing.strokes != visitor.digit.drawing.strokes:
        put_back_digit(visitor, left.digit)
    if steps[to].film:
        play_film(visitor)


def leave(visitor: Session) -> Place | None:
    """End the talk, and give back the network that was in use before it, with run and settings.

    Return the page that shows more of its step, None if the talk is over. The switch goes on with
    this step, after the last one with the first.
    """
    talk, steps = visitor.talk, steps_of(visitor.talk)
    if not talk.on:
        return None
    show, has_run = steps[talk.step].show, steps[talk.step].run
    talk.on = False
    if talk.step == len(steps) - 1:
        talk.step = 0
    visitor.views.inside.film = None
    if SCENES[show].page is HOW_IT_WORKS:
        visitor.views.story.step = show
    runs, before = visitor.runs, talk.left.get(BEFORE)
    run = visitor.training.run
    talk.left.clear()
    if before:  # in the copy of a tab there is none
        if run and has_run and not before.run:  # so that one can talk of it
            before = replace(before, run=run, config=run.begun_with)
        put_back_network(visitor, before)
    end_unneeded(visitor, runs)
    return SCENES[show].page
