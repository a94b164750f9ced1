from typing import Any, TypeVar

import numpy as np
import pytest

from nn import mnist
from nn.augmentation import augment
from nn.errors import Refused
from nn.evaluation import evaluate
from nn.events import Checkpoint, Diverged, EpochDone, EpochEnd, Event, Progress, Stopped
from nn.fast_step import Workspace
from nn.mini_batches import Feed
from nn.mnist import Images, Mnist, to_floats
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.settings.setting import ConfigError
from nn.training import Trainer, initial_network
from tests.nn.reference import BookNetwork, assert_same_parameters, mini_batches, numbers


@pytest.fixture(scope="module")
def few() -> Mnist:
    """The first 300 images to learn from and the first 200 to test on."""
    data = mnist.load()
    return Mnist(data.train[:300], data.test[:200])


def settings(**changes: Any) -> TrainingConfig:
    """Two epochs of 30 mini-batches on a small network, but for the changes."""
    usual: dict[str, Any] = {"sizes": (784, 12, 10), "training_images": 300, "epochs": 2}
    return TrainingConfig(**(usual | {"eta": 1.0} | changes))


def train(config: TrainingConfig, data: Mnist, every: int = 500) -> tuple[Trainer, list[Event]]:
    trainer = Trainer(config, data, every)
    return trainer, list(trainer)


def run_to(trainer: Trainer, epoch: int, mini_batch: int) -> Progress:
    """Train up to and with a mini-batch; the trainer tells of each."""
    for event in trainer:
        if isinstance(event, Progress) and (event.epoch, event.mini_batch) == (epoch, mini_batch):
            return event
    raise AssertionError("the run ended before")


def short(event: Event) -> tuple[str | int, ...]:
    """Return what an event is and where the run is."""
    where = [getattr(event, name, None) for name in ("epoch", "mini_batch")]
    return (type(event).__name__, *(n for n in where if n is not None))


E = TypeVar("E", bound=Event)


def of_type(kind: type[E], events: list[Event]) -> list[E]:
    return [event for event in events if isinstance(event, kind)]


def ending(kind: type[E], events: list[Event]) -> E:
    """Return the last event, which is of this kind."""
    assert isinstance(events[-1], kind)
    return events[-1]


# What a run tells, and when


def test_the_order_of_events(few: Mnist) -> None:
    trainer, events = train(settings(mini_batch_size=2), few, every=60)
    assert [short(event) for event in events] == [
        ("Checkpoint", 0, 0),
        *((kind, 1, n) for n in (1, 3, 10, 30) for kind in ("Progress", "Checkpoint")),
        ("Progress", 1, 90),
        ("Progress", 1, 100),
        ("Checkpoint", 1, 100),
        ("Progress", 1, 150),
        ("EpochEnd", 1, 150),
        ("Progress", 2, 60),
        ("Progress", 2, 120),
        ("Progress", 2, 150),
        ("EpochEnd", 2, 150),
        ("Stopped", 2),
    ]
    assert ending(Stopped, events).message == "Finished 2 epochs."
    assert {event.mini_batches for event in of_type(Progress, events)} == {150}
    assert list(trainer) == []


def test_whoever_evaluates_elsewhere_gets_the_same_networks_and_evaluations(few: Mnist) -> None:
    config = settings(early_stopping=1, held_back=100, epochs=3)
    trainer = Trainer(config, few, evaluates=False)
    events, expected = list(trainer), list(Trainer(config, few))
    assert not of_type(Checkpoint, events)
    assert events[-1] == expected[-1]
    done, ends = of_type(EpochDone, events), of_type(EpochEnd, expected)
    assert [d.epoch for d in done] == [end.epoch for end in ends] != []
    for d, end in zip(done, ends, strict=True):
        assert np.array_equal(numbers(d.network), numbers(end.network))
        test, train = trainer.evaluate_beside(d.network)
        assert (test, train, d.held_back) == (end.test, end.train, end.held_back)


def test_a_look_ends_before_the_next_mini_batch(
    few: Mnist, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mnist, "BLOCK", 100)  # so the 200 test images take two blocks
    trainer = Trainer(settings(training_images=20, epochs=1), few, look_after=1)
    looks = []
    while events := list(trainer.look()):
        looks.append((trainer.progress.step, [type(event).__name__ for event in events]))
    evaluation = ["Evaluation"] * 3
    assert looks == [
        (0, [*evaluation, "Checkpoint"]),
        (1, ["Progress", *evaluation, "Checkpoint"]),
        (2, ["Progress", *evaluation, "EpochEnd", "Stopped"]),
    ]


