"""The path through the app: which network answers on a page, and where the page goes on."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.app.places import DRAW, HOW_IT_WORKS, MISTAKES, PATH, PLACES, ROOM, Place
from pages.ui.app.visitor import networks
from tests.pages.conftest import Open, rerun, text, visitor

EXPLAIN = ("How it works", "Look inside", "Backprop", "Mistakes")


def in_sidebar(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.sidebar.caption)


def test_pages_that_explain_use_the_thirty_neurons_until_one_chooses(app: AppTest) -> None:
    for place in PLACES:
        rerun(app.switch_page(place.path))
        explains = place.title in EXPLAIN
        assert visitor(app).network.choice == ("book" if explains else "draw")
        assert "Chosen by this page" in in_sidebar(app)
    rerun(app.switch_page(HOW_IT_WORKS.path))
    app.sidebar.selectbox(key="choice").set_value("draw").run()
    assert visitor(app).network.choice == "draw" and "on every page" in in_sidebar(app)
    app.sidebar.button(key="let_go").click().run()
    assert visitor(app).network.choice == "book" and "Chosen by this page" in in_sidebar(app)


@pytest.mark.parametrize("place", PLACES[:-1], ids=lambda place: str(place.title))
def test_a_page_ends_with_the_next_one(place: Place, open_app: Open) -> None:
    app = open_app(place)
    following = PLACES[PLACES.index(place) + 1]
    labels = [link.proto.label for link in app.main.get("page_link")]
    if place not in PATH[:-1]:  # there the path ends: one may show it, or read on
        assert place.seen in text(app) and labels[-2:] == ["Show it to a class", "The book"]
        (take_home,) = (
            each for each in app.main.get("popover") if "home" in each.proto.popover.label
        )
        saves = [each.proto.label for each in take_home.get("download_button")]
        assert saves == ["Take it home", "Save as a page", "Save the network"]
    if following is not ROOM:
        assert [label for label in labels if label.startswith(f"Next page: **{following.title}**")]


def test_a_digit_is_sent_on_with_the_network_that_misreads_it(open_app: Open) -> None:
    app = open_app(MISTAKES)
    app.button(key="misread_Draw").click().run()
    rerun(app.switch_page(DRAW.path))
    used = visitor(app).network
    assert (used.choice, used.chosen) == ("book", True)


def test_a_network_that_is_gone_gives_way_to_the_one_at_first(app: AppTest) -> None:
    for gone in ("corrected", "Corrected by you", {"of": "a forger"}):
        visitor(app).network.choice = gone  # type: ignore[assignment]
        used = networks.in_use(visitor(app))
        assert used.name == "the one for drawings"
        assert used.reader == networks.shipped("draw").reader
