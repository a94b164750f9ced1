"""One of the settings that are searched: which it is, and its values as a range or a list."""

from typing import Any

import streamlit as st

from nn.settings.config import SETTING, SETTINGS
from pages.ui.app import setting_control
from pages.ui.app.state.searched import Axis, Searched
from pages.ui.app.widgets import bound, bound_to

MOST_STEPS = 50
RANGE = {False: "Range", True: "List"}
PLACES = "First setting", "Second setting"


def show(form: Searched, place: int) -> None:
    """Ask for one of the settings and for its values."""
    axis = form.axes[place] if place < len(form.axes) else None
    taken = [other.name for k, other in enumerate(form.axes) if k != place]
    names = [s.name for s in SETTINGS if s.name != "seed" and s.name not in taken]
    bound(
        st.selectbox,
        PLACES[place],
        names if place == 0 else [*names, ""],
        format_func=lambda name: SETTING[name].label if name else "none",
        key=f"search_name_{place}",
        value=axis.name if axis else "",
        then=lambda name: form.choose(place, name),
        help=setting_control.hint(axis.setting) if axis else None,
    )
    if axis is None or form.how == "given":
        return
    if axis.setting.choices:
        _choose_among(axis, place)
        return
    if axis.has_range:
        bound_to(
            axis,
            "as_list",
            st.segmented_control,
            "Values",
            list(RANGE),
            format_func=RANGE.__getitem__,
            key=f"search_as_list_{place}",
            required=True,
            label_visibility="collapsed",
        )
    if axis.has_range and not axis.as_list:
        _choose_range(form, axis, place)
    else:
        _choose_list(axis, place)


def _choose_among(axis: Axis, place: int) -> None:
    choices = axis.setting.choices
    bound(
        st.multiselect,
        "Values",
        list(choices),
        format_func=lambda value: choices.get(value, ""),
        key=f"search_chosen_{place}_{axis.name}",
        value=list(axis.chosen),
        then=lambda chosen: setattr(axis, "chosen", tuple(chosen)),
        placeholder="Choose values",
    )


def _choose_list(axis: Axis, place: int) -> None:
    layers = not axis.has_range
    bound_to(
        axis,
        "text",
        st.text_input,
        "Values",
        key=f"search_text_{place}_{axis.name}",
        placeholder="30, 100x50, none" if layers else "0.1, 0.5, 3",
        help="With commas between them. 100x50 is a layer of 100 neurons and one of 50."
        if layers
        else "With commas between them. 0.01..10*7 are seven values from 0.01 to 10.",
    )


def _choose_range(form: Searched, axis: Axis, place: int) -> None:
    """Ask from where to where, and with how many values; at random there is no number of them."""
    columns = st.columns(2 if form.how == "random" else 3, gap="small")
    for column, name, label in zip(columns, ("start", "end"), ("From", "To"), strict=False):
        with column:
            setting_control.number(
                axis.setting,
                label,
                value=getattr(axis, name),
                key=f"search_{name}_{place}_{axis.name}",
                then=_setter(axis, name),
            )
    if form.how != "random":
        with columns[-1]:
            bound_to(
                axis,
                "count",
                st.number_input,
                "How many",
                1,
                MOST_STEPS,
                step=1,
                key=f"search_count_{place}_{axis.name}",
            )


def _setter(axis: Axis, name: str) -> Any:
    return lambda value: setattr(axis, name, value)
