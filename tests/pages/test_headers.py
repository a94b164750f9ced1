"""What a browser is told that this app never does; test_frame asks a server for the headers."""

import re

import pytest

from pages.ui.app.server.headers import headers


@pytest.mark.parametrize(
    "pages", ["https://slides.example.org", "https://slides.example.org, http://127.0.0.1:8000"]
)
def test_other_pages_show_it_in_a_frame_if_whoever_runs_it_names_them(
    pages: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APP_FRAMED_BY", pages)
    sent = headers()
    allowed = sent["Content-Security-Policy"].split("; ")
    assert f"frame-ancestors 'self' {pages.replace(',', '')}" in allowed
    assert "X-Frame-Options" not in sent
    assert sent["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_policy_lets_no_script_in_but_the_servers_own() -> None:
    policy = headers()["Content-Security-Policy"]
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))["script-src"]
    assert re.fullmatch(r"'self' blob:( 'sha256-[\w+/]{43}=')+", allowed)
    assert not re.search(r"unsafe-eval|\*|https?:", policy)
