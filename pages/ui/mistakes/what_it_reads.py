"""What the network reads on Mistakes: in all, and digit by digit with the most frequent mistake."""

import streamlit as st

from nn.answers import NO_ANSWER
from nn.explain import confusion
from nn.explain.diagnosis import on_equal_outputs
from pages.ui.app.formats import counted, percent
from pages.ui.app.html import Html, div, join, span, tag
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import runs
from pages.ui.app.visitor.networks import InUse

HEADS = ("", "read right", "misread", "", "most often as")
ENDS = 0.1, 1.0  # of the bars: a share of a good network, and of any


def show(visitor: Session, used: InUse, readings: confusion.Readings) -> None:
    """Say what the network is, how well it reads, and whether it is still learning."""
    total = len(readings)
    st.markdown(
        f"{used.layers_and_story} It reads **{percent(readings.correct / total)}** of the "
        f"{total:,} test images and misreads **{total - readings.correct:,}**."
    )
    if refused := int(readings.no_digit.sum()):
        seen = f"It sees no digit in {counted(refused, 'image')}."
        st.caption(f"{seen} Here its best guess counts as its answer.")
    if (readings.answers == NO_ANSWER).any():
        st.warning(
            "Some of its outputs are not numbers, because its weights have grown too large. They "
            "count as no answer.",
            icon=":material/info:",
        )
    if sentence := on_equal_outputs(readings):
        st.warning(sentence, icon=":material/info:")
    runs.say_age(visitor, used)


def show_each(readings: confusion.Readings) -> None:
    """Show a row for each digit."""
    st.header("Digit by digit", anchor=False)
    results = confusion.by_digit(readings)
    end = ENDS[max(map(_share, results)) > ENDS[0]]
    head = div("tn-digits-head", *(tag("span", text) for text in HEADS))
    st.html(div("tn-digits", head, *(_row(result, end) for result in results)))
    st.caption(f"The bars go from 0 to {percent(end, 0)} misread, of the digit's own test images.")


def _share(result: confusion.DigitReadings) -> float:
    """Return the share of a digit's images that is misread, 0 to 1."""
    return (result.total - result.right) / max(result.total, 1)


def _row(result: confusion.DigitReadings, end: float) -> Html:
    share = _share(result)
    return tag(
        "div",
        tag("b", str(result.digit)),
        tag("span", percent(1 - share)),
        span("tn-track", span("tn-bar tn-wrong", style=f"width:{100 * share / end:.1f}%")),
        tag("span", percent(share)),
        tag("span", _most_frequent(result)),
        title=f"{result.total - result.right:,} of {result.total:,} misread",
    )


def _most_frequent(result: confusion.DigitReadings) -> str:
    if not result.taken_for:
        return "never"
    names = [tag("b", "none" if k == NO_ANSWER else str(k)) for k in result.taken_for]
    return join([join(names, ", "), f" ({counted(result.times, 'time')})"])
