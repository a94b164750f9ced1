"""The Backprop page: one step at a time, its words, its numbers, its lines of code."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from nn.errors import Refused
from pages.ui.app import places, steps, trouble
from pages.ui.app.glossary import marked
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import networks, runs
from pages.ui.app.widgets import button
from pages.ui.backprop import backwards, check, inputs, passes, reach, sentences, update
from pages.ui.backprop.choices import again, cost, eta, image, layer, neuron
from pages.ui.backprop.material import Material, material_for
from pages.ui.backprop.symbols import explained
from pages.ui.live.picture import picture


class Step(NamedTuple):
    """A step of the page."""

    name: str
    words: sentences.Words | Callable[[Material], sentences.Words]
    stage: str  # of the picture
    show: Callable[[Material], None]
    controls: tuple[Callable[[Material], None], ...] = ()  # in a line below the picture


STEPS = {
    "in": Step("Input", sentences.what_goes_in, "given", inputs.all_images, (inputs.what_goes_in,)),
    "forward": Step(
        "Forwards", sentences.forward, "forward", passes.forward, (image, layer, neuron)
    ),
    "cost": Step("Cost", sentences.cost, "desired", passes.cost, (image, cost)),
    "bp1": Step("Output", sentences.bp1, "errors", passes.output_error, (image, cost, neuron)),
    "bp2": Step("Hidden", sentences.bp2, "back", passes.hidden_error, (image, layer, neuron)),
    "bp3": Step("Biases", sentences.BP3, "biases", passes.biases, (image, layer, neuron)),
    "bp4": Step("Weights", sentences.BP4, "weights", passes.weights, (image, layer, neuron)),
    "average": Step("Average", sentences.AVERAGE, "average", update.average, (layer, neuron)),
    "update": Step("Update", sentences.update, "step", update.update, (again, layer, neuron, eta)),
    "after": Step("Result", sentences.after, "step", update.before_and_after, (again, image, eta)),
    "check": Step("Check", sentences.CHECK, "weights", check.check, (check.choose,)),
}


LAYERED = ("forward", "back", "biases", "weights")  # stages that are about one layer


def show(visitor: Session) -> None:
    """Show the current step."""
    view = visitor.views.backprop
    try:
        material = material_for(visitor)
    except Refused as error:
        st.title(places.BACKPROP.title, anchor=False)
        trouble.show(visitor.visit)
        st.error(str(error))
        if visitor.network.choice != "book":
            button(f"Use {networks.NAMES['book']}", "", visitor.use, "book")
        if view.eta is not None:
            button("Reset the learning rate", "", setattr, view, "eta", None)
        return
    step = STEPS[view.step]
    step_words = step.words if isinstance(step.words, sentences.Words) else step.words(material)
    names = {key: step.name for key, step in STEPS.items() if key not in material.missing}
    steps.rail(view, names, places.BACKPROP.title)
    trouble.show(visitor.visit)
    runs.say_age(visitor, material.used)
    with st.container(key="backprop_words"):
        with st.container(horizontal=True, vertical_alignment="bottom", key="backprop_title"):
            st.header(step_words.title, anchor=False, width="stretch")
            if step_words.number:
                st.caption(marked(f"In the book: {step_words.number}"), width="content")
        st.markdown(marked(step_words.sentence))
    _show_picture(step, material)
    with st.container(key="backprop_step"):
        if step.controls:
            with st.container(horizontal=True, vertical_alignment="center"):
                for control in step.controls:
                    control(material)
        _show_equation(step_words, material)
        step.show(material)
    steps.code(*step_words.lines)


def _show_picture(step: Step, material: Material) -> None:
    """Show the step in the picture of the network, with the neuron that is chosen."""
    trace, view, (image, layer, neuron) = material.trace, material.view, material.focus
    column = max(trace.last - 1, 0)
    chosen = view.neurons.get(column)
    if layer == column and step.stage != "forward":  # where all is seen, unless one is asked for
        chosen = neuron
    compared = reach.otherwise(material) if step.stage == "back" else ()
    visitor = material.visitor
    here = "drawn" if layer >= column or step.stage not in LAYERED else "earlier"
    says = backwards.view(
        visitor, trace, image, step.stage, here=here, neuron=chosen, compared=compared
    )
    if trace.last and layer == trace.last:
        says["output"] = neuron
    with st.container(key="backprop_picture"):
        picture.show(visitor, material.used, material.examples.x[image], says, view.neurons)
        picture.offer_to_show()


def _show_equation(words: sentences.Words, material: Material) -> None:
    """Show the step's equation, more words, and its symbols."""
    left, right = st.columns([1, 1], gap="medium")
    with left:
        with st.container(key="backprop_equation"):
            st.latex(words.equation)
        st.markdown(marked(words.more, besides=words.sentence))
    symbols = explained(words.symbols, material.trace, material.focus.layer).items()
    lines = [f"- ${latex}$: {text}" for latex, text in symbols]
    symbols_list = marked("\n".join(lines), besides=words.sentence + words.more)
    right.container(key="backprop_symbols").markdown(symbols_list)
