"""The corrected drawings of one visitor: told to the network, taken back, taken along."""

from dataclasses import replace

import numpy as np

from nn.answers import SURE, answer_of
from nn.errors import Refused
from nn.explain.correction import corrected
from nn.network import Network
from nn.storage.drawing_files import to_bytes
from pages.ui.app import digits, networks
from pages.ui.app.session import AT_FIRST, CorrectedDrawing, Session

# What the corrected networks of one visitor may take together; each correction has its own.
MOST_BYTES = 128 * 2**20
MOST = 500
# By how much the digit's output leads afterwards: so far that the answer is not called unsure.
LEAD = SURE


def correct(visitor: Session, digit: int) -> None:
    """Let a copy of the network in use learn what the digit that is read was, and use the copy.

    Nothing happens where the network is sure already that it is this digit.

    Raises
    ------
    Refused
        If there is nothing to read, no room for another network, or it cannot be corrected.
    """
    read = digits.current(visitor)
    if read.trouble:
        raise Refused(read.trouble)
    _check_room(visitor)
    used = networks.in_use(visitor)
    outputs = networks.read(used.network, read.image)[-1]
    said = answer_of(outputs)
    if said.digit == digit and not said.unsure:
        return
    correction = corrected(used.network, read.x, digit, margin=LEAD)
    if not correction.steps:
        return
    newest = visitor.corrections.records[-1] if visitor.network.choice == "corrected" else None
    visitor.corrections.records.append(
        CorrectedDrawing(
            image=read.image,
            source=visitor.digit.source,
            answer=answer_of(correction.outputs[0]).digit,
            correction=correction,
            before=used.network,
            origin=networks.origin_of(visitor, used),
            number=1 + (newest.number if newest else 0),
            name=newest.name if newest else visitor.network.choice,
            in_use=replace(visitor.network),
        )
    )
    visitor.network.changes = {}  # they are part of the network that was corrected
    visitor.use("corrected")


def undo(visitor: Session) -> None:
    """Forget the newest correction, and use what was in use before it."""
    if not visitor.corrections.records:
        return
    last = visitor.corrections.records.pop()
    if last.in_use.choice not in networks.choices(visitor):  # such as a run that has been reset
        visitor.use(AT_FIRST)
        return
    visitor.use(last.in_use.choice, last.in_use.moment)
    visitor.network.changes = last.in_use.changes
    if not _same(networks.in_use(visitor).network, last.before):
        visitor.network.moment = None
        visitor.visit.trouble.append(
            "The correction is forgotten. The network that was corrected is not there any more, "
            "since it was replaced or has learnt on; this is what has taken its place."
        )


def _same(one: Network, other: Network) -> bool:
    if one.sizes != other.sizes:
        return False
    parameters = (*one.weights, *one.biases), (*other.weights, *other.biases)
    return all(np.array_equal(a, b) for a, b in zip(*parameters, strict=True))


def file(visitor: Session) -> bytes:
    """Return the corrected drawings as the bytes of a file; there has to be one."""
    return to_bytes(visitor.corrections.as_images())


def _check_room(visitor: Session) -> None:
    taken = sum(
        array.nbytes
        for one in visitor.corrections.records
        for array in (*one.correction.network.weights, *one.correction.network.biases)
    )
    if taken >= MOST_BYTES or len(visitor.corrections.records) >= MOST:
        raise Refused(
            f"There is no room for another corrected network beside these "
            f"{len(visitor.corrections.records)}. Undo some of them first."
        )
