"""Run many networks, and ask what one network cannot answer.

Who opens it: a speaker who is asked "was that luck?", a pupil who compares two settings.
When, to see what: after the first run on Train; sixteen dots, and how far they lie apart by luck.
What they click: Start; another way of asking; then a dot, whose network all pages can use.
"""

import streamlit as st

from nn.experiments.study import Study, StudyState
from nn.runs.host import HOST
from pages.ui.app import fragments, html, places, trouble
from pages.ui.app.state import session
from pages.ui.app.state.experiments import TRAIN
from pages.ui.app.visitor import experiment_in_words
from pages.ui.app.widgets import button
from pages.ui.class_room.guessing import field, questions
from pages.ui.experiments import conduct, form, results, sharing

BELOW = "Below are sixteen others, which come with the app: yours will differ."

visitor = session.get()
asked = visitor.experiments


def _look(study: Study) -> None:
    """Show an experiment as it is now: the only clock of this page."""
    view = study.snapshot()
    with st.container(horizontal=True, vertical_alignment="center", key="experiments_drive"):
        if view.state.under_way:
            button("Stop", "stop", conduct.stop, visitor, type="primary")
        elif view.state is not StudyState.FINISHED:
            button("Go on", "play_arrow", conduct.start, visitor, type="primary")
        if not view.state.under_way:  # a slip would take the results away
            button("New experiment", "replay", conduct.begin_anew, visitor)
        st.progress(len(view.results) / len(view.experiment), experiment_in_words.progress(view))
    if view.state is StudyState.FAILED:
        st.error(html.as_it_is(view.message), icon=":material/error:")
    _guess()
    results.show(visitor, view)


def _guess() -> None:
    """Ask for a guess of the result, or show the guess."""
    if question := questions.of_experiment(asked):
        field.show(visitor, question)


sharing.read(visitor)
with st.container(horizontal=True, vertical_alignment="bottom", key="experiments_top"):
    st.title(places.EXPERIMENTS.title, anchor=False, width="stretch")
    if not asked.study:
        form.choose_start(asked)
trouble.show(visitor.visit)
form.ask(asked.form)
if asked.study:
    study = asked.study
    fragments.show(
        visitor.visit,
        _look,
        study,
        every=lambda: HOST.crowding if study.state.under_way else None,  # seconds
        follows=lambda: (asked.study, bool(study.snapshot().results)),
    )
else:
    first, second, last = (st.container() for _ in range(3))
    # With the settings of Train it opens on an answer, and the form is below.
    has_example = not asked.form.values and asked.form.source == TRAIN
    with last.expander("Change the settings") if has_example else first:
        experiment = form.show(visitor)
    with first if has_example else second:
        _guess()
        if experiment:
            with st.container(
                horizontal=True, vertical_alignment="center", key="experiments_begin"
            ):
                button("Start", "play_arrow", conduct.start, visitor, type="primary")
                below = f". {BELOW}" if has_example else ""
                st.markdown(f"{conduct.how_much(experiment)}{below}", width="content")
    if has_example:
        with second:
            results.show(visitor, results.example())
with st.expander("Save and share"):
    sharing.show(visitor)
