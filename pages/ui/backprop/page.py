"""The Backprop page: one step at a time, its words, its numbers, its lines of code."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from nn.errors import Refused
from nn.explain.one_step import Trace
from nn.explain.source_code import statement
from pages.ui.app import frame, networks, places, runs
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import BackpropView
from pages.ui.app.widgets import back_and_next, choice
from pages.ui.backprop import check, inputs, passes, tables, update, words
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
    "forward": Step("Forwards", words.forward, passes.forward, (image, layer, neuron)),
    "cost": Step("Cost", words.cost, passes.cost, (image, cost)),
    "bp1": Step("Output", words.bp1, passes.output_error, (image, cost, neuron)),
    "bp2": Step("Hidden", words.bp2, passes.hidden_error, (image, layer, neuron)),
    "bp3": Step("Biases", words.BP3, passes.biases, (image, layer, neuron)),
    "bp4": Step("Weights", words.BP4, passes.weights, (image, layer, neuron)),
    "average": Step("Average", words.AVERAGE, update.average, (layer, neuron)),
    "update": Step("Update", words.update, update.update, (layer, neuron, eta)),
    "after": Step("Result", words.after, update.before_and_after, (image, eta)),
    "check": Step("Check", words.CHECK, check.check),
}


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
            st.button(f"Use {networks.name_of('book')}", on_click=visitor.use, args=("book",))
        if view.eta is not None:
            st.button("Reset the learning rate", on_click=setattr, args=(view, "eta", None))
        return
    step_words = words_of(view.step, material.trace, material.focus.layer)
    _navigation(view, [step for step in STEPS if step not in material.missing])
    frame.show_trouble(visitor.visit)
    runs.say_age(visitor, material.used)
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
    with st.container(key="backprop_top", horizontal=True, vertical_alignment="bottom"):
        st.title(places.BACKPROP.title, anchor=False, width="stretch")
        count = st.container(key="backprop_count", width="content")
        count.markdown(f"Step {steps.index(view.step) + 1} of {len(steps)}", width="content")
        back_and_next(view, steps, "backprop")
    names = {step: f"{k} {STEPS[step].name}" for k, step in enumerate(steps, start=1)}
    choice(view, "step", "Step", names, "backprop_at", width="stretch")


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
        symbols = explained(words.symbols, material.trace, material.focus.layer).items()
        lines = [f"- ${latex}$: {text}" for latex, text in symbols]
        right.container(key="backprop_symbols").markdown("\n".join(lines))
