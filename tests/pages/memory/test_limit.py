"""Where the ceiling for everybody's memory comes from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pages.ui.app.memory import limit


@pytest.fixture(autouse=True)
def _anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(limit.SETTING, raising=False)
    limit.ceiling.cache_clear()
    yield
    limit.ceiling.cache_clear()


def test_what_is_set_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(limit.SETTING, " 750 ")
    assert limit.ceiling() == 750_000_000


def test_else_it_is_a_quarter_of_what_the_machine_or_its_container_has(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    container = tmp_path / "memory.max"
    monkeypatch.setattr(limit, "CONTAINER", container)
    of_machine = limit.ceiling()
    assert of_machine >= limit.LEAST * limit.MEGABYTE
    for text, expected in (("max\n", of_machine), ("800000000\n", 200_000_000)):
        container.write_text(text)
        limit.ceiling.cache_clear()
        assert limit.ceiling() == expected


@pytest.mark.parametrize("said", ["lots", "-5", "0", "99", "1e3", "²", "9" * 5000])
def test_what_is_no_number_of_megabytes_is_named_and_does_not_count(
    said: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    default = limit.ceiling()
    limit.ceiling.cache_clear()
    monkeypatch.setenv(limit.SETTING, said)
    assert limit.ceiling() == default
    assert "whole number of megabytes" in caplog.text
