"""The processes of runs and of experiments end with the server, even where it is killed."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from functools import partial

import pytest

from tests.browser.server import ROOT, children, is_alive
from tests.nn.runs.conftest import until

RUNS = """
import time
from nn.runs.host import HOST
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
HOST.slots = 2
slow = {"sizes": (784, 1000, 1000, 10), "mini_batch_size": 10_000}  # a step takes long
trains, paused = (
    Run(TrainingConfig(training_images=10_000, epochs=500, **settings))
    for settings in (slow, {})
)
HOST.play(trains)
HOST.steps(paused, 1)
paused.wait(lambda view: not view.busy, 60)
HOST.prepare()
while True:  # a signal just before a sleep ends only the next one
    time.sleep(0.1)
"""
EXPERIMENT = """
import time
from nn.experiments.experiment import Experiment
from nn.experiments.in_the_app import STUDIES
from nn.experiments.study import Study
from nn.settings.config import TrainingConfig
STUDIES.start(Study(Experiment(TrainingConfig(epochs=500), seeds=(1, 2, 3, 4))))
time.sleep(600)
"""


def trains(pid: int) -> bool:
    """Tell whether a process has a low priority, as one that trains."""
    return is_alive(pid) and os.getpriority(os.PRIO_PROCESS, pid) > 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="it looks at processes")
@pytest.mark.parametrize(
    ("program", "how"),
    [
        (RUNS, signal.SIGINT),
        pytest.param(RUNS, signal.SIGTERM, marks=pytest.mark.thorough),
        (RUNS, signal.SIGKILL),
        (EXPERIMENT, signal.SIGKILL),
    ],
)
def test_no_process_outlives_the_server(program: str, how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
        # In a script's background SIGINT is ignored, and a child inherits that.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as server:
        family: list[int] = []
        try:
            if program is RUNS:  # one trains, one is paused, and one is ready for the next run
                until(lambda: len(children(server.pid)) == 3)
            else:
                until(lambda: any(map(trains, children(server.pid))))
            family = children(server.pid)
            if how is signal.SIGINT:  # Ctrl-C reaches all processes of a terminal
                os.killpg(server.pid, how)
            else:
                server.send_signal(how)
            until(lambda: not any(map(is_alive, family)))
        finally:
            server.kill()
            for pid in family:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
