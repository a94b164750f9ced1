"""What the pages say when a file of the project is not there."""

from pathlib import Path

import pytest

from nn.storage import network_files
from pages.ui.app.places import DRAW, PLACES, ROOM, TRAIN, Place
from tests.pages.conftest import Open, rerun


@pytest.mark.parametrize("content", [None, b"damaged"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.title)
def test_without_the_trained_network_a_sentence_says_so_where_it_is_needed(
    content: bytes | None,
    place: Place,
    open_app: Open,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "draw.npz"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setitem(network_files.SHIPPED, "draw", path)
    errors = [error.value for error in open_app(place).error]
    if place in (TRAIN, ROOM):  # a new network is trained as always, and a room can be opened
        assert not errors
    else:
        assert len(errors) == 1 and "git checkout -- nn/assets/draw.npz" in errors[0]


def test_without_the_trained_network_another_can_be_chosen(
    open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(network_files.SHIPPED, "draw", tmp_path / "draw.npz")
    app = open_app(DRAW)
    rerun(app.sidebar.selectbox(key="choice").select("untrained"))
    assert not app.error
