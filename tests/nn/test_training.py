import pickle
from typing import Any

import numpy as np
import pytest

from nn import mnist
from nn.augmentation import augment
from nn.errors import Refused
from nn.evaluation import evaluate
from nn.mnist import Mnist, images_for, to_floats
from nn.settings.config import TrainingConfig
from nn.sgd import Descent, Images, sgd
from nn.training import STEPS_BETWEEN_CHECKS, Diverged, TrainingRun, train
from tests.nn.reference import BookNetwork, assert_same_parameters, mini_batches, numbers, trained
from tests.nn.runs import conftest as runs


@pytest.fixture(scope="module")
def small() -> Mnist:
    """The first 300 images to learn from and the first 200 to test on."""
    data = mnist.load()
    return Mnist(data.train[:300], data.test[:200])


def settings(**changes: Any) -> TrainingConfig:
    """Two epochs of 30 mini-batches on a small network, but for the changes."""
    return runs.settings(**({"training_images": 300} | changes))


def bits(run: TrainingRun) -> bytes:
    return numbers(run.network).tobytes()


# What it learns


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"activation": "tanh", "output": "softmax", "lmbda": 3.0, "momentum": 0.5, "eta": 0.5},
        {"cost": "cross-entropy", "schedule": "cosine", "lmbda": 5.0, "eta": 0.5},
        {"pixels": "raw", "initialisation": "sqrt-n", "eta": 0.0001},
    ],
)
def test_it_learns_what_the_book_s_loop_learns(small: Mnist, changes: dict[str, Any]) -> None:
    config = settings(mini_batch_size=7, **changes)  # 300 = 42 * 7 + 6
    run, expected, sizes = TrainingRun.begin(config, small.train), mini_batches(config, small), []
    book, eta = BookNetwork(run.network, config.cost), run.eta
    for mini_batch in train(run, small.train):
        if mini_batch is None:
            sizes.append(0)
            continue
        x, y = next(expected)
        np.testing.assert_allclose(mini_batch[0], x, rtol=1e-6)
        assert np.array_equal(mini_batch[1], y)
        book.update_mini_batch(x * config.input_scale, y, eta, config.lmbda, 300, config.momentum)
        assert_same_parameters(run.network, book, atol=2e-5)
        sizes.append(len(x))
        assert (run.mini_batches_done, run.step) == (
            1 + (run.step - 1) % 43,
            len(sizes) - run.epochs_done,
        )
        assert run.row == min(7 * run.mini_batches_done, 300)
        turn = np.pi * (run.epochs_done + run.row / 300) / 2  # half a one in two epochs
        eta = config.eta * (0.5 + 0.5 * np.cos(turn) if config.schedule == "cosine" else 1.0)
        assert run.eta == pytest.approx(eta, abs=1e-12)
    assert sizes == ([7] * 42 + [6, 0]) * 2
    assert run.ending == "Finished 2 epochs."


