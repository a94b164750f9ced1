"""Whose run trains next: first come, first served, and one run of a browser at a time.

Nothing here starts or stops anything, and nothing looks at a clock: `Host` does. A run that has had
its core for five minutes lets the next one have it, and goes to the back of the line.
"""

from nn.runs.run import Run

FIVE_MINUTES = 300.0  # seconds


class Turns:
    """Which runs have a core, and which wait for one."""

    def __init__(self) -> None:
        self.running: dict[Run, float] = {}  # since so many seconds on the host's clock
        self.waiting: list[Run] = []  # in the order in which they came

    def wait(self, run: Run) -> None:
        """Put a run at the back of the line; one that waits already keeps its place."""
        if run not in self.waiting:
            self.waiting.append(run)

    def begin(self, run: Run, now: float) -> None:
        """Give a core to a run."""
        if run in self.waiting:
            self.waiting.remove(run)
        self.running[run] = now

    def leave(self, run: Run) -> None:
        """Take a run off its core, or out of the line."""
        self.running.pop(run, None)
        if run in self.waiting:
            self.waiting.remove(run)

    def next(self, leaves: Run | None = None) -> Run | None:
        """Return the run that is next; None if there is none, or its owner's other run trains.

        `leaves` is a run that is about to leave its core.
        """
        busy = {run.owner for run in self.running if run is not leaves}
        return next((run for run in self.waiting if run.owner not in busy), None)

    def over(self, slots: int, now: float) -> Run | None:
        """Return a run that has had its core for long enough, where no other core is free."""
        if len(self.running) < slots:
            return None
        for run, since in self.running.items():
            if now - since >= FIVE_MINUTES and self.next(leaves=run):
                return run
        return None
