"""The host's page and a phone's page, without a browser."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.errors import Refused
from nn.explain import confusion
from nn.mnist import load
from nn.storage import drawing_files
from pages.ui.app import networks
from pages.ui.app.places import DRAW, JOIN, MISTAKES, ROOM
from pages.ui.app.room import closing, readings, room
from pages.ui.app.room.codes import Tries
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import CLOSED, GONE, NoRoom, StoreGone
from pages.ui.app.room.ticket import Ticket
from pages.ui.app.state.digit import Source
from pages.ui.app.state.room import InRoom
from pages.ui.app.state.session import Session
from pages.ui.app.tab import saved
from pages.ui.join import phone, requests
from pages.ui.room import host, wall
from tests.browser.driving import STROKES
from tests.pages.conftest import Open, html_of, rerun, text, visitor
from tests.pages.test_alternatives import assert_all_are_named, assert_headings_are_in_order

STROKE = {"points": [[100, 100], [100, 300], [120, 460]], "width": 34, "erases": False}


@pytest.fixture(autouse=True)
def as_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each look at a room be a new one, and no phone wait between two digits."""
    monkeypatch.setattr("pages.ui.app.room.rooms.LOOK", 0.0)
    monkeypatch.setattr(room, "PHONE_RESTS", 0.0)


@pytest.fixture
def ticket() -> Iterator[Ticket]:
    """Return the ticket of a room's host."""
    ticket = ROOMS.open()
    yield ticket
    ROOMS.store.remove(ticket.code)


@pytest.fixture
def app(open_app: Open, ticket: Ticket) -> AppTest:
    """Return the app at the host's page."""
    app = open_app(ROOM)
    visitor(app).room.host = ticket
    rerun(app)
    return app


def hang(ticket: Ticket, *numbers: int) -> list[str]:
    """Hang MNIST's test images with these numbers on the wall; return their ids."""
    sender, test = ROOMS.join(ticket.code, Tries()), load().test
    ROOMS.change(ticket, lambda known: replace(known, each=room.MOST_EACH))
    return [ROOMS.send(sender, test.images[k], int(test.labels[k])) for k in numbers]


def joined(ticket: Ticket) -> InRoom:
    return InRoom(phone=ROOMS.join(ticket.code, Tries()))


def on_wall(ticket: Ticket) -> list[int]:
    known = ROOMS.look(ticket.code)
    assert known is not None
    return [digit.meant for digit in known.digits.values()]


def component_of(app: AppTest, name: str) -> str:
    """Return the data of a component on the page, as JSON; "" if it is not there."""
    components = app.main.get("bidi_component")
    return "".join(e.proto.json for e in components if e.proto.component_name.endswith(name))


def gone(*_: object) -> None:
    """Answer as a store that cannot be reached."""
    raise StoreGone(GONE)


# The host


def test_a_room_is_opened_by_one_click(open_app: Open) -> None:
    app = open_app(ROOM)
    rerun(app.button(key="open_room").click())
    opened = visitor(app).room.host
    assert opened is not None
    shown = html_of(app)
    assert opened.code[:3] in shown and opened.code[3:] in shown and "QR code" in shown
    host.end(visitor(app))


def test_the_scores_are_those_of_an_evaluation(app: AppTest, ticket: Ticket) -> None:
    hang(ticket, *range(240, 250))  # 247 is a 4 that the book's network reads as another digit
    rerun(app)
    session = visitor(app)
    known = ROOMS.look(ticket.code)
    assert known is not None
    shown = html_of(app)
    for name, network in readings.compared(session).items():
        read = readings.read(session.visit, known, network, name)
        assert read is not None
        outputs = network.forward(
            np.stack(list(ROOMS.images(known).values())).astype(np.float32) / 255
        ).output
        assert read.correct == int((outputs.argmax(axis=1) == on_wall(ticket)).sum())
        assert f"{read.correct} of 10 read by {name}" in shown


