"""What stands around the tests: the lowest versions, known vulnerabilities, two checks at once."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests import audit, run
from tests.audit import Done

ROOT = Path(run.__file__).resolve().parents[1]
PACKAGES = {"segno": "1.6.0", "numpy": "2.4.1"}
FAULT = {"id": "PYSEC-2026-1", "fix_versions": ["2.4.2"]}


def test_the_lowest_versions_are_those_of_the_requirements() -> None:
    lines = "numpy~=2.4,>=2.4.1  # not 2.4.0\n\npillow~=13.0\n# a comment\nwebsockets>=15\n"
    assert run.lowest_versions(lines) == ["numpy==2.4.1", "pillow==13.0", "websockets==15"]


def test_every_requirement_has_a_lowest_version() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    lowest = run.lowest_versions(text)
    assert len(lowest) == len(text.splitlines())
    assert all(re.fullmatch(r"[\w.-]+==\d+(\.\d+)+", line) for line in lowest)


def test_a_requirement_without_one_is_named() -> None:
    with pytest.raises(SystemExit, match="numpy has no lowest version"):
        run.lowest_versions("numpy\n")


class Answers:
    """Stands for pip and pip-audit: takes the commands and answers as it is told."""

    def __init__(self, out: object = "", err: str = "", pip: int = 0) -> None:
        self.out = out if isinstance(out, str) else json.dumps({"dependencies": out, "fixes": []})
        self.err, self.pip = err, pip
        self.asked: list[str] = []

    def __call__(self, command: Sequence[str]) -> Done:
        if command[0] == "pip":
            return Done(self.pip, "", self.err)
        self.asked = Path(command[-1]).read_text().splitlines()
        return Done(1 if "PYSEC" in self.out else 0, self.out, self.err)


def of(name: str, *faults: Any) -> dict[str, Any]:
    return {"name": name, "version": PACKAGES[name], "vulns": faults}


def unknown(name: str) -> dict[str, str]:
    return {"name": name, "skip_reason": f"Dependency not found on PyPI: {name}"}


def test_where_nothing_is_known_the_audit_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    answers = Answers([of("segno"), of("numpy")])
    assert audit.main(answers, PACKAGES) == 0
    assert answers.asked == ["segno==1.6.0", "numpy==2.4.1"]
    assert "2 packages looked up, 0 with known" in capsys.readouterr().out


def test_what_is_found_is_named_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    answers = Answers([unknown("segno"), of("numpy", FAULT)])
    assert audit.main(answers, PACKAGES) == 1
    said = capsys.readouterr().out
    assert "numpy 2.4.1:\n  PYSEC-2026-1, mended in 2.4.2" in said
    assert "Not looked up: Dependency not found on PyPI: segno" in said


@pytest.mark.parametrize(
    "answers",
    [
        Answers(err="Traceback\nProxyError: no route to host"),
        Answers(err="ERROR: no route to host", pip=1),
        Answers([unknown("segno"), unknown("numpy")]),
        Answers([]),
    ],
    ids=["no network", "no pip-audit", "nobody knows them", "no answer"],
)
def test_where_it_cannot_look_it_says_so_and_does_not_fail(
    answers: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.main(answers, PACKAGES) == 0
    said = capsys.readouterr().out
    assert "Could not look for known vulnerabilities: " in said
    assert answers.err.splitlines()[-1:] == [] or "no route to host" in said
    assert "looked up" not in said


def test_a_warning_stands_in_the_workflow(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    audit.main(Answers(err="no route to host"), PACKAGES)
    assert capsys.readouterr().out.startswith("::warning::Could not look")


@pytest.mark.parametrize("ignores", [False, True], ids=["Ctrl+C ends it", "it ignores Ctrl+C"])
def test_of_two_checks_at_once_the_first_that_fails_ends_the_other(
    ignores: bool, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "SECONDS_TO_END", 1.0)
    what = "signal.SIG_IGN" if ignores else "signal.default_int_handler"
    sleeps = f"import signal, time; signal.signal(signal.SIGINT, {what}); time.sleep(600)"
    with pytest.raises(SystemExit) as stopped:
        run.run_at_once(("timeit", "-n", "1", sleeps), ("no_such_module",))
    assert stopped.value.code == 1
    assert "Failed: no_such_module" in capfd.readouterr().err
