import numpy as np
import pytest

from nn.explain.hill import Hill, Move, along_gradient, move, saturated, step_in_words
from nn.functions import Array
from nn.mnist import load, to_floats
from nn.network import Network
from nn.sgd import one_hot
from nn.storage import network_files
from tests.nn.reference import COMBINATIONS, initialised, some_images

MARKS = (0.3, 3.0, 100.0)
SIZES = [(4, 3), (4, 6, 5, 3)]


def assert_is_direct(hill: Hill, network: Network, x: Array, y: Array, cost: str) -> None:
    """Compare with the network's own step and cost, to the bit."""
    for eta in hill.etas:
        stepped = network.astype(np.float64)
        stepped.update_mini_batch(x, y, eta, cost)
        assert hill.at(eta) == stepped.cost(x, y, cost)
        for p, own in zip(hill.after(eta).parameters, stepped.parameters, strict=True):
            np.testing.assert_array_equal(p, own)


@pytest.mark.parametrize(("activation", "output", "cost"), COMBINATIONS)
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("m", [1, 10])
def test_the_hill_is_the_cost_after_the_networks_own_step(
    m: int, sizes: tuple[int, ...], activation: str, output: str, cost: str
) -> None:
    x, y = some_images(sizes, m, seed=5)
    network = initialised(*sizes, activation=activation, output=output)
    assert_is_direct(along_gradient(network, x, y, cost, MARKS), network, x, y, cost)


def test_the_hill_of_the_books_network_is_in_float64() -> None:
    network, test = network_files.open_network("book").reader.network, load().test[:10]
    before = [p.copy() for p in network.parameters]
    x, y = to_floats(test.images), one_hot(test.labels)
    hill = along_gradient(network, x, y, "quadratic", MARKS)
    as_exact = x.astype(np.float64), y.astype(np.float64)
    assert_is_direct(hill, network, *as_exact, "quadratic")
    assert hill.costs.dtype == hill.network.weights[0].dtype == np.float64
    for p, old in zip(network.parameters, before, strict=True):
        np.testing.assert_array_equal(p, old)


def test_the_curve_begins_before_0_ends_beyond_the_last_mark_and_has_them_all() -> None:
    x, y = some_images((4, 3), 1, seed=5)
    hill = along_gradient(initialised(4, 3), x, y, "quadratic", MARKS)
    assert {0.0, *MARKS} <= set(hill.etas)
    assert (np.diff(hill.etas) > 0).all()
    assert hill.etas[0] < 0 and hill.etas[-1] > MARKS[-1]


# One input, 1, and one output, whose z is w at first: the gradient is 2 (a - y) a (1 - a) along z.
# With w = 2 it is a = 0.88, and the bottom for y = 0.5 is at z = 0, so at eta = 2 / 0.080 = 25.
@pytest.mark.parametrize(
    ("w", "y", "eta", "expected"),
    [
        (2.0, 0.5, 1.0, Move.CRAWLS),  # z = 1.92
        (2.0, 0.5, 20.0, Move.ROLLS),  # z = 0.4
        (2.0, 0.5, 1000.0, Move.LEAPS),  # a = 0: cost 0.125, and 0.073 now
        (2.0, 0.44, 1000.0, Move.LEAPS),  # 0.0968, and 0.0972 now: lower, but beyond the bottom
        (2.0, 0.6, 1000.0, Move.STRANDS),  # a = 0, more than a half off
        (2.0, 0.0, 1000.0, Move.ROLLS),  # a = 0 is right
        (40.0, 0.0, 1000.0, Move.STAYS),  # saturated already
    ],
)
def test_what_a_step_did_is_told_from_the_costs(
    w: float, y: float, eta: float, expected: Move
) -> None:
    network = Network([np.array([[w]])], [np.zeros(1)])
    marks = (1.0, 20.0, 1000.0)
    hill = along_gradient(network, np.ones((1, 1)), np.array([[y]]), "quadratic", marks)
    assert move(hill, eta) is expected


def test_saturated_outputs_are_counted_for_each_image() -> None:
    network = Network([np.array([[9.0], [1.0]])], [np.zeros(2)])
    x, y = np.array([[1.0], [0.0]]), np.zeros((2, 2))
    hill = along_gradient(network, x, y, "quadratic", MARKS)
    np.testing.assert_array_equal(saturated(hill, network), [[True, False], [False, False]])


@pytest.mark.parametrize(
    ("w", "y", "eta", "words"),
    [
        (2.0, 0.5, 0.0, "The ball is the network as it is now."),
        (2.0, 0.5, 1.0, "It crawls: the cost of this image falls"),
        (2.0, 0.5, 20.0, "It rolls down"),
        (2.0, 0.5, 1000.0, "and lands higher than it was"),
        (2.0, 0.44, 1000.0, "and lands on the other side"),
        (2.0, 0.6, 1000.0, "on a plateau: 1 of the 1 outputs are saturated"),
        (40.0, 0.0, 1000.0, "the ground is flat here"),
    ],
)
def test_the_sentence_is_judged_from_the_numbers(
    w: float, y: float, eta: float, words: str
) -> None:
    network, marks = Network([np.array([[w]])], [np.zeros(1)]), (1.0, 20.0, 1000.0)
    one = along_gradient(network, np.ones((1, 1)), np.array([[y]]), "quadratic", marks)
    assert words in step_in_words(one, eta)
