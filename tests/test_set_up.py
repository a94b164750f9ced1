"""What stands around the tests: a Python that does not fit, lowest versions, vulnerabilities."""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests import audit, run
from tests.audit import Done

ROOT = Path(run.__file__).resolve().parents[1]
FAULT = {"id": "PYSEC-2026-1", "fix_versions": ["2.4.2"]}
SEGNO: dict[str, Any] = {"name": "segno", "version": "1.6.0", "vulns": []}
NUMPY: dict[str, Any] = {"name": "numpy", "version": "2.4.1", "vulns": []}
UNKNOWN = {"name": "segno", "skip_reason": "Dependency not found on PyPI: segno"}


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ("too old", "Python 3.11 or newer is needed"),
        ("managed", "The system looks after this Python's packages itself"),
        ("no pip", "This Python has no pip"),
    ],
)
def test_a_python_that_does_not_fit_is_refused_in_a_sentence(
    trouble: str, sentence: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run.refuse_unfit_python()
    if trouble == "too old":
        monkeypatch.setattr(sys, "version_info", (3, 10, 0))
    elif trouble == "managed":
        (tmp_path / "EXTERNALLY-MANAGED").touch()
        monkeypatch.setattr(sys, "prefix", sys.base_prefix)
        monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))
    else:
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=sentence):
        run.refuse_unfit_python()


def test_every_requirement_has_a_lowest_version() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    lowest = run.lowest_versions(f"{text}\nexample~=2.4,>=2.4.1  # not 2.4.0\n")
    assert all(re.fullmatch(r"[\w.-]+==\d+(\.\d+)+", line) for line in lowest)
    assert lowest[-1] == "example==2.4.1"
    with pytest.raises(SystemExit, match="numpy has no lowest version"):
        run.lowest_versions("numpy\n")


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        ([SEGNO, NUMPY], 0, "2 packages looked up, 0 with known"),
        ([UNKNOWN, NUMPY | {"vulns": [FAULT]}], 1, "PYSEC-2026-1, mended in 2.4.2"),
        ([UNKNOWN], 0, "Could not look for known vulnerabilities: Dependency not found"),
        ([], 0, "Could not look"),
        (None, 0, "Could not look for known vulnerabilities: ProxyError: no route to host"),
    ],
    ids=["nothing is known", "a fault", "nobody knows them", "no answer", "no network"],
)
def test_the_audit_fails_for_what_is_found_and_says_where_it_could_not_look(
    answer: list[Any] | None, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def pip(command: Sequence[str]) -> Done:
        """Stand for pip and pip-audit."""
        if command[0] == "pip":
            return Done(0, "", "")
        if answer is None:
            return Done(1, "", "Traceback\nProxyError: no route to host")
        return Done(code, json.dumps({"dependencies": answer, "fixes": []}), "")

    assert audit.main(pip, {"segno": "1.6.0", "numpy": "2.4.1"}) == code
    assert words in capsys.readouterr().out
