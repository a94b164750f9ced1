"""The lesson How little: how small a change makes the network answer another digit."""

import base64

import numpy as np
import streamlit as st

from nn.answers import NO_ANSWER, Reader
from nn.errors import Refused
from nn.explain import smallest_change
from nn.explain.smallest_change import Changed
from nn.functions import Array
from nn.mnist import IMAGE_SIDE
from nn.storage.network_files import SHIPPED
from pages.ui.app import answer_in_words, formats, pictures, steps
from pages.ui.app.html import Html, div, join, tag
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import Start
from pages.ui.app.visitor import digits, networks
from pages.ui.app.widgets import choice
from pages.ui.draw import why

SURE = 0.995  # the output that is printed as 1.00
FARTHEST = 2  # times the change, on the slider
MEANING = (
    "**What it means.** The network has learnt what tells ten digits apart, and not what a digit "
    "is. It adds up 784 pixels times their weights. Where each pixel changes a little, and all of "
    "them in the direction that counts, the sum changes a lot. You see the strokes; it never did."
)
HOW = (
    "**How it is found.** Learning asks how much each weight adds to the cost, and changes the "
    "weights. Here the weights stay, and the same is asked of the pixels. That is BP2 once more, "
    "one layer further. Then the pixels take small steps, until the answer is another."
)


def show(visitor: Session) -> None:
    """Ask for another digit; show what makes the network answer it, and what that means."""
    view, used = visitor.views.draw, networks.in_use(visitor)
    is_blank, image = view.start is Start.EMPTY, digits.current(visitor).image
    begin = np.zeros_like(image) if is_blank else image
    answer = used.reader.see(begin).answer
    if answer.digit == NO_ANSWER:
        raise Refused(f"{answer_in_words.NOT_FINITE}.")
    with st.container(horizontal=True, vertical_alignment="center", key="little_question"):
        wanted = why.ask_rival(view, digits.key(visitor.digit), answer, "What would make it {}")
        titles = {start: start.value for start in Start}
        choice(view, "start", "Begin with", titles, key="little_start")
    key = digits.key(visitor.digit), view.start, wanted

    def found(reader: Reader, name: str) -> Changed:
        network, least = reader.network, SURE if is_blank else 0.0
        return visitor.visit.keep(
            f"draw.little_{name}",
            (network, key),
            lambda: smallest_change.smallest_change(network, begin.reshape(-1), wanted, least),
        )

    mine = found(used.reader, "mine")
    if mine.there:
        st.html(_on_the_way(used.reader, mine, wanted, is_blank))
    else:
        st.info(
            f"No small steps make this network answer {wanted} here: its outputs hardly change "
            "with the pixels, or its weights are too large. Choose another digit or network."
        )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.markdown(MEANING)
        st.markdown(HOW)
        steps.code((smallest_change.pixel_gradient, "# BP2"))
    with right:
        for name in SHIPPED:
            if (reader := networks.shipped(name).reader) is not used.unchanged:
                st.html(_other(name, found(reader, name), wanted, is_blank))


def _on_the_way(reader: Reader, changed: Changed, wanted: int, is_blank: bool) -> Html:
    """Return the digit, the change, and the digit after so much of it as a slider says."""
    after, begun = ("The page", "An empty page") if is_blank else ("The digit", "The digit")
    size = {"width": IMAGE_SIDE, "height": IMAGE_SIDE}
    label = f"{after} after it"
    canvas = tag("canvas", kind="tn-picture", role="img", aria_label=label, **size)
    cells = [
        (begun, pictures.picture(_square(changed.before)), ""),
        ("The change", _change(changed, wanted), _how_much(changed, is_blank)),
        (label, canvas, ""),
    ]
    asks = {"aria_label": "How much of the change"}
    slider = tag("input", type="range", min="0", max=FARTHEST, step=0.01, value=1, **asks)
    far = reader.see((changed.before + FARTHEST * changed.change).clip(0, 1)).answer
    reads = f"{far.digit}, output {formats.output(far.output)}"
    twice = tag("span", "twice as much:", answer_in_words.BREAK, reads)
    here = tag("span", "here it becomes", answer_in_words.BREAK, formats.a_digit(wanted))
    scale = div("tn-little-scale", tag("span", "as it is"), here, twice)
    way = tag("label", "So much of the change: ", tag("b"), slider)
    arrays = {"data_before": _sent(changed.before), "data_change": _sent(changed.change)}
    return div(
        "tn-part tn-little",
        div("", pictures.figures(cells, "tn-three"), way, scale),
        div("", div("tn-little-answer"), div("tn-little-bars")),
        tag("p", *_said(reader, changed, wanted)),
        data_part="how_little",
        **arrays,
    )


def _other(name: str, changed: Changed, wanted: int, is_blank: bool) -> Html:
    """Return the same for another network, without a slider."""
    begin = tag("b", "The same for ", networks.NAMES[name])
    if not changed.there:
        return tag("p", begin, f": no small steps make it answer {wanted}.")
    if not changed.ink:
        return tag("p", begin, f": it reads {formats.a_digit(wanted)} already.")
    cells = [
        ("", _change(changed, wanted), _how_much(changed, is_blank)),
        ("", pictures.picture(_square(changed.after)), f"Now it reads {formats.a_digit(wanted)}."),
    ]
    return join([tag("p", begin), pictures.figures(cells, "tn-two")])


def _change(changed: Changed, wanted: int) -> Html:
    """Return the change: red where there is more ink afterwards, which speaks for the digit."""
    alt = f"The change: ink here speaks for {wanted} (red) or against it (blue), 28 by 28 pixels"
    blank = np.zeros_like(_square(changed.before))
    return pictures.signed_picture(changed.change, blank, changed.largest or 1.0, alt)


def _how_much(changed: Changed, is_blank: bool) -> Html:
    ink = f"{changed.ink:.1f} black pixels in all"
    if not is_blank:
        ink = f"{formats.percent(changed.ink / changed.before.sum())} of the ink"
    return join([tag("b", ink), f", at most {changed.largest:.2f} on a pixel (black is 1)"])


def _said(reader: Reader, changed: Changed, wanted: int) -> list[str]:
    """Say what random changes do, and whether *A digit?* sees through it."""
    answers = smallest_change.answers_when_shuffled(reader.network, changed)
    times, who = int((answers == wanted).sum()), "it"
    if reader.least_energy is None:  # then the network that was made to tell shows how
        reader, who = networks.shipped("draw").reader, networks.NAMES["draw"]
    sees_none = reader.see(changed.after).no_digit
    a_digit = formats.a_digit(wanted)
    return [
        f"Red: ink here speaks for {wanted}. Blue: it speaks against it. Move the same amounts to "
        "other pixels at random, a hundred times: ",
        tag("b", str(times or "none")),
        f" of these {'makes' if times < 2 else 'make'} it {a_digit}. Does ",
        tag("i", "A digit?"),
        " see through it? ",
        tag("b", "Yes." if sees_none else "No"),
        "" if sees_none else f": {who} takes it for a digit.",
    ]


def _square(x: Array) -> Array:
    return x.reshape(IMAGE_SIDE, IMAGE_SIDE)


def _sent(x: Array) -> str:
    """Return numbers as how_little.js unpacks them."""
    return base64.b64encode(x.astype("<f4").tobytes()).decode()
