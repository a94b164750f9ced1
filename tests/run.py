"""Install what the tests need, then run them: `python tests/run.py`.

`python tests/run.py --quick` leaves out the browser, the benchmarks, the fuzzing and what is marked
slow, such as the tests that start processes.
`python tests/run.py --all` runs everything there is, and tries more cases of each kind.
`python tests/run.py --stress` runs the browser's tests only, three times, with twice as many
workers as there are cores, and those that fail once more alone: so it shows what fails by chance.
`python tests/run.py --lowest` runs the tests, and no other check, with the lowest versions that
requirements.txt allows, and leaves them installed.
All other options go to pytest: `python tests/run.py -k draw`.
"""

import importlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# The tests import tests/chromium.py from the repository and not from this folder; so does this.
sys.path[0] = str(ROOT)

REQUIREMENTS = (
    "requirements.txt",
    ".deploy/requirements.txt",
    ".deploy/cluster/requirements.txt",
    "tests/requirements.txt",
)
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
)
MYPY = ("mypy",)  # the slowest of the checks: it runs beside the tests, when nobody else wants to
# Programs without a module, for JavaScript; pip puts them beside Python.
JAVASCRIPT_CHECKS = (
    ("oxlint", "--deny-warnings", "pages"),
    ("oxfmt", "--check", "pages/**/*.js"),
)
# A browser and its server keep a core busy: more workers than cores only make each test slower.
CORES = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
ONE_WORKER = ("pytest", "-n", "0")
# A test that never ends takes its worker along, and a new one would only begin it again.
WORKERS = ("--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart", "0")
PYTEST = ("pytest", "-n", str(CORES), *WORKERS)
USUAL = ("-m", "not thorough")
QUICK = ("-m", "not slow and not thorough", "tests/nn", "tests/pages")
STRESS = ("--force-reruns", "0", "tests/browser")
TIMES = 3
OPTIONS = ("--quick", "--all", "--lowest", "--stress")
A_BOUND = re.compile(r"(?:~=|>=|==)\s*([\d.]+)")
# Programs that stand beside several processes of the app, with Debian's package for each.
SERVERS = {"nginx": "nginx-light", "redis-server": "redis-server"}


def main(options: list[str]) -> None:
    """Run every check and stop at the first that fails."""
    quick, thorough, lowest, is_stress = (option in options for option in OPTIONS)
    pytest = [*PYTEST, *(() if quick or thorough else USUAL), *(QUICK if quick else ())]
    pytest += [option for option in options if option not in OPTIONS]
    # Compiled once, and not again by each of hundreds of processes.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    requirements = [word for path in REQUIREMENTS for word in ("-r", path)]
    run_module("pip", "install", "-q", "--disable-pip-version-check", *requirements)
    if lowest:
        bounds = lowest_versions((ROOT / "requirements.txt").read_text("utf-8"))
        print(f"Tests with {', '.join(bounds)}.")
        run_module("pip", "install", "-q", "--disable-pip-version-check", *bounds)
    # The import system does not yet list what pip has just installed.
    importlib.invalidate_caches()
    if thorough:
        os.environ["THOROUGH"] = "1"
    if not quick:
        os.environ["CHROMIUM"] = str(find_or_install_chromium())
        install_servers()
    # What tests/browser/failures.py keeps of a test that fails; conftest.py says where it is.
    os.environ["KEPT_OF_FAILURES"] = tempfile.mkdtemp(prefix="thirty-neurons-")
    if is_stress:
        stress()
    elif lowest:  # the others look at the source, whatever is installed
        run_module(*pytest)
    else:
        check_source()
        mypy = start(sys.executable, "-m", *MYPY, preexec_fn=lowest_priority)
        code = run(sys.executable, "-m", *pytest)
        stop_if_failed(mypy.wait(), *MYPY)
        stop_if_failed(code, *pytest)
    print("All checks passed.")


