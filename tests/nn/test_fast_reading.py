from typing import Any

import numpy as np
import pytest

from nn import mnist
from nn.errors import Refused
from nn.fast_reading import ByteReader
from nn.mnist import to_floats
from tests.nn.reference import COMBINATIONS, initialised, numbers


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("scale", [1.0, 255.0])
@pytest.mark.parametrize("kind", sorted({kind[:2] for kind in COMBINATIONS}))
@pytest.mark.parametrize("hidden", [(), (12,), (17, 30)])
def test_reading_bytes_is_the_plain_forward_pass(
    hidden: tuple[int, ...], kind: tuple[str, str], scale: float, dtype: type
) -> None:
    options: dict[str, Any] = dict(zip(("activation", "output"), kind, strict=True))
    options |= {"input_scale": scale, "dtype": dtype, "initialisation": "sqrt-n"}
    net = initialised(784, *hidden, 10, **options)
    images = mnist.load().test.images[:45]
    reader, before = ByteReader(net), numbers(net)
    for rows in (slice(20), slice(20, 45), slice(3, 4)):  # whose buffer is used again
        plain = net.forward(to_floats(images[rows], dtype))
        fast = reader.forward(images[rows])
        for layer, expected in enumerate((*plain.zs, *plain.activations[1:])):
            found = (*fast.zs, *fast.activations[1:])[layer][:, : expected.shape[1]]
            assert found.dtype == dtype
            tolerance = 1e-12 if dtype is np.float64 else 2e-5 * scale
            np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)
    assert np.array_equal(numbers(net), before)


def test_more_images_than_a_block_are_refused() -> None:
    images = mnist.load().test.images[: mnist.BLOCK + 1]
    with pytest.raises(Refused, match="at most 1,000 images, got 1,001"):
        ByteReader(initialised(784, 10)).forward(images)
    assert len(ByteReader(initialised(784, 10), len(images)).forward(images).output) == len(images)
