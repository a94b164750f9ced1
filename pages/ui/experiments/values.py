"""The values of the settings that vary: of one configuration, or several to search."""

from functools import partial
from typing import Any

import streamlit as st

from nn.errors import Refused
from pages.ui.app import setting_control
from pages.ui.app.state.form import Axis, Form
from pages.ui.app.state.session import Session
from pages.ui.app.widgets import bound, bound_to, choice
from pages.ui.experiments.wording import letter

MOST_STEPS = 50  # of a range
RANGE = {False: "Range", True: "List"}


def choose(visitor: Session, form: Form) -> None:
    """Show a column for each configuration, or for each setting that is searched."""
    if not form.axes:
        return
    number = form.rows if form.how == "rows" else len(form.axes)
    for at, column in enumerate(st.columns(number, gap="small", border=True)):
        with column:
            if form.how == "rows":
                _choose_row(visitor, form, at)
            else:
                _choose_several(form, form.axes[at])


def _choose_row(visitor: Session, form: Form, at: int) -> None:
    """Ask for the values of one of the configurations that are compared."""
    st.html(letter(at))
    for axis in form.axes:
        key = f"experiments_{axis.name}_{at}"
        change = partial(_change, visitor, axis, at)
        setting_control.show(axis.setting, axis.column[at], key, change)


def _change(visitor: Session, axis: Axis, at: int, entry: Any) -> None:
    try:
        axis.column[at] = setting_control.read(axis.setting, entry)
    except Refused as error:
        visitor.visit.trouble.append(f"{error} The setting stays as it was.")


def _choose_several(form: Form, axis: Axis) -> None:
    """Ask for the values of a setting that is searched: among its choices, a range or a list."""
    st.markdown(f"**{axis.setting.label}**", help=setting_control.hint(axis.setting))
    if form.how == "given":
        return
    if choices := axis.setting.choices:
        bound(
            st.multiselect,
            "Values",
            list(choices),
            format_func=lambda value: choices.get(value, ""),
            key=f"experiments_chosen_{axis.name}",
            value=list(axis.chosen),
            then=lambda chosen: setattr(axis, "chosen", tuple(chosen)),
            placeholder="Choose values",
        )
        return
    if axis.has_range:
        choice(axis, "as_list", "Values", RANGE, key=f"experiments_as_list_{axis.name}")
    if axis.has_range and not axis.as_list:
        _choose_range(form, axis)
        return
    bound_to(
        axis,
        "text",
        st.text_input,
        "Values",
        key=f"experiments_text_{axis.name}",
        placeholder="0.1, 0.5, 3" if axis.has_range else "30, 100x50, none",
        help="With commas between them. 0.01..10*7 are seven values from 0.01 to 10."
        if axis.has_range
        else "With commas between them. 100x50 is a layer of 100 neurons and one of 50.",
    )


def _choose_range(form: Form, axis: Axis) -> None:
    """Ask from where to where, and with how many values; at random there is no number of them."""
    columns = st.columns(2 if form.how == "random" else 3, gap="small")
    for column, name, label in zip(columns, ("start", "end"), ("From", "To"), strict=False):
        with column:
            setting_control.number(
                axis.setting,
                label,
                value=getattr(axis, name),
                key=f"experiments_{name}_{axis.name}",
                then=partial(setattr, axis, name),
            )
    for column in columns[2:]:
        with column:
            bound_to(
                axis,
                "count",
                st.number_input,
                "How many",
                1,
                MOST_STEPS,
                step=1,
                key=f"experiments_count_{axis.name}",
            )
