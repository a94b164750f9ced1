"""What the pages say when a file of the project is not there."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nn import mnist
from nn.experiments import results_file
from nn.project import Damaged
from nn.storage import network_files
from pages.ui.app.places import DRAW, EXPERIMENTS, JOIN, MISTAKES, NOTES, PLACES, ROOM, TRAIN, Place
from pages.ui.app.visitor import networks
from pages.ui.experiments import results
from tests.pages.conftest import ROOT, Open, network_in_use, rerun, text


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.title)
def test_without_the_trained_network_a_sentence_says_so_where_it_is_needed(
    place: Place, open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "book" if place.few_neurons else "draw"
    path = tmp_path / f"{name}.npz"
    if place in (DRAW, TRAIN):
        path.write_bytes(b"damaged")
    monkeypatch.setitem(network_files.SHIPPED, name, path)
    networks.shipped.cache_clear()
    app = open_app(place)
    errors = [error.value for error in app.error]
    if place in (TRAIN, EXPERIMENTS, ROOM):  # new networks are trained, and a room opens
        assert not errors
    else:
        assert len(errors) == 1 and f"git checkout -- {name}.npz" in errors[0]
        assert str(tmp_path) not in errors[0]
        rerun(network_in_use(app).select("untrained"))
        assert not app.error


def test_without_the_example_one_may_still_start(
    open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_file, "LOTTERY", tmp_path / "lottery.jsonl")
    results.example.cache_clear()
    app = open_app(EXPERIMENTS)
    assert "git checkout -- lottery.jsonl" in app.error[0].value
    assert "Start" in [button.label for button in app.main.button]


@pytest.fixture
def no_images(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*where: object) -> None:
        trouble = "cannot be read (No such file or directory)"
        raise Damaged("The MNIST images are missing", mnist.PATH, trouble)

    monkeypatch.setattr(mnist, "_loaded", missing)


# Train needs them in a part of the page, as in the test below.
WHOLE = [place for place in (*PLACES, NOTES, JOIN) if place is not TRAIN]


@pytest.mark.parametrize("place", WHOLE, ids=lambda place: place.title)
def test_without_mnist_no_page_shows_where_the_server_keeps_it(
    place: Place, no_images: None, open_app: Open
) -> None:
    app = open_app(place)
    assert str(ROOT) not in text(app)
    if place is MISTAKES:
        (error,) = app.error
        assert "nn/assets/mnist.npz cannot be read" in error.value
        assert "`git checkout -- nn/assets/mnist.npz`" in error.value


def test_a_part_of_a_page_says_it_too_and_tells_nothing_else() -> None:
    def page() -> None:
        import streamlit as st

        from nn.errors import Refused
        from nn.project import PROJECT, Damaged
        from pages.ui.app.server import start

        start.tell(Damaged("Of no use", PROJECT / "a.txt"))
        st.write(start.tell(Refused("Not so *many*.")), start.tell(OSError("/srv/secret")))

    app = AppTest.from_function(page).run()
    damaged, refused = (error.value for error in app.error)
    assert "`git checkout -- a.txt`" in damaged and refused == r"Not so \*many\*."
    assert [line.value for line in app.markdown] == ["`True` `False`"]
