"""The lesson Why: which ink speaks for the answer, and which digits look alike.

Where the network sees no digit, it says why.
"""

import numpy as np
import streamlit as st

from nn.answers import NO_ANSWER, Answer
from nn.errors import Refused
from nn.explain.evidence import Evidence, evidence
from nn.explain.neighbours import nearest
from nn.mnist import load, to_floats
from nn.network import Network
from pages.ui.app import answer_in_words, formats, pictures
from pages.ui.app.glossary import marked
from pages.ui.app.html import Html, div, join, span, tag
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.state.views import DrawView
from pages.ui.app.visitor import digits, networks
from pages.ui.app.widgets import bound
from pages.ui.draw import any_digit

NEIGHBOURS = 5


def show(visitor: Session) -> None:
    """Show what speaks for the answer rather than for another digit."""
    subject = digits.current(visitor)
    reader = networks.in_use(visitor).reader
    network, answer = reader.network, reader.see(subject.image).answer
    if answer.no_digit:
        any_digit.show(visitor)
        return
    visit, digit_key = visitor.visit, digits.key(visitor.digit)
    if answer.digit == NO_ANSWER:
        raise Refused(f"{answer_in_words.NOT_FINITE}.")
    if answer.all_equal:
        st.markdown(
            "All ten outputs are equal: the network prefers no digit, so there is no answer to "
            "explain. Train it further, or choose another network."
        )
        _show_nearest(visit, digit_key, subject)
        return
    asks = f"Why {formats.a_digit(answer.digit)} and not {{}}"
    pair = answer.digit, ask_rival(visitor.views.draw, digit_key, answer, asks)
    key = (network, digit_key, pair)
    left, right = st.columns([540, 360], gap="medium")
    with left:
        st.html(visit.keep("draw.why", key, lambda: _maps(network, subject, *pair)))
    with right:
        _show_nearest(visit, digit_key, subject)


def ask_rival(view: DrawView, key: object, answer: Answer, asks: str) -> int:
    """Ask about another digit than the answer, in the place of {} in `asks`; return it."""
    chosen_for, chosen = view.rival or (None, answer.digit)
    rival = answer.runner_up if chosen_for != key or chosen == answer.digit else chosen
    with st.container(horizontal=True, vertical_alignment="center", key="why_question"):
        st.markdown(f"**{asks.format(formats.article(rival))}**")
        bound(
            st.pills,
            "Compare with",
            [digit for digit in range(10) if digit != answer.digit],
            # A widget for each answer: a widget whose options change would report a change.
            key=f"rival_{answer.digit}",
            value=rival,
            then=lambda digit: setattr(view, "rival", (key, digit)),
            required=True,
            wrap=True,
            label_visibility="collapsed",
        )
    return rival


def _maps(network: Network, subject: digits.Subject, first: int, rival: int) -> Html:
    """Return the maps of both digits and of their difference, on one scale of colours."""
    for_first, for_rival = evidence(network, subject.x, first, rival)
    maps = {
        f"for {formats.a_digit(first)} rather than {formats.a_digit(rival)}": for_first - for_rival,
        f"for {formats.a_digit(first)}": for_first,
        f"for {formats.a_digit(rival)}": for_rival,
    }
    limit = max(float(np.abs(balance.pixels).max()) for balance in maps.values()) or 1.0
    most = max(abs(z) for balance in maps.values() for z in (balance.z_blank, balance.z))
    places = formats.places_for(most)  # the same in all pictures
    cells = [
        (
            title.capitalize(),
            pictures.signed_picture(
                balance.pixels,
                subject.image,
                limit,
                f"Which ink speaks {title}: {formats.short(balance.pixels.min())} to "
                f"{formats.short(balance.pixels.max())}",
            ),
            _without_and_with(balance, places),
        )
        for title, balance in maps.items()
    ]
    words = tag(
        "p",
        "Each output neuron adds up a sum, z. The digit with the largest z is the answer. Red ink "
        "makes z larger, blue ink makes it smaller. Without ink each neuron still adds its bias. "
        "The first picture shows the z of "
        f"{first} minus the z of {rival}: above 0 it speaks for {first}, below 0 for {rival}.",
    )
    return join([pictures.figures(cells, "tn-maps"), _legend(), marked(words)])


def _legend() -> Html:
    """Return what the colours of the maps mean."""
    little = int(255 * (1 - pictures.FAINT))
    marks = [
        (pictures.FOR, "ink that speaks for it"),
        (pictures.AGAINST, "ink that speaks against it"),
        (f"rgb({little}, {little}, {little})", "ink that says little"),
    ]
    spans = [tag("span", tag("i", style=f"background:{colour}"), text) for colour, text in marks]
    return div("tn-legend", *spans)


def _without_and_with(balance: Evidence, places: int) -> Html:
    """Return z without the ink, and z with it: the colours are what lies between."""
    blank, z = (formats.signed(value, places) for value in (balance.z_blank, balance.z))
    return join(
        [span("tn-piece", f"without ink {blank},"), span("tn-piece", "with it ", tag("b", z))],
        " ",
    )


def _show_nearest(visit: Visit, digit_key: object, subject: digits.Subject) -> None:
    train = load().train
    rows = visit.keep("draw.nearest", digit_key, lambda: nearest(subject.x, train, NEIGHBOURS))
    images = to_floats(train.images[rows]).reshape(-1, *subject.image.shape)
    cells = [
        (str(label), pictures.picture(image, formats.a_digit(label).capitalize()), "")
        for label, image in zip(train.labels[rows], images, strict=True)
    ]
    st.markdown("**The five training digits most like it, pixel by pixel**")
    st.html(pictures.figures(cells, "tn-small"))
