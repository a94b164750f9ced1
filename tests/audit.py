"""Ask whether what the project needs has known vulnerabilities: `python tests/audit.py`.

It looks up every package that is installed beside this Python, so run it in an environment that
`python tests/run.py` has set up. Exit code 1 says that something was found. Without a network it
says that it could not look, and ends well.
"""

import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

PIP_AUDIT = "pip-audit~=2.10"
FOUND = 1
SECONDS = "20"  # until an answer is taken not to come


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Runner = Callable[[Sequence[str]], Done]


def main(run: Runner, packages: dict[str, str]) -> int:
    """Look up packages, by name with their versions; print what is known and return the exit code.

    `run` runs a module of this Python.
    """
    installed = run(["pip", "install", "-q", "--disable-pip-version-check", PIP_AUDIT])
    if installed.code:
        return could_not_look(installed.err)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "installed.txt")
        file.write_text("".join(f"{name}=={version}\n" for name, version in packages.items()))
        looks = ["--disable-pip", "--no-deps", "--progress-spinner", "off", "--timeout", SECONDS]
        asked = run(["pip_audit", *looks, "--format", "json", "-r", str(file)])
    try:
        answers: list[dict[str, Any]] = json.loads(asked.out)["dependencies"]
    except (ValueError, KeyError):  # such as nothing at all
        return could_not_look(asked.err)
    known = [answer for answer in answers if "skip_reason" not in answer]
    if not known:
        return could_not_look(answers[0]["skip_reason"] if answers else asked.err)
    for answer in answers:
        if "skip_reason" in answer:
            print(f"Not looked up: {answer['skip_reason']}")
    bad = [answer for answer in known if answer["vulns"]]
    for answer in bad:
        print(f"{answer['name']} {answer['version']}:")
        for fault in answer["vulns"]:
            mended = ", ".join(fault["fix_versions"]) or "no version yet"
            print(f"  {fault['id']}, mended in {mended}")
    print(f"{len(known)} packages looked up, {len(bad)} with known vulnerabilities.")
    return FOUND if bad else 0


def could_not_look(reason: str) -> int:
    """Say that nothing is known, and why; return the exit code."""
    last = (reason.strip().splitlines() or ["no answer came"])[-1]
    begins = "::warning::" if os.environ.get("GITHUB_ACTIONS") else ""
    print(f"{begins}Could not look for known vulnerabilities: {last:.300}")
    return 0


def run_module(command: Sequence[str]) -> Done:
    """Run a module of this Python."""
    done = subprocess.run(
        [sys.executable, "-m", *command], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    return Done(done.returncode, done.stdout, done.stderr)


def installed_packages() -> dict[str, str]:
    """Return the packages installed beside this Python, by name with their versions."""
    found = importlib.metadata.distributions()
    return {each.metadata["Name"]: each.version for each in found}


if __name__ == "__main__":
    sys.exit(main(run_module, installed_packages()))
