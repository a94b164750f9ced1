"""The settings of the next run as controls, made from the one config table."""

from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any

import streamlit as st

from nn.errors import Refused
from nn.mnist import DIGITS, IMAGE_PIXELS
from nn.settings.config import SETTING, SETTINGS, TrainingConfig
from nn.settings.presets import PRESETS
from nn.settings.setting import Setting
from pages.ui.app.formats import counted
from pages.ui.app.state.corrections import Corrections
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import runs
from pages.ui.app.widgets import bound, bound_to, setting_control
from pages.ui.class_room import teaching
from pages.ui.class_room.guessing.questions import of_epoch

CONTROLS_IN_A_ROW = 4
OWN = "Your own settings"


def presets(visitor: Session) -> None:
    """Show which preset the settings are, to choose another; the seed stays."""
    training, config = visitor.training, visitor.training.config
    same = (k for k, it in PRESETS.items() if replace(it.config, seed=config.seed) == config)
    chosen = next(same, None)

    def choose(name: str) -> None:
        if name in PRESETS:
            training.config = replace(PRESETS[name].config, seed=training.config.seed)

    bound(
        st.selectbox,
        "Preset",
        [*PRESETS] if chosen else [OWN, *PRESETS],
        format_func=lambda name: PRESETS[name].title if name in PRESETS else name,
        key="preset",
        value=chosen or OWN,
        then=choose,
        label_visibility="collapsed",
    )
    if chosen:
        run = runs.view_of(training)
        guessed = of_epoch(training.config) in visitor.guesses
        may_open = guessed or (run and not runs.in_first_epoch(run))
        icon = ":material/visibility:"
        guess_first = "Guess first. This opens after your guess, or after the first epoch."
        hint = None if may_open else guess_first
        with st.popover("What to expect", icon=icon, disabled=not may_open, help=hint):
            if may_open:
                st.markdown(PRESETS[chosen].expect, help=PRESETS[chosen].source)


def controls(visitor: Session) -> None:
    """Show a control for every setting that does something."""
    extra = len(visitor.corrections.to_learn_from() or ())
    st.markdown(_in_words(visitor.training.config, extra))
    unused = () if visitor.training.config.early_stopping else ("held_back",)
    for title, group in groupby(SETTINGS, lambda setting: setting.group):
        if title:
            st.caption(title)
        for number, setting in enumerate(group):
            if number % CONTROLS_IN_A_ROW == 0:
                columns = st.columns(CONTROLS_IN_A_ROW)
            if setting.name not in unused:
                with columns[number % CONTROLS_IN_A_ROW]:
                    _control(visitor, setting)
    _corrected_drawings(visitor.corrections)
    _digits_of_the_room(visitor)


def _corrected_drawings(corrections: Corrections) -> None:
    """Offer to learn from the corrected drawings, where there are some."""
    if count := len(corrections.for_a_run):
        bound_to(
            corrections,
            "learn",
            st.checkbox,
            f"Learn also from my {counted(count, 'corrected drawing')}",
            key="learn_corrections",
            help="The next run mixes them in among MNIST's images. Few among 60,000 change "
            "little: choose fewer training images to see more of their effect.",
        )


def _digits_of_the_room(visitor: Session) -> None:
    """Offer to learn from the digits of the room that the visitor is host of."""
    room = teaching.own_room(visitor)
    if not room or not room.current:
        return
    what = "signs" if room.sign else "digits"
    bound_to(
        visitor.room,
        "learn",
        st.checkbox,
        f"Learn also from the room's {what}",
        key="learn_room",
        help="The next run mixes them in among MNIST's images. So few among 60,000 would change "
        "little, so each is taken many times in an epoch. Ending the room ends a run that learns "
        "from it: what the network has learnt by then stays in its weights.",
    )
    learns = (
        "Each run learns from two phones in three, drawn by lot. The third curve shows how many of "
        f"the others' {what} it reads. To see a change, let a run finish without them first."
    )
    st.caption(teaching.what_is_missing(room) or learns)


def _control(visitor: Session, setting: Setting) -> None:
    value = getattr(visitor.training.config, setting.name)
    then = partial(_change, visitor, setting.name)
    setting_control(setting, value, f"setting_{setting.name}", then)
    if isinstance(value, tuple):
        st.caption(f"Understood as {'-'.join(map(str, value))}")


def _change(visitor: Session, name: str, value: Any) -> None:
    try:
        if name == "sizes":
            value = SETTING[name].parse(value.strip() or f"{IMAGE_PIXELS},{DIGITS}")
        visitor.training.config = replace(visitor.training.config, **{name: value})
    except Refused as error:
        visitor.visit.trouble.append(f"{error} The setting stays as it was.")


def _in_words(config: TrainingConfig, extra: int = 0) -> str:
    """Return how much there is to train, with `extra` images besides MNIST's."""
    images = config.images_to_learn_from + extra
    steps = config.mini_batches(images)
    return (
        f"{config.parameter_count:,} numbers to learn from {counted(images, 'image')}: {steps:,} "
        f"mini-batch{'es' * (steps != 1)} an epoch, {steps * config.epochs:,} in all."
    )
