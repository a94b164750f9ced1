"""Digits that the network misread and somebody named: of this session, and from files."""

from dataclasses import dataclass, field

import numpy as np

from nn.answers import Answer
from nn.explain.correction import Correction
from nn.functions import Array
from nn.mnist import to_bytes
from nn.sgd import Images
from nn.storage.network_files import Saved
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.views import NetworkInUse


@dataclass(frozen=True, eq=False)
class NamedDrawing:
    """A digit that somebody named."""

    image: Array  # what the network saw, (28, 28) float32 in [0, 1]
    digit: int  # what somebody called it
    source: Source  # Source.TEST if it is one of MNIST's test digits
    answer: Answer | None = None  # what the network read; None for one from a file


@dataclass(frozen=True, eq=False, kw_only=True)
class CorrectedDrawing(NamedDrawing):
    """A digit that the network in use misread, and the copy of it that has learnt better."""

    answer: Answer  # before it was corrected
    correction: Correction  # with the network that has learnt the digit; not to be changed
    before: Saved  # the network without this correction, and how that was trained
    in_use: NetworkInUse  # before, for Undo


@dataclass
class Corrections:
    """The corrected drawings."""

    records: list[CorrectedDrawing] = field(default_factory=list)  # the newest one last
    loaded: list[NamedDrawing] = field(default_factory=list)  # from files
    learn: bool = False  # the next run learns from them too

    @property
    def drawings(self) -> list[NamedDrawing]:
        """All of them, those from files first."""
        return [*self.loaded, *self.records]

    @property
    def for_a_run(self) -> list[NamedDrawing]:
        """Those that a run may learn from: test digits are for the test alone."""
        return [drawing for drawing in self.drawings if drawing.source is not Source.TEST]

    def to_learn_from(self) -> Images | None:
        """Return what the next run learns from besides MNIST, None for nothing."""
        drawings = self.for_a_run if self.learn else []
        return as_images(drawings) if drawings else None


def as_images(drawings: list[NamedDrawing]) -> Images:
    """Return drawings with their digits; there must be at least one."""
    images = [to_bytes(drawing.image.reshape(-1)) for drawing in drawings]
    return Images(np.stack(images), np.array([drawing.digit for drawing in drawings], np.uint8))
