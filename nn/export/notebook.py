r"""`my_network.ipynb`: what `my_network.py` does, as a notebook that one reads, with the equations.

Its code cells are the parts of the script, letter by letter. Equations have the book's numbers:
`\tag{BP2}` writes (BP2) beside one.
"""

import json
import re
from typing import Any

import nn
from nn.export.script import MODULES, NAMES, Script, imports_of, source
from nn.formulas import Formula
from nn.functions import ACTIVATIONS, COSTS, OUTPUTS
from nn.initial_weights import INITIALISERS
from nn.network import Network
from nn.settings.config import TrainingConfig

TITLE = """
# The network {layers}

This is the network of Michael Nielsen's book
[Neural Networks and Deep Learning](http://neuralnetworksanddeeplearning.com), chapters 1 to 3.
Equations have the book's numbers. The modules are those of Thirty Neurons {version}, letter by
letter. They need NumPy alone, and the pictures need matplotlib.

Choose *Run → Run All Cells*. First the trained network in `weights.npz` reads the test
images{then}. `README.md` tells more.

Images are rows here, and a mini-batch goes through the network at once, as a matrix (m, 784); in
the book each image is a column. Where the book's names are:

{names}
"""
SETTINGS = """
## The settings

Change one, such as `eta` or `activation`, and run all cells again: then the notebook trains another
network. With a smaller number of `epochs` it is done sooner.
"""
A_SUM = r"""
A neuron multiplies each of its inputs by a weight, adds all of that up, and adds its bias. This sum
is $z = \sum_j w_j x_j + b$. What the neuron answers is a function of $z$, its *activation*.
"""
COST = r"""
The *cost* says how wrong the outputs $a^L$ are, where $y$ is what they should be. To train is to
make its average over the images small.
"""
NETWORK = r"""
The activations $a$ of one layer are the inputs of the next, whose weights are the matrix $w$, and
whose biases are the vector $b$:

$$a' = \sigma(w a + b) \tag{22}$$

`forward` does that. Its arrays have one image a row, so a whole mini-batch goes through at once,
and all is transposed: `a @ w.T + b` for $w a + b$, and further below `delta @ w` for $w^T \delta$.

`backprop` finds the slope of the cost: how much the cost changes with each weight and each bias. It
begins with the error of the outputs, $\delta^L$, and goes back layer by layer. ($\odot$ multiplies
number by number.) The equations are for one image; `backprop` adds up what they say for all images
of a mini-batch.

$$\delta^L = BP1 \tag{BP1}$$

$$\delta^l = \left( (w^{l+1})^T \delta^{l+1} \right) \odot \sigma'(z^l) \tag{BP2}$$

$$\frac{\partial C}{\partial b^l_j} = \delta^l_j \tag{BP3}$$

$$\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j \tag{BP4}$$

`update_mini_batch` takes a step against the slope, averaged over the mini-batch. The learning rate
$\eta$ says how long it is. *L2 regularisation*, where $\lambda$ is not 0, makes each weight a
little smaller; *momentum* takes a share $\mu$ of the last step $v$ again.

$$v \rightarrow v' = \mu v - \eta \nabla C \tag{107}$$

$$w \rightarrow w' = w + v' \tag{108}$$
"""
START = """
The weights begin as random numbers from a bell curve of standard deviation ${latex}${inputs}. The
seed fixes them: the same seed gives the same network.
"""
INPUTS = r", where $n_{\rm in}$ is the number of a neuron's inputs"
TEXTS = {
    "nn.errors": "What is said where a name is unknown.",
    "nn.formulas": "You can pass this over.",
    "nn.sgd": "`sgd` shuffles the training images, and `mini_batches` cuts them into mini-batches. "
    "Each is one step. When all images were used once, an *epoch* is over. `sgd` yields each "
    "mini-batch after its step, and `None` after each epoch.",
    "nn.early_stopping": "Some of the training images are held back, if the settings say so. When "
    "the accuracy on them has not grown for some epochs, the run is over, and the network is the "
    "one of the best epoch.",
    "nn.export.at_home": "These functions load the files beside this notebook, train, count how "
    "many images are read right, and turn a picture of yours into pixels.",
}
PICTURES = "nn.export.pictures"
CELLS = {
    "## How well the trained network reads\n\nThe weights from `weights.npz` read MNIST's 10,000 "
    "test images, which are no training images.": """network = load_network(Path("weights.npz"))
test = load({mnist}, "test")
accuracy = tell("weights.npz", network, test)""",
    "## What its neurons look for\n\nA neuron of the first layer after the input has one weight "
    "for each pixel: ink on red raises its sum $z$, ink on blue lowers it.": (
        "weight_maps(network.weights[0], {what})"
    ),
    "## A digit is read\n\nThe largest of the ten outputs is the answer. Write another number from "
    "0 to 9999 to see another test image. To read a picture of yours, put the file beside this "
    "notebook, and take away the `#`. It shows one digit, dark on light or light on dark. This "
    "takes Pillow (`pip install pillow`).": """number = 0
pixels = test.images[number : number + 1] / np.float32(255.0)
# pixels = pixels_of("digit.png")
outputs = network.feedforward(pixels)[0]
print(f"The network reads a {{outputs.argmax()}}.")
digit_and_outputs(pixels, outputs)""",
}
TRAINING = {
    "## Train it from the start\n\nWith the settings unchanged it starts with the same first "
    "weights as the run that made `weights.npz`, and takes the same mini-batches. The app takes "
    "these steps faster and rounds otherwise, so in the first epochs the accuracy may differ. "
    "This takes a while. {remark}": """config = Config(**SETTINGS)
trained, accuracies = train_again(config, load({mnist}, "train"), test)
accuracy_plot(accuracies)""",
    "## What came of it\n\nThe network that you have just trained: what its neurons look for, and "
    "how it reads the digit from above.": """weight_maps(trained.weights[0], {what})
digit_and_outputs(pixels, trained.feedforward(pixels)[0])""",
}


