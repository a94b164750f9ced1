"""“Invent a digit”: what phones send, what is read before and after, and who judges."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nn.answers import Reader
from nn.mnist import load
from nn.runs.run_view import RunState
from pages.ui.app.formats import percent
from pages.ui.app.places import JOIN, ROOM, TRAIN
from pages.ui.app.server import sent_network
from pages.ui.app.state.corrections import NamedDrawing
from pages.ui.app.state.drawing import Source
from pages.ui.app.state.room import InRoom, Question, Sign, Ticket, Wall
from pages.ui.app.visitor import networks
from pages.ui.class_room import rules, sent_digits
from pages.ui.class_room.who_may import ROOMS
from pages.ui.every_page import run_control
from pages.ui.join import phone, requests
from tests.pages.class_room.conftest import hang, seen
from tests.pages.conftest import BOOK, Open, button, data_of, html_of, press, rerun, until, visitor
from tests.pages.conftest import text as text_of
from tests.pages.test_train import run_of, small

pytestmark = [pytest.mark.usefixtures("own_rooms"), pytest.mark.slow]

OURS = np.array([load().test.images[k] for k in range(40)])  # what the class sends for its sign


@pytest.fixture
def ticket() -> Ticket:
    return ROOMS.open()


@pytest.fixture
def app(open_app: Open, ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Return the host's page, where a network that is taught is a small one."""
    saved = networks.shipped("book")
    few = replace(saved, provenance=replace(saved.provenance, config=small()))
    monkeypatch.setattr("pages.ui.every_page.run_control.networks.shipped", lambda _: few)
    app = open_app(ROOM)
    session = visitor(app)
    session.room.host, session.room.wall = ticket, Wall.INVENT
    rerun(app)
    return app


def ask(app: AppTest, ticket: Ticket, digit: int = 3) -> float:
    """Ask for a sign; return when that was."""
    rerun(app.segmented_control(key="sign_digit").set_value(digit))
    press(app, "Ask for it")
    sign = seen(ticket).sign
    assert sign and sign.digit == digit and not sign.is_read
    return sign.asked


def send(ticket: Ticket, asked: float, *images: int) -> Ticket:
    """Send the sign from a phone of its own, so often."""
    sender = ROOMS.join(ticket.code)
    for k in images:
        ROOMS.send(sender, OURS[k], -2, asked=asked)
    return sender


def teach(app: AppTest, label: str = "Teach it") -> None:
    press(app, label)
    until(lambda: run_of(app).state.over)
    rerun(app)


def right(reader: Reader, digits: list[rules.SentDigit], digit: int = 3) -> int:
    return int((sent_digits.read(reader, sent_digits.images_of(digits)).answers == digit).sum())


def test_the_class_invents_a_digit(app: AppTest, ticket: Ticket) -> None:
    hang(ticket, 0)  # a digit from before
    asked = ask(app, ticket)
    assert "Draw our sign for 3" in html_of(app) and button(app, "Read").disabled
    for first in range(0, 15, 3):
        send(ticket, asked, *range(first, first + 3))
    rerun(app)
    assert "meant" not in str(data_of(app, "wall")["tiles"]) and "15 signs" in html_of(app)
    press(app, "Read")
    signs = list(seen(ticket).signs.values())
    before = right(Reader(BOOK), signs)
    assert f"{before} of 15" in html_of(app) and "never saw our sign" in html_of(app)
    teach(app)
    session, run = visitor(app), run_of(app)
    newest, phones = run.snapshot().newest, session.training.lessons[run].phones
    held_out = [it for it in signs if it.phone not in phones]
    assert len(phones) == 3 and len(held_out) == 6 and run.state is RunState.FINISHED
    said = html_of(app).replace("\N{NO-BREAK SPACE}", " ")
    before, after = (right(Reader(it), held_out) for it in (BOOK, newest))
    assert f"{before} of 6" in said and f"{after} of 6" in said
    was, now = networks.shipped("book").provenance, run.snapshot().final.test.accuracy
    assert f"{percent(was.test_accuracy or 0)} → {percent(now)}".replace("\xa0", " ") in said
    tiles = data_of(app, "wall")["tiles"]
    assert [tile["id"] for tile in tiles[:6]] == [it.id for it in held_out]
    assert all(tile["meant"] == 3 and "read" in tile for tile in tiles[:6])
    assert all(tile.get("pale") and "read" not in tile for tile in tiles[6:]) and len(tiles) == 15
    session.use("run")  # which does not read half of the test images
    assert networks.in_use(session).origin.data == "MNIST and 9 invented signs of a room"
    # A phone that comes later is held out.
    send(ticket, asked, 20, 21)
    rerun(app)
    late = [*held_out, *list(seen(ticket).signs.values())[-2:]]
    assert f"{right(Reader(newest), late)} of 8" in html_of(app)
    # All phones get it.
    press(app, "Let the phones read with it")
    assert "The phones read with it now" in text_of(app)
    session.room.phone = send(ticket, asked)
    rerun(app.switch_page(JOIN.path))
    words = data_of(app, "phone")
    assert words["reads_with"] == sent_network.address_of(sent_network.as_text(Reader(newest)))
    assert words["tries"] and words["network"] == "the one that the class taught"
    assert "Draw your sign" in words["says"]


