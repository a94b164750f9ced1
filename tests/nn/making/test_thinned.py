"""MNIST's images as strokes: the lines that a hand drew, without the width of its pen."""

import numpy as np

from nn.drawing.mnist_pen import render
from nn.drawing.strokes import arc_lengths
from nn.explain import confusion
from nn.making.pen_images import prepared, thinned_images
from nn.making.pen_strokes import Strokes
from nn.making.thinned import LARGER, strokes_of
from nn.mnist import Bytes, load, to_bytes
from nn.sgd import Images
from nn.storage.network_files import open_network


def drawn(*strokes: list[tuple[float, float]], pen: float = 2.5) -> Bytes:
    """Return an image of strokes in pixels of 28 x 28, (1, 784)."""
    pieces = [np.stack([line[:-1], line[1:]], axis=1) for line in map(np.array, strokes)]
    return to_bytes(render(np.concatenate(pieces), pen=pen).reshape(1, -1))


def strokes(image: Bytes) -> Strokes:
    """Return the strokes of one image, in pixels of 28 x 28."""
    return [points / LARGER for points in next(strokes_of(image))]


def test_a_line_becomes_one_stroke_from_end_to_end() -> None:
    (line,) = strokes(drawn([(8, 5), (20, 22)]))
    assert np.abs(np.sort(line[[0, -1]], axis=0) - [(8, 5), (20, 22)]).max() < 2
    # Straight, whatever the steps from pixel to pixel were.
    way = arc_lengths(line)[-1]
    assert way < 1.05 * np.hypot(*(line[-1] - line[0]))


def test_ink_that_has_run_together_gives_no_strokes() -> None:
    assert strokes(drawn([(14, 6), (14, 22)], pen=9.0)) == []
    assert strokes(np.zeros((1, 784), np.uint8)) == []


def test_mnist_drawn_with_the_app_s_pen_is_the_same_digits() -> None:
    test = load().test
    some = Images(test.images[:200], test.labels[:200])
    redrawn = thinned_images(some)
    assert 140 < len(redrawn) < 200  # without those too thick
    readable = [k for k, found in enumerate(strokes_of(some.images)) if found]
    assert redrawn.labels.tolist() == some.labels[readable].tolist()
    assert np.array_equal(
        redrawn.images[0], to_bytes(prepared(next(strokes_of(some.images[readable[:1]]))))
    )
    right = confusion.read(open_network("draw").reader, redrawn).right
    assert right.mean() > 0.96