def test_ctrl_c_in_the_middle_of_a_step_leaves_the_weights_from_before_it(
    few: Mnist, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = Trainer(settings(), few)
    next(trainer)
    before = numbers(trainer.network)

    def half_a_step(workspace: Workspace, *step: object) -> None:
        trainer.network.weights[0][:] = np.nan
        raise KeyboardInterrupt

    monkeypatch.setattr(Workspace, "step", half_a_step)
    with pytest.raises(KeyboardInterrupt):
        next(trainer)
    assert np.array_equal(numbers(trainer.network), before)


def test_a_mini_batch_size_that_does_not_divide_the_images(few: Mnist) -> None:
    # 300 = 42 * 7 + 6
    changes = {"activation": "tanh", "initialisation": "sqrt-n", "lmbda": 3.0, "momentum": 0.5}
    config = settings(mini_batch_size=7, eta=0.5, **changes)
    trainer, events = train(config, few, every=1)
    reports = of_type(Progress, events)
    places = [(event.epoch, event.mini_batch, event.step) for event in reports]
    assert places == [(1 + k // 43, 1 + k % 43, 1 + k) for k in range(86)]
    assert {event.mini_batches for event in reports} == {43}
    assert [reports[k].position for k in (0, 41, 42, 43)] == [7 / 300, 294 / 300, 1, 307 / 300]
    ends = [(end.step, end.position) for end in of_type(EpochEnd, events)]
    assert ends == [(43, 1), (86, 2)]

    book = BookNetwork(initial_network(config), config.cost)
    sizes = []
    for x, y in mini_batches(config, few):
        book.update_mini_batch(x, y, 0.5, lmbda=3.0, n=300, momentum=0.5)
        sizes.append(len(x))
    assert sizes == ([7] * 42 + [6]) * 2
    assert_same_parameters(trainer.network, book, atol=1e-4)


def test_checkpoints_carry_the_network_and_how_good_it_is(few: Mnist) -> None:
    config = settings(cost="cross-entropy", output="softmax")
    trainer, events = train(config, few)
    checkpoints, ends = of_type(Checkpoint, events), of_type(EpochEnd, events)
    # 30 mini-batches: the one where a look inside the epoch is due is the epoch's last.
    places = [(0, 0), (1, 1), (1, 3), (1, 10), (1, 30), (2, 30)]
    assert [(c.epoch, c.mini_batch) for c in checkpoints] == places
    assert ends == checkpoints[-2:]
    assert [end.held_back for end in ends] == [None, None]
    assert np.array_equal(numbers(checkpoints[0].network), numbers(initial_network(config)))
    assert np.array_equal(numbers(checkpoints[-1].network), numbers(trainer.network))
    for checkpoint in checkpoints:
        assert checkpoint.test == evaluate(checkpoint.network, few.test, "cross-entropy")
        assert checkpoint.train == evaluate(checkpoint.network, few.train, "cross-entropy")


# One seed, one network


def test_another_seed_gives_other_initial_weights_and_another_order(few: Mnist) -> None:
    one, same, other = (Trainer(settings(seed=seed), few) for seed in (5, 5, 6))
    assert np.array_equal(numbers(one.network), numbers(same.network))
    assert not np.array_equal(numbers(one.network), numbers(other.network))
    first, of_other = (next(mini_batches(settings(seed=seed), few))[0] for seed in (5, 6))
    assert not np.array_equal(first, of_other)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"augmentation": "both", "schedule": "cosine", "mini_batch_size": 7, "momentum": 0.5},
    ],
    ids=["plain", "together"],
)
def test_how_often_one_looks_changes_nothing(few: Mnist, changes: dict[str, Any]) -> None:
    config = settings(**changes)
    results = [numbers(train(config, few, every)[0].network) for every in (1, 7, 500)]
    assert results[0].tobytes() == results[1].tobytes() == results[2].tobytes()


def test_pausing_and_looking_meanwhile_changes_nothing(few: Mnist) -> None:
    config = settings(augmentation="both", lmbda=1.0, momentum=0.5)
    undisturbed, _ = train(config, few)
    trainer, other = Trainer(config, few), Trainer(settings(seed=9, augmentation="affine"), few)
    for _ in trainer:
        # Meanwhile another run goes on, and somebody uses the network and random numbers.
        next(other, None)
        trainer.network.feedforward(to_floats(few.test.images))
        augment(to_floats(few.test.images[:5]), np.random.default_rng(0), "both")
        np.random.random(10)
    assert numbers(trainer.network).tobytes() == numbers(undisturbed.network).tobytes()


