import os
import pickle
import subprocess
import sys
import tracemalloc
from typing import Any

import numpy as np
import pytest

from nn.fast_network import FastNetwork, fast
from nn.functions import ACTIVATIONS, Array
from nn.network import Network
from tests.nn.reference import (
    COMBINATIONS,
    assert_same_parameters,
    initialised,
    some_images,
)

FLOATS = pytest.mark.parametrize("dtype", [np.float32, np.float64])
EVERY_COMBINATION = pytest.mark.parametrize(("activation", "output", "cost"), COMBINATIONS)
# The same sums in another order: how far they may be apart, relatively and absolutely.
TOLERANCE: dict[type, tuple[float, float]] = {np.float64: (0.0, 1e-12), np.float32: (1e-4, 1e-5)}
# Images, lambda and momentum of each step: mini-batches of 1, of 10, a smaller last one, and 10
# again; L2 and momentum alone, together and not at all; momentum that stays, changes and is off.
STEPS = [(1, 0, 0), (10, 4, 0), (10, 4, 0.9), (3, 4, 0.9), (10, 0, 0.5), (1, 0, 0), (10, 4, 0.99)]


def velocities(network: Network) -> list[Array]:
    return [*network.velocity_w, *network.velocity_b]


@FLOATS
@pytest.mark.parametrize(
    ("sizes", "scale"), [((12, 5), 1.0), ((12, 8, 5), 255.0), ((12, 8, 7, 5), 1.0)]
)
@EVERY_COMBINATION
def test_its_steps_are_those_of_the_plain_network(
    activation: str, output: str, cost: str, sizes: tuple[int, ...], scale: float, dtype: type
) -> None:
    options: dict[str, Any] = {"activation": activation, "output": output, "input_scale": scale}
    network = initialised(*sizes, initialisation="sqrt-n", dtype=dtype, **options)
    plain, twin = network.copy(), fast(network, cost)
    if not isinstance(twin, FastNetwork):
        pytest.skip("has no fast twin")
    for seed, (m, lmbda, momentum) in enumerate(STEPS):
        if seed == 4:  # as a run that goes on in another process
            moved = pickle.loads(pickle.dumps(twin))
            assert type(moved) is Network
            twin = fast(moved, cost)
        x, y = some_images(sizes, m, seed, dtype)
        x /= dtype(scale)
        before = x.copy(), y.copy()
        twin.update_mini_batch(x, y, 0.1, cost, lmbda, 50, momentum)
        plain.update_mini_batch(x, y, 0.1, cost, lmbda, 50, momentum)
        assert np.array_equal(x, before[0]) and np.array_equal(y, before[1])
        assert_same_parameters(twin, plain, *TOLERANCE[dtype])
        for step, expected in zip(velocities(twin), velocities(plain), strict=True):
            np.testing.assert_allclose(step, expected, *TOLERANCE[dtype])
    arrays = (*twin.parameters, *plain.parameters, *velocities(twin), *velocities(plain))
    assert {array.dtype for array in arrays} == {np.dtype(dtype)}


def test_a_network_without_a_fast_twin_takes_its_own_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ACTIVATIONS, "new", ACTIVATIONS["tanh"])
    network, like = (initialised(12, 8, 5, activation=name) for name in ("new", "tanh"))
    assert fast(network, "quadratic") is network
    x, y = some_images((12, 8, 5), 10, seed=0)
    twin = fast(like, "quadratic")
    for each in (network, twin):
        each.update_mini_batch(x, y, 0.5)
    assert_same_parameters(network, twin)


def test_it_keeps_no_more_however_often_the_mini_batch_size_changes() -> None:
    twin, kept = fast(initialised(12, 8, 5), "quadratic"), list[int]()
    tracemalloc.start()
    for m in range(1_000, 1_020):
        twin.update_mini_batch(*some_images((12, 8, 5), m, seed=0), 0.5)
        kept.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert kept[-1] < 1.1 * kept[2]


THREADS = """
from threadpoolctl import threadpool_info
import numpy
before = {pool["num_threads"] for pool in threadpool_info()}
import nn.training
print(*before, {pool["num_threads"] for pool in threadpool_info()})
"""


@pytest.mark.slow
def test_whoever_trains_has_one_blas_thread_even_where_numpy_was_there_first() -> None:
    one = [sys.executable, "-c", THREADS]
    done = subprocess.run(
        one, capture_output=True, text=True, env=os.environ | {"OPENBLAS_NUM_THREADS": "2"}
    )
    if not done.stdout.startswith("2 "):
        pytest.skip("this BLAS takes the number of its threads from elsewhere")
    assert done.stdout == "2 {1}\n"
