"""Why this answer: which pixels and which neurons spoke for it, and which digits are like it."""

from dataclasses import dataclass
from time import sleep

import numpy as np
import streamlit as st

from nn.answers import answer_of
from nn.explain.evidence import Evidence, against, evidence, strongest, through_hidden
from nn.explain.neighbours import nearest
from nn.functions import Array
from nn.mnist import load, to_floats
from nn.network import Network
from pages.ui.app import digits, networks, numbers, pictures, readout
from pages.ui.app.digits import Subject
from pages.ui.app.html import Html, join, span, tag
from pages.ui.app.numbers import a_digit, article
from pages.ui.app.session import Session

BARS = 6  # hidden neurons with a bar of their own
NEIGHBOURS = 5
# Seconds before 40 ms of arithmetic: else the answer, which is on its way, waits for it too.
HEAD_START = 0.02
IN_WORDS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


@dataclass(frozen=True)
class Votes:
    """What hidden neurons add to the answer's lead over its rival.

    Attributes
    ----------
    neurons : list of int
        The strongest, from 0.
    rows : list of (name, value)
        For the bars: these neurons, all others together, and the biases.
    """

    neurons: list[int]
    rows: list[tuple[str, float]]


def show(visitor: Session) -> None:
    """Show what speaks for the answer rather than for another digit."""
    read = digits.current(visitor)
    network = networks.in_use(visitor).network
    outputs = networks.read(network, read.image)[-1]
    said = answer_of(outputs)
    first, rival = said.digit, _rival(visitor, said.digit, said.runner_up)
    key = (network, digits.key(visitor.digit), first, rival)
    left, right = st.columns([540, 360], gap="medium")
    with left:
        st.html(visitor.visit.keep("why_maps", key, lambda: _maps(network, read, first, rival)))
    with right:
        if len(network.weights) == 2:
            votes = visitor.visit.keep(
                "why_votes", key, lambda: _votes(network, read.x, first, rival)
            )
            _hidden(visitor, votes, first, rival)
        st.html(
            visitor.visit.keep("why_neighbours", digits.key(visitor.digit), lambda: _nearest(read))
        )


def _rival(visitor: Session, answer: int, runner_up: int) -> int:
    """Return the digit to compare the answer with; asks which."""
    of, chosen = visitor.views.draw.rival or (None, answer)
    rival = runner_up if of != digits.key(visitor.digit) or chosen == answer else chosen
    # A widget for each answer: of one whose options change, a change would be told.
    key = f"rival_{answer}"
    st.session_state[key] = rival
    with st.container(horizontal=True, vertical_alignment="center", key="why_question"):
        st.markdown(f"**Why {a_digit(answer)} and not {article(rival)}**")
        st.pills(
            "Compare with",
            [digit for digit in range(10) if digit != answer],
            key=key,
            required=True,
            wrap=True,
            on_change=lambda: _choose_rival(visitor, st.session_state[key]),
            label_visibility="collapsed",
        )
    return rival


def _choose_rival(visitor: Session, digit: int) -> None:
    visitor.views.draw.rival = (digits.key(visitor.digit), digit)


def _maps(network: Network, read: Subject, first: int, rival: int) -> Html:
    """Return the maps of both digits and of what tells them apart, in the same colours."""
    lead = against(network, read.x, first, rival)
    maps = [
        (f"{a_digit(first)} rather than {a_digit(rival)}", lead),
        (f"for {a_digit(first)}", evidence(network, read.x, first)),
        (f"for {a_digit(rival)}", evidence(network, read.x, rival)),
    ]
    limit = max(float(np.abs(one.pixels).max()) for _, one in maps) or 1.0
    largest = max((value for _, one in maps for value in _parts(one)), key=abs)
    cells = [
        (
            title[0].upper() + title[1:],
            pictures.signed_picture(one.pixels, read.image, limit, f"Which ink speaks {title}"),
            _sum(one, largest),
        )
        for title, one in maps
    ]
    legend = pictures.legend(
        f"speaks for {first}; in the last picture for {rival}", "speaks against it"
    )
    words = tag("p", _in_words(lead, first, rival))
    return join([readout.figures(cells, "tn-maps"), legend, words])


