"""What the next run would do otherwise than the present one, said beside the buttons."""

from collections.abc import Iterator

import streamlit as st

from nn.in_words import listed
from nn.runs.run import Run
from nn.settings.config import SETTINGS, TrainingConfig
from nn.settings.setting import Setting, Value
from pages.ui.app import runs
from pages.ui.app.numbers import plain
from pages.ui.app.room import lesson
from pages.ui.app.state.room import RoomLesson
from pages.ui.app.state.session import Session

MOST_NAMED = 3  # settings


def differs(visitor: Session) -> str:
    """Say how the present run differs from what was chosen for the next one, "" if it does not."""
    run, chosen = visitor.training.run, visitor.training.config
    if run is None:
        return ""
    view, taught = run.snapshot(), visitor.training.lessons.get(run)
    named = [*_settings(run.begun_with, view.config, chosen), *_drawings(visitor, run, taught)]
    verb = "was made" if view.state.over else "goes on"
    if parts := [*([f"with {_first_few(named)}"] if named else []), *_room(visitor, taught)]:
        return f"This run {verb} {', and '.join(parts)}."
    if run.begun_with != chosen:
        return "This run began with other settings, which were changed while it ran."
    return ""


def offer(visitor: Session, sentence: str) -> None:
    """Show `sentence`, which `differs` has returned, and offer a run that does what was chosen."""
    with st.container(horizontal=True, vertical_alignment="center", key="next_run"):
        st.warning(sentence, icon=":material/info:")
        st.button(
            "Reset and use the new settings",
            key="use_new_settings",
            icon=":material/replay:",
            type="primary",
            on_click=runs.reset,
            args=(visitor,),
            help="This run ends, and a new one begins with what you chose.",
        )


def _settings(
    begun_with: TrainingConfig, present: TrainingConfig, chosen: TrainingConfig
) -> Iterator[str]:
    """Name the settings that were chosen since, and that the run does not have already."""
    for setting in SETTINGS:
        first, now, new = (
            getattr(config, setting.name) for config in (begun_with, present, chosen)
        )
        if new not in (first, now):
            name = setting.in_a_sentence
            yield f"{name} {_written(setting, now)} (you chose {_written(setting, new)})"


def _written(setting: Setting, value: Value) -> str:
    """Write a setting's value as its control does."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value[1:-1])) or "none"
    if isinstance(value, str):
        return setting.choices[value]
    return str(value) if setting.name == "seed" else plain(value)


def _drawings(visitor: Session, run: Run, taught: RoomLesson | None) -> Iterator[str]:
    """Say how many corrected drawings the run learns from, if the next one has others."""
    has = run.extra_count - (taught.images if taught else 0)
    chosen = len(visitor.corrections.to_learn_from() or ())
    if has != chosen:
        yield f"{has or 'none'} of your corrected drawings (you chose {chosen or 'none'})"


def _room(visitor: Session, taught: RoomLesson | None) -> Iterator[str]:
    """Say whether the run learns from the room's digits, if the next one does otherwise."""
    chosen = lesson.of_next_run(visitor)
    if taught and not chosen:
        yield "with the room's digits (you chose to leave them out)"
    elif chosen and (taught is None or taught.code != chosen.digits.code):
        yield "without the room's digits"


def _first_few(named: list[str]) -> str:
    """Return "a, b and c", and of many the first and how many more there are."""
    if (more := len(named) - MOST_NAMED) > 0:
        named = [*named[:MOST_NAMED], f"{more} more"]
    return listed(named)
