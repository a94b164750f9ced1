"""The lesson Why: which ink and which neurons speak for the answer, and which digits look alike.

Where the network sees no digit, it is why it sees none.
"""

import numpy as np
import streamlit as st

from nn.answers import NO_ANSWER, Answer
from nn.errors import Refused
from nn.explain.evidence import Evidence, evidence
from nn.explain.neighbours import nearest
from nn.explain.neurons import neuron_sum, strongest
from nn.functions import Array
from nn.mnist import load, to_floats
from nn.network import Network
from pages.ui.app import digits, networks, numbers, pictures, places, readout
from pages.ui.app.digits import Subject
from pages.ui.app.html import Html, join, span, tag
from pages.ui.app.numbers import a_digit, article, counted
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import DrawView, InsideView
from pages.ui.app.widgets import bound
from pages.ui.draw import any_digit

BARS = 6  # hidden neurons with a bar of their own
NEIGHBOURS = 5
ALL_EQUAL = (
    "All ten outputs are equal: the network prefers no digit, so there is no answer to explain. "
    "Train it further, or choose another network."
)
Rows = list[tuple[str, float]]


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
        raise Refused(f"{readout.NOT_FINITE}.")
    if answer.all_equal:
        st.markdown(ALL_EQUAL)
        st.html(visit.keep("why_neighbours", digit_key, lambda: _nearest(subject)))
        return
    pair = answer.digit, _rival(visitor.views.draw, digit_key, answer)
    key = (network, digit_key, pair)
    left, right = st.columns([540, 360], gap="medium")
    with left:
        st.html(visit.keep("why_maps", key, lambda: _maps(network, subject, *pair)))
    with right:
        if len(network.weights) == 2:
            votes = visit.keep("why_votes", key, lambda: _votes(network, subject.x, *pair))
            _hidden(visitor.views.inside, *votes, *pair)
        st.html(visit.keep("why_neighbours", digit_key, lambda: _nearest(subject)))


def _rival(view: DrawView, key: object, answer: Answer) -> int:
    """Ask which digit to compare the answer with; return it."""
    chosen_for, chosen = view.rival or (None, answer.digit)
    rival = answer.runner_up if chosen_for != key or chosen == answer.digit else chosen
    with st.container(horizontal=True, vertical_alignment="center", key="why_question"):
        st.markdown(f"**Why {a_digit(answer.digit)} and not {article(rival)}**")
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


def _maps(network: Network, subject: Subject, first: int, rival: int) -> Html:
    """Return the maps of both digits and of their difference, on one scale of colours."""
    lead = evidence(network, subject.x, first, rival)
    maps = {
        f"{a_digit(first)} rather than {a_digit(rival)}": lead,
        f"for {a_digit(first)}": evidence(network, subject.x, first),
        f"for {a_digit(rival)}": evidence(network, subject.x, rival),
    }
    limit = max(float(np.abs(part.pixels).max()) for part in maps.values()) or 1.0
    cells = [
        (
            title.capitalize(),
            pictures.signed_picture(
                part.pixels,
                subject.image,
                limit,
                f"Which ink speaks {title}: {numbers.short(part.pixels.min())} to "
                f"{numbers.short(part.pixels.max())}",
            ),
            _sum(part),
        )
        for title, part in maps.items()
    ]
    legend = pictures.legend(
        f"speaks for {first}; in the last picture for {rival}", "speaks against it"
    )
    words = tag("p", _in_words(lead, first, rival))
    return join([readout.figures(cells, "tn-maps"), legend, words])


def _parts(part: Evidence) -> tuple[float, float, float, int]:
    """Return z of an empty page, what the ink adds, z, and the places with which they add up."""
    blank, ink = part.z_blank, float(part.pixels.sum())
    least = numbers.places_for(max(blank, ink, part.z, key=abs))
    places = numbers.places_that_add_up(([blank, ink], part.z), least=least)
    return blank, ink, part.z, least if places is None else places


def _sum(part: Evidence) -> Html:
    *parts, places = _parts(part)
    blank, ink, z = (numbers.signed(value, places) for value in parts)
    return join(
        [
            span("tn-piece", f"empty page {blank},"),
            span("tn-piece", f"ink {ink}:"),
            span("tn-piece", "together ", tag("b", z)),
        ],
        " ",
    )


def _in_words(lead: Evidence, first: int, rival: int) -> str:
    blank, ink, z, places = _parts(lead)

    def size(value: float) -> str:
        return numbers.fixed(abs(value), places)

    if ink < 0 <= blank:
        adds = f"this ink takes away {size(ink)}"
    else:
        adds = f"this ink adds {size(ink)} for {first if ink >= 0 else rival}"
    remains = "what remains" if (blank < 0) != (ink < 0) else "the sum"
    return (
        f"An empty page alone would lean to {first if blank >= 0 else rival} by {size(blank)} "
        f"(through the biases); {adds}; {remains}, {size(z)}, "
        f"{'decides' if z >= 0 else 'would speak'} for {first if z >= 0 else rival}. "
        "These numbers are differences of z, the sum from which an output neuron makes its output. "
        "A bias is what a neuron adds to its sum whatever the ink."
    )


def _votes(network: Network, x: Array, first: int, rival: int) -> tuple[list[int], Rows]:
    """Return the strongest hidden neurons, from 0, and the bars: each, all others, the biases."""
    for_first, for_rival = (neuron_sum(network, x, 1, digit) for digit in (first, rival))
    lead = for_first.products - for_rival.products
    neurons = strongest(lead, BARS).tolist()
    rows = [(f"neuron {k + 1}", float(lead[k])) for k in neurons]
    if others := len(lead) - len(neurons):
        rest = float(lead.sum()) - sum(value for _, value in rows)
        rows.append((counted(others, "other"), rest))
    return neurons, [*rows, ("output biases", for_first.bias - for_rival.bias)]


def _hidden(view: InsideView, neurons: list[int], rows: Rows, first: int, rival: int) -> None:
    def look_inside(neuron: int) -> None:
        view.layer, view.neuron = 0, neuron
        places.go_to(places.INSIDE)

    st.markdown(f"**Which hidden neurons speak for {first} rather than {rival}**")
    st.html(readout.two_sided_bars(rows))
    with st.container(horizontal=True, vertical_alignment="center", key="why_inside"):
        st.markdown("Look inside")
        bound(
            st.pills,
            "Look inside neuron",
            neurons,
            format_func=lambda k: str(k + 1),
            key="why_neuron",
            value=None,
            then=look_inside,
            required=True,
            label_visibility="collapsed",
        )


def _nearest(subject: Subject) -> Html:
    train = load().train
    rows = nearest(subject.x, train, NEIGHBOURS)
    cells = [
        (
            str(label),
            pictures.picture(image.reshape(subject.image.shape), a_digit(label).capitalize()),
            "",
        )
        for label, image in zip(train.labels[rows], to_floats(train.images[rows]), strict=True)
    ]
    title = "The five training digits most like it, pixel by pixel"
    return join([tag("p", title, kind="tn-heading"), readout.figures(cells, "tn-small")])
