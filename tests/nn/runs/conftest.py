"""What the tests of runs share: a host, its processes, and patience."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nn.runs.host import Host
from nn.runs.process import WorkerProcess
from nn.runs.run import Run

DEADLINE = 30.0


@pytest.fixture
def host() -> Iterator[Host]:
    """Return a host of two cores; after the test it has left nothing behind."""
    before = set(threading.enumerate())
    host = Host(slots=2)
    yield host
    processes = [*host._processes.values(), host._processes.spare._process]
    pids = [process.pid for process in processes if isinstance(process, WorkerProcess)]
    host.close()
    assert not any(alive(pid) for pid in pids)
    until(lambda: set(threading.enumerate()) <= before)
    assert not host._processes and not host.somebody_waits


def until(holds: Callable[[], Any]) -> None:
    end = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.01)


def alive(pid: int) -> bool:
    """Tell whether a process is there, and is more than a name in a list."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            return stat.read_text().rpartition(")")[2].split()[0] not in "ZX"
        except OSError:
            return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def process_of(host: Host, run: Run) -> WorkerProcess:
    """Return the process that a run trains in."""
    process = host._processes[run]
    assert isinstance(process, WorkerProcess)
    return process
