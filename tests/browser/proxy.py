"""Put the nginx of `.deploy/nginx.conf` in front of running apps."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.browser.server import ROOT, START_SECONDS, Server, free_port, is_healthy

SHIPPED = ROOT / ".deploy" / "nginx.conf"
APPS = SHIPPED.with_name("apps.conf")
OPTIONS = "max_fails=1 fail_timeout=5s"  # of each line of it
NOBODY = "nobody"
WRITTEN = 10.0  # seconds


class Request(NamedTuple):
    """A line of the access log."""

    status: int
    path: str
    place: str
    app: str
    cache: str


@dataclass(frozen=True)
class Proxy:
    """A running nginx: its port and its access log."""

    port: int
    log: Path

    def requests(self, at_least: int = 0, of: str = "") -> list[Request]:
        """Return what was asked and answered so far, from one place or for one path if given.

        Waits until there are `at_least` so many, since nginx writes a line after its answer.
        """
        deadline = time.monotonic() + WRITTEN
        while True:
            requests = [each for each in self._requests() if of in ("", each.place, each.path)]
            if len(requests) >= at_least:
                return requests
            assert time.monotonic() < deadline, f"{len(requests)} of {at_least} requests of {of}"
            time.sleep(0.02)

    def _requests(self) -> list[Request]:
        line = re.compile(r"\S+ (\d+) \S+ (\S+) \S+ place=(\S+) app=(.+) cache=(\S+)")
        found = (line.fullmatch(row) for row in self.log.read_text().splitlines())
        return [Request(int(row[1]), *row.groups()[1:]) for row in found if row]


def find_nginx() -> str | None:
    """Return the path of nginx, or None. A normal user's PATH often leaves its folder out."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@contextmanager
def running_proxy(*apps: Server) -> Iterator[Proxy]:
    """Start nginx as a normal user, with the shipped file but for ports and folder.

    Raises
    ------
    RuntimeError
        If nginx does not answer within a minute. The message ends with what it printed.
    """
    nginx = find_nginx()
    assert nginx is not None
    # Not one of pytest's own folders, which only their owner may enter.
    with tempfile.TemporaryDirectory(prefix="nginx-") as name:
        folder, port = Path(name), free_port()
        file, errors = folder / "nginx.conf", folder / "errors.log"
        file.write_text(adapted(SHIPPED.read_text("utf-8"), folder, port), "utf-8")
        lines = (f"server {app.url.removeprefix('http://')} {OPTIONS};\n" for app in apps)
        (folder / APPS.name).write_text("".join(lines))
        errors.touch()
        user = NOBODY if os.geteuid() == 0 else None
        if user:
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, user)
        options = ["-c", str(file), "-e", str(errors), "-g", "daemon off;"]
        with subprocess.Popen([nginx, *options], user=user, start_new_session=True) as process:
            try:
                _wait(f"http://127.0.0.1:{port}", process, errors)
                yield Proxy(port, folder / "access.log")
            finally:
                process.terminate()


def adapted(shipped: str, folder: Path, port: int) -> str:
    """Return the shipped configuration with other ports and places for files."""
    changes = {
        r"\blisten 8080;": f"listen 127.0.0.1:{port};",
        r"/tmp/": f"{folder}/",
        r"/dev/stdout": str(folder / "access.log"),
        r"error_log stderr": f"error_log {folder / 'errors.log'}",
    }
    for pattern, new in changes.items():
        shipped, times = re.subn(pattern, new, shipped)
        assert times, f"{pattern} is not in {SHIPPED}"
    return shipped


def _wait(url: str, process: subprocess.Popen[bytes], errors: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if is_healthy(url):
            return
        time.sleep(0.05)
    raise RuntimeError(f"nginx did not answer at {url}. It printed:\n{errors.read_text()}")
