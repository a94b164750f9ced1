r"""The text between the cells of `my_network.ipynb`, as Markdown, with the book's equations.

They have the book's numbers: `\tag{BP2}` writes (BP2) beside an equation.
"""

from nn.network import Network
from nn.settings.config import TrainingConfig

A_SUM = r"""
A neuron multiplies each of its inputs by a weight, adds all of that up, and adds its bias. This sum
is $z = \sum_j w_j x_j + b$. What the neuron answers is a function of $z$, its *activation*.
"""
SIGMOID = r"""$$\sigma(z) = \frac{1}{1 + e^{-z}} \tag{3}$$"""
ACTIVATIONS = {
    "sigmoid": rf"""
A hidden neuron is a sigmoid neuron. It answers with a number from 0 to 1:

{SIGMOID}
""",
    "tanh": r"""
A hidden neuron is a tanh neuron. It answers with a number from −1 to 1:

$$\tanh(z) = \frac{e^z - e^{-z}}{e^z + e^{-z}} \tag{110}$$
""",
    "relu": r"""
A hidden neuron is a rectified linear unit, ReLU for short. It is silent below 0, and above it
answers with $z$ itself:

$$\max(0, z) \tag{112}$$
""",
}
SIGMOIDS_TOO = """
The ten outputs, one for each digit, are sigmoid neurons too: ten separate answers.
"""
OUTPUTS = {
    "sigmoid": rf"""
The outputs are ten separate answers from 0 to 1, one for each digit, from sigmoid neurons:

{SIGMOID}
""",
    "softmax": r"""
The outputs are a *softmax*: ten numbers from 0 to 1, one for each digit, which add up to 1.

$$a^L_j = \frac{e^{z^L_j}}{\sum_k e^{z^L_k}} \tag{78}$$
""",
}
QUADRATIC = r"""
The *cost* says how wrong the outputs are. Here it is the quadratic cost, where $y(x)$ is what the
network should answer to the image $x$, and $a$ is what it answers. To train is to make it small.

$$C(w, b) = \frac{1}{2n} \sum_x \| y(x) - a \|^2 \tag{6}$$
"""
CROSS_ENTROPY = r"""
The *cost* says how wrong the outputs are. Here it is the cross-entropy, where $y$ is what the
network should answer to the image $x$, and $a$ is what it answers. To train is to make it small.

$$C = -\frac{1}{n} \sum_x \sum_j \left[ y_j \ln a^L_j + (1 - y_j) \ln (1 - a^L_j) \right]
\tag{63}$$
"""
LOG_LIKELIHOOD = r"""
The *cost* says how wrong the outputs are. Here it is the log-likelihood, where $a^L_y$ is the
output for the digit $y$ that is in the image. To train is to make it small.

$$C = -\ln a^L_y \tag{80}$$
"""
IMAGES = r"""
MNIST is a collection of handwritten digits: 60,000 to learn from, and 10,000 to test with. An image
has 28 × 28 = 784 pixels, from 0, paper, to 255, ink. Its label says which digit it is.
"""
DESIRED = r"""
What the network should answer has a 1 at the digit and 0 elsewhere. For a 6 that is
$y(x) = (0, 0, 0, 0, 0, 0, 1, 0, 0, 0)^T$.
"""
FEEDFORWARD = r"""
The activations $a$ of one layer are the inputs of the next, whose weights are the matrix $w$, and
whose biases are the vector $b$:

$$a' = FUNCTION(w a + b) \tag{22}$$
"""
HOW_FAR = r"""
`forward` does that. Its arrays have one image a row, so a whole mini-batch goes through at once,
and all is transposed: `a @ w.T + b` for $w a + b$, and further below `delta @ w` for
$w^T \delta$.
"""
BACKPROP = r"""
`backprop` finds the slope of the cost: how much the cost changes with each weight and each bias. It
begins with the error of the outputs, $\delta^L$, and goes back layer by layer. ($\odot$ multiplies
number by number.) The equations are for one image; `backprop` adds up what they say for all images
of a mini-batch.
"""
BP1 = r"""
$$\delta^L = \nabla_a C \odot \sigma'(z^L) \tag{BP1}$$

With this cost and these outputs that is
"""
AT_THE_END = {
    ("quadratic", "sigmoid"): r"\delta^L = (a^L - y) \odot \sigma'(z^L) \tag{30}",
    ("quadratic", "softmax"): r"\delta^L_k = a^L_k \left[ (a^L_k - y_k)"
    r" - \sum_j (a^L_j - y_j) \, a^L_j \right]",
    ("cross-entropy", "sigmoid"): r"\delta^L = a^L - y",
    ("cross-entropy", "softmax"): r"\delta^L = a^L - y",
}
BP2 = r"""$$\delta^l = \left( (w^{l+1})^T \delta^{l+1} \right) \odot SLOPE'(z^l) \tag{BP2}$$"""
BP3_AND_4 = r"""
$$\frac{\partial C}{\partial b^l_j} = \delta^l_j \tag{BP3}$$

$$\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j \tag{BP4}$$
"""
STEP = r"""
`update_mini_batch` takes a step against the slope, averaged over the $m$ images $X_j$ of a
mini-batch. How long the step is, the learning rate $\eta$ says:

$$w_k \rightarrow w_k' = w_k - \frac{\eta}{m} \sum_j \frac{\partial C_{X_j}}{\partial w_k}
\tag{20}$$

$$b_l \rightarrow b_l' = b_l - \frac{\eta}{m} \sum_j \frac{\partial C_{X_j}}{\partial b_l}
\tag{21}$$
"""
L2 = r"""
*L2 regularisation* makes each weight a little smaller at each step, so that only weights which are
needed stay large. $\lambda$ says how much, and $n$ is the number of training images:

$$w \rightarrow \left( 1 - \frac{\eta \lambda}{n} \right) w
- \frac{\eta}{m} \sum_x \frac{\partial C_x}{\partial w} \tag{93}$$
"""
MOMENTUM = r"""
*Momentum* takes a share $\mu$ of the last step again, so steps in one direction grow, as those of a
ball that rolls downhill. The step is $v$:

$$v \rightarrow v' = \mu v - \eta \nabla C \tag{107}$$

$$w \rightarrow w' = w + v' \tag{108}$$
"""
AT_THE_START = {
    "normal": r"""
The weights and biases begin as random numbers from a bell curve: mean 0, standard deviation 1.
""",
    "sqrt-n": r"""
The weights begin as random numbers from a bell curve, and the more inputs $n_{\rm in}$ a neuron
has, the narrower it is: its standard deviation is $1/\sqrt{n_{\rm in}}$. So $z$ is small, and the
neuron is not on the flat part of its activation, where it hardly learns. The biases begin with
standard deviation 1.
""",
    "he": r"""
The weights begin as random numbers from a bell curve of standard deviation
$\sqrt{2/n_{\rm in}}$ for a neuron with $n_{\rm in}$ inputs, and the biases begin at 0. The book
does not have this: it is made for ReLU (He and others, “Delving deep into rectifiers”, 2015).
""",
}
SAME_SEED = """
The seed fixes the random numbers: the same seed gives the same network.
"""
WARPED = """
More images help. Each training image is changed a little, at random, whenever it is used: shifted,
turned and slanted (affine), or bent as an unsteady hand does (elastic). It is still the same digit.
"""
SGD = r"""
`sgd` shuffles the training images, and `mini_batches` cuts them into mini-batches. Each is one
step. When all images were used once, an *epoch* is over. `sgd` yields each mini-batch after its
step, and `None` after each epoch, so whoever calls it can look at the network in between.
"""
COSINE = r"""
The learning rate falls over the run, as half a cosine wave does: after a share $t$ of the run it is
$\frac{\eta}{2} (1 + \cos \pi t)$. This is not in the book.
"""
EARLY_STOPPING = """
*Early stopping*: some of the training images are held back. When the accuracy on them has not grown
for some epochs, the run is over, and the network is the one of the best epoch.
"""
TOOLS = """
These functions load the files beside this notebook, count how many images are read right, and turn
a picture of yours into pixels.
"""