def test_taught_again_others_are_drawn_and_a_run_that_was_ended_is_forgotten(
    app: AppTest, ticket: Ticket
) -> None:
    asked = ask(app, ticket)
    for first in range(0, 18, 2):
        send(ticket, asked, first, first + 1)
    rerun(app)
    press(app, "Read")
    teach(app)
    drawn = {visitor(app).training.lessons[run_of(app)].phones}
    for _ in range(4):
        teach(app, "Teach it again")
        drawn.add(visitor(app).training.lessons[run_of(app)].phones)
    assert len(drawn) > 1
    for learns in (False, True):  # a Reset, as on Train: what was learnt stays until it is anew
        visitor(app).room.learn = learns
        run_control.reset(visitor(app))
        rerun(app)
        assert ("of 18" in html_of(app)) is learns
    assert not button(app, "Teach it").disabled


def test_a_hidden_wall_shows_no_sign_and_no_headline_is_wrong(app: AppTest, ticket: Ticket) -> None:
    asked = ask(app, ticket)
    for first in range(0, 12, 3):
        send(ticket, asked, *range(first, first + 3))
    rerun(app)
    press(app, "Read")
    teach(app)
    press(app, "Hide")
    assert not data_of(app, "wall")["tiles"][0].get("image") and "Draw our sign" not in html_of(app)
    assert data_of(app, "wall")["what"] == "sign"
    assert len(data_of(app, "wall")["tiles"]) == 6  # those that judge
    press(app, "Reveal")
    # A run learns from no corrected drawing that is held out.
    session = visitor(app)
    digits = sent_digits.digits_of(session.visit, seen(ticket).signs)
    assert digits
    pixels = [sent_digits.pixels(image) for image in digits.images.images]
    session.corrections.loaded = [NamedDrawing(it, 3, Source.PICTURE) for it in pixels]
    session.corrections.learn = True
    teach(app, "Teach it again")
    lesson = session.training.lessons[run_of(app)]
    assert run_of(app).extra_count - lesson.images == 6


def test_too_few_are_told_how_many_are_needed_also_of_phones_that_have_gone(
    app: AppTest, ticket: Ticket
) -> None:
    asked = ask(app, ticket)
    ROOMS.change(ticket, lambda room: replace(room, each=5))
    for k in range(3):
        send(ticket, asked, *range(5 * k, 5 * k + 5))
    rerun(app)
    press(app, "Read")
    needs = "Teaching needs 12 signs, from 4 phones. So far: 15 from 3 phones."
    assert needs in text_of(app) and button(app, "Teach it").disabled
    send(ticket, asked, 30)
    rerun(app)
    assert not ROOMS.store.there(ticket.code)  # nobody looks
    assert "Teaching needs" not in text_of(app) and not button(app, "Teach it").disabled


def test_train_has_the_same_setting(app: AppTest, ticket: Ticket) -> None:
    asked = ask(app, ticket)
    for first in range(0, 12, 3):
        send(ticket, asked, *range(first, first + 3))
    rerun(app.switch_page(TRAIN.path))
    assert "the room's 12 signs" in html_of(app).replace("&#x27;", "'")
    label = app.checkbox(key="learn_room").check().label
    rerun(app)
    assert label == "Learn also from the room's signs"
    visitor(app).training.config = small()
    run_control.play(visitor(app))
    run = run_of(app)
    until(lambda: run.state.over)
    rerun(app)
    assert "6 held-out signs" in html_of(app)
    ROOMS.change(ticket, lambda room: replace(room, hidden=True))
    rerun(app)
    assert "The room's signs are face down" in text_of(app)
    ROOMS.change(ticket, lambda room: replace(room, hidden=False))
    assert len(visitor(app).training.lessons[run].phones) == 2
    rerun(app.switch_page(ROOM.path))
    press(app, "Read")
    assert html_of(app).count(" of 6") == 2  # before and after


