"""The processes of an experiment end with the server, however it ends."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.browser.server import ROOT, children, is_alive

pytestmark = pytest.mark.slow

PATIENCE = 120.0  # seconds
SERVER = """
import time
from nn.experiments.engine import end_processes
from nn.experiments.experiment import Experiment
from nn.experiments.host import STUDIES
from nn.experiments.study import Study
from nn.settings.config import TrainingConfig
STUDIES.start(Study(Experiment(TrainingConfig(epochs=500), seeds=(1, 2, 3, 4))))
try:
    time.sleep(600)
finally:  # as the app's server does; a signal that kills leaves no time for it
    STUDIES.close()
    end_processes()
"""


def trains(pid: int) -> bool:
    """Tell whether a process has the lowest priority, as one that trains."""
    return is_alive(pid) and os.getpriority(os.PRIO_PROCESS, pid) > 0


@pytest.mark.skipif(sys.platform != "linux", reason="it looks at processes")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_server(how: signal.Signals, tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
        # In a script's background SIGINT is ignored, and a child inherits that.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    family: list[int] = []
    try:
        end = time.monotonic() + PATIENCE
        while not any(trains(pid) for pid in children(server.pid)):
            assert time.monotonic() < end, "no run has begun"
            time.sleep(0.05)
        family = children(server.pid)
        if how is signal.SIGINT:  # Ctrl-C reaches all processes of a terminal
            os.killpg(server.pid, how)
        else:
            server.send_signal(how)
        server.wait(PATIENCE)
        while any(map(is_alive, family)):
            assert time.monotonic() < end + PATIENCE, "a process goes on"
            time.sleep(0.05)
    finally:
        server.kill()
        server.wait()
        for pid in filter(is_alive, family):
            os.kill(pid, signal.SIGKILL)
