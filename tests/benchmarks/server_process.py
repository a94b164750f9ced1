"""Reads off /proc what a running app takes: memory, threads, file handles, processes, CPU."""

import os
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from tests.browser.server import children

MEGABYTE = 2**20


@dataclass(frozen=True)
class Sample:
    """What the server takes at a moment; all but `processes` without its children."""

    time: float
    memory: float  # the resident set, in megabytes
    threads: int
    handles: int
    processes: int
    cpu: float  # seconds since it started
    idle: float  # seconds of the machine's cores, added up


def sample(pid: int) -> Sample:
    ticks, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")  # a second, in bytes
    # The columns after the name: 11 and 12 are ticks of CPU, 17 the threads, 21 pages in memory.
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    # The fourth and fifth number are the ticks in which a core was idle or waited for a disk.
    machine = Path("/proc/stat").read_text().split()
    return Sample(
        time=perf_counter(),
        memory=int(stat[21]) * page / MEGABYTE,
        threads=int(stat[17]),
        handles=len(os.listdir(f"/proc/{pid}/fd")),
        processes=1 + len(children(pid)),
        cpu=(int(stat[11]) + int(stat[12])) / ticks,
        idle=(int(machine[4]) + int(machine[5])) / ticks,
    )
