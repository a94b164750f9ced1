"""What a run learns from a room, and how it reads the room's digits while it learns."""

from dataclasses import replace

import numpy as np
import pytest

from nn.evaluation import evaluate
from nn.mnist import load
from nn.network import Network
from nn.runs.run import Run
from nn.runs.run_view import Checkpoint
from nn.settings.config import TrainingConfig
from pages.ui.app.state.room import Ticket
from pages.ui.app.state.session import Session
from pages.ui.class_room import steering, teaching
from pages.ui.class_room.who_may import ROOMS
from pages.ui.every_page import run_control
from pages.ui.train import drive, on_room
from tests.pages.class_room.conftest import hang, seen

CONFIG = TrainingConfig(sizes=(784, 12, 10), training_images=1_000, epochs=4, eta=3.0)


@pytest.fixture
def ticket(own_rooms: None) -> Ticket:
    return ROOMS.open()


@pytest.fixture
def host(ticket: Ticket) -> Session:
    session = Session()
    session.room.host = ticket
    return session


def run_with(*networks: Network) -> Run:
    """Return a run with a checkpoint after each epoch, these networks."""
    run, last = Run(CONFIG), len(networks) - 1
    nothing = evaluate(networks[0], load().test[:10])
    checkpoints = tuple(
        Checkpoint(100 * epoch, float(epoch), nothing, nothing, epoch, network)
        for epoch, network in enumerate(networks)
    )
    progress = replace(run.snapshot().progress, step=100 * last, position=float(last))
    run.note(checkpoints=checkpoints, newest=networks[-1], progress=progress)
    return run


def networks_of(count: int) -> list[Network]:
    return [replace(CONFIG, seed=seed).first_network() for seed in range(1, count + 1)]


def follow(visitor: Session, run: Run) -> on_room.OnRoom:
    return on_room.follow(visitor, run, run.snapshot())


def test_a_look_does_so_much_the_newest_first(
    host: Session, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_room, "AT_ONCE", 1)
    hang(ticket, *range(20))
    run = run_with(*networks_of(3))
    shown = []
    for _ in range(3):
        room = follow(host, run)
        assert room.newest and room.curve
        shown.append([position for position, _ in room.curve.points])
    assert shown == [[2.0], [1.0, 2.0], [0.0, 1.0, 2.0]]


def test_without_a_room_a_digit_or_the_hosts_token_there_is_no_curve(
    host: Session, ticket: Ticket
) -> None:
    run = run_with(*networks_of(1))
    assert follow(Session(), run) == on_room.OnRoom()
    assert follow(host, run) == on_room.OnRoom()
    hang(ticket, *range(3))
    host.room.host = Ticket(ticket.code, "another token")
    assert follow(host, run).digits is None


def test_a_wall_that_is_face_down_says_nothing(host: Session, ticket: Ticket) -> None:
    hang(ticket, *range(5))
    ROOMS.change(ticket, lambda room: replace(room, hidden=True))
    hidden = on_room.OnRoom(trouble=on_room.HIDDEN.format("digits"))
    assert follow(host, run_with(*networks_of(1))) == hidden


# What is held out


def test_a_sentence_about_the_next_run_ends_none(host: Session, ticket: Ticket) -> None:
    hang_of_phones(ticket, 4, 3)
    host.room.learn = True
    run = run_control._new_run(host)
    assert run in host.training.lessons
    ROOMS.end(ticket)
    assert "the room's digits" in drive._differences(host)
    assert not run.state.over and host.room.host == ticket
    assert steering.own_room(host) is None  # this is what ends it
    assert run.state.over and host.room.host is None


def test_the_next_run_learns_from_two_phones_in_three_so_often_that_they_matter(
    host: Session, ticket: Ticket
) -> None:
    hang_of_phones(ticket, 6)
    assert teaching.of_next_run(host) is None  # nobody asked for it
    host.room.learn = True
    taught = teaching.of_next_run(host)
    assert taught
    learnt, held_out = set(taught.digits.phones), set(taught.held_out.phones)
    assert (len(learnt), len(held_out)) == (4, 2) and not learnt & held_out
    assert (len(taught.digits), len(taught.held_out)) == (20, 10)
    images = taught.images(60_000)
    assert len(images) == pytest.approx(teaching.SHARE * 60_000, rel=0.02)
    first = slice(0, len(taught.digits))
    np.testing.assert_array_equal(images[first].images, taught.digits.images.images)
    different = {image.tobytes() for image in images.images}
    assert len(different) > 0.9 * len(images)  # each time it is moved a little


def test_lots_are_drawn_for_each_run_and_kept_with_it(host: Session, ticket: Ticket) -> None:
    hang_of_phones(ticket, 8)
    host.room.learn = True
    drawn = {host.training.lessons[run_control._new_run(host)].phones for _ in range(20)}
    assert len(drawn) > 3
    run = host.training.run
    assert run
    phones = host.training.lessons[run].phones
    before = follow(host, run).digits
    hang(ticket, *range(40, 45))  # of a phone that comes later
    after = follow(host, run).digits
    assert before and after and len(before) == 15 and len(after) == 20
    assert host.training.lessons[run].phones == phones and not phones & set(after.phones)


@pytest.mark.parametrize(("phones", "each", "so_far"), [(3, 5, "15 from 3"), (5, 2, "10 from 5")])
def test_with_too_little_a_run_learns_without_the_room_and_says_so(
    phones: int, each: int, so_far: str, host: Session, ticket: Ticket
) -> None:
    hang_of_phones(ticket, phones, each)
    host.room.learn = True
    run = run_control._new_run(host)
    assert run not in host.training.lessons and host.visit.trouble == [teaching.WITHOUT]
    needs = f"Teaching needs 12 digits, from 4 phones. So far: {so_far} phones."
    assert teaching.what_is_missing(seen(ticket)) == needs


def hang_of_phones(ticket: Ticket, phones: int, each: int = 5) -> None:
    """Hang so many digits of each of so many phones on the wall."""
    for phone in range(phones):
        hang(ticket, *range(phone * each, (phone + 1) * each))
