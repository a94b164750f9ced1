"""The parts of a step of the story: words, an equation, our line of code, the chosen neuron."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from nn.explain import source_code
from nn.explain.neurons import NeuronSum, neuron_sum
from nn.network import Network
from pages.ui.app.digits import Subject
from pages.ui.app.state.session import Visit
from pages.ui.app.state.views import InsideView
from pages.ui.app.widgets import bound


def words(text: str, key: str) -> None:
    """Show a step's plain words in large type; `key` is the step's."""
    with st.container(key=f"story_words_{key}"):
        st.markdown(text)


def equation(latex: str, meaning: str, key: str) -> None:
    """Show an equation, and below it what its letters mean."""
    with st.container(key=f"story_equation_{key}", gap="small"):
        st.latex(latex)
        st.caption(meaning)


def code(function: Callable[..., Any], marker: str, key: str) -> None:
    """Show the statement of our code that contains the marker, with its file and line."""
    excerpt = source_code.statement(function, marker)
    with st.container(key=f"story_code_{key}", gap=None):
        st.caption(f":material/code: {excerpt.file}, line {excerpt.line}")
        st.code(excerpt.text, language="python", wrap_lines=True)


def choose_neuron(view: InsideView, network: Network) -> int:
    """Ask for a neuron that sees the pixels, as on Look inside; return its number, from 0."""

    def choose(neuron: int) -> None:
        view.layer, view.neuron = 0, neuron

    n = network.sizes[1]
    neuron = min(view.neuron, n - 1)
    of_all = "" if len(network.weights) == 1 else f" of {n}"
    bound(
        st.selectbox,
        "Neuron",
        range(n),
        format_func=lambda k: neuron_name(network, k) + of_all,
        key="story_neuron",
        value=neuron,
        then=choose,
        label_visibility="collapsed",
        width=220,
    )
    return neuron


def neuron_name(network: Network, neuron: int) -> str:
    """Return the name of a neuron that sees the pixels."""
    return f"Output {neuron}" if len(network.weights) == 1 else f"Neuron {neuron + 1}"


def sum_of(visit: Visit, network: Network, read: Subject, neuron: int) -> NeuronSum:
    """Return the sum that gives a neuron its z for the digit."""
    key = (network, read, neuron)
    return visit.keep("story_neuron_sum", key, lambda: neuron_sum(network, read.x, 0, neuron))
