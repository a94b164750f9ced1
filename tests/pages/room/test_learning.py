"""What a run learns from a room, and how it reads the room's digits while it learns."""

from dataclasses import replace

import numpy as np
import pytest

from nn.answers import Reader
from nn.beginning import initial_network
from nn.evaluation import evaluate
from nn.mnist import load
from nn.network import Network
from nn.runs.run import Run
from nn.runs.run_view import Checkpoint
from nn.settings.config import TrainingConfig
from pages.ui.app.room import learning, lesson
from pages.ui.app.room.learning import ALL, HIDDEN, OnRoom
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import GONE
from pages.ui.app.state.room import Ticket, Tries
from pages.ui.app.state.session import Session
from tests.benchmarks import room_example
from tests.pages.room.conftest import lose

CONFIG = TrainingConfig(sizes=(784, 12, 10), training_images=1_000, epochs=4, eta=3.0)


@pytest.fixture
def ticket(own_rooms: None, monkeypatch: pytest.MonkeyPatch) -> Ticket:
    """Return the ticket of a room in which phones may be as fast as they like."""
    return ROOMS.open(each=1_000)


@pytest.fixture
def host(ticket: Ticket) -> Session:
    session = Session()
    session.room.host = ticket
    return session


def send(ticket: Ticket, count: int, first: int = 0) -> None:
    """Send test digits into the room."""
    phone, test = ROOMS.join(ticket.code, Tries()), load().test
    for k in range(first, first + count):
        ROOMS.send(phone, test.images[k], int(test.labels[k]))


def run_with(*networks: Network) -> Run:
    """Return a run with a checkpoint after each epoch, these networks."""
    run, last = Run(CONFIG), len(networks) - 1
    nothing = evaluate(networks[0], load().test[:10])
    checkpoints = tuple(
        Checkpoint(epoch, 100, 100 * epoch, float(epoch), network, nothing, nothing)
        for epoch, network in enumerate(networks)
    )
    progress = replace(run.snapshot().progress, step=100 * last, position=float(last))
    run.note(checkpoints=checkpoints, newest=networks[-1], progress=progress)
    return run


def networks_of(count: int) -> list[Network]:
    return [initial_network(replace(CONFIG, seed=seed)) for seed in range(1, count + 1)]


def follow(visitor: Session, run: Run) -> OnRoom:
    return learning.follow(visitor, run, run.snapshot())


def test_each_point_is_what_evaluate_says_of_the_checkpoint(host: Session, ticket: Ticket) -> None:
    send(ticket, 40)
    before = follow(host, Run(CONFIG)).curve  # of the network that the run begins with
    first = evaluate(initial_network(CONFIG), load().test[:40]).accuracy
    assert before and before.points == [(0.0, first)]
    networks = networks_of(3)
    room = follow(host, run_with(*networks))
    assert room.digits and room.curve and room.newest and len(room.digits) == 40
    assert room.name == room.curve.name == ALL
    np.testing.assert_array_equal(room.digits.images.images, load().test.images[:40])
    shares = [evaluate(network, room.digits.images).accuracy for network in networks]
    assert room.curve.points == list(enumerate(shares)) and room.newest.share == shares[-1]
    assert len(set(shares)) > 1


def test_a_look_does_so_much_the_newest_first(
    host: Session, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "MOST_MULTIPLICATIONS", 0)
    monkeypatch.setattr(learning, "LEAST_DIGITS", 20)
    send(ticket, 20)
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
    assert follow(Session(), run) == OnRoom()
    assert follow(host, run) == OnRoom()
    send(ticket, 3)
    host.room.host = Ticket(ticket.code, "another token")
    assert follow(host, run).digits is None


def test_a_wall_that_is_face_down_says_nothing(
    host: Session, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(ticket, 5)
    ROOMS.change(ticket, lambda room: replace(room, hidden=True))
    assert follow(host, run_with(*networks_of(1))) == OnRoom(trouble=HIDDEN)
    lose(ROOMS.store, monkeypatch)
    assert follow(host, run_with(*networks_of(1))) == OnRoom(trouble=GONE)


# What is held out


def test_a_digit_never_changes_sides(host: Session, ticket: Ticket) -> None:
    send(ticket, 60)
    first = lesson.look(host).digits
    send(ticket, 30, first=60)
    second = lesson.look(host).digits
    assert first and second
    assert set(first.held_out.ids) <= set(second.held_out.ids)
    assert set(first.to_learn.ids) <= set(second.to_learn.ids)
    assert not set(second.held_out.ids) & set(second.to_learn.ids)
    assert len(second.held_out) + len(second.to_learn) == len(second) == 90
    held_out = sum(lesson.is_held_out(f"{k:012x}") for k in range(3_000))
    assert 900 < held_out < 1_100  # about every third


def test_the_next_run_learns_from_the_others_so_often_that_they_matter(
    host: Session, ticket: Ticket
) -> None:
    send(ticket, 30)
    assert lesson.of_next_run(host) is None  # nobody asked for it
    host.room.learn = True
    taught, digits = lesson.of_next_run(host), lesson.look(host).digits
    assert taught and digits
    assert taught.digits.ids == digits.to_learn.ids
    images = lesson.repeated(taught)
    assert len(images) == taught.in_all == pytest.approx(lesson.SHARE * 60_000, rel=0.02)
    first = slice(0, len(taught.digits))
    np.testing.assert_array_equal(images[first].images, digits.to_learn.images.images)
    different = {image.tobytes() for image in images.images}
    assert len(different) > 0.9 * len(images)  # each time it is moved a little
    np.testing.assert_array_equal(lesson.repeated(taught).images, images.images)


def test_learning_from_two_thirds_of_the_room_improves_on_the_others() -> None:
    room = room_example.room_of(150, seed=1)
    config = TrainingConfig(
        training_images=3_000, epochs=3, eta=0.5, cost="cross-entropy", initialisation="sqrt-n"
    )
    learnt = lesson.repeated(lesson.Taught(room.to_learn, config.images_to_learn_from))
    without, with_them = (
        learning.score(Reader(room_example.trained(config, extra)), room.held_out)
        for extra in (None, learnt)
    )
    assert with_them.total == len(room.held_out) > 20
    assert with_them.share > without.share + 0.05
