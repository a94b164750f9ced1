"""Copies of a visitor's state: for a duplicated tab, and for the step that a talk comes back to.

Both are one walk over the fields of the dataclasses: what is added to them is copied too.
"""

from dataclasses import fields
from typing import Any, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from nn.experiments.study import Study
from nn.runs.run import Run

T = TypeVar("T")

# The metadata of a field that begins anew in a copy.
ANEW = {"anew": True}


def copied(state: T, still: dict[Run | Study, Run | Study] | None = None) -> T:
    """Return the same state, which no longer changes with the first one.

    What never changes, such as a network, is shared. So are runs and experiments, unless it is for
    another visitor: `still`, empty at first, takes in copies of them, which stand still.
    """
    part: Any = state
    copy: Any = state
    dataclass = getattr(part, "__dataclass_params__", None)
    if isinstance(part, Run | Study):
        if still is not None:
            copy = still[part] = still.get(part) or part.copy()
    elif isinstance(part, dict | WeakKeyDictionary):
        copy = type(part)((copied(k, still), copied(v, still)) for k, v in part.items())
    elif isinstance(part, list | set | WeakSet):
        copy = type(part)(copied(one, still) for one in part)
    elif dataclass and not dataclass.frozen:
        kept = [field.name for field in fields(part) if "anew" not in field.metadata]
        copy = type(part)(**{name: copied(getattr(part, name), still) for name in kept})
    return copy
