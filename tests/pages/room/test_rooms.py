"""What a room allows: its host's rights, its limits, and what is left after its end."""

import time
from dataclasses import replace

import numpy as np
import pytest

from nn.errors import Refused
from pages.ui.app.room import codes, room
from pages.ui.app.room.redis_store import InRedis, to_json
from pages.ui.app.room.room import Phone, Room, SentDigit
from pages.ui.app.room.rooms import Rooms
from pages.ui.app.room.store import MOST_ROOMS, InProcess, NoRoom
from pages.ui.app.state.room import Question, Ticket, Tries
from tests.pages.room.redis_server import Server

IMAGE = np.arange(784, dtype=np.uint8)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the time, in seconds, which a test moves on; it begins now."""
    now = [time.time()]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


@pytest.fixture(params=["in this process", "in Redis"])
def rooms(request: pytest.FixtureRequest) -> Rooms:
    """Return rooms in one of their homes."""
    if request.param == "in this process":
        return Rooms(InProcess())
    server: Server = request.getfixturevalue("redis_server")
    return Rooms(InRedis(server.address))


@pytest.fixture
def host(rooms: Rooms) -> Ticket:
    return rooms.open()


@pytest.fixture
def phone(rooms: Rooms, host: Ticket) -> Ticket:
    return rooms.join(host.code, Tries())


def seen(rooms: Rooms, ticket: Ticket) -> Room:
    """Return the room, which must be there."""
    known = rooms.look(ticket.code)
    assert known is not None
    return known


def wrong_code(host: Ticket) -> str:
    return "".join("A" if letter != "A" else "C" for letter in host.code)


# The code


def test_a_code_is_read_however_it_is_typed(rooms: Rooms, host: Ticket) -> None:
    typed = f" {host.code[:3].lower()}-{host.code[3:]} "
    assert rooms.join(typed, Tries()).code == host.code


@pytest.mark.parametrize("text", ["", "ABC", "ABCDEFG", "AB DE!", "ÄÄÄÄÄÄ", "000000"])
def test_what_cannot_be_a_code_gets_a_sentence(text: str) -> None:
    with pytest.raises(Refused, match="A code has (6 letters and digits|none of 0, 1, 2)"):
        Rooms(InProcess()).join(text, Tries())


def test_codes_have_no_characters_that_look_alike() -> None:
    assert not set("01258BILOSUVZ") & set(codes.ALPHABET)
    assert len({codes.new_code() for _ in range(10)}) == 10


def test_guessing_codes_is_slowed_down(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    rooms, tries = Rooms(InProcess()), Tries()
    host = rooms.open()
    for _ in range(codes.FREE):
        with pytest.raises(Refused, match="There is no open room"):
            rooms.join(wrong_code(host), tries)
    with pytest.raises(Refused, match="Try again in 6 s"):  # the right one, too
        rooms.join(host.code, tries)
    now[0] += codes.FIRST_WAIT
    with pytest.raises(Refused, match="There is no open room"):
        rooms.join(wrong_code(host), tries)
    with pytest.raises(Refused, match="Try again in 11 s"):
        rooms.join(wrong_code(host), tries)
    now[0] += 2 * codes.FIRST_WAIT
    assert rooms.join(host.code, tries).code == host.code


def test_the_wrong_codes_of_others_keep_nobody_out() -> None:
    rooms = Rooms(InProcess())
    host = rooms.open()
    for _ in range(2_000):
        with pytest.raises(Refused, match="There is no open room"):
            rooms.join(wrong_code(host), Tries())
    assert rooms.join(host.code, Tries())


# The host


def test_only_the_host_changes_or_ends_the_room(rooms: Rooms, host: Ticket, phone: Ticket) -> None:
    for other in (phone, Ticket(host.code, "guessed"), Ticket(host.code, "")):
        assert rooms.see(other) is None  # nor sees what is on the wall
        with pytest.raises(Refused, match="Only the host"):
            rooms.change(other, lambda known: room.without(known, set(known.digits)))
        with pytest.raises(Refused, match="Only the host"):
            rooms.end(other)
    assert rooms.see(host)


def test_the_room_knows_no_token(rooms: Rooms, host: Ticket, phone: Ticket) -> None:
    rooms.send(phone, IMAGE, 3)
    written = str(to_json(seen(rooms, host)))
    assert host.token not in written and phone.token not in written


def test_nothing_of_a_room_is_left_after_its_end(rooms: Rooms, host: Ticket, phone: Ticket) -> None:
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


def test_a_room_ends_two_hours_after_its_host_was_last_there_or_sooner_if_nobody_came(
    rooms: Rooms, clock: list[float]
) -> None:
    empty, host = rooms.open(), rooms.open()
    rooms.join(host.code, Tries())
    clock[0] += room.EMPTY_LIFE - 1
    assert rooms.look(empty.code)
    clock[0] += 2
    assert rooms.look(empty.code) is None
    clock[0] += room.LIFE - room.EMPTY_LIFE - 2
    assert rooms.see(host)
    clock[0] += room.LIFE - 1
    assert rooms.look(host.code)  # the host was there meanwhile
    clock[0] += 2
    assert rooms.look(host.code) is None


def test_all_digits_of_a_phone_are_removed_and_no_more_are_taken(
    rooms: Rooms, host: Ticket, phone: Ticket
) -> None:
    other = rooms.join(host.code, Tries())
    rooms.send(phone, IMAGE, 1)
    stays = rooms.send(other, IMAGE, 2)
    rooms.change(host, lambda known: room.without_phone(known, phone.name))
    known = seen(rooms, host)
    assert list(known.digits) == [stays]
    assert {name: image.tobytes() for name, image in rooms.images(known).items()} == {
        stays: IMAGE.tobytes()
    }
    with pytest.raises(Refused, match="no more digits from this phone"):
        rooms.send(phone, IMAGE, 1)


# Phones


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
    other = rooms.join(host.code, Tries())
    with pytest.raises(Refused, match="from another phone"):
        rooms.take_back(other, sent[0])
    again = rooms.join(host.code, Tries(), phone.token)  # it comes back and is still itself
    rooms.take_back(again, sent[0])
    rooms.send(again, IMAGE, 2)
    assert [digit.meant for digit in seen(rooms, host).digits.values()] == [1, 2]
    assert len(seen(rooms, host).phones) == 2


def test_a_phone_sends_one_digit_a_second(rooms: Rooms, phone: Ticket, clock: list[float]) -> None:
    rooms.send(phone, IMAGE, 4)
    with pytest.raises(Refused, match="One digit a second"):
        rooms.send(phone, IMAGE, 4)


def test_a_whole_hall_may_join_and_send_in_one_second(
    rooms: Rooms, host: Ticket, clock: list[float]
) -> None:
    phones = [rooms.join(host.code, Tries()) for _ in range(100)]
    for sender in phones:
        rooms.send(sender, IMAGE, 4)
    assert len(seen(rooms, host).digits) == 100


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


def test_a_digit_is_taken_unless_the_room_is_paused(
    rooms: Rooms, host: Ticket, phone: Ticket
) -> None:
    rooms.change(host, lambda known: replace(known, paused=True))
    with pytest.raises(Refused, match="The host has paused"):
        rooms.send(phone, IMAGE, 1)


def test_a_guess_counts_once_a_phone_and_not_after_the_reveal(
    rooms: Rooms, host: Ticket, phone: Ticket
) -> None:
    other = rooms.join(host.code, Tries())
    with pytest.raises(Refused, match="no open question"):
        rooms.guess(phone, 50)
    rooms.change(host, lambda known: room.asked(known, Question("How many?", unit="%")))
    for guesser, guess in ((phone, 50), (other, 70), (phone, 60)):
        rooms.guess(guesser, guess)
    assert sorted(seen(rooms, host).guesses) == [60, 70]
    rooms.change(host, room.revealed)
    with pytest.raises(Refused, match="no open question"):
        rooms.guess(phone, 62)
    question = seen(rooms, host).question
    assert question is not None and question.revealed
    rooms.change(host, lambda known: room.answered(known, [62.5], question.asked))
    assert seen(rooms, host).question == replace(question, truth=(62.5,))
    rooms.change(host, lambda known: room.asked(known, Question("Which?", ("yes", "no"))))
    assert seen(rooms, host).guesses == []
    with pytest.raises(Refused, match="Choose one of the answers"):
        rooms.guess(phone, 2)