def test_what_a_digit_is_read_as_is_kept_and_only_new_ones_are_read(
    app: AppTest, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang(ticket, 1, 2)
    rerun(app)
    counts: list[int] = []
    real = confusion.read

    def read(network: Any, images: Any) -> Any:
        counts.append(len(images))
        return real(network, images)

    monkeypatch.setattr(confusion, "read", read)
    hang(ticket, 3)
    rerun(app)
    assert counts and set(counts) == {1}


def test_a_hidden_wall_tells_nothing_of_a_digit(app: AppTest, ticket: Ticket) -> None:
    hang(ticket, 0, 1)
    ROOMS.change(ticket, lambda known: replace(known, hidden=True))
    rerun(app)
    component = component_of(app, "wall")
    assert "image" not in component and "meant" not in component
    assert "read by" not in html_of(app)
    rerun(app.button(key="reveal").click())
    component = component_of(app, "wall")
    assert '"meant": 7' in component or '"meant":7' in component


def test_a_digit_of_the_wall_is_read_by_all_pages(app: AppTest, ticket: Ticket) -> None:
    (digit,) = hang(ticket, 247)
    visitor(app).room.chosen = digit
    rerun(app)
    assert_all_are_named(app)
    assert_headings_are_in_order(app)
    rerun(app)
    rerun(app.button(key=f"room_{MISTAKES.title}").click())
    session = visitor(app)
    assert app.title[0].value == "Mistakes"
    assert session.digit.source is Source.PICTURE
    assert session.digit.picture and session.digit.picture.label == 4
    assert session.views.mistakes.digit == 4


def test_the_digits_are_saved_as_corrected_drawings_are(app: AppTest, ticket: Ticket) -> None:
    hang(ticket, 5, 6)
    known = ROOMS.look(ticket.code)
    assert known is not None
    images = readings.labelled(known, ROOMS.images(known))
    again = drawing_files.load_drawings(drawing_files.to_bytes(images))
    test = load().test
    np.testing.assert_array_equal(again.images, test.images[5:7])
    np.testing.assert_array_equal(again.labels, test.labels[5:7])


def test_the_end_deletes_everything(app: AppTest, ticket: Ticket) -> None:
    (digit,) = hang(ticket, 9)
    session = visitor(app)
    session.room.chosen = digit
    rerun(app)
    rerun(app.button(key=f"room_{DRAW.title}").click())
    assert session.digit.picture and session.digit.picture.name == closing.FROM_WALL
    rerun(app.switch_page(ROOM.path))
    rerun(app.button(key="end_room").click())
    assert "The room is closed. Its 1 digit and everything else in it are deleted" in text(app)
    assert ROOMS.look(ticket.code) is None
    assert session.room.host is None and session.digit.picture is None
    everything = str([vars(session.visit), vars(session.room), vars(session.digit)])
    assert ticket.code not in everything and closing.FROM_WALL not in everything


def test_while_the_store_is_gone_pages_say_so_and_go_on_afterwards(
    app: AppTest, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang(ticket, 1)

    with monkeypatch.context() as patched:
        for name in ("get", "change", "images", "remove"):
            patched.setattr(ROOMS.store, name, gone)
        for place in (ROOM, DRAW):
            app.switch_page(place.path)
            rerun(app)
            assert GONE in text(app)
        here = joined_before(ticket)
        visitor(app).room.phone = here.phone
        rerun(app.switch_page(JOIN.path))
        component = component_of(app, "phone")
        assert GONE in component
    rerun(app.switch_page(ROOM.path))
    assert GONE not in text(app) and "1 of 1 read by draw" in html_of(app)


def joined_before(ticket: Ticket) -> InRoom:
    return InRoom(phone=Ticket(ticket.code, "a phone's"))


def test_the_wall_is_drawn_though_a_digit_is_taken_back_meanwhile(ticket: Ticket) -> None:
    ids = hang(ticket, 0, 1, 2)
    visitor, known = Session(), ROOMS.look(ticket.code)
    assert known is not None
    read = readings.read(visitor.visit, known, networks.shipped("draw").network, "draw")
    assert read is not None
    later = ROOMS.change(ticket, lambda it: room.without(it, {ids[0]}))
    assert list(ROOMS.images(later)) == ids[1:]  # as another page asks for them
    tiles = wall.tiles(visitor, known, read)
    assert [tile["id"] for tile in tiles] == ids
    assert [tile["meant"] for tile in tiles] == load().test.labels[:3].tolist()


def test_a_room_that_others_closed_leaves_nothing_with_its_host(
    app: AppTest, ticket: Ticket
) -> None:
    (digit,) = hang(ticket, 9)
    session = visitor(app)
    session.room.chosen = digit
    rerun(app)
    rerun(app.button(key=f"room_{DRAW.title}").click())
    assert session.digit.picture
    ROOMS.store.remove(ticket.code)
    rerun(app)
    assert CLOSED in text(app)
    assert session.digit.picture is None and session.room.host is None


@pytest.mark.parametrize("error", [NoRoom(CLOSED), Refused("Too much happens."), StoreGone(GONE)])
def test_what_goes_wrong_while_the_host_is_noted_harms_no_page(
    error: Refused, app: AppTest, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("pages.ui.app.room.rooms.HOST_SEEN_EVERY", -1.0)
    monkeypatch.setattr(ROOMS.store, "change", refuse)
    for place in (DRAW, ROOM):
        rerun(app.switch_page(place.path))
        assert not app.error


# A phone


def test_a_phone_joins_as_soon_as_the_room_can_be_reached(
    open_app: Open, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(JOIN)
    with monkeypatch.context() as patched:
        patched.setattr(ROOMS.store, "change", gone)
        app.query_params["code"] = ticket.code
        rerun(app)
        assert GONE in html_of(app) and visitor(app).room.phone is None
    rerun(app)
    assert visitor(app).room.phone is not None


def test_a_blocked_phone_stays_blocked_in_the_same_tab(ticket: Ticket) -> None:
    here = joined(ticket)
    assert here.phone is not None
    name = here.phone.name
    ROOMS.change(ticket, lambda known: room.without_phone(known, name))
    here.typed = ticket.code
    phone.join(here)
    requests.send(here, {"name": "1", "strokes": [STROKE], "meant": 1})
    assert here.refused == room.BLOCKED and on_wall(ticket) == []


def test_nobody_joins_a_room_that_lets_nobody_in(ticket: Ticket) -> None:
    here = joined(ticket)
    ROOMS.change(ticket, lambda known: replace(known, locked=True))
    with pytest.raises(Refused, match="lets nobody else in"):
        ROOMS.join(ticket.code, Tries())
    requests.send(here, {"name": "1", "strokes": [STROKE], "meant": 1})
    assert on_wall(ticket) == [1]


def test_what_did_not_arrive_is_said_and_may_be_sent_again(
    ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = joined(ticket)
    with monkeypatch.context() as patched:
        patched.setattr(ROOMS.store, "change", gone)
        requests.send(here, {"name": "1", "strokes": [STROKE], "meant": 1})
    assert here.refused == requests.NOT_ARRIVED
    requests.send(here, {"name": "2", "strokes": [STROKE], "meant": 1})
    assert here.refused == "" and on_wall(ticket) == [1]


def test_what_a_phone_draws_is_prepared_as_on_draw(ticket: Ticket) -> None:
    here = joined(ticket)
    strokes = [
        {"points": [[560 * x, 560 * y] for x, y in stroke], "width": 34, "erases": False}
        for stroke in STROKES[4]
    ]
    requests.send(here, {"name": "1", "strokes": strokes, "meant": 4})
    assert here.refused == "" and here.heard == "1"
    assert on_wall(ticket) == [4]
    known = ROOMS.look(ticket.code)
    assert known is not None
    read = readings.read(Session().visit, known, networks.shipped("draw").network, "draw")
    assert read is not None and read.answers.tolist() == [4]


def test_what_was_sent_twice_hangs_once(ticket: Ticket) -> None:
    here = joined(ticket)
    for _ in range(2):
        requests.send(here, {"name": "same", "strokes": [STROKE], "meant": 1})
    assert on_wall(ticket) == [1]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"name": "1"},
        {"name": "1", "strokes": None, "meant": 3},
        {"name": "1", "strokes": "junk", "meant": 3},
        {"name": "1", "strokes": [{}], "meant": 3},
        {"name": "1", "strokes": [{"points": [], "width": 1, "erases": False}], "meant": 3},
        {"name": "1", "strokes": [{**STROKE, "points": [[1e300, float("nan")]]}], "meant": 3},
        {"name": "1", "strokes": [{**STROKE, "width": -1}], "meant": 3},
        {"name": "1", "strokes": [{**STROKE, "erases": True}], "meant": 3},
        {"name": "1", "strokes": [STROKE], "meant": 10},
        {"name": "1", "strokes": [STROKE], "meant": "3"},
        {"name": "1", "strokes": [STROKE], "meant": True},
        {"name": "1", "strokes": [STROKE], "meant": 3.0},
        {"name": [], "strokes": [STROKE], "meant": None},
    ],
)
def test_junk_from_a_phone_hangs_nowhere_and_gets_a_sentence(
    asked: dict[str, Any], ticket: Ticket
) -> None:
    hang(ticket, 0)  # a 7
    here = joined(ticket)
    requests.send(here, asked)
    assert on_wall(ticket) == [7]
    assert here.refused.endswith(".") or here.heard == ""
    requests.take_back(here, {"name": "2", "id": asked})
    assert on_wall(ticket) == [7]


def test_a_digit_that_a_phone_sends_again_hangs_once(ticket: Ticket) -> None:
    here, drawn = joined(ticket), {"strokes": [STROKE], "meant": 1, "drawing": "a"}
    requests.send(here, drawn | {"name": "1"})
    # It heard no answer, and is not known by what it asked before.
    again = InRoom(phone=here.phone)
    requests.send(again, drawn | {"name": "2"})
    assert (on_wall(ticket), again.heard, again.refused) == ([1], "2", "")
    requests.send(again, drawn | {"name": "3", "drawing": "b"})
    requests.send(joined(ticket), drawn | {"name": "1"})  # another phone may call its own so
    assert on_wall(ticket) == [1, 1, 1]


def test_half_a_letter_from_a_phone_does_no_harm(ticket: Ticket) -> None:
    here = joined(ticket)
    half = {"name": "\ud800", "id": "\udfff", "drawing": "\ud800"}
    requests.send(here, half | {"strokes": [STROKE], "meant": 1})
    assert (on_wall(ticket), here.heard) == ([1], "?")
    requests.take_back(here, half | {"name": "\ud801\ud802"})
    assert (on_wall(ticket), here.refused) == ([1], "")


def test_a_phone_takes_back_and_guesses_at_a_pace(
    ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "RESTS", 60.0)
    here = joined(ticket)
    requests.take_back(here, {"name": "1", "id": "a"})
    assert here.refused == ""
    requests.take_back(here, {"name": "2", "id": "a"})
    assert here.refused == requests.TOO_FAST
    requests.guess(here, {"name": "3", "guess": 1})
    assert here.refused == requests.TOO_FAST


def test_the_host_chooses_what_the_phones_read_with(
    app: AppTest, ticket: Ticket, open_app: Open
) -> None:
    rerun(app.segmented_control(key="room_network").set_value("book"))
    known = ROOMS.look(ticket.code)
    assert known is not None and known.network == "book"
    visitor(app).room.phone = ROOMS.join(ticket.code, Tries())
    rerun(app.switch_page(JOIN.path))
    assert '"network": "book"' in component_of(app, "phone")


def test_a_wrong_code_in_the_address_gets_a_sentence(open_app: Open) -> None:
    app = open_app(JOIN)
    app.query_params["code"] = "ACDEFG"
    rerun(app)
    assert "There is no open room with the code ACDEFG" in html_of(app)
    app.query_params["code"] = "<script>"
    rerun(app)
    assert "A code has 6 letters and digits" in html_of(app)


def test_a_phone_gets_the_network_once_and_another_one_when_it_changes(
    open_app: Open, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(phone, "_send_network", sent.append)
    app = open_app(JOIN)
    app.query_params["code"] = ticket.code
    rerun(app)
    assert sent == ["draw"]
    ROOMS.change(ticket, lambda known: replace(known, live=False))
    rerun(app)
    assert sent == ["draw"]
    ROOMS.change(ticket, lambda known: replace(known, live=True, network="book"))
    looks = iter(["", "book"])  # the room changes just after the page has begun to be drawn
    monkeypatch.setattr(phone, "_network_now", lambda ticket: next(looks))
    rerun(app)
    assert sent == ["draw", "book"]


def test_a_phones_pictures_are_those_of_its_digits(ticket: Ticket) -> None:
    here, session = joined(ticket), Session()
    session.room = here
    for name in "12":
        requests.send(here, {"name": name, "strokes": [STROKE], "meant": 1})
    shown: list[list[str]] = []
    for _ in range(2):
        known = ROOMS.look(ticket.code)
        assert known is not None and here.phone is not None
        own = phone._words(session, here.phone, known)["own"]
        assert all(digit["image"].startswith("data:image/png") for digit in own)
        shown.append([digit["id"] for digit in own])
        requests.take_back(here, {"name": "3", "id": own[0]["id"]})
    assert shown[0][1:] == shown[1]
    assert len(session.visit.kept[phone._DRAWN][1]) == 1


def test_a_phone_whose_room_is_over_is_told_so(open_app: Open, ticket: Ticket) -> None:
    app = open_app(JOIN)
    app.query_params["code"] = ticket.code
    rerun(app)
    assert visitor(app).room.phone is not None
    ROOMS.end(ticket)
    rerun(app)
    assert "This room is closed." in html_of(app)
    assert visitor(app).room.phone is None


# Over a restart of the server


def test_host_and_phone_are_themselves_after_a_restart(ticket: Ticket) -> None:
    before = Session()
    before.room.host, before.room.phone = ticket, ROOMS.join(ticket.code, Tries())
    kept = saved.of(before)
    as_json = kept | {who: list(kept[who]) for who in ("host", "phone")}
    after = Session()
    saved.give_back(after, as_json, None)
    assert after.room.host == ticket and after.room.phone == before.room.phone


@pytest.mark.parametrize(
    "junk", [1, "x", [], ["ACDEFG"], ["?", "x"], ["ACDEFG", 1], ["ACDEFG", "\ud800"], [["a"], "b"]]
)
def test_junk_that_a_tab_has_kept_is_no_ticket(junk: object) -> None:
    after = Session()
    saved.give_back(after, {"host": junk, "phone": junk}, None)
    assert after.room.host is None and after.room.phone is None


def test_a_made_up_host_sees_and_changes_nothing(open_app: Open, ticket: Ticket) -> None:
    hang(ticket, 3)
    app = open_app(ROOM)
    visitor(app).room.host = Ticket(ticket.code, "made up")
    rerun(app)
    assert "This room is closed." in text(app)
    assert not component_of(app, "wall")
