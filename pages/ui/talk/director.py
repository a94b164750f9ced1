"""Leads through a talk: begins it, goes from step to step, and leaves it.

address or switch -> step -> what it sets up -> the stage
"""

import time
from dataclasses import replace

import streamlit as st

from nn.runs.run_view import RunState
from pages.ui.app import streamlit_internals
from pages.ui.app.places import HOW_IT_WORKS, Place
from pages.ui.app.state import session
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.session import Session
from pages.ui.app.state.talk import BEFORE, Left, Step, Talk
from pages.ui.app.visitor import digits
from pages.ui.every_page import frame
from pages.ui.live.reading import reader
from pages.ui.talk import setting_up
from pages.ui.talk.script import SCENES, SHIPPED_TEXT, steps_in

ADDRESS = "talk"  # in the browser's address, with the number of the step


def steps_of(talk: Talk) -> tuple[Step, ...]:
    """Return the steps of the talk that is given."""
    return steps_in(talk.text or SHIPPED_TEXT)


def hide_the_app() -> None:
    """Where the address asks for a talk, hide the rest of the app before anything is there."""
    if ADDRESS in st.query_params and not session.is_there():
        st.html(frame.STAGE)


def is_on_stage(visitor: Session) -> bool:
    """Tell whether the talk is on, after following the browser's address, or the other way.

    An address is followed when the app is opened by it, and on the browser's Back and Forward; one
    without a talk ends it. A click may still bring the address of the step before.
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
    for sheet in visitor.sheets:
        reader.hear(sheet.drawing)  # drawn just before
    last, had = talk.left.get(talk.step), visitor.runs
    if step != talk.step:
        talk.left.clear()
    page, talk.left[BEFORE] = visitor.visit.page, setting_up.as_left(visitor)
    talk.before = talk.before if page == talk.page else page  # just after Esc it is still there
    visitor.digit.drawing.erasing = False  # the stage has no tool but the pen
    visitor.guesses, talk.guesses = talk.guesses if step else {}, visitor.guesses
    talk.drawn = talk.drawn if step else {}
    talk.on, talk.step, talk.began = True, step, talk.began if step else 0.0
    if last:  # the drawing goes along
        setting_up.put_back_digit(visitor, last.digit)
    _show(visitor)
    setting_up.carry_on(visitor, steps_of(talk)[step])
    setting_up.end_unneeded(visitor, had)


def _show(visitor: Session, came_from: int | None = None) -> None:
    """Put the step that the talk is at back as it was left, or set it up."""
    talk, steps = visitor.talk, steps_of(visitor.talk)
    left, step = talk.left.get(talk.step), steps[talk.step]
    # All steps about the drawn digit are one page: its canvas and picture stay.
    talk.page = "talk" if SCENES[step.show].is_of_digit else f"talk {talk.step}"
    if left and not (step.run and left.run and left.run.state is RunState.FAILED):
        setting_up.put_back(visitor, left)
        if step.film:
            setting_up.play_film(visitor)
    else:
        step = step_of(steps, talk.step, came_from)
        if came_from is not None and came_from > talk.step and step.digit == "clear":
            step = replace(step, digit="drawing")  # on the way back nothing is cleared
        setting_up.set_up(visitor, step)


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
    reader.hear(visitor.digit.drawing)  # drawn just before
    digits.keep_for_the_end(visitor)
    came_from, steps = talk.step, steps_of(talk)
    talk.began = talk.began or time.time()
    visitor.views.inside.film = None
    talk.left[came_from] = setting_up.as_left(visitor)
    talk.step = to
    drawn = [left.digit.drawing for step, left in talk.left.items() if came_from <= step <= to]
    neuron, between = visitor.views.neuron, steps[came_from + 1 : to + 1]
    _show(visitor, came_from)
    # On the way forward the newest drawing goes along, and the neuron that was chosen.
    if between and not any(step.neuron or step.network or step.run for step in between):
        visitor.views.neuron = neuron
    keeps = all(step.digit in ("", "drawing") for step in between)
    if between and drawn and keeps:
        newest = max(drawn, key=lambda drawing: drawing.changed)
        setting_up.put_back_digit(visitor, replace(visitor.digit, drawing=newest))
    setting_up.carry_on(visitor, steps[to])


def leave(visitor: Session) -> Place | None:
    """End the talk: all is as it was before it, and the switch goes on with this step.

    Return the page that shows more of its step, None if the talk is over.
    """
    talk = visitor.talk
    if not talk.on:
        return None
    show, had, before = steps_of(talk)[talk.step].show, visitor.runs, talk.left.get(BEFORE)
    visitor.views.inside.film = None
    talk.left, talk.on = {talk.step: setting_up.as_left(visitor)}, False
    visitor.guesses, talk.guesses = talk.guesses, visitor.guesses
    if before:  # in the copy of a tab there is none
        setting_up.put_back(visitor, before)
    if SCENES[show].page is HOW_IT_WORKS:
        visitor.views.story.step = show
    setting_up.end_unneeded(visitor, had)
    return SCENES[show].page


def take_digit(visitor: Session, left: Left) -> None:
    """Read the digit of the step that was left; Undo brings back what was drawn."""
    own, theirs = visitor.digit, left.digit
    reader.hear(own.drawing)
    if theirs.source is Source.DRAWING:
        own.drawing.replace_with(theirs.drawing.strokes)
    elif theirs.source is Source.TEST:
        own.test_number = theirs.test_number
    own.read_from(theirs.source)


def take_run(visitor: Session, left: Left) -> None:
    """Put the run of the step that was left in the place of the visitor's, and use it."""
    had = visitor.runs
    if left.run and not visitor.talk.on:
        left = replace(left, network=visitor.network, config=left.run.begun_with)
        setting_up.put_back_network(visitor, left)
        setting_up.end_unneeded(visitor, had)
        visitor.use("run")
