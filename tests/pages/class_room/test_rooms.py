"""What a room allows: its host's rights, its limits, and what is left after its end."""

import time
from dataclasses import replace

import numpy as np
import pytest

from nn.errors import Refused
from pages.ui.app.state.room import Question, Ticket
from pages.ui.class_room import rules
from pages.ui.class_room.redis_store import to_json
from pages.ui.class_room.store import HERE, MOST_ROOMS, NoRoom
from pages.ui.class_room.who_may import Rooms
from tests.pages.class_room.conftest import seen
from tests.pages.class_room.redis_server import Server

IMAGE = np.arange(784, dtype=np.uint8)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the time, in seconds, which a test moves on; it begins now."""
    now = [time.time()]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


@pytest.fixture(params=["in this process", "in Redis"])
def home(request: pytest.FixtureRequest) -> Rooms:
    """Return rooms in one of their homes."""
    if request.param == "in this process":
        return Rooms()
    server: Server = request.getfixturevalue("redis_server")
    return Rooms(server.address)


@pytest.fixture
def host(home: Rooms) -> Ticket:
    return home.open()


@pytest.fixture
def phone(home: Rooms, host: Ticket) -> Ticket:
    return home.join(host.code)


def test_a_code_is_read_however_it_is_typed(home: Rooms, host: Ticket) -> None:
    assert home.join(f" {host.code[:3].lower()}-{host.code[3:]} ").code == host.code
    wrong = "".join("A" if letter != "A" else "C" for letter in host.code)
    with pytest.raises(Refused, match=f"There is no open room with the code {wrong}"):
        home.join(wrong)


@pytest.mark.parametrize("text", ["", "ABC", "ABCDEFG", "AB DE!", "ÄÄÄÄÄÄ", "000000"])
def test_what_cannot_be_a_code_gets_a_sentence(text: str) -> None:
    with pytest.raises(Refused, match="A code has 6 letters and digits, such as Y679AC, and none"):
        Rooms().join(text)


def test_it_is_known_whether_a_room_is_open(home: Rooms) -> None:
    assert not home.store.any_open()
    host = home.open()
    assert home.store.any_open()
    home.end(host)
    assert not home.store.any_open()


def test_only_the_host_changes_or_ends_the_room(home: Rooms, host: Ticket, phone: Ticket) -> None:
    for other in (phone, Ticket(host.code, "guessed"), Ticket(host.code, "")):
        assert home.see(other) is None  # nor sees what is on the wall
        with pytest.raises(Refused, match="Only the host"):
            home.change(other, lambda known: rules.without(known, set(known.digits)))
        with pytest.raises(Refused, match="Only the host"):
            home.end(other)
    assert home.see(host)


def test_the_room_knows_no_token(home: Rooms, host: Ticket, phone: Ticket) -> None:
    home.send(phone, IMAGE, 3)
    written = str(to_json(seen(host, home)))
    assert host.token not in written and phone.token not in written


def test_nothing_of_a_room_is_left_after_its_end(home: Rooms, host: Ticket, phone: Ticket) -> None:
    home.send(phone, IMAGE, 3)
    assert len(home.end(host).digits) == 1
    assert home.look(host.code) is None
    home.store.tidy()
    assert host.code not in str(vars(home.store))
    for act in (
        lambda: home.send(phone, IMAGE, 3),
        lambda: home.guess(phone, 3),
        lambda: home.change(host, lambda known: known),
    ):
        with pytest.raises(NoRoom, match="This room is closed"):
            act()


def test_a_room_ends_two_hours_after_its_host_was_last_there_or_sooner_if_nobody_came(
    home: Rooms, clock: list[float]
) -> None:
    empty, host = home.open(), home.open()
    home.join(host.code)
    clock[0] += rules.EMPTY_LIFE - 1
    assert home.look(empty.code)
    clock[0] += 2
    assert home.look(empty.code) is None
    clock[0] += rules.LIFE - rules.EMPTY_LIFE - 2
    assert home.see(host)
    clock[0] += rules.LIFE - 1
    assert home.look(host.code)  # the host was there meanwhile
    clock[0] += 2
    home.store.tidy()  # though nobody looks
    assert host.code not in str(vars(home.store))
    assert home.look(host.code) is None


def test_all_digits_of_a_phone_are_removed_and_no_more_are_taken(
    home: Rooms, host: Ticket, phone: Ticket
) -> None:
    other = home.join(host.code)
    home.send(phone, IMAGE, 1)
    stays = home.send(other, IMAGE, 2)
    home.change(host, lambda known: rules.without_phone(known, phone.name))
    (digit,) = seen(host, home).digits.values()
    assert digit.id == stays
    np.testing.assert_array_equal(digit.image, IMAGE)
    with pytest.raises(Refused, match="no more digits from this phone"):
        home.send(phone, IMAGE, 1)


def test_a_phone_sends_so_many_digits_and_takes_one_back(
    home: Rooms, host: Ticket, phone: Ticket
) -> None:
    home.change(host, lambda it: replace(it, each=2))
    sent = [home.send(phone, IMAGE, digit) for digit in range(2)]
    with pytest.raises(Refused, match="You have 2 digits on the wall"):
        home.send(phone, IMAGE, 2)
    other = home.join(host.code)
    home.take_back(other, sent[0])  # it is none of its own
    assert sent[0] in seen(host, home).digits
    again = home.join(host.code, phone.token)  # it comes back and is still itself
    home.take_back(again, sent[0])
    home.send(again, IMAGE, 2)
    assert [digit.meant for digit in seen(host, home).digits.values()] == [1, 2]
    assert len(seen(host, home).phones) == 2


def test_a_phone_is_there_while_it_looks(
    clock: list[float], home: Rooms, host: Ticket, phone: Ticket
) -> None:
    asleep = home.join(host.code)
    for ticket in (phone, asleep):
        home.look(host.code, ticket.name)
    home.look(host.code, "no phone of this room")
    assert home.store.there(host.code) == {phone.name, asleep.name}
    clock[0] += HERE - 1
    home.look(host.code, phone.name)
    clock[0] += 2
    home.look(host.code)
    assert home.store.there(host.code) == {phone.name}
    assert len(seen(host, home).phones) == 2
    for _ in range(2):
        home.look(host.code, asleep.name)  # it wakes up
    assert len(home.store.there(host.code)) == 2


def test_limits_of_rooms_phones_and_digits_are_told_in_sentences(home: Rooms) -> None:
    hosts = [home.open() for _ in range(MOST_ROOMS)]
    with pytest.raises(Refused, match="There are 50 open rooms already"):
        home.open()
    full = {f"phone {k}": rules.Phone() for k in range(rules.MOST_PHONES)}
    home.change(hosts[0], lambda known: replace(known, phones=full))
    with pytest.raises(Refused, match="400 phones have joined"):
        home.join(hosts[0].code)
    phone = home.join(hosts[1].code)
    many = {str(k): rules.SentDigit(str(k), "x", 1, 0.0, "") for k in range(rules.MOST_DIGITS)}
    home.change(hosts[1], lambda known: replace(known, digits=many))
    with pytest.raises(Refused, match="The wall is full: .* Ask the host to clear it."):
        home.send(phone, IMAGE, 1)
    home.change(hosts[1], rules.without_oldest_half)
    home.send(phone, IMAGE, 1)
    assert list(seen(hosts[1], home).digits)[:-1] == [str(k) for k in range(1_000, 2_000)]
    home.end(hosts[0])
    assert home.open()


@pytest.mark.parametrize(
    ("attribute", "sentence"), [("paused", "has paused"), ("locked", "has locked the room")]
)
def test_the_host_may_take_no_digit_and_let_nobody_in(
    attribute: str, sentence: str, home: Rooms, host: Ticket, phone: Ticket
) -> None:
    home.change(host, lambda known: replace(known, **{attribute: True}))  # type: ignore[arg-type]
    with pytest.raises(Refused, match=sentence):
        home.join(host.code)
        home.send(phone, IMAGE, 1)


def test_a_guess_counts_once_a_phone_and_not_after_the_reveal(
    home: Rooms, host: Ticket, phone: Ticket
) -> None:
    other = home.join(host.code)
    home.change(host, lambda known: rules.asked(known, Question("How many?", unit="%")))
    for guesser, guess in ((phone, 50), (other, 70), (phone, 60)):
        home.guess(guesser, guess)
    assert sorted(seen(host, home).guesses) == [60, 70]
    home.change(host, lambda known: rules.revealed(known, 0.0))
    with pytest.raises(Refused, match="closed this question"):
        home.guess(phone, 62)
    question = seen(host, home).question
    assert question is not None and question.revealed
    home.change(host, lambda known: rules.revealed(known, 0.0, [62.5]))
    answered = seen(host, home).question
    assert answered is not None and answered.truth == (62.5,)
    home.change(host, lambda known: rules.asked(known, Question("Which?", ("yes", "no"))))
    assert seen(host, home).guesses == []
    with pytest.raises(Refused, match="Choose one of the answers"):
        home.guess(phone, 2)
