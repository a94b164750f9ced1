"""What a room allows: its host's rights, its limits, and what is left after its end."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from nn.errors import Refused
from pages.ui.app.room import codes, room
from pages.ui.app.room.as_json import from_json, to_json
from pages.ui.app.room.codes import Tries
from pages.ui.app.room.redis_store import InRedis
from pages.ui.app.room.room import Pace, Phone, Question, Room, SentDigit
from pages.ui.app.room.rooms import Rooms
from pages.ui.app.room.store import MOST_ROOMS, InProcess, NoRoom
from pages.ui.app.room.ticket import Ticket
from tests.pages.room.redis_server import Server

IMAGE = np.arange(784, dtype=np.uint8)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Return the time, in seconds, which a test moves on; it begins now."""
    now = [time.time()]
    monkeypatch.setattr(time, "time", lambda: now[0])
    yield now


@pytest.fixture(params=["in this process", "in Redis"])
def rooms(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Rooms:
    """Return rooms in one of their homes, which are looked at anew each time."""
    monkeypatch.setattr("pages.ui.app.room.rooms.LOOK", 0.0)
    if request.param == "in this process":
        return Rooms(InProcess())
    server: Server = request.getfixturevalue("redis_server")
    return Rooms(InRedis(server.address))


def seen(rooms: Rooms, ticket: Ticket) -> Room:
    """Return the room, which must be there."""
    known = rooms.look(ticket.code)
    assert known is not None
    return known


def test_a_digit_that_is_sent_is_on_the_wall_with_its_image(rooms: Rooms) -> None:
    host = rooms.open()
    phone = rooms.join(host.code, Tries())
    sent = rooms.send(phone, IMAGE, 7)
    known = seen(rooms, host)
    assert known.digits[sent].meant == 7
    np.testing.assert_array_equal(rooms.images(known)[sent], IMAGE)


def test_a_code_is_read_however_it_is_typed(rooms: Rooms) -> None:
    host = rooms.open()
    typed = f" {host.code[:3].lower()}-{host.code[3:]} "
    assert rooms.join(typed, Tries()).code == host.code


@pytest.mark.parametrize("text", ["", "ABC", "ABCDEFG", "AB DE!", "ÄÄÄÄÄÄ"])
def test_what_cannot_be_a_code_gets_a_sentence(rooms: Rooms, text: str) -> None:
    with pytest.raises(Refused, match="A code has 6 letters and digits"):
        rooms.join(text, Tries())


def test_a_character_that_no_code_has_is_said_to_be_none(rooms: Rooms) -> None:
    with pytest.raises(Refused, match="A code has none of 0, 1, 2"):
        rooms.join("000000", Tries())


def test_codes_have_no_characters_that_look_alike() -> None:
    assert not set("01258BILOSUVZ") & set(codes.ALPHABET)
    assert len({codes.new_code() for _ in range(10)}) == 10


def test_guessing_codes_is_slowed_down(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    host, tries = rooms.open(), Tries()
    wrong = "".join("A" if letter != "A" else "C" for letter in host.code)
    for _ in range(codes.FREE):
        with pytest.raises(Refused, match="There is no open room"):
            rooms.join(wrong, tries)
    with pytest.raises(Refused, match="Try again in 6 s"):  # the right one, too
        rooms.join(host.code, tries)
    now[0] += codes.FIRST_WAIT
    with pytest.raises(Refused, match="There is no open room"):
        rooms.join(wrong, tries)
    with pytest.raises(Refused, match="Try again in 11 s"):
        rooms.join(wrong, tries)
    now[0] += 2 * codes.FIRST_WAIT
    assert rooms.join(host.code, tries).code == host.code


def test_many_visitors_cannot_guess_faster_than_one_may(rooms: Rooms) -> None:
    host = rooms.open()
    wrong = "".join("A" if letter != "A" else "C" for letter in host.code)
    for _ in range(codes.MOST_A_MINUTE):
        with pytest.raises(Refused, match="There is no open room"):
            rooms.join(wrong, Tries())
    with pytest.raises(Refused, match="Try again in a minute"):
        rooms.join(wrong, Tries())


def test_only_the_host_changes_or_ends_the_room(rooms: Rooms) -> None:
    host = rooms.open()
    phone = rooms.join(host.code, Tries())
    for other in (phone, Ticket(host.code, "guessed"), Ticket(host.code, "")):
        assert rooms.see(other) is None  # nor sees what is on the wall
        with pytest.raises(Refused, match="Only the host"):
            rooms.change(other, lambda known: room.without(known, set(known.digits)))
        with pytest.raises(Refused, match="Only the host"):
            rooms.end(other)
    assert rooms.see(host)
    rooms.end(host)


def test_the_room_knows_no_token(rooms: Rooms) -> None:
    host = rooms.open()
    phone = rooms.join(host.code, Tries())
    rooms.send(phone, IMAGE, 3)
    written = str(to_json(seen(rooms, host)))
    assert host.token not in written and phone.token not in written


def test_nothing_of_a_room_is_left_after_its_end(rooms: Rooms) -> None:
    host = rooms.open()
    phone = rooms.join(host.code, Tries())
    rooms.send(phone, IMAGE, 3)
    rooms.images(seen(rooms, host))
    rooms.end(host)
    assert rooms.look(host.code) is None
    for kept in (rooms.store, rooms):
        assert host.code not in str(vars(kept))
    for act in (
        lambda: rooms.send(phone, IMAGE, 3),
        lambda: rooms.guess(phone, 3),
        lambda: rooms.change(host, lambda known: known),
    ):
        with pytest.raises(NoRoom, match="This room is closed"):
            act()


def test_a_room_ends_two_hours_after_its_host_was_last_there(
    rooms: Rooms, clock: list[float]
) -> None:
    host = rooms.open()
    rooms.join(host.code, Tries())
    clock[0] += room.LIFE - 1
    assert rooms.see(host)
    clock[0] += room.LIFE - 1
    assert rooms.look(host.code)  # the host was there meanwhile
    clock[0] += 2
    assert rooms.look(host.code) is None


def test_a_room_that_nobody_has_joined_ends_sooner(rooms: Rooms, clock: list[float]) -> None:
    host = rooms.open()
    clock[0] += room.EMPTY_LIFE - 1
    assert rooms.look(host.code)
    clock[0] += 2
    assert rooms.look(host.code) is None


def test_a_phone_sends_so_many_digits_and_takes_one_back(rooms: Rooms, clock: list[float]) -> None:
    host = rooms.open(each=2)
    phone = rooms.join(host.code, Tries())
    sent = []
    for digit in range(2):
        clock[0] += room.PHONE_RESTS
        sent.append(rooms.send(phone, IMAGE, digit))
    clock[0] += room.PHONE_RESTS
    with pytest.raises(Refused, match="You have 2 digits on the wall"):
        rooms.send(phone, IMAGE, 2)
    rooms.take_back(phone, sent[0])
    rooms.send(phone, IMAGE, 2)
    assert [digit.meant for digit in seen(rooms, host).digits.values()] == [1, 2]


def test_a_phone_takes_back_no_digit_of_another(rooms: Rooms) -> None:
    host = rooms.open()
    one, other = (rooms.join(host.code, Tries()) for _ in range(2))
    digit = rooms.send(one, IMAGE, 4)
    with pytest.raises(Refused, match="from another phone"):
        rooms.take_back(other, digit)
    assert digit in seen(rooms, host).digits


def test_a_phone_that_comes_back_is_still_itself(rooms: Rooms) -> None:
    host = rooms.open()
    phone = rooms.join(host.code, Tries())
    digit = rooms.send(phone, IMAGE, 4)
    again = rooms.join(host.code, Tries(), phone.token)
    rooms.take_back(again, digit)
    assert len(seen(rooms, host).phones) == 1


def test_nobody_floods_the_wall(rooms: Rooms, clock: list[float]) -> None:
    host = rooms.open(each=room.MOST_EACH)
    phone = rooms.join(host.code, Tries())
    rooms.send(phone, IMAGE, 4)
    with pytest.raises(Refused, match="One digit a second"):
        rooms.send(phone, IMAGE, 4)
    assert len(seen(rooms, host).digits) == 1
    # Nor do many, in one second.
    clock[0] += 10
    phones = []
    for _ in range(room.MOST_A_SECOND + 1):
        clock[0] += 0.1
        phones.append(rooms.join(host.code, Tries()))
    clock[0] += 10
    for sender in phones[:-1]:
        rooms.send(sender, IMAGE, 4)
    with pytest.raises(Refused, match="Many digits arrive at once"):
        rooms.send(phones[-1], IMAGE, 4)


def test_limits_of_rooms_phones_and_digits_are_told_in_sentences(rooms: Rooms) -> None:
    hosts = [rooms.open() for _ in range(MOST_ROOMS)]
    with pytest.raises(Refused, match="There are 50 open rooms already"):
        rooms.open()
    full = {f"phone {k}": Phone() for k in range(room.MOST_PHONES)}
    rooms.change(hosts[0], lambda known: replace(known, phones=full))
    with pytest.raises(Refused, match="400 phones have joined"):
        rooms.join(hosts[0].code, Tries())
    phone = rooms.join(hosts[1].code, Tries())
    many = {str(k): SentDigit(str(k), "x", 1, 0.0) for k in range(room.MOST_DIGITS)}
    rooms.change(hosts[1], lambda known: replace(known, digits=many))
    with pytest.raises(Refused, match="The wall is full"):
        rooms.send(phone, IMAGE, 1)


@pytest.mark.parametrize("meant", [-1, 10])
def test_a_digit_is_one_of_ten(rooms: Rooms, meant: int) -> None:
    phone = rooms.join(rooms.open().code, Tries())
    with pytest.raises(Refused, match="from 0 to 9"):
        rooms.send(phone, IMAGE, meant)


def test_paused_the_room_takes_no_digit(rooms: Rooms) -> None:
    host = rooms.open()
    phone = rooms.join(host.code, Tries())
    rooms.change(host, lambda known: replace(known, paused=True))
    with pytest.raises(Refused, match="The host has paused"):
        rooms.send(phone, IMAGE, 1)


def test_all_digits_of_a_phone_are_removed_and_no_more_are_taken(rooms: Rooms) -> None:
    host = rooms.open()
    one, other = (rooms.join(host.code, Tries()) for _ in range(2))
    rooms.send(one, IMAGE, 1)
    stays = rooms.send(other, IMAGE, 2)
    rooms.change(host, lambda known: room.without_phone(known, one.name))
    known = seen(rooms, host)
    assert list(known.digits) == list(rooms.images(known)) == [stays]
    with pytest.raises(Refused, match="no more digits from this phone"):
        rooms.send(one, IMAGE, 1)


def test_a_guess_counts_once_a_phone_and_not_after_the_reveal(rooms: Rooms) -> None:
    host = rooms.open()
    one, other = (rooms.join(host.code, Tries()) for _ in range(2))
    with pytest.raises(Refused, match="no open question"):
        rooms.guess(one, 50)
    rooms.change(host, lambda known: room.asked(known, Question("How many?", unit="%")))
    for phone, guess in ((one, 50), (other, 70), (one, 60)):
        rooms.guess(phone, guess)
    assert sorted(seen(rooms, host).guesses) == [60, 70]
    rooms.change(host, lambda known: room.revealed(known))
    with pytest.raises(Refused, match="no open question"):
        rooms.guess(one, 62)
    question = seen(rooms, host).question
    assert question is not None and question.revealed
    rooms.change(host, lambda known: room.asked(known, Question("Which?", ("yes", "no"))))
    assert seen(rooms, host).guesses == []
    with pytest.raises(Refused, match="Choose one of the answers"):
        rooms.guess(one, 2)


def test_a_room_comes_back_from_json() -> None:
    known = Room(
        "ABCDEF",
        "hash",
        1.0,
        2.0,
        question=Question("Which?", ("a", "b"), revealed=True, truth=(0.0, 1.0)),
        phones={"p": Phone(3.0, True, 1.0), "q": Phone()},
        digits={"d": SentDigit("d", "p", 3, 4.0)},
        joining=Pace(5.0, 2),
    )
    assert from_json(to_json(known)) == known
    assert from_json(to_json(Room("A", "b", 0.0, 0.0))) == Room("A", "b", 0.0, 0.0)


def spoilt(**fields: object) -> dict[str, object]:
    """Return the JSON of a room with other values for some fields."""
    return to_json(Room("ABCDEF", "hash", 1.0, 2.0)) | fields


@pytest.mark.parametrize(
    "value",
    [
        None,
        "a room",
        [],
        {},
        {name: value for name, value in spoilt().items() if name != "paused"},
        spoilt(more=1),
        spoilt(each="3"),
        spoilt(host_seen=float("nan")),
        spoilt(phones=[]),
        spoilt(phones={"p": [0.0, False]}),
        spoilt(phones={"p": ["0", False, None]}),
        spoilt(digits=[["d", "p", 10, 0.0]]),
        spoilt(digits=[7]),
        spoilt(question={}),
        spoilt(question=["Which?", [1, 2], "", "", False, None]),
        spoilt(joining=None),
    ],
)
def test_json_that_is_no_room_raises_one_error(value: object) -> None:
    with pytest.raises(ValueError):
        from_json(value)


def test_what_a_page_looked_at_is_forgotten_when_nobody_looks_any_more(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = rooms.open()
    rooms.send(rooms.join(host.code, Tries()), IMAGE, 3)
    assert len(rooms.images(seen(rooms, host))) == 1
    for module in ("rooms", "redis_store"):
        monkeypatch.setattr(f"pages.ui.app.room.{module}.LOOKS_EVERY", -1.0)
    rooms.forget_old()
    assert host.code not in str(vars(rooms))
    assert len(rooms.images(seen(rooms, host))) == 1


def test_an_older_look_does_not_hide_a_newer_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.ui.app.room.rooms.LOOK", 0.0)
    looked, goes_on = threading.Event(), threading.Event()

    class Slow(InProcess):
        def get(self, code: str) -> Room | None:
            known = super().get(code)
            if threading.current_thread() is look:
                looked.set()
                goes_on.wait(30)
            return known

    rooms = Rooms(Slow())
    host = rooms.open()
    look = threading.Thread(target=lambda: rooms.look(host.code))
    change = threading.Thread(
        target=lambda: rooms.change(host, lambda known: replace(known, paused=True))
    )
    look.start()
    looked.wait(30)
    change.start()
    change.join(0.2)  # it either waits for the look or is through by now
    goes_on.set()
    look.join(30)
    change.join(30)
    monkeypatch.setattr("pages.ui.app.room.rooms.LOOK", 60.0)
    assert seen(rooms, host).paused
