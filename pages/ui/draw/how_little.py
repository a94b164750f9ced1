"""The lesson How little: how small a change makes the network answer another digit."""

import base64

import numpy as np
import streamlit as st

from nn.answers import NO_ANSWER, Reader
from nn.errors import Refused
from nn.explain.smallest_change import (
    PRINTED_AS_ONE,
    Changed,
    pixel_gradient,
    shuffled,
    smallest_change,
)
from nn.functions import Array
from nn.mnist import IMAGE_SIDE
from nn.storage.network_files import SHIPPED
from pages.ui.app import answer_in_words, formats, pictures, steps
from pages.ui.app.html import Html, div, join, tag
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import digits, networks
from pages.ui.app.widgets import bound_to
from pages.ui.draw import why

SLIDER = "How much of the change"
SIZE = {"width": IMAGE_SIDE, "height": IMAGE_SIDE}
MEANING = (
    "**What it means.** The network has learnt what tells ten digits apart, and not what a digit "
    "is. It adds up 784 pixels times their weights. Many small changes, all of them the way that "
    "counts, add up to a large one. You see strokes; it sees 784 numbers."
)
HOW = (
    "**How it is found.** Learning asks how much each weight adds to the cost, and changes the "
    "weights. Here the weights stay, and the same is asked of the pixels. That is BP2 once more, "
    "one layer further. Then the pixels take small steps, until the answer is another."
)


def show(visitor: Session) -> None:
    """Ask for another digit; show what makes the network answer it, and what that means."""
    view, used, subject = visitor.views.draw, networks.in_use(visitor), digits.current(visitor)
    begin = np.zeros_like(subject.x) if view.is_blank else subject.x
    answer = used.reader.see(begin).answer
    if answer.digit == NO_ANSWER:
        raise Refused(f"{answer_in_words.NOT_FINITE}.")
    with st.container(horizontal=True, vertical_alignment="center", key="little_question"):
        wanted = why.ask_rival(view, digits.key(visitor.digit), answer, "What would make it {}")
        bound_to(view, "is_blank", st.toggle, "Begin with an empty page", key="is_blank")

    def found(reader: Reader, name: str) -> Changed:
        key = reader.network, begin.tobytes(), wanted
        least = PRINTED_AS_ONE if view.is_blank else 0.0
        return visitor.visit.keep(
            f"draw.little_{name}",
            key,
            lambda: smallest_change(reader.network, begin, wanted, least),
        )

    mine = found(used.reader, "mine")
    if mine.succeeded:
        st.html(_on_the_way(mine, wanted))
    else:
        st.info(
            f"No small steps make this network answer {wanted} here: its outputs hardly change "
            "with the pixels, or its weights are too large. Choose another digit or network."
        )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        said = _said(used.reader, mine, wanted) if mine.succeeded else ""
        st.markdown(f"{said}\n\n{MEANING}\n\n{HOW}")
        steps.code((pixel_gradient, "# BP2"))
    with right:
        for name in SHIPPED:
            if (reader := networks.shipped(name).reader) is not used.unchanged:
                st.markdown(f"**The same for {networks.NAMES[name]}**")
                st.html(_other(found(reader, name), wanted))


def _on_the_way(changed: Changed, wanted: int) -> Html:
    """Return the digit, the change, and places for what how_little.js shows of the way."""
    canvas = tag("canvas", kind="tn-picture", role="img", aria_label="After the change", **SIZE)
    before = "Before", pictures.picture(_square(changed.before)), ""
    cells = [before, _change(changed, wanted), ("After it", canvas, "")]
    slider = tag("input", type="range", min="0", max=2, step=0.01, value=1, aria_label=SLIDER)
    here = "takes the lead" if changed.before.any() else "has output 1.00"
    marks = ("as it was", f"here {wanted} {here}", "twice as much")
    numbers = np.array([changed.before, changed.change], np.float32)  # for how_little.js
    arrays = (base64.b64encode(each.tobytes()).decode() for each in numbers)
    return div(
        "tn-part tn-little",
        div(
            "",
            pictures.figures(cells, "tn-three"),
            tag("label", f"{SLIDER}: ", tag("b"), slider),
            div("tn-little-scale", *(tag("span", mark) for mark in marks)),
        ),
        div("", div("tn-little-answer"), div("tn-little-bars")),
        data_part="how_little",
        data_arrays=" ".join(arrays),
    )


def _said(reader: Reader, changed: Changed, wanted: int) -> str:
    """Say what random changes do, and whether *A digit?* sees through it."""
    times = int((reader.network.feedforward(shuffled(changed)).argmax(axis=1) == wanted).sum())
    who = "it"
    if reader.least_energy is None:  # then the network that was made to tell shows how
        reader, who = networks.shipped("draw").reader, networks.NAMES["draw"]
    sees = f"**No**: {who} takes it for a digit"
    if reader.see(changed.after).no_digit:
        sees = "**Yes**: it sees no digit"
    return (
        f"Red pixels get ink, which speaks for {wanted}. Blue ones lose ink, which speaks against "
        "it. The same amounts on other pixels, chosen at random: "
        f"**{times or 'none'}** of a hundred tries {'makes' if times < 2 else 'make'} it "
        f"{formats.a_digit(wanted)}. Does the network notice, as *A digit?* explains? {sees}."
    )


def _other(changed: Changed, wanted: int) -> Html:
    a_digit = formats.a_digit(wanted)
    if not changed.ink:
        never = f"No small steps make it answer {wanted}."
        return tag("p", f"It reads {a_digit} already." if changed.succeeded else never)
    after = "After it", pictures.picture(_square(changed.after)), f"It reads {a_digit}."
    return pictures.figures([_change(changed, wanted), after], "tn-two")


def _change(changed: Changed, wanted: int) -> tuple[str, Html, Html]:
    """Return the change as a figure: red where there is more ink, blue where there is less."""
    alt = f"The change: ink here speaks for {wanted} (red) or against it (blue), 28 by 28 pixels"
    blank = np.zeros_like(_square(changed.before))
    picture = pictures.signed_picture(changed.change, blank, changed.largest or 1.0, alt)
    return "The change", picture, _how_much(changed)


def _how_much(changed: Changed) -> Html:
    ink = f"As much ink as {changed.ink:.1f} black pixels"
    if changed.before.any():
        ink = f"{formats.percent(changed.ink / changed.before.sum())} of the ink, added or removed"
    return join([tag("b", ink), f", at most {changed.largest:.2f} on a pixel (black is 1)"])


def _square(x: Array) -> Array:
    return x.reshape(IMAGE_SIDE, IMAGE_SIDE)
