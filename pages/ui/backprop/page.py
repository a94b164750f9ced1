"""The Backprop page: one step at a time, its words, its numbers, its lines of code."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from nn.errors import Refused
from nn.explain.one_step import Trace
from pages.ui.app import frame, html, networks, places, runs
from pages.ui.app.session import Session
from pages.ui.app.views import BackpropView
from pages.ui.app.widgets import bound_to
from pages.ui.backprop import (
    backward,
    check,
    forward,
    inputs,
    material,
    move,
    output,
    tables,
    words,
)
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import explained
from pages.ui.backprop.words import Words


class Step(NamedTuple):
    """A step of the page: its name, what is said (about a layer), and what is shown."""

    name: str
    words: Words | Callable[[Trace, int], Words]
    show: Callable[[Session, Material], None]


STEPS = {
    "in": Step("Input", words.WHAT_GOES_IN, inputs.what_goes_in),
    "forward": Step("Forwards", words.forward, forward.forward),
    "cost": Step("Cost", words.cost, forward.cost),
    "bp1": Step("Output", words.bp1, output.output_error),
    "bp2": Step("Hidden", words.bp2, backward.hidden_error),
    "bp3": Step("Biases", words.BP3, backward.biases),
    "bp4": Step("Weights", words.BP4, backward.weights),
    "average": Step("Average", words.average, move.average),
    "update": Step("Update", words.update, move.update),
    "after": Step("Result", words.after, move.before_and_after),
    "check": Step("Check", words.CHECK, check.check),
}


def steps_of(trace: Trace) -> list[str]:
    """Return the steps of this network with as many images."""
    missing = ["bp2"] * (trace.last == 0) + ["average"] * (trace.m == 1)
    return [step for step in STEPS if step not in missing]


def words_of(step: str, trace: Trace, layer: int) -> Words:
    """Return what is said at a step about a layer."""
    step_words = STEPS[step].words
    return step_words if isinstance(step_words, Words) else step_words(trace, layer)


def show(visitor: Session) -> None:
    """Show the step that the visitor has come to."""
    view = visitor.views.backprop
    try:
        shown = material.of(visitor)
    except Refused as error:
        st.header(places.BACKPROP.title, anchor=False)
        frame.show_trouble(visitor.visit)
        st.error(str(error))
        _offer_a_way_out(visitor)
        return
    steps = steps_of(shown.trace)
    if view.step not in steps:  # the one before it, then
        every = list(STEPS)
        view.step = [step for step in steps if every.index(step) < every.index(view.step)][-1]
    layer = _layer(view, shown.trace)
    step_words = words_of(view.step, shown.trace, layer)
    _navigation(view, steps)
    frame.show_trouble(visitor.visit)
    _say_its_age(visitor, shown)
    _show_words(step_words, shown.trace, layer)
    with st.container(key="backprop_step"):
        STEPS[view.step].show(visitor, shown)
    st.html(tables.code(step_words.code))
    # Last, since even what shows nothing takes a gap.
    html.run_script(Path(__file__).with_name("arrow_keys.js"))


def _layer(view: BackpropView, trace: Trace) -> int:
    """Return the layer that the step is about."""
    if view.step == "bp2":
        return min(view.layer, trace.last - 1)
    return trace.last if view.step in ("cost", "bp1") else view.layer


def _navigation(view: BackpropView, steps: list[str]) -> None:
    """Show which step this is, and the ways to the others."""
    at = steps.index(view.step)
    with st.container(key="backprop_top", horizontal=True, vertical_alignment="bottom"):
        st.header(places.BACKPROP.title, anchor=False, width="stretch")
        with st.container(key="backprop_count", width="content"):
            st.markdown(f"Step {at + 1} of {len(steps)}", width="content")
        for name, key, shortcut, to in (
            ("Back", "previous", "Left", at - 1),
            ("Next", "next", "Right", at + 1),
        ):
            st.button(
                name,
                key=f"backprop_{key}",
                type="primary" if name == "Next" else "secondary",
                shortcut=shortcut,
                disabled=not 0 <= to < len(steps),
                on_click=setattr,
                args=(view, "step", steps[to % len(steps)]),
            )
    bound_to(
        view,
        "step",
        st.segmented_control,
        "Step",
        steps,
        format_func=lambda step: f"{steps.index(step) + 1} {STEPS[step].name}",
        key="backprop_at",
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )


def _say_its_age(visitor: Session, material: Material) -> None:
    """Say which network this is, where it is learning or has learnt on."""
    if not material.is_old and not runs.network_learns(visitor.network, visitor.training):
        return
    story, view = material.used.story, visitor.views.backprop
    since = "has learnt on since" if material.is_old else "is learning right now"
    age = f"The network as it was {story[0].lower()}{story[1:]} It {since}."
    with st.container(key="backprop_age", horizontal=True, vertical_alignment="center"):
        st.markdown(age, width="content")
        newest = (view, "taken", view.taken + 1)
        st.button("Take the newest", key="backprop_newest", on_click=setattr, args=newest)


def _show_words(words: Words, trace: Trace, layer: int) -> None:
    """Show the step's title, sentence, equation and symbols."""
    with st.container(key="backprop_words"):
        st.subheader(words.title, anchor=False)
        left, right = st.columns([1, 1], gap="medium")
        with left:
            st.markdown(words.sentence)
            with st.container(key="backprop_equation"):
                st.latex(words.equation)
                if words.number:
                    st.caption(f"In the book: {words.number}", text_alignment="center")
        with right, st.container(key="backprop_symbols"):
            symbols = [explained(name, trace, layer) for name in words.symbols]
            st.markdown("\n".join(f"- ${latex}$: {text}" for latex, text in symbols))


def _offer_a_way_out(visitor: Session) -> None:
    """Offer what helps when the step cannot be taken."""
    view = visitor.views.backprop
    if visitor.network.choice != "book":
        st.button(f"Use {networks.NAMES['book']}", on_click=visitor.use, args=("book",))
    if view.eta is not None:
        st.button("Reset the learning rate", on_click=setattr, args=(view, "eta", None))
