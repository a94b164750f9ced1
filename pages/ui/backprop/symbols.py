"""The symbols of the equations in plain words, and the names of layers and neurons."""

from nn.explain.gradient_check import EPSILON
from nn.explain.one_step import Trace
from nn.mnist import IMAGE_SIDE

# name -> (LaTeX, explanation); what is in braces is filled in by `explained`.
SYMBOLS: dict[str, tuple[str, str]] = {
    "x": ("x", "the image: 784 numbers {range}; 0 is paper, the largest is full ink"),
    "y": ("y", "the desired outputs: 1 for the right digit, 0 for the nine others"),
    "a1": ("a^1", "what enters layer 1, the input"),
    "l": ("l", "the layer, counted from the input, which is layer 1; here {l}"),
    "L": ("L", "the last layer, the output; here {L}"),
    "w": (
        "w^l",
        "the weights of layer l: how strongly each neuron listens to each one in the layer before",
    ),
    "b": ("b^l", "the biases of layer l: each neuron adds one of its own"),
    "z": ("z^l", "the weighted inputs of layer l: what its neurons add up"),
    "a": ("a^l", "the activations of layer l: what its neurons answer"),
    "aL": ("a^L", "the activations of the output: the ten answers"),
    "sigma": (r"\sigma", "the activation function, here {sigma}"),
    "softmax": (
        r"\text{softmax}",
        "turns the ten z into shares that add up to 1: e to the power of z, divided by the sum",
    ),
    "C": ("C", "the cost: one number, larger for a worse answer"),
    "sum_j": (r"\sum_j", "add up for the ten outputs, j = 0 to 9"),
    "sum_k": (r"\sum_k", "add up for the ten outputs, k = 0 to 9"),
    "ln": (r"\ln", "the natural logarithm: a large negative number for an output close to 0"),
    "j_out": ("j", "which of the ten outputs"),
    "delta": (
        r"\delta^l",
        "the error of each neuron of layer l: how much C grows when its z grows",
    ),
    "deltaL": (r"\delta^L", "the error of each output: how much C grows when its z grows"),
    "nabla_a": (r"\nabla_a C", "how much C grows when an output a grows: ∂C/∂a for each output"),
    "slope": (r"\sigma'(z)", "the slope of σ at z: how much a moves when z moves"),
    "odot": (r"\odot", "multiply number by number, neuron by neuron"),
    "T": (
        r"(w^{l+1})^T",
        "the weights of the next layer, read backwards: from each neuron to its listeners",
    ),
    "back": (r"\delta^{l+1}", "the errors of the next layer, known from the step before"),
    "dC_db": (
        r"\frac{\partial C}{\partial b^l_j}",
        "how much C grows when neuron j's bias grows: its nabla_b",
    ),
    "dC_dw": (
        r"\frac{\partial C}{\partial w^l_{jk}}",
        "how much C grows when the weight from k to j grows: its nabla_w",
    ),
    "dC_dw_any": (
        r"\frac{\partial C}{\partial w}",
        "how much C grows when this weight grows: its nabla_w",
    ),
    "dCx": (
        r"\frac{\partial C_x}{\partial w}",
        "how much the cost of image x grows when the weight grows; for a bias likewise",
    ),
    "j": ("j", "which neuron of layer l"),
    "k": ("k", "which neuron or pixel of the layer before"),
    "nabla": (
        r"\nabla C",
        "the gradient: the slopes nabla_w and nabla_b of all weights and biases",
    ),
    "Cx": ("C_x", "the cost of one image x; C is their average"),
    "sum_x": (r"\sum_x", "add up over the images x of the mini-batch"),
    "m": ("m", "the number of images that go through together: {m}"),
    "eta": (r"\eta", "the learning rate: how far the step goes"),
    "arrow": (r"\rightarrow", "becomes"),
    "w_any": ("w", "any weight; w′ is the weight after the step"),
    "b_any": ("b", "any bias; b′ is the bias after the step"),
    "epsilon": (r"\varepsilon", "a small number: {epsilon:g}{of_a_pixel}"),
    "C_of": (
        r"C(w + \varepsilon)",
        "the cost with this one weight a little larger; with w − ε, a little smaller",
    ),
    "approx": (r"\approx", "is nearly equal to"),
}

SIGMA = {
    "sigmoid": "the sigmoid 1 / (1 + e⁻ᶻ), which squeezes z into 0 to 1",
    "tanh": "tanh, which squeezes z into −1 to 1",
    "relu": "ReLU: z where it is positive, else 0",
}


def explained(name: str, trace: Trace, layer: int) -> tuple[str, str]:
    """Return a symbol in LaTeX, and what it is in this network and layer."""
    latex, words = SYMBOLS[name]
    function = trace.before.activation if layer < trace.last else "sigmoid"
    scale = trace.before.input_scale
    is_raw = scale != 1.0
    return latex, words.format(
        l=layer + 2,
        L=trace.last + 2,
        sigma=SIGMA[function],
        m=trace.m,
        epsilon=EPSILON,
        of_a_pixel=f"; for a pixel's weight, this divided by {scale:g}" if is_raw else "",
        range="from 0 to 255" if is_raw else "from 0 to 1",
    )


def layer_name(trace: Trace, layer: int) -> str:
    """Return what a layer is called."""
    if layer == trace.last:
        return "Output"
    return "Hidden" if trace.last == 1 else f"Hidden {layer + 1}"


def layer_in_words(trace: Trace, layer: int) -> str:
    """Return what a layer is called within a sentence."""
    kind, _, number = layer_name(trace, layer).partition(" ")
    return f"{kind.lower()} layer {number}".strip()


def neuron_name(trace: Trace, layer: int, neuron: int) -> str:
    """Return what a neuron is called: an output by its digit; layer -1 is the input."""
    if layer == trace.last:
        return f"output {neuron}"
    if layer < 0:
        return f"pixel {neuron // IMAGE_SIDE + 1}, {neuron % IMAGE_SIDE + 1}"
    return f"neuron {neuron + 1}"


def neuron_names(trace: Trace, layer: int) -> list[str]:
    """Return what all neurons of a layer are called."""
    return [neuron_name(trace, layer, j) for j in range(trace.before.sizes[layer + 1])]
