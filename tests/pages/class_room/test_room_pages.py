"""The host's page and a phone's page, without a browser."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from streamlit.runtime.scriptrunner import RerunData, RerunException, ScriptRunner
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.testing.v1 import AppTest

from nn.answers import NO_ANSWER
from nn.drawing.strokes import MOST_POINTS
from nn.errors import Refused
from nn.storage import drawing_files
from pages.ui.app.places import BACKPROP, DRAW, JOIN, ROOM
from pages.ui.app.server.sent_network import addresses
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.room import InRoom, Ticket
from pages.ui.app.visitor import correcting, networks
from pages.ui.class_room import rules, sent_digits, steering
from pages.ui.class_room.store import CLOSED, GONE, NoRoom, StoreGone
from pages.ui.class_room.who_may import ROOMS
from pages.ui.every_page import run_control
from pages.ui.every_page.tab import kept_by_tab
from pages.ui.join import phone, requests
from pages.ui.room import guess, host, wall
from pages.ui.room.joining import Reach
from tests.pages.class_room.conftest import hang, lose, seen
from tests.pages.conftest import Open, data_of, html_of, press, rerun, text, until, visitor
from tests.pages.experiments.conftest import said
from tests.pages.test_alternatives import assert_all_are_named, assert_headings_are_in_order

STROKE = {"points": [[100, 100], [100, 300], [120, 460]], "width": 34, "erases": False}
# In which `draw` sees no digit.
CROSS = [STROKE | {"points": ends} for ends in ([[9, 9], [400, 400]], [[400, 9], [9, 400]])]

pytestmark = pytest.mark.usefixtures("own_rooms")


@pytest.fixture
def ticket() -> Ticket:
    """Return the ticket of a room's host."""
    return ROOMS.open()


@pytest.fixture
def app(open_app: Open, ticket: Ticket) -> AppTest:
    """Return the app at the host's page."""
    app = open_app(ROOM)
    visitor(app).room.host = ticket
    rerun(app)
    return app


@pytest.fixture
def here(ticket: Ticket) -> InRoom:
    """Return a phone that has joined."""
    here = InRoom()
    phone.join(here, ticket.code)
    return here


@pytest.fixture
def joining(open_app: Open, ticket: Ticket) -> AppTest:
    """Return the app at the address of the QR code, before it runs."""
    app = open_app(JOIN)
    app.query_params["code"] = ticket.code
    return app


def send(here: InRoom, **asked: Any) -> None:
    """Have the phone send a digit."""
    requests.send(here, {"name": "1", "strokes": [STROKE], "meant": 1} | asked)


def on_wall(ticket: Ticket) -> list[int]:
    return [digit.meant for digit in seen(ticket).digits.values()]


# The host


