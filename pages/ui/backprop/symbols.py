"""The symbols of the equations in plain words, and the names of layers and neurons."""

from collections.abc import Sequence

from nn.explain.gradient_check import EPSILON
from nn.explain.one_step import Trace
from nn.functions import ACTIVATIONS, OUTPUTS
from nn.mnist import IMAGE_SIDE

# LaTeX -> explanation; what is in braces is filled in by `explained`.
SYMBOLS = {
    "x": "the image: 784 numbers; 0 is paper, the largest is full ink",
    "y": "the desired outputs: 1 for the right digit, 0 for the nine others",
    "a^1": "what enters layer 1, the input",
    "l": "the layer, counted from the input, which is layer 1; here {l}",
    "L": "the last layer, the output; here {L}",
    "w^l": (
        "the weights of layer l: how strongly each neuron listens to each one in the layer before"
    ),
    "b^l": "the biases of layer l: each neuron adds one of its own",
    "z^l": "the weighted inputs of layer l: what its neurons add up",
    "a^l": "the activations of layer l: what its neurons answer",
    "a^L": "the activations of the output: the ten answers",
    r"\sigma": "the activation function, here {sigma}",
    "C": "the cost: one number, larger for a worse answer",
    r"\sum_j": "add up for the ten outputs, j = 0 to 9",
    r"\sum_k": "add up for the ten outputs, k = 0 to 9",
    r"\ln": "the natural logarithm: a large negative number for an output close to 0",
    r"\delta^l": "the error of each neuron of layer l: how much C grows when its z grows",
    r"\delta^L": "the error of each output: how much C grows when its z grows",
    r"\nabla_a C": "how much C grows when an output a grows: ∂C/∂a for each output",
    r"\sigma'": "the slope of σ: how much a moves when z moves",
    r"\odot": "multiply number by number, neuron by neuron",
    r"(w^{l+1})^T": (
        "the weights of the next layer, read backwards: from each neuron to its listeners"
    ),
    r"\delta^{l+1}": "the errors of the next layer, known from the step before",
    r"\frac{\partial C}{\partial b^l_j}": (
        "how much C grows when neuron j's bias grows: its nabla_b"
    ),
    r"\frac{\partial C}{\partial w^l_{jk}}": (
        "how much C grows when the weight from k to j grows: its nabla_w"
    ),
    r"\frac{\partial C}{\partial w}": "how much C grows when this weight grows: its nabla_w",
    r"\frac{\partial C_x}{\partial w}": (
        "how much the cost of image x grows when the weight grows; for a bias likewise"
    ),
    "j": "which neuron of the layer",
    "k": "which neuron or pixel of the layer before",
    r"\nabla C": "the gradient: the slopes nabla_w and nabla_b of all weights and biases",
    "C_x": "the cost of one image x; C is their average",
    r"\sum_x": "add up over the images x of the mini-batch",
    "m": "the number of images that go through together: {m}",
    r"\eta": "the learning rate: how far the step goes",
    r"\rightarrow": "becomes",
    "w": "any weight; w′ is the weight after the step",
    "b": "any bias; b′ is the bias after the step",
    r"\varepsilon": "a small number: {epsilon:g}{of_a_pixel}",
    r"C(w + \varepsilon)": (
        "the cost with this one weight a little larger; with w − ε, a little smaller"
    ),
    r"\approx": "is nearly equal to",
}


def explained(symbols: Sequence[str], trace: Trace, layer: int) -> dict[str, str]:
    """Return what an equation's symbols, in LaTeX, are in this network and layer."""
    network, is_last = trace.before, layer == trace.last
    scale = network.input_scale
    said = (OUTPUTS[network.output] if is_last else ACTIVATIONS[network.activation]).said
    shares = ": the outputs are shares, which add up to 1" if is_last and trace.shares else ""
    values = {
        "l": layer + 2,
        "L": trace.last + 2,
        "sigma": f"{said.title}, ${said.latex}${shares}",
        "m": trace.m,
        "epsilon": EPSILON,
        "of_a_pixel": "" if scale == 1 else f"; for a pixel's weight, this divided by {scale:g}",
    }
    return {latex: SYMBOLS[latex].format(**values) for latex in symbols}


def neuron_names(trace: Trace, layer: int) -> list[str]:
    """Return what all neurons of a layer are called; layer -1 is the input."""
    numbers = range(trace.before.sizes[layer + 1])
    if layer == trace.last:
        return [f"output {j}" for j in numbers]
    if layer < 0:
        return [f"pixel {j // IMAGE_SIDE + 1}, {j % IMAGE_SIDE + 1}" for j in numbers]
    return [f"neuron {j + 1}" for j in numbers]
