"""An experiment as a link and as a text file, and its results as JSON lines.

Nothing that comes in is run or unpickled: texts are read, and what they say is checked.
"""

from pathlib import Path
from typing import Any

import streamlit as st

from nn.errors import Refused
from nn.experiments import file_and_link, results_file
from nn.experiments.experiment import Experiment
from nn.experiments.study import Study
from pages.ui.app import places, trouble, uploads
from pages.ui.app.formats import counted
from pages.ui.app.state.experiments import Form, form_of
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import download
from pages.ui.experiments import conduct

SET_UP = "The experiment of the {} is set up. Press New experiment to see it."
UNDER_WAY = "An experiment is under way here. Stop it first, then load the results."


def read(visitor: Session) -> None:
    """Take the experiment of a link, once."""
    query = places.new_link(visitor)
    if not query:
        return
    with trouble.caught(visitor.visit):
        _set_up(visitor, form_of(file_and_link.from_texts(query)), "link")


def _set_up(visitor: Session, form: Form, source: str) -> None:
    """Take a form, which is seen if no other experiment has begun."""
    conduct.check(form.experiment())
    visitor.experiments.form = form
    if visitor.experiments.study:
        visitor.visit.trouble.append(SET_UP.format(source))


def show(visitor: Session) -> None:
    """Show the link and the files of the experiment on the page, and a place for such a file."""
    left, right = st.columns(2, gap="medium")
    with left:
        if experiment := visitor.experiments.experiment:
            st.caption("This link holds the whole experiment, and opens this page with it")
            st.code(link(experiment), language=None, wrap_lines=True)
            _offer_files(experiment, visitor.experiments.study)
    with right:
        st.caption("An experiment, or results to go on from, saved here or by the command line")
        uploads.place(
            st.file_uploader,
            "Load an experiment or results",
            "experiments_file",
            visitor.visit,
            lambda file: take(visitor, file),
            type=["txt", "jsonl"],
        )


def link(experiment: Experiment) -> str:
    """Return the address that opens this page with an experiment."""
    page = (st.context.url or "").split("?")[0]
    return f"{page}?{file_and_link.to_link(experiment)}"


def _offer_files(experiment: Experiment, study: Study | None) -> None:
    with st.container(horizontal=True, key="experiments_files"):
        download("Save the experiment", file_and_link.to_file(experiment), "experiment.txt")
        if study and study.snapshot().results:
            about = "JSON lines, one for each run that has ended: pandas reads them."
            download("Save the results", lambda: lines_of(study), "results.jsonl", help=about)


def lines_of(study: Study) -> str:
    """Return the results that there are as JSON lines."""
    view = study.snapshot()
    return "".join(f"{results_file.to_line(view.experiment, result)}\n" for result in view.results)


def take(visitor: Session, file: Any) -> str:
    """Take an experiment, or results to go on from; raise `Refused` for any other file."""
    content: bytes = file.getvalue()
    if content.lstrip()[:1] == b"{":
        return _take_results(visitor, content, file.name)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise Refused(
            f"{file.name} is not a text. Load an experiment that was saved here, or its results."
        ) from None
    _set_up(visitor, form_of(file_and_link.from_file(text)), "file")
    return ""


def _take_results(visitor: Session, content: bytes, name: str) -> str:
    """Show results of an experiment, which can go on from them; return what was loaded."""
    recorded = results_file.parse(content, Path(name))
    conduct.check(recorded.experiment)
    asked = visitor.experiments
    with visitor.lock:
        if asked.study and asked.study.state.under_way:
            raise Refused(UNDER_WAY)
        asked.form = form_of(recorded.experiment)
        study = Study(recorded.experiment, visitor.training.owner, recorded.results)
        conduct.begin_anew(visitor, study)
    return f"{counted(len(recorded.results), 'result')} loaded."
