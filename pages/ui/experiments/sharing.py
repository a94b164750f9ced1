"""An experiment as a link and as a text file, and its results as JSON lines: given and taken.

Nothing that is taken is run or unpickled: texts are read, and what they say is checked.
"""

from pathlib import Path
from typing import Any

import streamlit as st

from nn.errors import Refused, shown
from nn.experiments import file_and_link, results_file
from nn.experiments.experiment import Experiment
from nn.experiments.study import Study
from pages.ui.app import frame, studies, uploads
from pages.ui.app.numbers import counted
from pages.ui.app.state.experiments import Way
from pages.ui.app.state.form import MOST_COMPARED, MOST_ROWS, MOST_SEARCHED
from pages.ui.app.state.session import Session

WAY = "way"  # in a link: how it is asked
NAMES = {way.name.lower(): way for way in Way}
MOST_BYTES = 10_000_000  # of a file
SET_UP = "The experiment of the {} is set up. Press New experiment to see it."
UNDER_WAY = "An experiment is under way here. Stop it first, then load the results."


def read(visitor: Session) -> None:
    """Take the experiment of a link, once."""
    query = frame.new_link(visitor)
    if not query:
        return
    with frame.told(visitor.visit):
        name = query.pop(WAY, "")
        if name and name not in NAMES:
            raise Refused(
                f"The link's {WAY} is {shown(name, 40)!r}; expected one of {', '.join(NAMES)}."
            )
        if name and not query:
            visitor.experiments.way = NAMES[name]
            return
        experiment = file_and_link.from_texts(query)
        _set_up(visitor, experiment, NAMES.get(name) or way_of(experiment), "link")


def way_of(experiment: Experiment, now: Way | None = None) -> Way:
    """Return how an experiment is asked: as the page asks `now`, if that way can show it.

    Raises `Refused` for one that the page cannot show.
    """
    for way in [now, *Way] if now else Way:
        if way.shows(experiment):
            return way
    raise Refused(
        f"This experiment varies {len(experiment.varied)} settings in {len(experiment.cells):,} "
        f"combinations. This page shows {MOST_SEARCHED} settings, or {MOST_ROWS} "
        f"combinations of {MOST_COMPARED}; use fewer, {studies.COMMAND_LINE}"
    )


def _set_up(visitor: Session, experiment: Experiment, way: Way, source: str) -> None:
    """Make an experiment the next one, and show it if nothing else is shown there."""
    if not way.shows(experiment):
        raise Refused(f"{way.value} cannot show this experiment; {way_of(experiment).value} can.")
    studies.check(experiment)
    if visitor.experiments.set_up(experiment, way).study:
        visitor.visit.trouble.append(SET_UP.format(source))


def show(visitor: Session) -> None:
    """Show the link and the files of the experiment on the page, and a place for such a file."""
    study, experiment = visitor.experiments.now.study, visitor.experiments.now.experiment
    st.header("Save and share", anchor=False)
    left, right = st.columns(2, gap="medium")
    with left:
        if experiment:
            st.caption("This link holds the whole experiment, and opens this page with it")
            st.code(link(experiment, visitor.experiments.way), language=None, wrap_lines=True)
            _offer_files(experiment, study)
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


def link(experiment: Experiment, way: Way) -> str:
    """Return the address that opens this page with an experiment."""
    page = (st.context.url or "").split("?")[0]
    return f"{page}?{file_and_link.to_link(experiment)}&{WAY}={way.name.lower()}"


def _offer_files(experiment: Experiment, study: Study | None) -> None:
    with st.container(horizontal=True, key="experiments_files"):
        st.download_button(
            "Save the experiment",
            file_and_link.to_file(experiment),
            file_name="experiment.txt",
            icon=":material/download:",
            on_click="ignore",  # a run of the page could take the file away before it is fetched
        )
        if study:
            st.download_button(
                "Save the results",
                lambda: lines_of(study),
                file_name="results.jsonl",
                icon=":material/download:",
                on_click="ignore",
                help="JSON lines, one for each run that has ended: pandas reads them.",
            )


def lines_of(study: Study) -> str:
    """Return the results that there are as JSON lines."""
    view = study.snapshot()
    return "".join(f"{results_file.to_line(view.experiment, result)}\n" for result in view.results)


def take(visitor: Session, file: Any) -> str:
    """Take an experiment, or results to go on from; raise `Refused` for any other file."""
    content: bytes = file.getvalue()
    if len(content) > MOST_BYTES:
        raise Refused(f"Expected a file of at most {MOST_BYTES:,} bytes, got {len(content):,}.")
    if content.lstrip()[:1] == b"{":
        return _take_results(visitor, content, file.name)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise Refused(
            f"{file.name} is not a text. Load an experiment that was saved here, or its results."
        ) from None
    experiment = file_and_link.from_file(text)
    _set_up(visitor, experiment, way_of(experiment, visitor.experiments.way), "file")
    return ""


def _take_results(visitor: Session, content: bytes, name: str) -> str:
    """Show results of an experiment, which can go on from them; return what was loaded."""
    recorded = results_file.parse(content, Path(name))
    experiment = recorded.experiment
    way = way_of(experiment, visitor.experiments.way)
    studies.check(experiment)
    with visitor.lock:
        study = visitor.experiments.asked[way].study
        if study and study.state.under_way:
            raise Refused(UNDER_WAY)
        asked = visitor.experiments.set_up(experiment, way)
        asked.forget_study()
        asked.study = Study(experiment, visitor.training.owner, recorded.results)
    return f"{counted(len(recorded.results), 'result')} loaded."
