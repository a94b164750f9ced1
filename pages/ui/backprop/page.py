"""The Backprop page: one step at a time, its words, its numbers, its lines of code."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import streamlit as st

from nn.errors import Refused
from nn.explain.one_step import Trace
from nn.explain.source_code import statement
from nn.in_words import uncapitalised
from pages.ui.app import frame, networks, places, runs
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import BackpropView
from pages.ui.backprop import backward, check, choices, forward, inputs, tables, update, words
from pages.ui.backprop.choices import cost, eta, image, layer, neuron
from pages.ui.backprop.material import Material, material_for
from pages.ui.backprop.symbols import explained
from pages.ui.backprop.words import Words


class Step(NamedTuple):
    """A step of the page."""

    name: str
    words: Words | Callable[[Trace, int], Words]  # with a layer, where they depend on the network
    show: Callable[[Material], None]
    controls: tuple[Callable[[Material], None], ...] = ()  # in a line above what is shown


STEPS = {
    "in": Step("Input", words.WHAT_GOES_IN, inputs.what_goes_in),
    "forward": Step("Forwards", words.forward, forward.forward, (image, layer, neuron)),
    "cost": Step("Cost", words.cost, forward.cost, (image, cost)),
    "bp1": Step("Output", words.bp1, backward.output_error, (image, cost, neuron)),
    "bp2": Step("Hidden", words.bp2, backward.hidden_error, (image, layer, neuron)),
    "bp3": Step("Biases", words.BP3, backward.biases, (image, layer, neuron)),
    "bp4": Step("Weights", words.BP4, backward.weights, (image, layer, neuron)),
    "average": Step("Average", words.AVERAGE, update.average, (layer, neuron)),
    "update": Step("Update", words.update, update.update, (layer, neuron, eta)),
    "after": Step("Result", words.after, update.before_and_after, (image, eta)),
    "check": Step("Check", words.CHECK, check.check),
}


def steps_of(trace: Trace) -> list[str]:
    """Return the steps that this network and number of images have."""
    missing = ["bp2"] * (trace.last == 0) + ["average"] * (trace.m == 1)
    return [step for step in STEPS if step not in missing]


def words_of(step: str, trace: Trace, layer: int) -> Words:
    """Return the words of a step, about a layer."""
    step_words = STEPS[step].words
    return step_words if isinstance(step_words, Words) else step_words(trace, layer)


def show(visitor: Session) -> None:
    """Show the current step."""
    view = visitor.views.backprop
    try:
        material = material_for(visitor)
    except Refused as error:
        st.title(places.BACKPROP.title, anchor=False)
        frame.show_trouble(visitor.visit)
        st.error(str(error))
        if visitor.network.choice != "book":
            st.button(f"Use {networks.NAMES['book']}", on_click=visitor.use, args=("book",))
        if view.eta is not None:
            st.button("Reset the learning rate", on_click=setattr, args=(view, "eta", None))
        return
    steps = steps_of(material.trace)
    every = list(STEPS)
    while view.step not in steps:  # then take the one before
        view.step = every[every.index(view.step) - 1]
    step_words = words_of(view.step, material.trace, material.layer)
    _navigation(view, steps)
    frame.show_trouble(visitor.visit)
    _say_its_age(material)
    _show_words(step_words, material)
    with st.container(key="backprop_step"):
        step = STEPS[view.step]
        if step.controls:
            with st.container(horizontal=True, vertical_alignment="center"):
                for control in step.controls:
                    control(material)
        step.show(material)
    st.html(tables.code([statement(*mark) for mark in step_words.marks]))


def _navigation(view: BackpropView, steps: list[str]) -> None:
    """Show the number of the step, and buttons to the others."""
    at = steps.index(view.step)
    with st.container(key="backprop_top", horizontal=True, vertical_alignment="bottom"):
        st.title(places.BACKPROP.title, anchor=False, width="stretch")
        count = st.container(key="backprop_count", width="content")
        count.markdown(f"Step {at + 1} of {len(steps)}", width="content")
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
    names = {step: f"{k} {STEPS[step].name}" for k, step in enumerate(steps, start=1)}
    kind, then = partial(choices.BUTTONS, width="stretch"), partial(setattr, view, "step")
    choices.choose(kind, "Step", names, key="backprop_at", value=view.step, then=then)


def _say_its_age(material: Material) -> None:
    """Say which network this is, if it is learning or has learnt on."""
    visitor, view, story = material.visitor, material.view, material.used.story
    if not material.is_old and not runs.network_learns(visitor.network, visitor.training):
        return
    since = "has learnt on since" if material.is_old else "is learning right now"
    age = f"The network as it was {uncapitalised(story)} It {since}."
    with st.container(key="backprop_age", horizontal=True, vertical_alignment="center"):
        st.markdown(age, width="content")
        newest = (view, "taken", view.taken + 1)
        st.button("Take the newest", key="backprop_newest", on_click=setattr, args=newest)


def _show_words(words: Words, material: Material) -> None:
    """Show the step's title, sentence, equation and symbols."""
    with st.container(key="backprop_words"):
        with st.container(horizontal=True, vertical_alignment="bottom", key="backprop_title"):
            st.header(words.title, anchor=False, width="stretch")
            if words.number:
                st.caption(f"In the book: {words.number}", width="content")
        left, right = st.columns([1, 1], gap="medium")
        with left:
            st.markdown(words.sentence)
            with st.container(key="backprop_equation"):
                st.latex(words.equation)
        symbols = explained(words.symbols, material.trace, material.layer).items()
        lines = [f"- ${latex}$: {text}" for latex, text in symbols]
        right.container(key="backprop_symbols").markdown("\n".join(lines))