def stress() -> None:
    """Run the browser's tests in a crowd, and what fails alone; stop if anything has failed."""
    failed, alone = set[str](), set[str]()
    for _ in range(TIMES):
        cache = tempfile.mkdtemp()
        options = (*USUAL, "-o", f"cache_dir={cache}", *STRESS)
        if run(sys.executable, "-m", "pytest", "-n", str(2 * CORES), *WORKERS, *options):
            failed |= last_failed(cache)
            run(sys.executable, "-m", *ONE_WORKER, "--last-failed", *options)
            alone |= last_failed(cache)
    for test in sorted(failed):
        print(f"{'Failed, alone too' if test in alone else 'Failed, and passed alone'}: {test}")
    if failed:
        sys.exit(1)


def last_failed(cache: str) -> set[str]:
    """Return the tests that failed in the last run with a cache of pytest's."""
    return {*json.loads(Path(cache, "v", "cache", "lastfailed").read_text("utf-8"))}


def lowest_priority() -> None:
    """Have a process take what time the others leave."""
    os.nice(19)


def check_source() -> None:
    """Run every check but mypy and the tests."""
    for program, *arguments in JAVASCRIPT_CHECKS:
        path = shutil.which(program, path=sysconfig.get_path("scripts")) or program
        stop_if_failed(run(path, *arguments), program)
    for check in CHECKS:
        run_module(*check)


def lowest_versions(requirements: str) -> list[str]:
    """Return the lowest version of each requirement, such as "numpy==2.4.1"."""
    lines = [line.partition("#")[0].strip() for line in requirements.splitlines()]
    lowest = []
    for line in filter(None, lines):
        bounds = A_BOUND.findall(line)
        if not bounds:
            sys.exit(f"requirements.txt: {line} has no lowest version.")
        highest = max(bounds, key=lambda bound: [int(part) for part in bound.split(".")])
        name = re.split(r"[^\w.-]", line, maxsplit=1)[0]
        lowest.append(f"{name}=={highest}")
    return lowest


def find_or_install_chromium() -> Path:
    """Return the browser to test with, installing one if there is none."""
    from tests.chromium import NOT_FOUND, find_chromium

    try:
        browser = find_chromium()
    except RuntimeError as error:
        sys.exit(str(error))
    for install in (install_from_debian, install_from_playwright):
        if browser is None:
            install()
            browser = find_chromium()
    if browser is None:
        sys.exit(NOT_FOUND)
    return browser


def install_from_debian() -> None:
    """Install Debian's Chromium, as root on Debian. Ubuntu's package only leads to a snap."""
    if may_use_apt() and "ubuntu" not in platform.freedesktop_os_release()["ID"]:
        install_packages("chromium")


def install_servers() -> None:
    """Install nginx and Redis, as root with apt. Without them their tests are skipped."""
    folders = f"{os.environ.get('PATH', '')}:/usr/sbin"  # a normal user's PATH may lack it
    missing = [package for name, package in SERVERS.items() if not shutil.which(name, path=folders)]
    if missing and may_use_apt():
        install_packages(*missing)


def install_packages(*packages: str) -> None:
    """Install packages of the system's with apt."""
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    if run("apt-get", "update") == 0:
        run("apt-get", "install", "-y", *packages)


def install_from_playwright() -> None:
    """Download playwright's Chromium, with the libraries it needs where apt can install them."""
    with_libraries = ["--with-deps"] if may_use_apt() else []
    run(sys.executable, "-m", "playwright", "install", *with_libraries, "chromium")


def may_use_apt() -> bool:
    """Tell whether this is root on a system with apt."""
    if sys.platform != "linux":
        return False
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def run_module(*command: str) -> None:
    """Run a module of this Python and stop with its exit code if it fails."""
    stop_if_failed(run(sys.executable, "-m", *command), *command)


def stop_if_failed(code: int, *command: str) -> None:
    """Stop with the exit code of a command that failed."""
    if code:
        print(f"Failed: {' '.join(command)}", file=sys.stderr)
        sys.exit(code)


def run(*command: str) -> int:
    """Run a command in the repository, say which, and return its exit code."""
    return start(*command).wait()


def start(*command: str, **more: Any) -> subprocess.Popen[bytes]:
    """Start a command in the repository, and say which."""
    program = "python" if command[0] == sys.executable else Path(command[0]).name
    # Flushed, or it would appear after what the command itself prints.
    print(f"\n$ {' '.join((program, *command[1:]))}", flush=True)
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, **more)


if __name__ == "__main__":
    main(sys.argv[1:])
