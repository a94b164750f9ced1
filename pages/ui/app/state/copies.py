"""Copies of a visitor's state: for a duplicated tab, and for the step that a talk comes back to.

Both are one walk over the fields of the dataclasses: what is added to them is copied too.
"""

from dataclasses import fields
from typing import Any, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from nn.experiments.study import Study
from nn.runs.run import Run

T = TypeVar("T")

ANEW = {"anew": True}  # the metadata of a field that begins anew in a copy


def copied(state: T, still: dict[Run | Study, Run | Study] | None = None) -> T:
    """Return the same state, which no longer changes with the first one.

    What never changes, such as a network, is shared. So are runs and experiments, unless it is for
    another visitor: `still`, empty at first, takes in copies of them, which stand still.
    """
    old: Any = state
    copy: Any = state
    dataclass = getattr(old, "__dataclass_params__", None)
    if isinstance(old, Run | Study):
        if still is not None:
            copy = still[old] = still.get(old) or old.copy()
    elif isinstance(old, dict | WeakKeyDictionary):
        copy = type(old)((copied(k, still), copied(v, still)) for k, v in old.items())
    elif isinstance(old, list | set | WeakSet):
        copy = type(old)(copied(one, still) for one in old)
    elif dataclass and not dataclass.frozen:
        kept = [field.name for field in fields(old) if "anew" not in field.metadata]
        copy = type(old)(**{name: copied(getattr(old, name), still) for name in kept})
    return copy
