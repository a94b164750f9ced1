"""How long a visitor's runs and experiments go on when there is no sign of their browser tab.

The server cannot tell a tab that was closed from one whose line is cut. So a run goes on for as
long as bad Wi-Fi may take, and for less where it keeps others from a core. Then it stands still,
and gives its process back like any paused run; the visitor can let it go on. So it is with an
experiment, which keeps the results that it has.
"""

from nn import time_limits
from nn.experiments.in_the_app import STUDIES
from nn.experiments.study import StudyState
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.runs.run_view import RunState
from pages.ui.app.state.session import Session

PAUSED = "Your run was paused after {} without a sign of this tab{}. Press Play and it goes on."
OTHERS = ", since others waited for a core"
STOPPED = (
    "Your experiment was stopped after {} without a sign of this tab{}. The runs that had ended "
    "are kept. Press Go on, and it does the others."
)
OTHERS_WAIT = ", since others waited for theirs"
LEFT_LINE = (
    "Your experiment has left the line, since there was no sign of this tab. Press Go on, and it "
    "waits again."
)
LEFT_QUEUE = "Your run has left the queue, since there was no sign of this tab. Press Play again."


def pause_runs(visitor: Session, away: float) -> None:
    """Pause the runs of a visitor who has been away for so many seconds, if that is too long.

    The visitor hears of it when they are back. Others wait only for one that trains.
    """
    for run in visitor.training.runs:
        before = run.state
        if not before.under_way:
            continue
        others = OTHERS if _keeps_others_waiting(run) else ""
        if not (why := _too_long(away, others)):
            continue
        HOST.pause(run)
        if not run.state.over:
            how = PAUSED.format(*why) if before is RunState.RUNNING else LEFT_QUEUE
            visitor.visit.trouble.append(how)


def _keeps_others_waiting(run: Run) -> bool:
    return run.state is RunState.RUNNING and HOST.somebody_waits


def stop_experiments(visitor: Session, away: float) -> None:
    """Stop the experiments of a visitor who has been away for so many seconds, likewise."""
    for study in visitor.experiments.studies:
        before = study.state
        if not before.under_way:
            continue
        runs = before is StudyState.RUNNING
        others = OTHERS_WAIT if runs and STUDIES.somebody_waits else ""
        if not (why := _too_long(away, others)):
            continue
        STUDIES.stop(study)
        if not study.state.over:
            visitor.visit.trouble.append(STOPPED.format(*why) if runs else LEFT_LINE)


def _too_long(away: float, others: str) -> tuple[str, str] | None:
    """Return after what time, and because of which `others`, something ends; None if not yet.

    The `others` are "" where it keeps nobody waiting.
    """
    if away >= time_limits.ABSENT:
        return "two minutes", ""
    if others and away >= time_limits.ABSENT_WHEN_OTHERS_WAIT:
        return f"{time_limits.ABSENT_WHEN_OTHERS_WAIT:.0f} seconds", others
    return None
