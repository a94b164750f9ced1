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
from pages.ui.app import session
from pages.ui.app.session import Session
from pages.ui.app.widgets import bound, bound_to

CONTROLS_IN_A_ROW = 4


def presets() -> None:
    """Show the presets, and what to expect of the chosen one."""
    visitor = session.get()
    chosen = next(
        (
            name
            for name, preset in PRESETS.items()
            if replace(preset.config, seed=visitor.training.config.seed) == visitor.training.config
        ),
        None,
    )
    st.session_state["preset"] = chosen
    st.pills(
        "Start from",
        list(PRESETS),
        format_func=lambda name: PRESETS[name].title,
        key="preset",
        on_change=_take_preset,
    )
    if chosen:
        preset = PRESETS[chosen]
        st.markdown(f"**What to expect:** {preset.expect}", help=preset.source)


def _take_preset() -> None:
    visitor = session.get()
    name = st.session_state["preset"]
    if name in PRESETS:
        visitor.training.config = replace(PRESETS[name].config, seed=visitor.training.config.seed)


def controls() -> None:
    """Show a control for every setting that does something."""
    unused = () if session.get().training.config.early_stopping else ("held_back",)
    for title, group in groupby(SETTINGS, lambda setting: setting.group):
        if title:
            st.caption(title)
        settings = list(group)
        for start in range(0, len(settings), CONTROLS_IN_A_ROW):
            row = settings[start : start + CONTROLS_IN_A_ROW]
            for column, setting in zip(st.columns(CONTROLS_IN_A_ROW), row, strict=False):
                if setting.name not in unused:
                    with column:
                        _control(setting)
    _corrected_drawings(session.get())


def _corrected_drawings(visitor: Session) -> None:
    """Offer to learn from what was corrected on the Draw page, where there is something."""
    count = len(visitor.corrections.for_a_run)
    if not count:
        return
    bound_to(
        visitor.corrections,
        "learn",
        st.checkbox,
        f"Learn also from my {count} corrected drawing{'s' if count > 1 else ''}",
        key="learn_corrections",
        help="From the next run on they are shuffled in among MNIST's images. Few among 60,000 "
        "weigh little: choose fewer training images to see more of them.",
    )


def _control(setting: Setting) -> None:
    value = getattr(session.get().training.config, setting.name)
    common: dict[str, Any] = {
        "key": f"setting_{setting.name}",
        "value": _shown(setting, value),
        "then": partial(_changed, setting.name),
        "help": setting.help,
    }
    if labels := setting.choices:
        bound(st.selectbox, setting.label, list(labels), format_func=labels.__getitem__, **common)
    elif isinstance(setting.default, tuple):
        bound(st.text_input, setting.label, placeholder="none", **common)
        st.caption(f"Understood as {'-'.join(map(str, value))}")
    else:
        number(setting, setting.label, **common)


def number(setting: Setting, label: str, value: float, **common: Any) -> None:
    """Show the control of a setting that is a number; `common` goes to `bound`."""
    whole = isinstance(setting.default, int)
    kind = int if whole else float
    bound(
        st.number_input,
        label,
        kind(setting.minimum),
        kind(setting.maximum),
        step=1 if whole else None,
        format=None if whole else "%.6g",
        value=kind(value),
        **common,
    )


def _shown(setting: Setting, value: Any) -> Any:
    """Return a setting's value as its control shows it: of the layers, the hidden ones."""
    return ", ".join(map(str, value[1:-1])) if isinstance(value, tuple) else value


def _changed(name: str, value: Any) -> None:
    visitor = session.get()
    try:
        if name == "sizes":
            value = SETTING[name].parse(value.strip() or f"{IMAGE_PIXELS},{DIGITS}")
        visitor.training.config = replace(visitor.training.config, **{name: value})
    except Refused as error:
        visitor.visit.trouble.append(f"{error} The setting is left as it was.")


def in_words(config: TrainingConfig, extra: int = 0) -> str:
    """Return what the settings amount to, with so many images besides MNIST's."""
    images = config.images_to_learn_from + extra
    steps = config.mini_batches(images)
    return (
        f"{config.parameter_count:,} numbers to learn from {images:,} images: "
        f"{steps:,} mini-batches an epoch, {steps * config.epochs:,} in all."
    )
