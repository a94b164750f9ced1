"""The corrected drawings of one visitor: corrected, undone, saved and loaded."""

from dataclasses import replace

import numpy as np

from nn import mnist
from nn.errors import Refused
from nn.explain.correction import Forgetting, corrected, forgetting
from nn.functions import Array
from nn.network import Network
from nn.storage import drawing_files
from pages.ui.app import networks
from pages.ui.app.state.corrections import CorrectedDrawing, Corrections, NamedDrawing, as_images
from pages.ui.app.state.digit import Source
from pages.ui.app.state.network import AT_FIRST
from pages.ui.app.state.session import Session, Visit

MOST_BYTES = 32 * 2**20  # of all corrected networks together; each correction has its own
MOST = 500
MOST_LOADED = drawing_files.MOST_DRAWINGS - MOST  # so that all of them fit into a file


def correct(visitor: Session, image: Array, source: Source, digit: int) -> bool:
    """Let a copy of the network in use learn which digit an image is, and use the copy.

    The `image`, (28, 28) in [0, 1], is what the network sees of a digit from `source`. Return
    False, and change nothing, if the network is already sure of this digit. Raise `Refused` if
    there is no room for another network, or the network cannot be corrected.
    """
    records = visitor.corrections.records
    _check_room(records)
    used = networks.in_use(visitor)
    answer = used.reader.see(image).answer
    if answer.digit == digit and not answer.unsure and not answer.no_digit:
        return False
    correction = corrected(used.reader, image.reshape(-1), digit)
    newest = records[-1] if visitor.network.choice == "corrected" else None
    records.append(
        CorrectedDrawing(
            image=image,
            digit=digit,
            source=source,
            answer=answer.digit,
            no_digit=answer.no_digit,
            correction=correction,
            before=used.network,
            origin=newest.origin if newest else used.origin,
            number=1 + (newest.number if newest else 0),
            name=newest.name if newest else visitor.network.choice,
            in_use=replace(visitor.network),
        )
    )
    visitor.network.changes = {}  # they are part of the network that was corrected
    visitor.use("corrected")
    return True


def _check_room(records: list[CorrectedDrawing]) -> None:
    size = sum(a.nbytes for record in records for a in record.correction.reader.network.parameters)
    if size >= MOST_BYTES or len(records) >= MOST:
        raise Refused(
            f"There is no room for another corrected network beside these {len(records)}. Undo "
            "some of them first."
        )


def undo(visitor: Session) -> None:
    """Forget the newest correction, and use the network that was in use before it."""
    if not visitor.corrections.records:
        return
    newest = visitor.corrections.records.pop()
    before = newest.in_use
    if before.choice not in networks.choices(visitor):  # for example a run that has been reset
        visitor.use(AT_FIRST)
        return
    visitor.use(before.choice, before.moment)
    visitor.network.changes = before.changes
    if not _are_equal(networks.in_use(visitor).network, newest.before):
        visitor.network.moment = None
        visitor.visit.trouble.append(
            "The correction is forgotten. The network that was corrected is not there any more: it "
            "was replaced or has learnt on. You now use the one that took its place."
        )


def _are_equal(first: Network, second: Network) -> bool:
    return first.sizes == second.sizes and all(
        map(np.array_equal, first.parameters, second.parameters)
    )


def newest_of(visitor: Session, image: Array) -> CorrectedDrawing | None:
    """Return the newest correction, if it is of this image and the network in use has learnt it."""
    records = visitor.corrections.records
    if visitor.network.choice != "corrected" or not records:
        return None
    return records[-1] if np.array_equal(records[-1].image, image) else None


def forgotten_by(visit: Visit, record: CorrectedDrawing) -> Forgetting:
    """Return what the network has forgotten, and gained, by a correction."""
    before, after = record.before, record.correction.reader.network
    return visit.keep(
        "forgetting", (before, after), lambda: forgetting(before, after, mnist.load().test)
    )


def to_file(corrections: Corrections) -> bytes:
    """Return the corrected drawings as the bytes of a file; there must be at least one."""
    return drawing_files.to_bytes(as_images(corrections.drawings))


def add_file(corrections: Corrections, content: bytes) -> int:
    """Add the drawings in a file that `to_file` made; return how many were new.

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
