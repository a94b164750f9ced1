"""What the visitor expects of an experiment, asked before it starts and shown beside the result."""

from nn.experiments.study import StudyView
from pages.ui.app.state.session import Session


def ask(visitor: Session) -> None:
    """Ask what will come of the experiment that is set up."""


def beside(visitor: Session, view: StudyView) -> None:
    """Show what was expected beside what has come of it."""