# What a step does


@pytest.mark.parametrize(("cost", "pixels"), [("quadratic", "raw"), ("cross-entropy", "scaled")])
def test_a_step_is_update_mini_batch(few: Mnist, cost: str, pixels: str) -> None:
    # Raw pixels make each step 255 times larger, and with it what tanh rounds off the sigmoid.
    eta = settings().eta / (255 if pixels == "raw" else 1)
    config = settings(cost=cost, pixels=pixels, initialisation="sqrt-n", lmbda=3.0, eta=eta)
    trainer = Trainer(config, few, look_after=1)
    plain = initial_network(config)
    assert np.array_equal(numbers(trainer.network), numbers(plain))
    assert trainer.network.input_scale == (255.0 if pixels == "raw" else 1.0)
    for k, (x, y) in enumerate(mini_batches(config, few), start=1):
        progress = run_to(trainer, 1, k)
        plain.update_mini_batch(x, y, config.eta, cost=cost, lmbda=3.0, n=300)
        assert_same_parameters(trainer.network, plain, rtol=1e-4, atol=1e-5)
        assert progress.cost == pytest.approx(plain.cost(x, y, cost), rel=1e-3)
        assert progress.eta == config.eta
        if k == 3:
            break


def test_it_learns(few: Mnist) -> None:
    config = settings(
        sizes=(784, 30, 10), epochs=8, eta=0.5, cost="cross-entropy", initialisation="sqrt-n"
    )
    _, events = train(config, few)
    first, *_, last = of_type(Checkpoint, events)
    assert first.train.accuracy < 0.3 and last.train.accuracy > 0.9
    assert last.train.cost < first.train.cost / 4
    assert last.test.accuracy > 0.6  # it reads digits that it has not seen


def blank_after_200(data: Mnist) -> Mnist:
    images = data.train.images.copy()
    images[200:] = 0
    return Mnist(Images(images, data.train.labels), data.test)


def test_only_the_images_asked_for_are_learnt_from(few: Mnist) -> None:
    config = settings(training_images=200)
    whole, _ = train(config, few)
    partly_blank, _ = train(config, blank_after_200(few))
    assert np.array_equal(numbers(whole.network), numbers(partly_blank.network))


def test_warped_images_are_learnt_from_and_plain_ones_judged_by(few: Mnist) -> None:
    plain, _ = train(settings(), few)
    warped, events = train(settings(augmentation="affine"), few)
    assert not np.array_equal(numbers(plain.network), numbers(warped.network))
    assert of_type(EpochEnd, events)[-1].train == evaluate(warped.network, few.train)


def test_every_epoch_warps_every_image_in_another_way(few: Mnist) -> None:
    copies = Images(few.train.images[:1].repeat(300, axis=0), few.train.labels[:1].repeat(300))
    feed = Feed(copies, settings(augmentation="both"), np.random.default_rng(1))
    seen = []
    for _ in range(2):
        feed.shuffle()
        while feed.mini_batches_left:
            seen += [x.copy() for x, _ in feed.take(500)]
    assert len(np.unique(np.concatenate(seen), axis=0)) == 600


def test_extra_images_may_stay_as_they_are_where_others_are_warped(few: Mnist) -> None:
    feed = Feed(few.train, settings(augmentation="both"), np.random.default_rng(1), warped=200)
    feed.shuffle()
    seen = []
    while feed.mini_batches_left:
        seen += [x.copy() for x, _ in feed.take(500)]
    plain = {row.tobytes() for row in few.train.images[200:]}
    pixels = np.concatenate(seen) * 255
    stayed = {row.tobytes() for row in np.rint(pixels).astype(np.uint8)} & plain
    assert stayed == plain and np.abs(pixels - np.rint(pixels)).max() > 0.1


def test_cosine_falls_from_eta_to_nearly_nothing(few: Mnist) -> None:
    config = settings(eta=2.0, schedule="cosine", lmbda=5.0)
    trainer, events = train(config, few, every=1)
    etas = [event.eta for event in of_type(Progress, events)]
    k = np.arange(60)  # steps already taken, of 60
    np.testing.assert_allclose(etas, 2.0 * 0.5 * (1 + np.cos(np.pi * k / 60)), atol=1e-12)

    book = BookNetwork(initial_network(config), config.cost)
    for eta, (x, y) in zip(etas, mini_batches(config, few), strict=True):
        book.update_mini_batch(x, y, eta, lmbda=5.0, n=300)
    assert_same_parameters(trainer.network, book, atol=1e-4)


# Extra images


