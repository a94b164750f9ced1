"""The lesson A digit?: why a network answers whatever it is shown, and how one can tell."""

from functools import lru_cache

import numpy as np
import streamlit as st

from nn.answers import energy
from nn.errors import Refused
from nn.evaluation import weighted_inputs
from nn.functions import Array
from nn.mnist import load
from nn.network import Network
from pages.ui.app import answer_in_words, formats
from pages.ui.app.glossary import marked
from pages.ui.app.html import Html, div, span, tag
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import digits, networks
from pages.ui.live.reading.reader import part

COLUMNS = 48  # of the picture that shows how many test digits have which energy


def show(visitor: Session) -> None:
    """Show what `book` would say to the digit, and how much in it speaks for any digit."""
    subject = digits.current(visitor)
    left, right = st.columns([400, 500], gap="large")
    with left:
        seen = networks.shipped("book").reader.see(subject.image)
        st.markdown(
            "**Which of ten? They were never asked anything else.** The book's thirty have learnt "
            "from digits alone. So they name one of ten to whatever they are shown: here "
            f"**{seen.answer.digit}**, with an output of {formats.output(seen.answer.output)}."
        )
        part("bars", data_outputs=seen.outputs.tolist())
    with right:
        _how_much(visitor, subject)


def _how_much(visitor: Session, subject: digits.Subject) -> None:
    """Show the sum of the evidence, and where it lies among that of the test digits."""
    reader, who = networks.in_use(visitor).reader, ""
    if reader.least_energy is None:  # then the network that was made to tell shows how
        reader, who = networks.shipped("draw").reader, ", as the one for drawings does"
    network, least = reader.network, reader.least_energy or 0.0
    st.markdown(
        "**How much is there in all?** Even where little speaks for any digit, one of ten is "
        f"ahead. So add up what speaks for all ten{who}: eᶻ of each output, and of the sum the "
        "logarithm."
    )
    z = network.forward(subject.x[None].astype(network.weights[0].dtype)).zs[-1][0]
    if not np.isfinite(z).all():
        raise Refused(f"{answer_in_words.NOT_FINITE}.")
    mine = float(energy(z))
    others = _energies(network)
    verdict = tag("b", "so it sees no digit" if mine < least else "so it sees a digit")
    in_all = tag("b", formats.fixed(mine))
    needed = f". A digit has at least {formats.fixed(least)}, "
    st.html(tag("p", "Here there is ", in_all, needed, verdict, "."))
    st.html(_among_digits(others, mine, least))
    below = int((others < least).sum())
    columns = (
        f"The columns are MNIST's {len(others):,} test digits. {below:,} of these "
        f"({formats.percent(below / len(others))}) lie to the left of the dashed line: it would "
        "see no digit in them."
    )
    st.caption(marked(columns))


@lru_cache(maxsize=4)  # shared by all visitors: most of them look at the same networks
def _energies(network: Network) -> Array:
    """Return the energy of each test digit, where it is finite."""
    energies = energy(weighted_inputs(network, load().test))
    return energies[np.isfinite(energies)]


def _among_digits(others: Array, mine: float, least: float) -> Html:
    """Return how many test digits have which energy, with that of this one and the least."""
    low, high = (float(f([others.min(), others.max(), mine, least])) for f in (min, max))
    margin = 0.04 * (high - low) or 1.0
    low, high = low - margin, high + margin
    counts, _ = np.histogram(others, COLUMNS, (low, high))
    columns = [
        tag("i", style=f"height:{100 * count / max(counts.max(), 1):.1f}%") for count in counts
    ]
    marks = [
        _mark("tn-least", "least for a digit", least, (least - low) / (high - low)),
        _mark("tn-mine", "this one", mine, (mine - low) / (high - low)),
    ]
    alt = (
        f"The sum here is {formats.fixed(mine)}, the least for a digit "
        f"{formats.fixed(least)}; test digits lie between {formats.fixed(float(others.min()))} and "
        f"{formats.fixed(float(others.max()))}."
    )
    return div("tn-energy", *columns, *marks, role="img", aria_label=alt)


def _mark(kind: str, name: str, value: float, place: float) -> Html:
    """Return a line at a place from 0 to 1, with its name on the side where there is room."""
    side = "tn-to-left" if place > 0.5 else ""
    label = span(side, f"{name}: {formats.fixed(value)}")
    return tag("b", label, kind=kind, style=f"left:{100 * place:.1f}%")