def notebook_of(network: Network, config: TrainingConfig | None, script: Script, mnist: str) -> str:
    """Return the notebook for a network, made of the parts of its script."""
    trains = bool(script.settings and config)
    title = TITLE.format(
        layers="-".join(map(str, network.sizes)),
        version=nn.__version__,
        then=", then it is trained again from the start" if trains else "",
        names=NAMES,
    )
    cells = [_text(title), _code(script.imports)]
    if trains:
        cells += [_text(SETTINGS), _code(script.settings)]
    texts = TEXTS | _texts(network, config if trains else None)
    for module, heading in MODULES.items():
        words = heading.replace("file", "notebook")
        cells += [_text(f"## {words}\n\n{texts[module]}"), _code(script.parts[heading])]
    imports, pictures = source(PICTURES)
    cells += [_text("## Pictures"), _code(f"{imports_of(set(imports))}\n\n{pictures}")]
    filled = {
        "mnist": f"Path({mnist!r})" if mnist else 'Path("mnist.npz")',
        "what": '"digit", 0' if len(network.sizes) == 2 else '"neuron", 1',
        "remark": script.remark,
    }
    for text, code in (CELLS | (TRAINING if trains else {})).items():
        cells += [_text(text.replace("{remark}", script.remark)), _code(code.format(**filled))]
    if not trains:
        why = _as_markdown(script.why_not)
        only = f"## It only reads\n\nThis notebook cannot train the network from the start. {why}"
        cells.append(_text(only))
    notebook = {
        "cells": [{"id": f"cell-{k}", **cell} for k, cell in enumerate(cells, start=1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _texts(network: Network, config: TrainingConfig | None) -> dict[str, str]:
    """Return the texts that depend on the network's own functions, by module."""
    said = [OUTPUTS[network.output].said]
    if len(network.weights) > 1:
        said.insert(0, ACTIVATIONS[network.activation].said)
    functions = A_SUM + "".join(map(_equation, dict.fromkeys(said)))
    cost = COSTS[config.cost if config else "quadratic"][network.output]
    start = ""
    if config:
        latex = INITIALISERS[config.initialisation].latex
        start = START.format(latex=latex, inputs=INPUTS if "n_" in latex else "")
    return {
        "nn.functions": functions + (COST + _equation(cost.said) if config else ""),
        "nn.network": NETWORK.replace("BP1 ", f"{cost.bp1} ", 1),
        "nn.initial_weights": start,
    }


def _equation(said: Formula) -> str:
    tag = rf" \tag{{{said.equation}}}" if said.equation else ""
    return f"\nThe {said.title} is {said.words}:\n\n$${said.latex}{tag}$$\n"


def _text(markdown: str) -> dict[str, Any]:
    lines = markdown.strip().splitlines(keepends=True)
    return {"cell_type": "markdown", "metadata": {}, "source": lines}


def _code(code: str) -> dict[str, Any]:
    empty: dict[str, Any] = {"execution_count": None, "metadata": {}, "outputs": []}
    return {"cell_type": "code", **empty, "source": code.splitlines(keepends=True)}


def _as_markdown(line: str) -> str:
    """Return a line from a file as Markdown that shows it letter by letter.

    MathJax looks for formulas in the page itself, but not in <code>.
    """
    escaped = re.sub(r"[^\w ,]|_", lambda found: f"&#{ord(found[0])};", line)
    return re.sub(r"&#(?:36|92);", r"<code>\g<0></code>", escaped)