def _parts(one: Evidence) -> tuple[float, float, float]:
    """Return what an empty page, the ink, and both together give."""
    return one.z_blank, float(one.pixels.sum()), one.z


def _sum(one: Evidence, largest: float) -> Html:
    places = numbers.places_for(largest)
    blank, ink, z = (numbers.signed(part, places) for part in _parts(one))
    pieces = (
        span("tn-piece", f"empty page {blank},"),
        span("tn-piece", f"ink {ink}:"),
        span("tn-piece", "together ", tag("b", z)),
    )
    return join(pieces, " ")


def _in_words(lead: Evidence, first: int, rival: int) -> str:
    blank, ink, z = _parts(lead)
    largest = max(blank, ink, z, key=abs)

    def size(value: float) -> str:
        return numbers.fixed(abs(value), numbers.places_for(largest))

    if ink < 0:
        adds = f"this ink adds {size(ink)} for {rival}"
        if blank >= 0:
            adds = f"this ink takes away {size(ink)}"
    else:
        adds = f"this ink adds {size(ink)} for {first}"
    remains = "what remains" if (blank < 0) != (ink < 0) else "the sum"
    return (
        f"An empty page alone would lean to {first if blank >= 0 else rival} by {size(blank)} "
        f"(through the biases); {adds}; {remains}, {size(z)}, "
        f"{'decides' if z >= 0 else 'would speak'} for {first if z >= 0 else rival}. "
        "These numbers are differences of z, the sum from which an output neuron makes its output; "
        "a bias is what a neuron adds to its sum whatever the ink."
    )


def _votes(network: Network, x: Array, first: int, rival: int) -> Votes:
    for_it, for_rival = (through_hidden(network, x, digit) for digit in (first, rival))
    lead = for_it.contributions - for_rival.contributions
    chosen = [int(k) for k in strongest(lead, BARS)]
    rows = [(f"neuron {k + 1}", float(lead[k])) for k in chosen]
    others = len(lead) - len(chosen)
    if others:
        rest = float(lead.sum()) - sum(value for _, value in rows)
        rows.append((f"{others} other{'s' if others > 1 else ''}", rest))
    rows.append(("biases", for_it.bias - for_rival.bias))
    return Votes(chosen, rows)


def _hidden(visitor: Session, votes: Votes, first: int, rival: int) -> None:
    st.markdown(f"**Which hidden neurons speak for {first} rather than {rival}**")
    st.html(readout.two_sided_bars(votes.rows))
    with st.container(horizontal=True, vertical_alignment="center", key="why_inside"):
        st.markdown("Look inside")
        chosen = st.pills(
            "Look inside neuron",
            votes.neurons,
            format_func=lambda k: str(k + 1),
            key="why_neuron",
            label_visibility="collapsed",
        )
    if chosen is not None:
        visitor.views.inside.layer, visitor.views.inside.neuron = 0, chosen
        st.switch_page("pages/inside.py")


def _nearest(read: Subject) -> Html:
    """Return the training digits nearest to the one that is read, whatever the network."""
    sleep(HEAD_START)
    train = load().train
    found = nearest(read.x, train, NEIGHBOURS)
    cells = [
        (
            str(label),
            pictures.picture(image.reshape(read.image.shape), a_digit(label).capitalize()),
            "",
        )
        for label, image in zip(train.labels[found], to_floats(train.images[found]), strict=True)
    ]
    title = f"The {IN_WORDS[len(found)]} training digits most like it, pixel by pixel"
    return join([tag("p", title, kind="tn-heading"), readout.figures(cells, "tn-small")])
