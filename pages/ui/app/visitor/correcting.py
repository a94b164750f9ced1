"""The corrected drawings of one visitor: corrected, undone, saved and loaded."""

from dataclasses import replace

import numpy as np

from nn import mnist
from nn.answers import Answer
from nn.errors import Refused
from nn.explain.correction import Forgetting, corrected, forgetting
from nn.functions import Array
from nn.storage import drawing_files
from nn.storage.network_files import Saved
from pages.ui.app.formats import counted, percent
from pages.ui.app.state.corrections import CorrectedDrawing, Corrections, NamedDrawing
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.session import Session, Visit
from pages.ui.app.visitor import networks

MOST_BYTES = 32 * 2**20  # of all corrected networks together; each correction has its own
MOST = 500
MOST_LOADED = drawing_files.MOST_DRAWINGS - MOST  # so that all of them fit into a file


def correct(visitor: Session, image: Array, source: Source, digit: int) -> None:
    """Let a copy of the network in use learn which digit an image is, and use the copy.

    The `image`, (28, 28) in [0, 1], is what the network sees of a digit from `source`. If the
    network reads it so already, the page says it. Raise `Refused` if there is no room for another
    network, or the network cannot be corrected.
    """
    records = visitor.corrections.records
    size = sum(a.nbytes for record in records for a in record.correction.reader.network.parameters)
    if size >= MOST_BYTES or len(records) >= MOST:
        raise Refused(
            f"There is no room for another corrected network beside these {len(records)}. Undo "
            "some of them first."
        )
    used = networks.in_use(visitor)
    answer = used.reader.see(image).answer
    if is_surely(answer, digit):
        if not (visitor.talk.on and newest_of(visitor, image)):  # the stage says it already
            visitor.visit.done = f"It reads {digit} already. There is nothing to learn."
        return
    correction = corrected(used.reader, image.reshape(-1), digit)
    records.append(
        CorrectedDrawing(
            image=image,
            digit=digit,
            source=source,
            answer=answer,
            correction=correction,
            before=Saved(used.reader, used.origin),
            in_use=replace(visitor.network),
        )
    )
    visitor.network.changes = {}  # they are part of the network that was corrected
    visitor.use("corrected")


def is_surely(answer: Answer, digit: int) -> bool:
    """Tell whether an answer is this digit, and not an unsure one."""
    return answer.digit == digit and not answer.unsure and not answer.no_digit


def undo(visitor: Session) -> None:
    """Forget the newest correction, and use the network again that was in use before it.

    If that is gone, such as one whose run has learnt on, the page says which one is in use instead.
    """
    if not visitor.corrections.records:
        return
    newest = visitor.corrections.records.pop()
    visitor.use(newest.in_use.choice, newest.in_use.moment)
    visitor.network.changes = newest.in_use.changes
    networks.settle(visitor)
    now = networks.in_use(visitor).network
    if not all(map(np.array_equal, now.parameters, newest.before.reader.network.parameters)):
        visitor.visit.trouble.append(
            "The correction is undone. The network from before it is gone or has learnt on, so "
            f"this one is in use now: {networks.name(visitor)}."
        )


def newest_of(visitor: Session, image: Array) -> CorrectedDrawing | None:
    """Return the newest correction, if it is of this image and the network in use has learnt it."""
    records = visitor.corrections.records
    if visitor.network.choice != "corrected" or not records:
        return None
    return records[-1] if np.array_equal(records[-1].image, image) else None


def forgotten_by(visit: Visit, record: CorrectedDrawing) -> Forgetting:
    """Return what the network has forgotten, and gained, by a correction."""
    before, after = record.before.reader.network, record.correction.reader.network
    return visit.keep(
        "correcting.forgetting",
        (before, after),
        lambda: forgetting(before, after, mnist.load().test),
    )


def effect_in_words(visit: Visit, record: CorrectedDrawing) -> str:
    """Return what a correction has done, in two sentences."""
    correction, forgotten = record.correction, forgotten_by(visit, record)
    has = "has" if correction.succeeded else "has not yet"
    return (
        f"**It {has} learnt this {record.digit}**, with {counted(correction.steps, 'step')} of "
        f"gradient descent. It has forgotten **{counted(forgotten.lost, 'test digit')}** and newly "
        f"reads {forgotten.gained:,}: now **{percent(forgotten.after / forgotten.total)}** of all, "
        f"and before {percent(forgotten.before / forgotten.total)}."
    )


def add_file(corrections: Corrections, content: bytes) -> int:
    """Add the corrected drawings that a file has; return how many were new.

    Raise `Refused`, and add nothing, if it is another file, has no new drawing, or too many.
    """
    drawings = drawing_files.load_drawings(content)
    test_digits = {image.tobytes() for image in mnist.load().test.images}
    new = {
        (image.tobytes(), digit): NamedDrawing(
            mnist.to_floats(image).reshape(mnist.IMAGE_SIDE, mnist.IMAGE_SIDE),
            digit,
            Source.TEST if image.tobytes() in test_digits else Source.DRAWING,
        )
        for image, digit in zip(drawings.images, drawings.labels.tolist(), strict=True)
    }
    for present in corrections.drawings:
        new.pop((mnist.to_bytes(present.image.reshape(-1)).tobytes(), present.digit), None)
    if not new:
        raise Refused("You have all drawings of this file already.")
    if len(corrections.loaded) + len(new) > MOST_LOADED:
        raise Refused(
            f"There is room for {MOST_LOADED:,} drawings from files. This file has {len(new):,} "
            f"new ones, and {len(corrections.loaded):,} are loaded already."
        )
    corrections.loaded += new.values()
    return len(new)
