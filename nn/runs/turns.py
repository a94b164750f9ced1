"""Whose run trains next: first come, first served, and one run of a browser at a time.

Nothing here starts or stops anything, and nothing looks at a clock: `Host` does. A run that has had
its core for five minutes lets the next one have it, and goes to the back of the line.
"""

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Generic, Protocol, TypeVar

FIVE_MINUTES = 300.0  # seconds


class Owned(Protocol):
    """Something that belongs to a browser, which is known by a text; all its tabs are one owner."""

    owner: str

    def __hash__(self) -> int: ...


R = TypeVar("R", bound=Owned)


class Turns(Generic[R]):
    """Which runs have a core, and which wait for one."""

    def __init__(self) -> None:
        self.running: dict[R, float] = {}  # since so many seconds on the host's clock
        self.waiting: list[R] = []  # in the order in which they came

    def wait(self, run: R) -> None:
        """Put a run at the back of the line; one that waits already keeps its place."""
        if run not in self.waiting:
            self.waiting.append(run)

    def begin(self, run: R, now: float) -> None:
        """Give a core to a run."""
        if run in self.waiting:
            self.waiting.remove(run)
        self.running[run] = now

    def leave(self, run: R) -> None:
        """Take a run off its core, or out of the line."""
        self.running.pop(run, None)
        if run in self.waiting:
            self.waiting.remove(run)

    def next(self, leaves: R | None = None) -> R | None:
        """Return the run that is next; None if there is none, or its owner's other run trains.

        `leaves` is a run that is about to leave its core.
        """
        busy = {run.owner for run in self.running if run is not leaves}
        return next((run for run in self.waiting if run.owner not in busy), None)

    def over(self, slots: int, now: float) -> R | None:
        """Return a run that has had its core for long enough, where no other core is free."""
        if len(self.running) < slots:
            return None
        for run, since in self.running.items():
            if now - since >= FIVE_MINUTES and self.next(leaves=run):
                return run
        return None

    def waits(self, slots: int, now: float, left: Callable[[R], float]) -> dict[R, float]:
        """Return in about how many seconds each waiting run begins, in their order.

        `left` returns the seconds that a run still takes. Those of which nobody can say it are left
        out: where there are no cores, and a run whose owner's other run trains.
        """
        free = [min(left(r), max(0.0, t + FIVE_MINUTES - now)) for r, t in self.running.items()]
        free = sorted(free)[max(0, len(free) - slots) :] + [0.0] * (slots - len(free))
        heapify(free)
        begins: dict[R, float] = {}
        busy = {run.owner for run in self.running}
        for run in self.waiting if free else []:
            if run.owner in busy:  # it waits for another one of its own
                continue
            begins[run] = heappop(free)
            heappush(free, begins[run] + min(left(run), FIVE_MINUTES))
        return begins
