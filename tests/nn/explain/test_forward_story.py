import numpy as np
import pytest

from nn.beginning import initial_network
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.explain import forward_story
from nn.explain.neurons import neuron_sum
from nn.functions import ACTIVATIONS, OUTPUTS, softmax
from nn.settings.config import TrainingConfig
from tests.nn.reference import initialised as network

X = np.random.default_rng(4).random(784) * (np.arange(784) % 3 == 0)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(784, 5, 10), (784, 10)])
@pytest.mark.parametrize("output", OUTPUTS)
def test_the_curve_goes_through_the_neurons_point(
    activation: str, sizes: tuple[int, ...], output: str
) -> None:
    net = network(*sizes, activation=activation, output=output)
    net.weights[-1] *= 0.05
    terms = neuron_sum(net, X, 0, 4)
    assert forward_story.activation_curve(net, X, 4, np.array(terms.z)) == pytest.approx(terms.a)


def test_with_softmax_the_other_outputs_stay_as_they_are() -> None:
    net = network(784, 10, output="softmax")
    net.weights[0] *= 0.05
    z = net.forward(X[None]).zs[0]
    z[0, 2] += 1.5
    assert forward_story.activation_curve(net, X, 2, z[0, 2]) == pytest.approx(softmax(z)[0, 2])


def test_the_diagram_has_every_neuron_and_the_strongest_connections() -> None:
    net = network(784, 12, 10)
    picture = forward_story.diagram(net, X)
    forward = net.forward(X[None])
    hidden, output = picture.layers
    assert hidden.shown.tolist() == list(range(12))
    np.testing.assert_array_equal(output.activations, forward.output[0])
    np.testing.assert_allclose(picture.pixel_sums, net.weights[0] @ X)
    products = net.weights[1] * hidden.activations
    strongest = np.sort(np.abs(products).ravel())[-forward_story.MOST_LINES :]
    (lines,) = picture.lines
    np.testing.assert_allclose(np.abs(lines.values), strongest)
    np.testing.assert_array_equal(lines.values, products[lines.later, lines.earlier])


def test_of_many_neurons_the_most_active_are_drawn_in_their_order() -> None:
    net = network(784, 256, 40, 10, activation="tanh")
    first, second, output = forward_story.diagram(net, X).layers
    a = net.forward(X[None]).activations[1][0]
    assert (first.size, len(first.shown), len(second.shown), len(output.shown)) == (256, 30, 30, 10)
    assert (np.diff(first.shown) > 0).all()
    rest = np.delete(np.abs(a), first.shown)
    assert np.abs(first.activations).min() >= rest.max()
    np.testing.assert_array_equal(first.activations, a[first.shown])


def test_silent_neurons_have_no_lines_and_no_hidden_layer_has_none_either() -> None:
    net = network(784, 4, 10, activation="relu")
    net.biases[0][:] = -1e6
    assert len(forward_story.diagram(net, X).lines[0].values) == 0
    assert forward_story.diagram(network(784, 10), X).lines == []


def test_the_untrained_network_is_the_one_that_the_run_began_with() -> None:
    config = TrainingConfig(sizes=(784, 6, 10), seed=5, initialisation="sqrt-n")
    start = initial_network(config)
    again = forward_story.untrained_like(start, config, seed=9)
    np.testing.assert_array_equal(again.weights[0], start.weights[0])
    unknown = forward_story.untrained_like(start, None, seed=9)
    assert unknown.sizes == start.sizes
    assert not np.array_equal(unknown.weights[0], start.weights[0])


@pytest.mark.parametrize("right", [140, 143, 200])
def test_no_ink_of_a_drawing_is_outside_the_window(right: float) -> None:
    image = prepare_strokes([np.array([(40.0, 40), (right, 40), (60, 240), (right + 30, 230)])])
    row, column = forward_story.ink_window(image)
    inside = image[row : row + forward_story.CROP, column : column + forward_story.CROP]
    assert np.count_nonzero(inside) == np.count_nonzero(image) > 0