@pytest.fixture(scope="module")
def extra() -> Images:
    """Fifty-five images that are not among the few."""
    return mnist.load().train[1000:1055]


def test_extra_images_are_learnt_from_like_the_others(few: Mnist, extra: Images) -> None:
    config = settings(schedule="cosine", lmbda=3.0, momentum=0.5, augmentation="both")
    with_extra = Trainer(config, few, extra=extra)
    events = list(with_extra)
    # The same images in the same order, but all of them in the data set.
    whole = settings(**(config.to_dict() | {"sizes": config.sizes, "training_images": 355}))
    trainer, as_one = train(whole, Mnist(few.train.and_also(extra), few.test))
    assert with_extra.images == 355
    assert numbers(with_extra.network).tobytes() == numbers(trainer.network).tobytes()
    assert [short(event) for event in events] == [short(event) for event in as_one]
    assert of_type(EpochEnd, events)[-1].train.total == 355
    # 355 = 35 * 10 + 5
    assert {event.mini_batches for event in of_type(Progress, events)} == {36}


# Changes on the way


def book_with_a_change(
    config: TrainingConfig, data: Mnist, at: int, changed: TrainingConfig
) -> BookNetwork:
    """Take an epoch's steps in a plain loop, with other settings after `at` mini-batches."""
    whole_epoch = list(mini_batches(config, data))
    x, y = (np.concatenate(rows) for rows in zip(*whole_epoch, strict=True))
    book = BookNetwork(initial_network(config), config.cost)
    now, start, steps = config, 0, 0
    while start < len(x):
        if steps == at:
            now = changed
        rows = slice(start, start + now.mini_batch_size)
        book.update_mini_batch(x[rows], y[rows], now.eta, now.lmbda, len(x), now.momentum)
        start, steps = start + now.mini_batch_size, steps + 1
    return book


@pytest.mark.parametrize(
    "changes",
    [
        {"eta": 0.05},
        {"lmbda": 40.0},
        {"momentum": 0.9},
        {"mini_batch_size": 25},
        {"mini_batch_size": 3, "eta": 0.2, "lmbda": 5.0, "momentum": 0.2},
    ],
    ids=lambda changes: "+".join(changes),
)
def test_a_change_takes_effect_from_the_next_mini_batch(
    few: Mnist, changes: dict[str, Any]
) -> None:
    config = settings(eta=0.5, epochs=1, momentum=0.5, lmbda=1.0, initialisation="sqrt-n")
    trainer = Trainer(config, few, look_after=1)
    run_to(trainer, 1, 4)
    trainer.change(**changes)
    assert run_to(trainer, 1, 5).eta == changes.get("eta", 0.5)
    list(trainer)
    assert trainer.config == settings(**(config.to_dict() | changes | {"sizes": config.sizes}))
    expected = book_with_a_change(config, few, 4, trainer.config)
    assert_same_parameters(trainer.network, expected, atol=1e-4)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"eta": -1.0}, ConfigError, "Learning rate"),
        ({"eta": 0.1, "lmbda": -0.1}, ConfigError, "Regularisation"),
        ({"mini_batch_size": 301}, ConfigError, "mini-batch of 301 is more than the 300 images"),
        ({"epochs": 3}, Refused, "epochs cannot change during a run.*eta, mini_batch_size"),
        ({"eta": 0.1, "seed": 3}, Refused, "seed cannot change during a run"),
    ],
)
def test_a_refused_change_changes_nothing(
    few: Mnist, changes: dict[str, Any], error: type[Exception], message: str
) -> None:
    config = settings(augmentation="affine")
    undisturbed, _ = train(config, few)
    trainer = Trainer(config, few, look_after=1)
    run_to(trainer, 1, 4)
    with pytest.raises(error, match=message):
        trainer.change(**changes)
    assert trainer.config == config
    list(trainer)
    assert numbers(trainer.network).tobytes() == numbers(undisturbed.network).tobytes()


def test_more_images_asked_for_than_there_are(few: Mnist) -> None:
    with pytest.raises(Refused, match="ask for 301 training images, but the data set has 300"):
        Trainer(settings(training_images=301), few)


# How a run ends


def deep_relu(**changes: Any) -> TrainingConfig:
    """Settings that blow up at the seventh mini-batch: the steps grow a billion times each."""
    usual = {"sizes": (784, 30, 30, 10), "activation": "relu", "cost": "cross-entropy"}
    return settings(**(usual | {"eta": 1000.0} | changes))


