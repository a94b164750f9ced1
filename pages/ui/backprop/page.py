"""The Backprop page: one step at a time, its words, its numbers, its lines of code."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from nn.errors import Refused
from nn.explain.one_step import Trace
from pages.ui.app import frame, networks, places, runs, steps
from pages.ui.app.state.session import Session
from pages.ui.app.words import marked
from pages.ui.backprop import check, inputs, passes, update, words
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
            st.button(f"Use {networks.TITLES['book']}", on_click=visitor.use, args=("book",))
        if view.eta is not None:
            st.button("Reset the learning rate", on_click=setattr, args=(view, "eta", None))
        return
    step = STEPS[view.step]
    step_words = step.words
    if not isinstance(step_words, Words):
        step_words = step_words(material.trace, material.focus.layer)
    names = {key: step.name for key, step in STEPS.items() if key not in material.missing}
    steps.rail(view, names, places.BACKPROP.title)
    frame.show_trouble(visitor.visit)
    runs.say_age(visitor, material.used)
    _show_words(step_words, material)
    with st.container(key="backprop_step"):
        if step.controls:
            with st.container(horizontal=True, vertical_alignment="center"):
                for control in step.controls:
                    control(material)
        step.show(material)
    steps.code(*step_words.lines)


def _show_words(words: Words, material: Material) -> None:
    """Show the step's title, sentence, equation and symbols."""
    with st.container(key="backprop_words"):
        with st.container(horizontal=True, vertical_alignment="bottom", key="backprop_title"):
            st.header(words.title, anchor=False, width="stretch")
            if words.number:
                st.caption(marked(f"In the book: {words.number}"), width="content")
        left, right = st.columns([1, 1], gap="medium")
        with left:
            st.markdown(marked(words.sentence))
            with st.container(key="backprop_equation"):
                st.latex(words.equation)
        symbols = explained(words.symbols, material.trace, material.focus.layer).items()
        lines = [f"- ${latex}$: {text}" for latex, text in symbols]
        symbols_list = marked("\n".join(lines), besides=words.sentence)
        right.container(key="backprop_symbols").markdown(symbols_list)