@pytest.mark.parametrize("size", [7, 150, 300])
def test_the_fast_mini_batches_are_the_plain_ones(small: Mnist, size: int) -> None:
    taken: list[list[bytes]] = []
    for kind in (Descent, TrainingRun):
        steps = sgd(kind.begin(settings(mini_batch_size=size), small.train), small.train)
        taken.append([b"".join(part.tobytes() for part in step or ()) for step in steps])
    assert taken[0] == taken[1] and len(taken[0]) == 2 * (-(-300 // size) + 1)


def test_it_learns_to_read(small: Mnist) -> None:
    usual = {"eta": 0.5, "cost": "cross-entropy", "initialisation": "sqrt-n"}
    config = settings(sizes=(784, 30, 10), epochs=8, **usual)
    before, after = config.first_network(), trained(config, small.train).network
    first, last = (evaluate(network, small.train, config.cost) for network in (before, after))
    assert first.accuracy < 0.3 and last.accuracy > 0.9
    assert last.cost < first.cost / 4
    assert evaluate(after, small.test).accuracy > 0.6  # it reads digits that it has not seen


def test_the_images_are_the_first_and_of_these_the_last_are_held_back(small: Mnist) -> None:
    images, held_back = images_for(settings(training_images=200), small)
    assert np.array_equal(images.images, small.train.images[:200]) and not len(held_back)
    config = settings(training_images=200, early_stopping=1, held_back=60)
    images, held_back = images_for(config, small, extra=small.test)
    assert np.array_equal(held_back.labels, small.train.labels[140:200])
    assert np.array_equal(images.labels[:140], small.train.labels[:140])
    assert np.array_equal(images.images[140:], small.test.images)
    with pytest.raises(Refused, match="ask for 301 training images, but the data set has 300"):
        images_for(settings(training_images=301), small)


def test_every_seed_and_epoch_warps_every_image_in_another_way(small: Mnist) -> None:
    copies, seen = Images(small.train.images[[0] * 400], small.train.labels[[0] * 400]), []
    for seed in (1, 2):
        run = TrainingRun.begin(settings(augmentation="both", seed=seed), copies)
        seen += [mini_batch[0].copy() for mini_batch in train(run, copies) if mini_batch]
    assert len(np.unique(np.concatenate(seen), axis=0)) == 2 * 2 * 400


# One seed, one network


def test_another_seed_gives_other_weights_and_every_epoch_another_order(small: Mnist) -> None:
    one, same, other = (trained(settings(seed=seed), small.train) for seed in (5, 5, 6))
    assert bits(one) == bits(same) != bits(other)
    first, *others = (settings(seed=seed).first_network() for seed in (5, 5, 6))
    assert [np.array_equal(numbers(first), numbers(each)) for each in others] == [True, False]
    run = TrainingRun.begin(settings(), small.train)
    orders = [run.order for mini_batch in train(run, small.train) if mini_batch is None]
    orders += [one.order, other.order]
    assert len({order.tobytes() for order in orders}) == 4
    assert all(np.array_equal(np.sort(order), np.arange(300)) for order in orders)


def test_whoever_looks_meanwhile_changes_nothing(small: Mnist) -> None:
    config = settings(augmentation="both", lmbda=1.0, momentum=0.5)
    run, elsewhere = TrainingRun.begin(config, small.train), settings(seed=9, augmentation="affine")
    other = train(TrainingRun.begin(elsewhere, small.train), small.train)
    for _ in train(run, small.train):
        next(other, None)
        run.network.feedforward(to_floats(small.test.images))
        augment(to_floats(small.test.images[:5]), np.random.default_rng(0), "both")
        np.random.random(10)
    assert bits(run) == bits(trained(config, small.train))


def states(
    run: TrainingRun, data: Mnist, change: dict[str, Any], moves: bool
) -> tuple[list[tuple[object, ...]], TrainingRun]:
    """Return how a run is after each step and epoch, and the run at its end.

    It `moves` to another process after each of them; settings change in the midst of a block.
    """
    images, held_back = images_for(run.config, data)
    seen: list[tuple[object, ...]] = []
    loop = train(run, images, held_back)
    while (mini_batch := next(loop, "over")) != "over":
        seen.append((mini_batch is None, run.epochs_done, run.row, run.eta, bits(run)))
        if run.step == 12:
            run.config = run.config.changed_on_the_way(**change)
        if moves:
            run = pickle.loads(pickle.dumps(run))
            loop = train(run, images, held_back)
    return seen, run


CASES: dict[str, dict[str, Any]] = {
    "momentum and L2": {"momentum": 0.6, "lmbda": 2.0, "eta": 0.3, "schedule": "cosine"},
    "warps": {"augmentation": "both", "mini_batch_size": 9},
    "early stopping": {"epochs": 9, "early_stopping": 1, "held_back": 60, "eta": 9.0},
    "large blocks": {"mini_batch_size": 64, "activation": "tanh", "cost": "cross-entropy"},
}


@pytest.mark.parametrize("change", [{}, {"mini_batch_size": 7, "eta": 0.5}], ids=str)
@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
def test_a_run_goes_on_in_another_process_bit_for_bit_after_any_step(
    small: Mnist, changes: dict[str, Any], change: dict[str, Any]
) -> None:
    config = settings(**({"epochs": 3} | changes))
    run = TrainingRun.begin(config, images_for(config, small)[0])
    moved, there = states(pickle.loads(pickle.dumps(run)), small, change, moves=True)
    stayed, here = states(run, small, change, moves=False)
    assert len(moved) == len(stayed)
    assert moved == stayed
    assert bits(there) == bits(here)
    assert (there.on_held_back, there.best_epoch) == (here.on_held_back, here.best_epoch)
    assert there.ending == here.ending
    assert (here.epochs_done < config.epochs) == bool(config.early_stopping)


# Changes on the way


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
    small: Mnist, changes: dict[str, Any]
) -> None:
    config = settings(eta=0.5, epochs=1, momentum=0.5, lmbda=1.0, initialisation="sqrt-n")
    run = TrainingRun.begin(config, small.train)
    book = BookNetwork(run.network, config.cost)
    for _ in train(run, small.train):
        if run.step == 4:
            run.config = config.changed_on_the_way(**changes)
    x, y = (np.concatenate(rows) for rows in zip(*mini_batches(config, small), strict=True))
    row = 0
    for step in range(run.step):
        now = config if step < 4 else run.config
        rows = slice(row, row + now.mini_batch_size)
        book.update_mini_batch(x[rows], y[rows], now.eta, now.lmbda, 300, now.momentum)
        row = rows.stop
    assert row >= 300
    assert_same_parameters(run.network, book, atol=1e-4)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"eta": -1.0}, "Learning rate"),
        ({"eta": 0.1, "lmbda": -0.1}, "Regularisation"),
        ({"mini_batch_size": 301}, "mini-batch of 301 is more than the 300 images"),
        ({"epochs": 3}, "epochs cannot change during a run.*eta, mini_batch_size"),
        ({"eta": 0.1, "seed": 3}, "seed cannot change during a run"),
    ],
)
def test_what_cannot_change_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(Refused, match=message):
        settings().changed_on_the_way(**changes)


