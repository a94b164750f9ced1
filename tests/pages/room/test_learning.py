"""What a run learns from a room, and how it reads the room's digits while it learns."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from nn.evaluation import evaluate
from nn.events import Checkpoint
from nn.mnist import Images, load
from nn.network import Network
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
from nn.training import initial_network
from pages.ui.app.room import closing, learning, lesson, readings
from pages.ui.app.room import room as rules
from pages.ui.app.room.codes import Tries
from pages.ui.app.room.learning import ALL, HELD_OUT, HIDDEN, OnRoom
from pages.ui.app.room.room import Room
from pages.ui.app.room.rooms import ROOMS
from pages.ui.app.room.store import CLOSED, GONE, InProcess, StoreGone
from pages.ui.app.room.ticket import Ticket
from pages.ui.app.state.room import RoomLesson
from pages.ui.app.state.session import Session
from tests.benchmarks import room_example

CONFIG = TrainingConfig(sizes=(784, 12, 10), training_images=1_000, epochs=4, eta=3.0)


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """Return the host of a room in which phones may be as fast as they like."""
    monkeypatch.setattr("pages.ui.app.room.rooms.LOOK", 0.0)
    monkeypatch.setattr(rules, "PHONE_RESTS", 0.0)
    monkeypatch.setattr(rules, "MOST_A_SECOND", 1_000)
    visitor = Session()
    visitor.room.host = ROOMS.open(each=1_000)
    yield visitor
    if visitor.room.host and ROOMS.look(visitor.room.host.code):
        ROOMS.end(visitor.room.host)


class Gone(InProcess):
    """A store that cannot be reached."""

    def get(self, code: str) -> Room | None:
        """Say so."""
        raise StoreGone(GONE)


def phone_of(visitor: Session) -> Ticket:
    assert visitor.room.host
    return ROOMS.join(visitor.room.host.code, Tries())


def send(visitor: Session, count: int, first: int = 0) -> None:
    """Send test digits into the room."""
    phone, test = phone_of(visitor), load().test
    for k in range(first, first + count):
        ROOMS.send(phone, test.images[k], int(test.labels[k]))


def run_with(*networks: Network, config: TrainingConfig = CONFIG) -> Run:
    """Return a run with a checkpoint after each epoch, these networks."""
    run = Run(config)
    nothing = evaluate(networks[0], load().test[:10])
    checkpoints = tuple(
        Checkpoint(epoch, 100, 100 * epoch, float(epoch), network, nothing, nothing)
        for epoch, network in enumerate(networks)
    )
    run.note(
        checkpoints=checkpoints,
        newest=networks[-1],
        progress=replace(
            run.snapshot().progress, step=100 * (len(networks) - 1), position=len(networks) - 1.0
        ),
    )
    return run


def networks_of(count: int) -> list[Network]:
    return [initial_network(replace(CONFIG, seed=seed)) for seed in range(1, count + 1)]


def follow(visitor: Session, run: Run) -> OnRoom:
    return learning.follow(visitor, run, run.snapshot())


def test_each_point_is_what_evaluate_says_of_the_checkpoint(host: Session) -> None:
    send(host, 40)
    run = run_with(*networks_of(3))
    room = follow(host, run)
    assert room.digits and room.curve and room.newest and len(room.digits) == 40
    assert room.name == room.curve.name == ALL
    np.testing.assert_array_equal(room.digits.images.images, load().test.images[:40])
    expected = [
        (c.position, evaluate(c.network, room.digits.images).accuracy)
        for c in run.snapshot().checkpoints
    ]
    assert room.curve.points == expected and room.newest.share == expected[-1][1]
    assert len({share for _, share in expected}) > 1


def test_a_checkpoint_reads_each_digit_once(host: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    right = learning.right

    def counted(network: Network, images: Images) -> object:
        read.append(len(images))
        return right(network, images)

    monkeypatch.setattr(learning, "right", counted)
    send(host, 10)
    run = run_with(*networks_of(2))
    follow(host, run)
    follow(host, run)
    assert read == [10, 10]
    send(host, 1, first=10)
    room = follow(host, run)
    assert read == [10, 10, 1, 1] and room.digits and len(room.digits) == 11
    expected = [evaluate(n, room.digits.images).accuracy for n in networks_of(2)]
    assert room.curve and [share for _, share in room.curve.points] == expected


def test_a_look_does_so_much_the_newest_first(
    host: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "MOST_MULTIPLICATIONS", 0)
    monkeypatch.setattr(learning, "LEAST_DIGITS", 20)
    send(host, 20)
    run = run_with(*networks_of(3))
    shown = []
    for _ in range(3):
        room = follow(host, run)
        assert room.newest and room.curve
        shown.append([position for position, _ in room.curve.points])
    assert shown == [[2.0], [1.0, 2.0], [0.0, 1.0, 2.0]]


def test_before_the_first_checkpoint_it_is_the_network_that_the_run_begins_with(
    host: Session,
) -> None:
    send(host, 20)
    room = follow(host, Run(CONFIG))
    assert room.digits and room.curve
    expected = evaluate(initial_network(CONFIG), room.digits.images).accuracy
    assert room.curve.points == [(0.0, expected)]


def test_without_a_room_and_without_a_digit_there_is_no_curve(host: Session) -> None:
    run = run_with(*networks_of(1))
    assert follow(Session(), run) == OnRoom()
    assert follow(host, run) == OnRoom(is_open=True)


def test_a_wall_that_is_face_down_says_nothing(host: Session) -> None:
    send(host, 5)
    assert host.room.host
    ROOMS.change(host.room.host, lambda room: replace(room, hidden=True))
    assert follow(host, run_with(*networks_of(1))) == OnRoom(trouble=HIDDEN, is_open=True)
    with pytest.MonkeyPatch.context() as meanwhile:  # nor while the room cannot be reached
        meanwhile.setattr(ROOMS, "store", Gone())
        assert follow(host, run_with(*networks_of(1))) == OnRoom(trouble=GONE, is_open=True)


def test_where_the_store_is_gone_the_digits_of_the_last_look_are_read(
    host: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(host, 12)
    first, second = networks_of(2)
    follow(host, run_with(first))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(ROOMS, "store", Gone())
        room = follow(host, run_with(first, second))
    assert room.trouble == GONE and room.is_open
    assert room.digits and len(room.digits) == 12 and room.newest
    assert room.newest.share == evaluate(second, room.digits.images).accuracy


def test_of_a_room_that_is_over_nothing_is_kept(host: Session) -> None:
    send(host, 12)
    run = host.training.run = run_with(*networks_of(1))
    run.extra, run.extra_count = load().test[:8], 8
    host.training.lessons[run] = RoomLesson("", 8, 1, None, "")
    follow(host, run)
    assert any(name.startswith(readings.KEPT) for name in host.visit.kept)
    assert host.room.host
    ROOMS.end(host.room.host)
    assert follow(host, run) == OnRoom(trouble=CLOSED)
    assert not any(name.startswith(readings.KEPT) for name in host.visit.kept)
    assert run.extra is None and run.state.over and not host.room.learn
    assert closing.ENDED in run.snapshot().message


def test_the_code_of_a_room_is_not_enough(host: Session) -> None:
    send(host, 3)
    assert host.room.host
    other = Session()
    other.room.host = Ticket(host.room.host.code, "another token")
    assert follow(other, run_with(*networks_of(1))).digits is None


# What is held out


def test_a_digit_never_changes_sides(host: Session) -> None:
    send(host, 60)
    first = lesson.look(host).digits
    send(host, 30, first=60)
    second = lesson.look(host).digits
    assert first and second
    assert set(first.held_out.ids) <= set(second.held_out.ids)
    assert set(first.to_learn.ids) <= set(second.to_learn.ids)
    assert not set(second.held_out.ids) & set(second.to_learn.ids)
    assert len(second.held_out) + len(second.to_learn) == len(second) == 90


def test_about_every_third_is_held_out() -> None:
    held_out = sum(lesson.is_held_out(f"{k:012x}") for k in range(3_000))
    assert 900 < held_out < 1_100


def test_the_next_run_learns_from_the_others_so_often_that_they_matter(host: Session) -> None:
    send(host, 30)
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
    again = lesson.repeated(taught)
    np.testing.assert_array_equal(again.images, images.images)
    host.training.config = CONFIG
    few = lesson.of_next_run(host)
    assert few and few.in_all == pytest.approx(lesson.SHARE * 1_000, abs=len(few.digits))


def test_a_run_that_learns_from_the_room_shows_the_held_out_digits(host: Session) -> None:
    send(host, 40)
    run = run_with(*networks_of(2))
    assert host.room.host
    host.training.lessons[run] = RoomLesson(host.room.host.code, 1, 1, None, "")
    room, digits = follow(host, run), lesson.look(host).digits
    assert digits and room.digits and room.curve
    assert room.name == room.curve.name == HELD_OUT
    assert room.digits.ids == digits.held_out.ids
    expected = evaluate(run.snapshot().newest, digits.held_out.images).accuracy
    assert room.curve.points[-1] == (1.0, expected)


def test_learning_from_two_thirds_of_the_room_improves_on_the_others() -> None:
    room = room_example.room_of(150, seed=1)
    config = TrainingConfig(
        training_images=3_000, epochs=3, eta=0.5, cost="cross-entropy", initialisation="sqrt-n"
    )
    learnt = lesson.repeated(lesson.Taught(room.to_learn, config.images_to_learn_from))
    without = learning.score(room_example.trained(config, None), room.held_out)
    with_them = learning.score(room_example.trained(config, learnt), room.held_out)
    assert with_them.total == len(room.held_out) > 20
    assert with_them.share > without.share + 0.05


def test_what_the_room_teaches_is_said() -> None:
    room = room_example.room_of(41, seed=2)
    words = lesson.in_words(room, 60_000)
    assert f"It learns from {len(room.to_learn)} of the room's 41 digits, each " in words
    assert f"are held out, {len(room.held_out)} so far" in words
    assert lesson.in_words(room.held_out, 60_000).startswith("There is nothing to learn from yet")
