"""How long a visitor's runs live when there is no sign of their browser tab any more.

The server cannot tell a tab that was closed from one whose line is cut. So a run is kept for as
long as bad Wi-Fi may take, and for less where it keeps others from a core.
"""

from nn.runs.host import HOST
from nn.runs.records import RunState, RunView
from nn.runs.run import Run
from pages.ui.app.places import TRAIN
from pages.ui.app.state.session import Session

KEPT = 120.0  # seconds after the last sign of the visitor
KEPT_WHEN_OTHERS_WAIT = 15.0
ENDED = "Your run was ended after {} without a sign of this tab{}."
OTHERS = ", since others waited for a core"
LEFT_QUEUE = "Your run has left the queue, since there was no sign of this tab. Press Play again."


def end_runs(visitor: Session, away: float) -> None:
    """End the runs of a visitor who has been away for so many seconds, if that is too long.

    The visitor hears of it when they are back. Others wait only for one that trains.
    """
    for run in visitor.training.runs:
        before = run.state
        if away >= KEPT:
            HOST.discard(run, ENDED.format("two minutes", ""))
        elif away >= KEPT_WHEN_OTHERS_WAIT and _keeps_others_waiting(run):
            HOST.discard(run, ENDED.format(f"{KEPT_WHEN_OTHERS_WAIT:.0f} seconds", OTHERS))
        if (view := run.snapshot()).state is not before:
            _tell(visitor, view)


def _tell(visitor: Session, view: RunView) -> None:
    if view.state is not RunState.FAILED:
        visitor.visit.trouble.append(LEFT_QUEUE)
    elif visitor.talk.on or visitor.visit.page != TRAIN.title:  # Train says it anyway
        visitor.visit.trouble.append(view.message)


def _keeps_others_waiting(run: Run) -> bool:
    return run.state is RunState.RUNNING and not run.recorded and HOST.somebody_waits