def phone_words(app: AppTest, here: InRoom) -> dict[str, Any]:
    visitor(app).room.phone = here.phone
    rerun(app.switch_page(JOIN.path))
    return data_of(app, "phone")


def test_a_phone_sends_the_sign_that_is_asked_for_and_no_other(
    app: AppTest, ticket: Ticket
) -> None:
    stroke = {"points": [[100, 100], [100, 300], [120, 460]], "width": 34, "erases": False}
    here = InRoom()
    phone.join(here, ticket.code)
    for k in range(3):  # all that it may send of digits
        requests.send(here, {"name": f"{k}", "strokes": [stroke], "meant": 1, "drawing": f"{k}"})
    asked = ask(app, ticket)
    for sign in (None, 1.0, "junk", [asked]):
        requests.send(here, {"name": "a", "strokes": [stroke], "meant": 1, "sign": sign})
        assert here.refused == rules.CLOSED and not seen(ticket).signs
    requests.send(here, {"name": "b", "strokes": [stroke], "meant": None, "sign": asked})
    assert here.refused == "" and [it.meant for it in seen(ticket).signs.values()] == [3]
    words = phone_words(app, here)
    assert words["left"] == 2 and [it["meant"] for it in words["own"]] == [3]
    assert words["sign"]["digit"] == 3 and "On the wall: 1 sign." in words["says"]
    # The host removes it, and takes no more of this phone; its digits go as well.
    ROOMS.change(ticket, lambda room: rules.without(room, set(room.signs)))
    assert not seen(ticket).signs and len(seen(ticket).digits) == 3
    requests.send(here, {"name": "c", "strokes": [stroke], "sign": asked})
    (own,) = seen(ticket).signs.values()
    ROOMS.change(ticket, lambda room: rules.without_phone(room, own.phone))
    assert not seen(ticket).signs and not seen(ticket).digits


def test_what_was_guessed_before_gives_way_to_the_sign_and_nothing_is_told_too_early(
    app: AppTest, ticket: Ticket
) -> None:
    ROOMS.change(ticket, lambda room: rules.asked(room, Question("How many?", asked=1.0)))
    here = InRoom()
    phone.join(here, ticket.code)
    asked = ask(app, ticket)
    assert phone_words(app, here)["question"], "it can still be answered"
    ROOMS.change(ticket, lambda room: rules.revealed(room, 1.0, [3.0]))
    words = phone_words(app, here)
    assert words["question"] is None and words["reads_with"] is None
    later = Question("How many will it read?", asked=asked + 1)
    ROOMS.change(ticket, lambda room: rules.asked(room, later))
    ROOMS.change(ticket, lambda room: rules.revealed(room, later.asked, [3.0]))
    assert phone_words(app, here)["question"]
    assert "own" not in networks.choices(visitor(app))  # it is for phones alone


def test_after_the_signs_the_phones_draw_digits_again(app: AppTest, ticket: Ticket) -> None:
    hang(ticket, 0)
    send(ticket, ask(app, ticket), 1, 2)
    ROOMS.change(ticket, lambda room: replace(room, network=rules.OWN, weights="abc"))
    visitor(app).room.learn = True
    rerun(app)
    press(app, "Delete the signs, and draw digits again")
    room = seen(ticket)
    assert room.sign is None and not room.signs and len(room.digits) == 1
    assert room.network == "draw" and not visitor(app).room.learn
    assert button(app, "Ask for it")


def test_a_room_with_a_sign_is_the_same_in_redis(ticket: Ticket) -> None:
    from pages.ui.class_room.redis_store import from_json, to_json

    ROOMS.change(ticket, lambda room: replace(room, sign=Sign(7, 12.5, True), weights="abc"))
    send(ticket, 12.5, 1, 2)
    assert from_json(to_json(seen(ticket))) == seen(ticket)
