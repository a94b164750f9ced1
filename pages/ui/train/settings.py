"""The settings of the next run as controls, made from the one config table."""

from dataclasses import replace
from typing import Any

import streamlit as st

from nn.errors import Refused
from nn.mnist import DIGITS, IMAGE_PIXELS
from nn.settings.config import SETTING, TrainingConfig
from nn.settings.presets import PRESETS
from nn.settings.setting import Setting
from pages.ui.app import session
from pages.ui.app.session import Session

# In the order in which somebody would think of them, three or four in a row.
GROUPS = {
    "Network": ("sizes", "activation", "output", "initialisation"),
    "Learning": ("cost", "eta", "mini_batch_size", "epochs"),
    "Beyond the book's chapter 1": ("lmbda", "momentum", "schedule", "augmentation"),
    "Images": ("training_images", "pixels", "early_stopping", "held_back"),
}
# Where a control is to say more, or less, than the setting's own label.
LABELS = {"sizes": "Hidden layers", "early_stopping": "Early stopping (0 is off)"}


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
    for title, names in GROUPS.items():
        st.caption(title)
        for column, name in zip(st.columns(len(names)), names, strict=True):
            with column:
                if name not in unused:
                    _control(SETTING[name])
    with st.columns([1, 3])[0]:  # as wide as those above it
        _control(SETTING["seed"])
    _corrected_drawings(session.get())


def _corrected_drawings(visitor: Session) -> None:
    """Offer to learn from what was corrected on the Draw page, where there is something."""
    count = len(visitor.corrections.for_a_run)
    if not count:
        return
    st.session_state["learn_corrections"] = visitor.corrections.learn
    st.checkbox(
        f"Learn also from my {count} corrected drawing{'s' if count > 1 else ''}",
        key="learn_corrections",
        on_change=lambda: setattr(
            visitor.corrections, "learn", st.session_state["learn_corrections"]
        ),
        help="From the next run on they are shuffled in among MNIST's images. Few among 60,000 "
        "weigh little: choose fewer training images to see more of them.",
    )


def _control(setting: Setting) -> None:
    value = getattr(session.get().training.config, setting.name)
    key = f"setting_{setting.name}"
    st.session_state[key] = _shown(setting, value)
    common: dict[str, Any] = {"key": key, "help": setting.help, "on_change": _changed}
    common["args"] = (setting.name,)
    label = LABELS.get(setting.name, setting.label)
    if setting.choices:
        labels = setting.choices
        st.selectbox(label, list(labels), format_func=labels.__getitem__, **common)
    elif isinstance(setting.default, tuple):
        st.text_input(label, placeholder="none", **common)
    elif isinstance(setting.default, int):
        st.number_input(label, int(setting.minimum or 0), int(setting.maximum or 0), **common)
    else:
        st.number_input(label, setting.minimum, setting.maximum, step=None, format="%.6g", **common)


def _shown(setting: Setting, value: Any) -> Any:
    """Return a setting's value as its control shows it: of the layers, the hidden ones."""
    return ", ".join(map(str, value[1:-1])) if isinstance(value, tuple) else value


def _changed(name: str) -> None:
    visitor = session.get()
    value = st.session_state[f"setting_{name}"]
    try:
        if name == "sizes":
            hidden = f"{value}," if value.strip() else ""
            value = SETTING[name].parse(f"{IMAGE_PIXELS},{hidden}{DIGITS}")
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