# How a run ends


# In an epoch of 150 mini-batches they are checked after each 50, in one of 30 at its end.
@pytest.mark.parametrize(("size", "large_after", "told"), [(2, 0, 50), (2, 70, 100), (10, 0, 30)])
def test_a_run_whose_weights_explode_ends_with_a_finite_network_and_advice(
    small: Mnist, size: int, large_after: int, told: int
) -> None:
    explodes = {"activation": "relu", "cost": "cross-entropy", "momentum": 0.5, "pixels": "raw"}
    config = settings(sizes=(784, 30, 30, 10), mini_batch_size=size, eta=1e-5, **explodes)
    run = TrainingRun.begin(config, small.train)
    kept = [numbers(run.network)]
    with pytest.raises(Diverged) as diverged:
        loop = train(run, small.train)
        while True:
            if run.step == large_after:
                run.config = config.changed_on_the_way(eta=1000.0)
            next(loop)
            kept.append(numbers(run.network))
    assert run.step == told
    assert run.network.is_finite
    assert np.array_equal(numbers(run.network), kept[max(0, told - STEPS_BETWEEN_CHECKS)])
    for part in (
        f"by mini-batch {told} of epoch 1",
        "a learning rate of 100 or less (it was 1000)",
        "less momentum (it was 0.5)",
        "pixels scaled to 0 to 1",
        "as initial weights He's, made for ReLU",
    ):
        assert part in str(diverged.value)


# Judged by a single image one epoch is as good as another, and one that reads it cannot be beaten.
@pytest.mark.parametrize(
    ("patience", "epochs", "held_back"), [(3, 100, 100), (3, 100, 1), (50, 2, 100), (50, 6, 1)]
)
def test_early_stopping_goes_back_to_the_best_epoch_even_if_it_never_comes(
    small: Mnist, patience: int, epochs: int, held_back: int
) -> None:
    usual = {"cost": "cross-entropy", "initialisation": "sqrt-n", "momentum": 0.5}
    config = settings(early_stopping=patience, epochs=epochs, held_back=held_back, **usual)
    images, judges = images_for(config, small)
    run, correct, networks = TrainingRun.begin(config, images), [], []
    for mini_batch in train(run, images, judges):
        if mini_batch is None:
            assert run.on_held_back == evaluate(run.network, judges, config.cost)
            correct.append(run.on_held_back.correct)
            networks.append(numbers(run.network))
    best = int(np.argmax(correct)) + 1  # the first of the best
    assert best < epochs or held_back > 1
    assert (run.best_epoch, run.best_correct) == (best, max(correct))
    assert len(correct) == run.epochs_done == min(best + patience, epochs) < 100
    assert np.array_equal(numbers(run.network), networks[best - 1])
    message = run.ending
    assert ("no better accuracy for 3 epochs" in message) == (epochs == 100)
    assert f"from epoch {best}, its best on the {held_back} held-back image" in message