def text_of_parts(network: Network, config: TrainingConfig | None) -> dict[str, str]:
    """Return the text before each part, by the module that the part is of.

    Without `config` the network only reads.
    """
    return {
        "nn.settings.config": _settings(config) if config else "",
        "nn.functions": _functions(network, config),
        "nn.mnist": IMAGES + (DESIRED if config else ""),
        "nn.network": _network(network, config),
        "nn.initial_weights": AT_THE_START[config.initialisation] + SAME_SEED if config else "",
        "nn.augmentation": WARPED,
        "nn.evaluation": _around(config),
        "nn.training": SGD + (COSINE if config and config.schedule == "cosine" else ""),
        "nn.export.copied": TOOLS,
    }


def _settings(config: TrainingConfig) -> str:
    return f"""
These are the settings of the run. Change a number, such as `eta` or `seed`, and run all cells
again: then the notebook trains another network. With a smaller number than {config.epochs} for
`epochs` it is done sooner.
"""


def _functions(network: Network, config: TrainingConfig | None) -> str:
    text = A_SUM
    hidden = network.activation if len(network.weights) > 1 else ""
    text += ACTIVATIONS[hidden] if hidden else ""
    text += SIGMOIDS_TOO if hidden == network.output else OUTPUTS[network.output]
    if not config:
        return text
    if config.cost == "quadratic":
        return text + QUADRATIC
    return text + (LOG_LIKELIHOOD if network.output == "softmax" else CROSS_ENTROPY)


def _network(network: Network, config: TrainingConfig | None) -> str:
    functions = [network.activation] * (len(network.weights) - 1) + [network.output]
    letter = r"\sigma" if set(functions) == {"sigmoid"} else "f"
    text = FEEDFORWARD.replace("FUNCTION", letter)
    text += "\nHere $f$ is the function of the layer.\n" if letter == "f" else ""
    text += HOW_FAR
    if config:
        text += BACKPROP + BP1 + f"\n$${AT_THE_END[config.cost, config.output]}$$\n\n"
        text += BP2.replace("SLOPE", letter) + "\n" if len(functions) > 1 else ""
        text += BP3_AND_4 + STEP
        text += L2 if config.lmbda else ""
        text += MOMENTUM if config.momentum else ""
    return text


def _around(config: TrainingConfig | None) -> str:
    text = "\nThis run has more around the book's loop, which comes next.\n"
    if config and config.augmentation != "none":
        text += "\n`fast_mini_batches` cuts the mini-batches and warps their images.\n"
    return text + (EARLY_STOPPING if config and config.early_stopping else "")
