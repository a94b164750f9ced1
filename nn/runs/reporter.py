"""What a training process says about its run: a trainer's events, as messages."""

import time
from typing import Any, BinaryIO

from nn.evaluation import Evaluation, finite_or_none
from nn.events import Checkpoint, Diverged, EpochEnd, Event, Progress, Stopped
from nn.runs import messages
from nn.runs.tally import Tally
from nn.training import Trainer

SECONDS_BETWEEN_PROGRESS = 0.5


class Reporter:
    """Counts what a trainer does and sends it.

    Each message says what it is, "is", and all but the shortest say where the run is: "epoch",
    "mini_batch" in it, "step" since the run's start and "position" in epochs. An infinite cost
    travels as null.

    Parameters
    ----------
    trainer : Trainer
        Before its first event.
    out : binary file

    Attributes
    ----------
    tally : Tally
    """

    def __init__(self, trainer: Trainer, out: BinaryIO) -> None:
        self._trainer = trainer
        self._out = out
        self.tally = Tally(trainer.config, trainer.images - trainer.config.images_to_learn_from)
        self._costs: list[tuple[int, float | None]] = []
        self._progress_sent = 0.0

    def event(self, event: Event, seconds: float) -> None:
        """Count an event that took so many seconds; send it, but for progress, which is kept."""
        if isinstance(event, Progress):
            self.tally.progress(event)
            self._costs.append((self.tally.step, finite_or_none(event.cost)))
        elif isinstance(event, Checkpoint):
            self.tally.checkpoint(event, seconds)
            self._send("checkpoint", _evaluations(event), messages.pack(event.network))
        elif isinstance(event, EpochEnd):
            self.tally.epoch_end(seconds)
            held_back = event.held_back and _evaluation(event.held_back)
            also = {"held_back": held_back, "seconds": event.seconds}
            self._send("epoch", {**_evaluations(event), **also})
        else:
            self._end(event)

    def _end(self, event: Stopped | Diverged) -> None:
        if isinstance(event, Diverged):
            self.tally.diverged(event)
        self.progress(None)
        if isinstance(event, Diverged):
            self._send("diverged", {"message": event.message})
        else:
            known = {"reason": event.reason, "network_epoch": event.epoch}
            self._send("stopped", {"message": event.message, **known})

    def progress_is_due(self) -> bool:
        """Tell whether the last `progress` was long enough ago."""
        return time.monotonic() - self._progress_sent >= SECONDS_BETWEEN_PROGRESS

    def progress(self, per_second: float | None) -> None:
        """Send how far the run is, its costs since the last time, and its newest weights.

        `per_second` is slow motion's mini-batches a second, None at full speed.
        """
        tally = self.tally
        known = {
            "mini_batches": tally.mini_batches,
            "eta": tally.eta,
            "images_per_second": tally.rate_lately(),
            "seconds_trained": tally.seconds,
            "seconds_left": tally.seconds_left(per_second),
            "costs": self._costs,
        }
        self._send("progress", known, messages.pack(self._trainer.network))
        self._costs = []
        self._progress_sent = time.monotonic()

    def changed(self, settings: dict[str, Any]) -> None:
        """Send which settings have changed: for each what it was and what it is."""
        self.tally.change(self._trainer.config)
        self._send("changed", {"settings": settings})

    def refused(self, why: str) -> None:
        """Send why something could not be done."""
        self._send("refused", {"message": why})

    def state(self, state: str, after: int) -> None:
        """Send whether the run is paused, stepping or running, after so many commands."""
        self._send("state", {"state": state, "after": after})

    def _send(self, what: str, known: dict[str, Any], payload: bytes = b"") -> None:
        tally = self.tally
        where = {
            "epoch": tally.epoch,
            "mini_batch": tally.mini_batch,
            "step": tally.step,
            "position": tally.position,
        }
        messages.write(self._out, {"is": what, **where, **known}, payload)


def _evaluations(event: Checkpoint | EpochEnd) -> dict[str, Any]:
    return {"test": _evaluation(event.test), "train": _evaluation(event.train)}


def _evaluation(evaluation: Evaluation) -> list[float | None]:
    return [evaluation.correct, evaluation.total, finite_or_none(evaluation.cost)]
