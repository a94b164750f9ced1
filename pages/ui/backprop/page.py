"""The Backprop page: one step at a time, its words, its numbers, its lines of code."""

from collections.abc import Callable

import streamlit as st

from nn.errors import Refused
from pages.ui.app import frame, networks, runs
from pages.ui.app.session import Session
from pages.ui.backprop import backward, check, forward, keys, move, output, tables
from pages.ui.backprop import material as backprop_material
from pages.ui.backprop.material import Material
from pages.ui.backprop.symbols import explained
from pages.ui.backprop.words import Told, steps, tell

VIEWS: dict[str, Callable[[Session, Material], None]] = {
    "in": forward.what_goes_in,
    "forward": forward.forward,
    "cost": forward.cost,
    "bp1": output.output_error,
    "bp2": backward.hidden_error,
    "bp3": backward.biases,
    "bp4": backward.weights,
    "average": move.average,
    "update": move.update,
    "after": move.before_and_after,
    "check": check.check,
}

SHORT = {
    "in": "Input",
    "forward": "Forwards",
    "cost": "Cost",
    "bp1": "Output",
    "bp2": "Hidden",
    "bp3": "Biases",
    "bp4": "Weights",
    "average": "Average",
    "update": "Update",
    "after": "Result",
    "check": "Check",
}


def show(visitor: Session) -> None:
    """Show the step that the visitor is at."""
    try:
        material = backprop_material.of(visitor)
    except Refused as error:
        st.header("Backprop", anchor=False)
        frame.show_trouble(visitor.visit)
        st.error(str(error))
        _way_out(visitor)
        return
    trace, chosen = material.trace, visitor.views.backprop
    names = steps(trace)
    if chosen.step not in names:
        chosen.step = _nearest(chosen.step, names)
    told = tell(chosen.step, trace, _layer(visitor, material))
    _navigation(visitor, names)
    frame.show_trouble(visitor.visit)
    _say_its_age(visitor, material)
    _words(visitor, material, told)
    with st.container(key="backprop_step"):
        VIEWS[chosen.step](visitor, material)
    st.html(tables.code(told.code))
    keys.let_arrows_go_on()  # last, since even what shows nothing takes a gap


def _layer(visitor: Session, material: Material) -> int:
    """Return the layer that the step is about."""
    step, last = visitor.views.backprop.step, material.trace.last
    if step == "bp2":
        return min(visitor.views.backprop.layer, last - 1)
    return last if step in ("cost", "bp1") else visitor.views.backprop.layer


def _nearest(step: str, names: list[str]) -> str:
    """Return the step that stands where one was that this network or mode has not."""
    every = list(VIEWS)
    before = [name for name in names if every.index(name) <= every.index(step)]
    return before[-1]


def _navigation(visitor: Session, names: list[str]) -> None:
    """Show where one is, and the ways to another step."""
    at = names.index(visitor.views.backprop.step)
    with st.container(key="backprop_top", horizontal=True, vertical_alignment="bottom"):
        st.header("Backprop", anchor=False, width="stretch")
        with st.container(key="backprop_count", width="content"):
            st.markdown(f"Step {at + 1} of {len(names)}", width="content")
        st.button(
            "Back",
            key="backprop_previous",
            shortcut="Left",
            disabled=at == 0,
            on_click=_go,
            args=(visitor, names[max(0, at - 1)]),
        )
        st.button(
            "Next",
            key="backprop_next",
            type="primary",
            shortcut="Right",
            disabled=at == len(names) - 1,
            on_click=_go,
            args=(visitor, names[min(len(names) - 1, at + 1)]),
        )
    st.session_state["backprop_at"] = names[at]
    st.segmented_control(
        "Step",
        names,
        format_func=lambda name: f"{names.index(name) + 1} {SHORT[name]}",
        key="backprop_at",
        on_change=lambda: _go(visitor, st.session_state["backprop_at"]),
        label_visibility="collapsed",
        width="stretch",
    )


def _go(visitor: Session, step: str | None) -> None:
    # A second click on the one that is chosen takes it away; it stays.
    visitor.views.backprop.step = step or visitor.views.backprop.step


def _say_its_age(visitor: Session, material: Material) -> None:
    """Say which network this is, where it learns or has learnt on."""
    if not material.is_old and not runs.network_learns(visitor.network, visitor.training):
        return
    since = "has learnt on since" if material.is_old else "is learning right now"
    with st.container(key="backprop_age", horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"The network as it was {material.used.story[0].lower()}{material.used.story[1:]} "
            f"It {since}.",
            width="content",
        )
        st.button("Take the newest", key="backprop_newest", on_click=_take_newest, args=(visitor,))


def _take_newest(visitor: Session) -> None:
    visitor.views.backprop.taken += 1


def _words(visitor: Session, material: Material, told: Told) -> None:
    """Show the step's title, sentence, equation and symbols."""
    layer = _layer(visitor, material)
    with st.container(key="backprop_words"):
        st.subheader(told.title, anchor=False)
        left, right = st.columns([1, 1], gap="medium")
        with left:
            st.markdown(told.sentence)
            with st.container(key="backprop_equation"):
                st.latex(told.equation)
                if told.number:
                    st.caption(f"In the book: {told.number}", text_alignment="center")
        with right, st.container(key="backprop_symbols"):
            lines = [explained(name, material.trace, layer) for name in told.symbols]
            st.markdown("\n".join(f"- ${latex}$: {words}" for latex, words in lines))


def _way_out(visitor: Session) -> None:
    """Offer what helps when the step cannot be taken."""
    if visitor.network.choice != "book":
        name = networks.NAMES["book"]
        st.button(f"Use {name}", on_click=visitor.use, args=("book",))
    if visitor.views.backprop.eta is not None:
        st.button("Put the learning rate back", on_click=_forget_eta, args=(visitor,))


def _forget_eta(visitor: Session) -> None:
    visitor.views.backprop.eta = None
