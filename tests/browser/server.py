"""Start the app on a free port, and see which processes it has."""

import itertools
import os
import signal
import site
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Server:
    """A running app: where it answers, its process, and what it prints."""

    url: str
    pid: int
    log: Path


@contextmanager
def running_server(
    home: Path,
    cores: int | None = None,
    script: str = "streamlit_app.py",
    at: str = "",
    options: Sequence[str] = (),
    program: str = "tests.browser.serve",
    scale: float = 1.0,
    variables: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Server]:
    """Start the app, wait until it answers, and leave no process of it behind.

    Parameters
    ----------
    home
        An empty folder in place of the user's, so that no setting of theirs matters. Its
        `server.log` takes what the server prints.
    cores
        How many cores it may use, all if None; Linux only.
    script
        The path of another app, which runs with the same settings.
    at
        Where it answers, as a server before it did; on a free port if "".
    options
        More of the command line.
    program
        The module with Streamlit's command line; `streamlit` itself knows no settled server.
    scale
        How many times as long as usual the app waits for visitors who are away.
    variables
        More of the environment.

    Raises
    ------
    RuntimeError
        If the app does not answer within a minute. The message ends with what it printed.
    """
    url = at or f"http://127.0.0.1:{free_port()}"
    log = home / "server.log"
    usual = ["--server.headless", "true", "--server.port", url.rpartition(":")[2]]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", program, "run", script, *usual, *options],
            cwd=ROOT,
            env={**_environment(home), "PATIENCE_SCALE": str(scale), **variables},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A group of its own, so that _stop can end all of it. On Windows taskkill does.
            start_new_session=True,
            preexec_fn=None if cores is None else lambda: os.sched_setaffinity(0, range(cores)),
        )
    try:
        _wait_until_healthy(url, process, log)
        yield Server(url, process.pid, log)
    finally:
        _stop(process)


def children(pid: int) -> list[int]:
    """Return the processes below a process that are still running. Linux only."""
    return [member for member in _family(pid) if member != pid and is_alive(member)]


def end_runs(server: Server) -> None:
    """End the runs that somebody has left behind. On Linux only."""
    for pid in children(server.pid):
        with suppress(OSError):
            if b"nn.runs.process" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGTERM)


def is_alive(pid: int) -> bool:
    """Tell whether a process is running, and not only its entry is left. Linux only."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


# Below those that the system gives, from another place on in each process.
_ports = itertools.count(os.getpid() * 50)


def free_port() -> int:
    """Return a port of this machine's that nobody uses now, and that is not given again soon."""
    for number in _ports:
        port = 10_000 + number % 20_000
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("there is always a next number")


def _environment(home: Path) -> dict[str, str]:
    """Return this environment without what would change the app."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("OPENBLAS_NUM_THREADS", "APP_HOSTS") and not name.startswith("STREAMLIT_")
    }
    # Packages installed for one user are found through the home folder.
    packages = site.getuserbase()
    return environment | {"HOME": str(home), "USERPROFILE": str(home), "PYTHONUSERBASE": packages}


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if is_healthy(url):
            return
        time.sleep(0.1)
    printed = log.read_text(errors="replace")
    raise RuntimeError(f"The app did not answer at {url}. It printed:\n{printed}")


def is_healthy(url: str) -> bool:
    """Tell whether an app answers there."""
    # Past any proxy of the environment, since this is the same machine.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{url}/_stcore/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the app and its children, politely first where that is possible."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True)
        process.wait()
        return
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        # A child or a thread may end meanwhile.
        with suppress(OSError):
            for child in children.read_text().split():
                yield from _family(int(child))
