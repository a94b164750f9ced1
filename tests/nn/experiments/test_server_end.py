"""The processes of an experiment end with the server, even where it is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.server import ROOT, children, is_alive
from tests.nn.experiments.made import PATIENCE, wait_until

SERVER = """
import time
from nn.experiments.experiment import Experiment
from nn.experiments.in_the_app import STUDIES
from nn.experiments.study import Study
from nn.settings.config import TrainingConfig
STUDIES.start(Study(Experiment(TrainingConfig(epochs=500), seeds=(1, 2, 3, 4))))
time.sleep(600)
"""


def trains(pid: int) -> bool:
    """Tell whether a process has the lowest priority, as one that trains."""
    return is_alive(pid) and os.getpriority(os.PRIO_PROCESS, pid) > 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="it looks at processes")
def test_no_process_outlives_the_server(tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stderr=subprocess.DEVNULL,
    )
    family: list[int] = []
    try:
        wait_until(lambda: any(trains(pid) for pid in children(server.pid)))
        family = children(server.pid)
        server.kill()
        server.wait(PATIENCE)
        wait_until(lambda: not any(map(is_alive, family)))
    finally:
        server.kill()
        server.wait()
        for pid in filter(is_alive, family):
            os.kill(pid, signal.SIGKILL)
