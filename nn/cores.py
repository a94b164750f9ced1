"""The cores that this process may use."""

from functools import cache

NO_THREAD = "can't start new thread"  # Python's words for it, in a RuntimeError


@cache
def cores() -> int:
    """Return the number of cores, or what the system allows a container of them, at least 1."""
    from joblib import cpu_count  # here, since its import takes a tenth of a second

    return int(cpu_count())
