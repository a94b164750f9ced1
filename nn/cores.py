"""How many cores this process may use."""

from functools import cache


@cache
def cores() -> int:
    """Return the number of cores, as the system shares them out: also to a container, by quota."""
    from joblib import cpu_count  # here, since its import takes a tenth of a second

    return int(cpu_count())