def test_the_code_stands_with_all_that_phones_may_try_or_the_command(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = "streamlit run streamlit_app.py --server.address 0.0.0.0"
    assert "this computer only" in app.warning[0].value and app.code[0].value == command
    reach = Reach(("http://192.168.1.5:8501", "http://10.42.0.1:8501"))
    monkeypatch.setattr("pages.ui.room.joining.reach", lambda: reach)
    rerun(app)
    assert "192.168.1.5:8501/join" in html_of(app) and not app.warning
    assert any("try 10.42.0.1:8501" in it.value for it in app.caption)


def test_a_digit_of_the_wall_is_read_by_all_pages(app: AppTest, ticket: Ticket) -> None:
    (digit,) = hang(ticket, 300)
    visitor(app).room.chosen = digit
    rerun(app)
    assert_all_are_named(app)
    assert_headings_are_in_order(app)
    session = rerun(app.button(key=f"room_{BACKPROP.title}").click())
    assert app.title[0].value == "Backprop"
    assert session.digit.source is Source.PICTURE
    assert session.digit.picture and session.digit.picture.label == 4


def test_a_digit_of_the_example_goes_on_with_the_network_that_misreads_it(open_app: Open) -> None:
    app = open_app(ROOM)
    visitor(app).room.chosen = "7"
    rerun(app)
    session = rerun(app.button(key=f"room_{DRAW.title}").click())
    assert session.network.choice == "book" and session.digit.source is Source.PICTURE


@pytest.mark.parametrize("by_host", [True, False], ids=["the host", "somebody else"])
def test_the_end_leaves_nothing_with_the_host(by_host: bool, app: AppTest, ticket: Ticket) -> None:
    (digit,) = hang(ticket, 9)
    session = visitor(app)
    session.room.chosen = digit
    rerun(app)
    rerun(app.button(key=f"room_{DRAW.title}").click())
    assert session.digit.picture and session.digit.picture.name == steering.FROM_WALL
    if by_host:
        rerun(app.switch_page(ROOM.path))
        rerun(app.button(key="end_room").click())
        assert "Its 1 digit and everything else in it are deleted" in text(app)
    else:
        ROOMS.end(ticket)
        rerun(app)
        assert CLOSED in text(app)
    assert ROOMS.look(ticket.code) is None
    assert session.room.host is None and session.digit.picture is None
    everything = str([vars(session.visit), vars(session.room), vars(session.digit)])
    assert ticket.code not in everything and steering.FROM_WALL not in everything


def test_while_the_store_is_gone_pages_say_so_and_go_on_afterwards(
    app: AppTest, ticket: Ticket, here: InRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang(ticket, 300)  # a 4 that the book's network reads as another digit
    with monkeypatch.context() as meanwhile:
        lose(ROOMS.store, meanwhile)
        for place in (ROOM, DRAW):
            rerun(app.switch_page(place.path))
            assert GONE in text(app)
        visitor(app).room.phone = here.phone
        rerun(app.switch_page(JOIN.path))
        assert GONE in data_of(app, "phone")["says"]
        send(visitor(app).room)
        rerun(app)
        assert data_of(app, "phone")["refused"] == requests.NOT_ARRIVED, "the drawing stays"
    send(visitor(app).room, name="2")
    rerun(app)
    assert data_of(app, "phone")["refused"] == "" and on_wall(ticket) == [4, 1]
    rerun(app.switch_page(ROOM.path))
    assert GONE not in text(app)
    assert "1 of 2 read by the book" in html_of(
        app
    ) and "2 of 2 read by the one for drawings" in html_of(app)


def test_a_wall_of_many_digits_has_pages_the_newest_first(
    app: AppTest, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "AT_A_TIME", 2)
    ids = hang(ticket, 0, 1, 2)
    session = rerun(app)

    def shown() -> list[str]:
        return [tile["id"] for tile in data_of(app, "wall")["tiles"]]

    assert shown() == ids[1:]
    session.room.page = 1
    rerun(app)
    assert shown() == ids[:1]
    ROOMS.change(ticket, lambda it: rules.without(it, {ids[0]}))
    rerun(app)
    assert shown() == ids[1:] and session.room.page == 0


def test_one_click_reads_the_wall_by_another_network(app: AppTest, ticket: Ticket) -> None:
    hang(ticket, 300)  # a 4 that the book's network reads as another digit
    session = rerun(app)
    assert not data_of(app, "wall")["tiles"][0]["wrong"]
    rerun(app.button_group(key="wall_network").set_value("book"))
    assert data_of(app, "wall")["tiles"][0]["wrong"] and session.network.choice == "book"
    assert app.selectbox(key="choice").value == "book"
    run_control.play(session)  # the run is one more, and in use
    rerun(app)
    switch = app.button_group(key="wall_network")
    assert switch.options == ["The one for drawings", "The book's thirty", "This session's run"]
    rerun(switch.set_value("draw"))
    assert "This session's run" in app.button_group(key="wall_network").options
    session.use("untrained")
    rerun(app)
    assert app.button_group(key="wall_network").value == "untrained"


def test_what_is_no_digit_is_read_right_where_the_network_sees_none(
    app: AppTest, ticket: Ticket
) -> None:
    (four,) = hang(ticket, 4)
    for meant in (3, NO_ANSWER, rules.UNSAID):
        send(InRoom(phone=ROOMS.join(ticket.code)), strokes=CROSS, meant=meant)
    session = rerun(app)

    def signs() -> list[tuple[object, ...]]:
        tiles = data_of(app, "wall")["tiles"]
        return [(tile["meant"], tile["read"], tile["wrong"]) for tile in tiles]

    assert signs() == [(4, 4, False), (3, "–", True), ("–", "–", False), ("?", "–", False)]
    assert "2 of 3 read by the one for drawings" in html_of(app)  # the last one is nobody's
    assert "1 of 3 read by the book" in html_of(
        app
    )  # which answers one of ten whatever it is shown
    session.room.chosen = list(seen(ticket).digits)[1]
    rerun(app)
    assert "Meant **3**, read as **no digit**." in text(app)
    press(app, "It is no digit")
    assert "3 of 3 read by the one for drawings" in html_of(app) and signs()[1] == ("–", "–", False)
    assert [digit.meant for digit in seen(ticket).digits.values()][1] == 3  # for its owner
    press(app, "As meant")
    assert "2 of 3 read by the one for drawings" in html_of(app)
    press(app, "It is no digit")
    session.use("book")
    rerun(app)
    # Nor does anything else take it for a digit.
    digits = sent_digits.digits_of(session.visit, seen(ticket).digits)
    assert digits and digits.ids == (four,)
    assert guess.most_misread(session, replace(seen(ticket), digits={}))
    with pytest.raises(Refused, match="all of the room's 1 digit right"):
        guess.most_misread(session, seen(ticket))


def test_a_network_that_learnt_from_the_room_is_judged_by_what_it_did_not_see(
    app: AppTest, ticket: Ticket
) -> None:
    for first in range(0, 30, 5):  # of six phones
        hang(ticket, *range(first, first + 5))
    session = rerun(app)
    assert "30 of 30 read by the one for drawings" in html_of(app)
    session.training.config = replace(session.training.config, epochs=1, training_images=1000)
    session.room.learn = True
    run_control.play(session)
    run = session.training.run
    assert run
    until(lambda: run.state.over)
    session.use("run")
    rerun(app)
    (judged,) = re.findall(r"(\d+ of \d+) read by this session[^<]*, all of them new", said(app))
    assert judged.endswith(" of 10")  # of the two phones that were held out
    assert "30 of 30 read by the one for drawings" in html_of(app)
    # Likewise once it is saved and loaded, or corrected.
    session.network.loaded = networks.as_saved(session.visit, networks.in_use(session))
    session.use("file")
    rerun(app)
    assert f"{judged} read by a loaded file, all of them new to it" in said(app)
    hang(ticket, 30)  # of a phone that comes later
    rerun(app)
    assert " of 11 read by a loaded file, all of them new to it" in said(app)


def test_a_network_is_not_judged_by_a_digit_that_corrected_it(app: AppTest, ticket: Ticket) -> None:
    _, four = hang(ticket, 0, 300)  # a 4 that the book's network reads as another digit
    session = visitor(app)
    session.use("book")
    rerun(app)
    assert "1 of 2 read by the book" in said(app)
    image = sent_digits.pixels(seen(ticket).digits[four].image)
    correcting.correct(session, image, Source.PICTURE, 4)
    rerun(app)
    assert [tile["read"] for tile in data_of(app, "wall")["tiles"]] == [7, 4]
    assert "1 of 1 read by one corrected by you, all of them new to it" in said(app)
    assert "1 of 2 read by the book" in said(app)
    with pytest.raises(Refused, match="all of the room's 1 digit right"):
        guess.most_misread(session, seen(ticket))


def test_the_wall_says_that_the_room_is_locked(app: AppTest, ticket: Ticket) -> None:
    on_wall(ticket)
    assert "locked" not in html_of(app)
    rerun(app.toggle(key="room_locked").set_value(True))
    assert "0 phones · 0 digits · locked" in html_of(app)


def test_a_full_wall_says_so_and_the_host_makes_room(
    app: AppTest, ticket: Ticket, here: InRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_DIGITS", 4)
    ids = hang(ticket, 0, 1, 2, 3)
    send(here)
    assert here.refused == "The wall is full: it has 4 digits. Ask the host to clear it."
    rerun(app)
    assert "4 digits · full" in html_of(app)
    rerun(app.button(key="clear_half").click())
    assert list(seen(ticket).digits) == ids[2:] and "full" not in html_of(app)
    send(here, name="2")
    assert here.refused == "" and on_wall(ticket)[-1] == 1


def test_the_digits_that_are_saved_are_those_of_the_moment(
    app: AppTest, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[Callable[[], bytes]] = []
    monkeypatch.setattr(host, "download", lambda _label, data, *_, **__: saved.append(data))
    hang(ticket, 0)
    rerun(app)
    hang(ticket, 1)  # a part of the page shows it; the page does not run again
    assert drawing_files.load_drawings(saved[-1]()).labels.tolist() == [7, 2]


@pytest.mark.parametrize("error", [NoRoom(CLOSED), StoreGone(GONE)])
def test_what_goes_wrong_while_the_host_is_noted_harms_no_page(
    error: Refused, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("pages.ui.class_room.who_may.HOST_SEEN_EVERY", -1.0)
    monkeypatch.setattr(ROOMS.store, "change", refuse)
    rerun(app)
    assert not app.error


# A phone


def test_the_first_page_offers_the_room_while_one_is_open(
    open_app: Open, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(DRAW)
    rerun(app)
    assert app.button(key="join_offer") and ticket.code not in html_of(app) + text(app)
    with monkeypatch.context() as meanwhile:
        lose(ROOMS.store, meanwhile)
        rerun(app)
        assert not offers(app) and not app.error
    rerun(app)
    rerun(app.button(key="join_offer").click())
    assert app.text_input(key="code")
    rerun(app.switch_page(DRAW.path))
    visitor(app).room.host = ticket
    rerun(app)
    assert not offers(app), "the host knows"
    visitor(app).room.host = None
    ROOMS.end(ticket)
    rerun(app)
    assert not offers(app)


def test_a_code_is_not_lost_where_another_request_comes_with_it(
    open_app: Open, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, breaks = open_app(JOIN), False
    hear, say = SafeSessionState.on_script_will_rerun, ScriptRunner._enqueue_forward_msg

    def hear_then_run(*given: Any, **named: Any) -> None:
        nonlocal breaks
        breaks = True
        hear(*given, **named)
        breaks = False

    def say_or_break_off(runner: ScriptRunner, words: Any) -> None:
        nonlocal breaks
        if breaks:
            breaks = False
            raise RerunException(RerunData())
        say(runner, words)

    monkeypatch.setattr(SafeSessionState, "on_script_will_rerun", hear_then_run)
    monkeypatch.setattr(ScriptRunner, "_enqueue_forward_msg", say_or_break_off)
    app.text_input(key="code").set_value(ticket.code).run()
    assert rerun(app).room.phone


def offers(app: AppTest) -> bool:
    """Tell whether the page offers to join a room."""
    return any(button.key == "join_offer" for button in app.button)


def test_a_phone_joins_as_soon_as_the_room_can_be_reached(
    joining: AppTest, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as meanwhile:
        lose(ROOMS.store, meanwhile)
        session = rerun(joining)
        assert GONE in html_of(joining) and session.room.phone is None
    rerun(joining)
    assert session.room.phone is not None
    for name in "12":
        send(session.room, name=name)
    rerun(joining)
    assert data_of(joining, "phone")["says"] == "On the wall: 2 digits. Draw another one."
    send(session.room, name="3")
    rerun(joining)
    assert data_of(joining, "phone")["says"] == "All sent. Look at the screen in front."
    own = data_of(joining, "phone")["own"]
    ROOMS.take_back(session.room.phone, own.pop()["id"])
    assert [digit["image"][:14] for digit in own] == ["data:image/png"] * 2
    ROOMS.change(ticket, lambda it: rules.without(it, {own[0]["id"]}))
    rerun(joining)
    assert "On the wall: 1 digit." in data_of(joining, "phone")["says"]
    name = session.room.phone.name
    ROOMS.change(ticket, lambda it: rules.without_phone(it, name))
    rerun(joining)
    words = data_of(joining, "phone")
    assert words["left"] == 0 and words["says"].startswith(rules.BLOCKED)


def test_a_blocked_phone_stays_blocked_in_the_same_tab(ticket: Ticket, here: InRoom) -> None:
    assert here.phone is not None
    name = here.phone.name
    ROOMS.change(ticket, lambda known: rules.without_phone(known, name))
    phone.join(here, ticket.code)
    send(here)
    assert here.refused == rules.BLOCKED and on_wall(ticket) == []


def test_a_digit_that_a_phone_sends_again_hangs_once(ticket: Ticket, here: InRoom) -> None:
    for _ in range(2):
        send(here, drawing="a")
    # It heard no answer, and is not known by what it asked before.
    again = InRoom(phone=here.phone)
    send(again, name="2", drawing="a")
    assert (on_wall(ticket), again.heard, again.refused) == ([1], "2", "")
    send(again, name="3", drawing="b")
    other = InRoom(phone=ROOMS.join(ticket.code))
    send(other, drawing="a")  # another phone may call its own so
    assert on_wall(ticket) == [1, 1, 1]


def test_a_drawing_of_too_much_ink_is_not_cut_in_silence(ticket: Ticket, here: InRoom) -> None:
    send(here, strokes=[STROKE, {**STROKE, "points": [[k % 560, 9] for k in range(MOST_POINTS)]}])
    assert "too much ink" in here.refused and on_wall(ticket) == []


@pytest.mark.parametrize(
    "asked",
    [
        {"name": []},
        {"strokes": [{**STROKE, "points": [[1e300, float("nan")]]}]},
        {"strokes": [{**STROKE, "width": -1}]},
        {"strokes": [{**STROKE, "erases": True}]},
        {"meant": None},
        {"meant": 10},
        {"meant": -3},
        {"meant": "3"},
        {"meant": True},
    ],
)
def test_junk_from_a_phone_hangs_nowhere_and_gets_a_sentence(
    asked: dict[str, Any], ticket: Ticket, here: InRoom
) -> None:
    hang(ticket, 0)  # a 7
    send(here, **asked)
    assert here.refused.endswith(".") or here.heard == ""
    requests.take_back(here, {"name": "2", "id": asked})
    assert on_wall(ticket) == [7]


def test_a_phone_reads_with_the_network_that_the_host_chooses(
    app: AppTest, ticket: Ticket, here: InRoom
) -> None:
    rerun(app.segmented_control(key="room_network").set_value("book"))
    assert seen(ticket).network == "book"
    visitor(app).room.phone = here.phone
    rerun(app.switch_page(JOIN.path))
    assert data_of(app, "phone")["network"] == "the book's thirty"
    assert data_of(app, "phone")["reads_with"] == addresses()["book"]
    ROOMS.change(ticket, lambda known: replace(known, live=False))
    rerun(app)
    assert data_of(app, "phone")["reads_with"] is None
    ROOMS.change(ticket, lambda known: replace(known, live=True, network="draw"))
    rerun(app)
    assert data_of(app, "phone")["reads_with"] == addresses()["draw"]


# Over a restart of the server


def test_host_and_phone_are_themselves_after_a_restart(
    joining: AppTest, ticket: Ticket, open_app: Open
) -> None:
    session = rerun(joining)
    session.room.host = ticket
    # What the tab was told as it joined. It was told nothing since: a phone does not load again.
    kept = data_of(joining, "greeting")["kept"] | {"host": kept_by_tab.of(session)["host"]}
    assert session.room.phone
    name = session.room.phone.name
    ROOMS.change(ticket, lambda it: replace(rules.without_phone(it, name), locked=True))
    after = open_app(JOIN)
    rerun(after)
    kept_by_tab.give_back(visitor(after), json.loads(json.dumps(kept)), (None, None))
    after.query_params["code"] = ticket.code
    again = rerun(after)
    assert (again.room.host, again.room.phone) == (ticket, session.room.phone)
    assert len(seen(ticket).phones) == 1
    assert rules.BLOCKED in data_of(after, "phone")["says"], "it is no new phone"
