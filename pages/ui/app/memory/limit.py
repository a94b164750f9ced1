"""How much memory the networks, pictures and drawings of all visitors together may take."""

import logging
import os
import re
from functools import cache
from pathlib import Path

log = logging.getLogger(__name__)

SETTING = "MEMORY_CEILING"  # in the environment, in megabytes
SHARE = 0.25  # of the machine's memory, where nothing is set
LEAST, MOST = 100, 1_000_000  # megabytes
UNKNOWN_MACHINE = 2_000_000_000  # bytes
MEGABYTE = 1_000_000
# A container's own limit, in bytes, or "max".
CONTAINER = Path("/sys/fs/cgroup/memory.max")


@cache
def ceiling() -> int:
    """Return the ceiling in bytes: what `MEMORY_CEILING` says, else a quarter of the memory.

    What it says must be a whole number of megabytes from 100 to 1,000,000. Otherwise the log says
    so, and the quarter counts.
    """
    said = os.environ.get(SETTING, "").strip()
    if re.fullmatch(r"[0-9]{1,7}", said) and LEAST <= int(said) <= MOST:
        return int(said) * MEGABYTE
    default = max(int(SHARE * _memory_of_machine()), LEAST * MEGABYTE)
    if said:
        log.warning(
            "%s must be a whole number of megabytes from %s to %s. It counts as %s now.",
            SETTING,
            f"{LEAST:,}",
            f"{MOST:,}",
            f"{default // MEGABYTE:,}",
        )
    return default


def _memory_of_machine() -> int:
    """Return how many bytes this machine, or this container, has; a guess where it does not say."""
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows does not say it this way
        memory = UNKNOWN_MACHINE
    try:
        limit = CONTAINER.read_text().strip()
    except OSError:
        return memory
    return min(memory, int(limit)) if limit.isdecimal() else memory
