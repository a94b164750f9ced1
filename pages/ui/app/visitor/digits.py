"""The digit that all pages read: prepared for the network, and the choice of another one."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from nn.answers import NO_ANSWER, answer_of
from nn.drawing.mnist_pen import SIDE, DrawingError
from nn.drawing.picture_to_digits import several_pictured
from nn.drawing.picture_to_pixels import prepare_picture
from nn.drawing.strokes import visible_pieces
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.explain import confusion
from nn.explain.one_step import take_step
from nn.functions import Array
from nn.mnist import load, to_floats
from nn.sgd import one_hot
from pages.ui.app import pictures, places, trouble
from pages.ui.app.formats import a_digit, article
from pages.ui.app.html import as_it_is, div, tag
from pages.ui.app.state.drawing import Digit, Drawing, Picture, Sheet, Source
from pages.ui.app.state.session import Session
from pages.ui.app.state.talk import MOST_DRAWN
from pages.ui.app.state.views import AT_FIRST, GoesIn, Lesson
from pages.ui.app.visitor import networks
from pages.ui.app.widgets import bound_to, button, choice

CLOSELY = (places.DRAW, places.HOW_IT_WORKS, places.BACKPROP)  # they show a digit closely
SEARCHED = 500  # test digits, for one that is misread
NO_PICTURE = "No picture is loaded yet. Choose one."


@dataclass(frozen=True, eq=False)
class Subject:
    """What the network is shown."""

    image: Array  # (28, 28) float32 in [0, 1], 1 is ink; empty when there is nothing to read
    trouble: str  # why there is nothing to read, in a sentence; "" when there is
    name: str  # as in "Read: test image no. 18"
    label: int | None = None  # which digit it is, where that is known

    @property
    def x(self) -> Array:
        """The image as the network's input, (784,)."""
        return self.image.reshape(-1)


def current(visitor: Session) -> Subject:
    """Return the digit that is read now; the same object as long as it is the same digit."""
    digit = visitor.digit
    return visitor.visit.keep("digits.subject", key(digit), lambda: _make(digit))


def read_or_stand_in(visitor: Session) -> Subject:
    """Return the digit that is read now; while there is none, the chosen test digit."""
    read = current(visitor)
    return test_digit(visitor.digit.test_number) if read.trouble else read


@lru_cache(maxsize=256)  # Train asks at every look at a run
def what_is_right(read: Subject) -> int | None:
    """Return which digit it is, None if nobody knows.

    Of a drawing that is what the network reads which is best at drawings, where it is sure.
    """
    if read.label is not None or read.trouble:
        return read.label
    best = networks.shipped(AT_FIRST).reader.see(read.image).answer
    return None if best.unsure or best.no_digit else best.digit


def keep_for_the_end(visitor: Session) -> None:
    """Keep what is drawn in the talk, for its end: a drawing is known by its first stroke."""
    drawing, drawn = visitor.digit.drawing, visitor.talk.drawn
    if visitor.digit.source is not Source.DRAWING or not drawing.strokes or drawing.carried:
        return
    if not (read := current(visitor)).trouble:
        drawn[drawing.strokes[0]] = pictures.png(pictures.as_grey(read.image))
        while len(drawn) > MOST_DRAWN:
            del drawn[next(iter(drawn))]


def is_picture_of_several(visitor: Session) -> bool:
    """Tell whether the network in use sees more than one digit on the picture that is read."""
    picture = visitor.digit.picture if visitor.digit.source is Source.PICTURE else None
    if picture is None or picture.ready:
        return False
    used, ink = networks.in_use(visitor).reader, picture.ink
    return visitor.visit.keep(
        "digits.several", (used, picture), lambda: several_pictured(used, ink)
    )


def key(digit: Digit) -> object:
    """Return what changes with the digit, for results that are kept."""
    shown = {Source.DRAWING: digit.drawing.strokes, Source.PICTURE: digit.picture}
    return digit.source, shown.get(digit.source, digit.test_number)


def choose(
    sheet: Sheet,
    label: str = "Digit",
    key: str = "digit_from",
    sources: Iterable[Source] = Source,
    **options: Any,
) -> None:
    """Show the choice of where a digit or a number comes from."""
    names = {source: source.value for source in sources}
    choice(sheet, "source", label, names, key, then=sheet.read_from, **options)


def choose_in_popover(visitor: Session, read: Subject) -> None:
    """Show which digit a page is about, and how to choose another one.

    A test digit may stand in for a drawing that is not there.
    """
    what = "" if read.label is None else f", {a_digit(read.label)}"
    with st.popover(f"Digit: {as_it_is(read.name)}{what}", icon=places.DRAW.icon):
        choose(visitor.digit)
        why_none = current(visitor).trouble
        if why_none:
            st.markdown(f"{why_none} Until then you see a test digit:")
        if why_none or visitor.digit.source is Source.TEST:
            choose_test_digit(visitor)
        st.html(pictures.picture(read.image))
        if visitor.digit.source is not Source.TEST:
            st.page_link(places.DRAW.path, label="Go to the Draw page", icon=places.DRAW.icon)


