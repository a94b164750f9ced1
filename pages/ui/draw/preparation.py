"""Two lessons about what is done to a digit before a network gets it: Steps, and The gap."""

import streamlit as st

from nn.drawing.picture_to_pixels import shrink_picture_plainly, stages_of_picture
from nn.drawing.strokes_to_pixels import shrink_plainly, stages_of_strokes
from nn.functions import Array
from nn.in_words import capitalised
from nn.storage import network_files
from pages.ui.app import answer_in_words
from pages.ui.app.formats import percent
from pages.ui.app.glossary import marked
from pages.ui.app.html import Html, div, tag
from pages.ui.app.pictures import figures, picture
from pages.ui.app.state.drawing import CANVAS_SIDE, Digit, Source
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import digits, networks

ALREADY = (
    "This is one of MNIST's own test digits. MNIST's makers have done all steps with it already: "
    "they cut it out, scaled it so that its longer side is 20 pixels, and put the point where its "
    "ink balances in the middle of 28 × 28 pixels. The network sees it as it is."
)
LESSON = (
    "MNIST is the collection of 70,000 handwritten digits that networks like this one learn from. "
    "Its makers cut out, scaled and centred every digit, and the network has only seen digits "
    "prepared in this way. So these steps are as much a part of reading as the network is."
)
BETWEEN = (
    "The gap lies between drawing on a screen and MNIST. On a screen you draw with an even pen, at "
    "any place and any size. MNIST's 70,000 digits were written by hand on paper, then scaled and "
    "centred, all in the same way. **The book's thirty** have seen only those; **the one for "
    "drawings** has also learnt from digits drawn with a pen on a tablet."
)
NO_GAP = (
    "For a test digit there is no gap: it was written and prepared like the digits that these "
    "networks have learnt from. Draw one yourself, or load a picture."
)
AGREED = (
    "This time all answers are the same. Draw the digit small, or in a corner, or very large, and "
    "look again."
)
DIFFER = (
    "The same digit, and not the same answer. A network knows only what it has learnt from: the "
    "digit's place, its size, the width of its strokes and the handwriting must be as they were "
    "there."
)


def show_steps(visitor: Session) -> None:
    """Show every stage of the preparation with a sentence."""
    digit = visitor.digit
    if digit.source is Source.TEST:
        image = digits.current(visitor).image
        st.markdown(marked(ALREADY))
        st.html(figures([("What the network sees", picture(image), "")]))
        return
    if digit.source is Source.PICTURE and digit.picture:
        stages = stages_of_picture(digit.picture.ink)
    else:
        stages = stages_of_strokes(*digits.visible(digit.drawing), CANVAS_SIDE)
    cells = [
        (f"{k}. {stage.title}", picture(stage.image, stage.title), stage.sentence)
        for k, stage in enumerate(stages, start=1)
    ]
    st.html(figures(cells, "tn-steps"))
    st.markdown(marked(LESSON))


def show_gap(visitor: Session) -> None:
    """Show what each network answers to the digit, made smaller only and prepared MNIST's way."""
    st.markdown(marked(BETWEEN))
    prepared, is_test = digits.current(visitor).image, visitor.digit.source is Source.TEST
    images = {"As it is in MNIST": prepared}
    if not is_test:
        images = {"Only made smaller": _shrunk(visitor.digit), "MNIST's way": prepared}
    shipped = [networks.shipped(name) for name in network_files.SHIPPED]
    said: set[object] = set()
    lines = [div("tn-heads", tag("div"), *map(_head, network_files.SHIPPED))]
    for title, image in images.items():
        seen = [saved.reader.see(image) for saved in shipped]
        said.update("none" if it.no_digit else (it.answer.digit, it.answer.unsure) for it in seen)
        verdicts = [answer_in_words.verdict(it.outputs, it.no_digit) for it in seen]
        shown = div("tn-sees", div("tn-title", title), picture(image, title))
        lines.append(div("tn-line", shown, *verdicts))
    st.markdown(NO_GAP if is_test else AGREED if len(said) == 1 else DIFFER)
    st.html(div("tn-comparison", *lines, style=f"--tn-columns:{len(shipped)}"))


def _shrunk(digit: Digit) -> Array:
    if digit.source is Source.PICTURE and digit.picture:
        return shrink_picture_plainly(digit.picture.ink)
    return shrink_plainly(*digits.visible(digit.drawing), CANVAS_SIDE)


def _head(name: str) -> Html:
    """Return the name of a network, what it learnt from, and how well it reads."""
    about = networks.shipped(name).provenance
    reads = f"; reads {percent(about.test_accuracy or 0)} of MNIST's test digits"
    title = tag("b", capitalised(networks.NAMES[name]))
    return tag("div", title, answer_in_words.BREAK, f"learnt from {about.data}{reads}")