def plain_run_to_the_end(config: TrainingConfig, data: Mnist) -> tuple[int, Network]:
    """Return the first mini-batch that a plain loop does not survive, and the network before it."""
    network = initial_network(config)
    with np.errstate(over="ignore", invalid="ignore"):
        for k, (x, y) in enumerate(mini_batches(config, data), start=1):
            before = network.copy()
            network.update_mini_batch(x, y, config.eta, cost=config.cost)
            if not np.isfinite(numbers(network)).all():
                return k, before
    raise AssertionError("nothing diverged")


@pytest.mark.parametrize("every", [1, 2, 500])
def test_divergence_is_told_at_the_first_bad_mini_batch_with_what_to_try(
    few: Mnist, every: int
) -> None:
    bad, before = plain_run_to_the_end(deep_relu(), few)
    trainer, events = train(deep_relu(), few, every)
    last = ending(Diverged, events)
    assert (last.epoch, last.mini_batch) == (1, bad)
    assert not of_type(EpochEnd, events)
    looks = {1: [1, 2, 3, 4, 5, 6], 2: [1, 3, 5], 500: [1, 3]}
    assert [p.mini_batch for p in of_type(Progress, events)] == looks[every]
    assert (trainer.progress.mini_batch, trainer.progress.position) == (bad - 1, (bad - 1) / 30)
    # What is left is the network from before that mini-batch.
    assert np.isfinite(numbers(trainer.network)).all()
    assert_same_parameters(trainer.network, before, rtol=1e-2, atol=1e-2)
    for part in ("mini-batch 7 of epoch 1", "a learning rate of 100 or less (it was 1000)"):
        assert part in last.message


@pytest.mark.parametrize("every", [1, 500])
def test_a_cost_too_large_to_compute_is_told_as_infinity(few: Mnist, every: int) -> None:
    # One layer more: outputs overflow while the weights are still finite numbers.
    config = deep_relu(
        sizes=(784, 30, 30, 30, 10), output="softmax", initialisation="he", eta=100.0
    )
    events = train(config, few, every)[1]
    assert ending(Diverged, events)
    costs = [event.cost for event in of_type(Progress, events)]
    for checkpoint in of_type(Checkpoint, events):
        costs += [checkpoint.test.cost, checkpoint.train.cost]
    assert np.inf in costs
    assert not np.isnan(costs).any()


def early(**changes: Any) -> TrainingConfig:
    usual: dict[str, Any] = {"early_stopping": 3, "held_back": 100, "epochs": 100, "momentum": 0.5}
    return settings(
        **(usual | {"cost": "cross-entropy", "initialisation": "sqrt-n"} | changes),
    )


# Judged by a single image one epoch is as good as another, and one that reads it cannot be beaten.
@pytest.mark.parametrize(
    ("patience", "epochs", "held_back"), [(3, 100, 100), (3, 100, 1), (50, 2, 100), (50, 6, 1)]
)
def test_early_stopping_goes_back_to_the_best_epoch_even_if_it_never_comes(
    few: Mnist, patience: int, epochs: int, held_back: int
) -> None:
    config = early(early_stopping=patience, epochs=epochs, held_back=held_back)
    trainer, events = train(config, few)
    ends, last = of_type(EpochEnd, events), ending(Stopped, events)
    correct = [end.held_back.correct for end in ends if end.held_back]
    best = int(np.argmax(correct)) + 1  # the first of the best
    assert best < epochs or held_back > 1
    assert last.epoch == best
    assert len(correct) == len(ends) == min(best + patience, epochs) < 100
    assert ("no better accuracy for 3 epochs" in last.message) == (epochs == 100)
    assert f"from epoch {best}, its best on the {held_back} held-back image" in last.message

    at_best = [c for c in of_type(Checkpoint, events) if c.epoch == best][-1]
    assert np.array_equal(numbers(trainer.network), numbers(at_best.network))
    at_end = np.array_equal(numbers(ends[-1].network), numbers(at_best.network))
    assert at_end == (best == len(ends))


@pytest.mark.parametrize("count", [0, 55])
def test_held_back_images_are_the_last_ones_of_mnist_s_and_only_judged_by(
    few: Mnist, extra: Images, count: int
) -> None:
    trainer, without = (
        Trainer(early(epochs=1), data, extra=extra[:count]) for data in (few, blank_after_200(few))
    )
    end = of_type(EpochEnd, list(trainer))[0]
    assert end.held_back == evaluate(trainer.network, few.train[200:], "cross-entropy")
    learnt = few.train[:200].and_also(extra[:count])
    assert end.train == evaluate(trainer.network, learnt, "cross-entropy")
    list(without)
    assert np.array_equal(numbers(without.network), numbers(trainer.network))