def choose_test_digit(visitor: Session) -> None:
    """Show the number of the test digit, to be changed, and which digit it is."""
    test, digit = load().test, visitor.digit

    def take_misread() -> None:
        number = misread(visitor, digit.test_number)
        digit.test_number = digit.test_number if number is None else number

    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="xsmall", key="test_digits"
    ):
        bound_to(
            digit,
            "test_number",
            st.number_input,
            f"Image no. 0 to {len(test) - 1:,}",
            0,
            len(test) - 1,
            key="test_digit",
            width=150,
        )
        button("Random", "casino", setattr, digit, "test_number", random.randrange(len(test)))
        button(
            "A misread one", "error", take_misread, help="One that the network in use reads wrong."
        )
    label = int(test.labels[digit.test_number])
    st.html(div("tn-truth", f"It is {article(label)} ", tag("b", str(label)), "."))


def misread(visitor: Session, other_than: int | None) -> int | None:
    """Return the number of a test digit that the network in use reads wrong, but not this one.

    Without such a digit it is None, and the page says why.
    """
    visit, test = visitor.visit, load().test
    with trouble.caught(visit):
        reader = networks.in_use(visitor).reader
        wrong = networks.readings_of(visit, reader).misread
        others = wrong[wrong != other_than]
        if len(others):
            return int(random.choice(others))
        which = "no other" if len(wrong) else "none"
        visit.trouble.append(f"The network misreads {which} of the {len(test):,} test images.")
    return None


def misread_and_learnt(visitor: Session, used: networks.InUse) -> int:
    """Return a test digit that a network reads wrong, and right after one step of learning.

    Without one it is the first that is read wrong; 0 if there is none.
    """

    def find() -> int:
        test = load().test[:SEARCHED]
        misread = confusion.read(used.reader, test).misread.tolist()
        config = used.origin.config or visitor.training.config
        for k in misread:
            x, y = to_floats(test.images[k : k + 1]), one_hot(test.labels[k : k + 1])
            after = take_step(used.network, x, y, config.eta, config.cost).forward_after
            if answer_of(after.output[0]).digit == test.labels[k]:
                return int(k)
        return int(misread[0]) if misread else 0

    return visitor.visit.keep("digits.misread_and_learnt", used.network, find)


def read_prepared(digit: Digit, image: Array, name: str, label: int) -> None:
    """Read an image (28, 28) as it is; `label` is which digit it is, below 0 if it is none."""
    digit.picture = Picture(image, name, ready=True, label=label if label >= 0 else None)
    digit.read_from(Source.PICTURE)


def open_with(
    visitor: Session, name: str, take: Callable[[], None], wanted: int = NO_ANSWER
) -> None:
    """Show a button for each page that shows a digit closely; `take` makes it the one read.

    With another digit that is `wanted`, a button asks what would make it that one.
    """
    view, visit = visitor.views.draw, visitor.visit

    def ask() -> None:
        take()
        view.lesson, view.is_blank = Lesson.HOW_LITTLE, False
        view.rival = key(visitor.digit), wanted
        visit.into_view = ("lessons", visit.into_view[1] + 1)
        send(places.DRAW)

    def send(place: places.Place) -> None:
        take()
        visitor.network.chosen = True  # what read the digit here reads it there
        # Backprop starts at its first step with this digit, not half-way through a mini-batch.
        visitor.views.backprop.goes_in, visitor.views.backprop.step = GoesIn.ONE, "in"
        places.go_to(place)

    with st.container(horizontal=True, key=f"{name}_send"):
        for place in CLOSELY:
            own = f"{name}_{place.title}"
            st.button(place.title, key=own, icon=place.icon, on_click=send, args=(place,))
        if wanted != NO_ANSWER:
            button(f"What would make it {a_digit(wanted)}?", "", ask, key=f"{name}_how_little")


def _make(digit: Digit) -> Subject:
    if digit.source is Source.TEST:
        return test_digit(digit.test_number)
    picture = digit.picture
    try:
        if digit.source is Source.DRAWING:
            return Subject(prepare_strokes(*visible(digit.drawing)), "", "the drawing")
        if picture is None:
            raise DrawingError(NO_PICTURE)
        image = picture.ink if picture.ready else prepare_picture(picture.ink)
        return Subject(image, "", picture.name, picture.label)
    except DrawingError as error:
        return Subject(np.zeros((SIDE, SIDE), np.float32), str(error), digit.source.value.lower())


def visible(drawing: Drawing) -> tuple[list[Array], float]:
    """Return what can be seen of the strokes, (p, 2) each, and how wide the pen was."""
    pen = max((stroke.width for stroke in drawing.strokes if not stroke.erases), default=0.0)
    return visible_pieces(drawing.strokes, drawing.size), pen


@lru_cache(maxsize=256)
def test_digit(number: int) -> Subject:
    """Return a test digit by its number."""
    test = load().test
    image = to_floats(test.images[number]).reshape(SIDE, SIDE)
    return Subject(image, "", f"test image no. {number}", int(test.labels[number]))
