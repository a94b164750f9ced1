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


def copied(state: T) -> T:
    """Return the same state, which no longer changes with the first one.

    What never changes, such as a network, is shared. Runs and experiments are shared as well.
    """
    return _copied(state, None)


def for_another(state: T) -> T:
    """Return the same state for another visitor: their runs and experiments stand still."""
    return _copied(state, {})


def _copied(part: Any, still: dict[Run | Study, Run | Study] | None) -> Any:
    if isinstance(part, Run | Study):
        if still is None:
            return part
        if part not in still:
            still[part] = part.copy()
        return still[part]
    if isinstance(part, dict | WeakKeyDictionary):
        return type(part)((_copied(k, still), _copied(v, still)) for k, v in part.items())
    if isinstance(part, list | set | WeakSet):
        return type(part)(_copied(one, still) for one in part)
    dataclass = getattr(part, "__dataclass_params__", None)
    if dataclass and not dataclass.frozen:
        kept = [field.name for field in fields(part) if "anew" not in field.metadata]
        return type(part)(**{name: _copied(getattr(part, name), still) for name in kept})
    return part
