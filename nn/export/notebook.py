"""`my_network.ipynb`: what `my_network.py` does, as a notebook that one reads.

Its code cells are the parts of the script, letter by letter. What the script does at its end is
done by cells of their own, which show it with `drawn.py`.
"""

import json
import re
from typing import Any

import nn
from nn.export.between_cells import text_of_parts
from nn.export.pieces import BETWEEN, imports_of, joined
from nn.export.script import (
    PARTS,
    SETTINGS_CLASS,
    Script,
    names_of_the_book,
)
from nn.export.source import Name, Wanted, select, source
from nn.network import Network

DRAWN = "nn.export.drawn"
# A notebook does not know its own file. It runs in its folder.
HERE, HERE_INSTEAD = "HERE = Path(__file__).parent", "HERE = Path()"
IPYTHON = "from IPython.display import HTML  # comes with Jupyter"

TITLE = """
# The network {layers}

This is the network of Michael Nielsen's book
[Neural Networks and Deep Learning](http://neuralnetworksanddeeplearning.com), chapters 1 to 3.
Equations have the book's numbers. The functions are those of Thirty Neurons {version}, letter by
letter, and need NumPy alone. What this network never calls is left out.

Choose *Run → Run All Cells*. First the trained network in `weights.npz` reads the test
images{then}. `README.md` tells more.

Images are rows here, and a mini-batch goes through the network at once, as a matrix (m, 784); in
the book each image is a column. Where the book's names are:

{names}
"""
DRAWING = """
## Pictures

These functions draw with NumPy alone, so the notebook takes no other package. They return HTML. The
network does not need them: you can pass them over.
"""
TESTED = """
## How well the trained network reads

The weights from `weights.npz` read MNIST's 10,000 test images, which are no training images.
"""
MAPS = """
## What its neurons look for

A neuron of the first layer after the input has one weight for each pixel. As a picture, they show
what it looks for: ink on red raises its sum $z$, ink on blue lowers it. Up to thirty are shown; the
first one's weights are `network.weights[0][0]`.
"""
READING = """
## A digit is read

The largest of the ten outputs is the answer. Write another number from 0 to 9999 to see another
test image. To read a picture of yours, put the file beside this notebook, and take away the `#`.
It shows one digit, dark on light or light on dark. This takes Pillow (`pip install pillow`).
"""
READING_CELL = """number = 0
pixels = test_images.images[number : number + 1] / np.float32(255.0)
# pixels = pixels_of("digit.png")
outputs = network.feedforward(pixels)[0]
print(f"The network reads a {outputs.argmax()}.")
HTML(digit_and_outputs(pixels, outputs))"""
TRAINING = """
## Train it from the start

With the settings unchanged it starts with the same first weights as the run that made
`weights.npz`, and takes the same mini-batches. The app takes these steps faster and rounds
otherwise, so in the first epochs the accuracy may differ.

This takes a while; the accuracy is printed after each epoch. To end it sooner, write a smaller
number for `epochs` in the settings, and run all cells again.
"""
PLOT = """
## How it learned

The accuracy after each epoch. Point at a dot for its number.
"""
MY_OWN = """
## What came of it

The network that you have just trained: what its neurons look for, and how it reads the digit from
above.
"""
MY_OWN_CELL = "HTML({maps} + digit_and_outputs(pixels, trained.feedforward(pixels)[0]))"
GRADIENT = """
## One mini-batch by hand

How long the gradient of each layer's weights is, for the first images and a network that has learnt
nothing yet. (`sgd` shuffles the images first.) Take `trained` for `run.network`, and compare.
"""
GRADIENT_CELL = """run = begin(CONFIG, CONFIG.training_images)
x, y = next(mini_batches(run, load("train")))
backward = run.network.backprop(x, y, CONFIG.cost)
for l, nabla in enumerate(backward.nabla_w, start=2):
    print(f"layer {l}: {np.linalg.norm(nabla) / len(x):.4f}")"""
ONLY_READS = """
## It only reads

This notebook cannot train the network from the start. {why}
"""
TESTED_CELL = """network, test_images = load_network(), load("test")
accuracy = tell("weights.npz", network, test_images)"""


def notebook_of(network: Network, script: Script) -> str:
    """Return the notebook for a network, made of the parts of its script."""
    config = script.config
    modules = {title: module for module, title in PARTS.items() if title}
    texts = text_of_parts(network, config)
    then = ", then it is trained again from the start" if config else ""
    title = TITLE.format(
        layers="-".join(map(str, network.sizes)),
        version=nn.__version__,
        then=then,
        names=names_of_the_book(config).strip("\n"),
    )
    cells = [_text(title), _code(script.imports)]
    for title, code in script.parts.items():
        cells.append(_text(f"## {title.replace('file', 'notebook')}\n{texts[modules[title]]}"))
        cells.append(_code(code.replace(HERE, HERE_INSTEAD)))
    cells += [_text(DRAWING), _code(_drawing(trains=bool(config)))]
    cells += [_text(TESTED), _code(TESTED_CELL)]
    cells += [_text(MAPS), _code(f"HTML({_maps(network, 'network')})")]
    cells += [_text(READING), _code(READING_CELL)]
    if config:
        cells += [_text(TRAINING), _code(f"trained, accuracies = {script.again}(test_images)")]
        cells += [_text(PLOT), _code("HTML(accuracy_plot(accuracies))")]
        cells += [_text(MY_OWN), _code(MY_OWN_CELL.format(maps=_maps(network, "trained")))]
        if script.again == "train_again":
            cells += [_text(GRADIENT), _code(GRADIENT_CELL)]
    else:
        cells.append(_text(ONLY_READS.format(why=_as_markdown(script.why_not))))
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


def _text(markdown: str) -> dict[str, Any]:
    lines = markdown.strip().splitlines(keepends=True)
    return {"cell_type": "markdown", "metadata": {}, "source": lines}


def _code(source: str) -> dict[str, Any]:
    lines = source.splitlines(keepends=True)
    empty: dict[str, Any] = {"execution_count": None, "metadata": {}, "outputs": []}
    return {"cell_type": "code", **empty, "source": lines}


def _drawing(trains: bool) -> str:
    """Return the functions that draw, with what they import."""
    roots = ["weight_maps", "digit_and_outputs", *(["accuracy_plot"] if trains else [])]
    names = [Name(DRAWN, root) for root in roots]
    found = select(Wanted(names, set(), {}, {}, SETTINGS_CLASS))
    file = source(DRAWN)
    here = [name for name in found.texts if name.module == DRAWN]
    here.sort(key=lambda name: file.definitions[name.name].lineno)
    outside = {used: at for used, at in file.imports.items() if not at.module.startswith("nn.")}
    texts = joined([found.texts[name] for name in here])
    return f"{imports_of(outside)}\n{IPYTHON}\n{BETWEEN[1:]}{texts}"


def _maps(network: Network, name: str) -> str:
    """Return the call that draws the weight maps of the first layer of the network `name`."""
    what = '"digit", 0' if len(network.sizes) == 2 else '"neuron", 1'
    return f"weight_maps({name}.weights[0], {what})"


def _as_markdown(line: str) -> str:
    """Return a line from a file as Markdown that shows it letter by letter.

    MathJax looks for formulas in the page itself, but not in <code>.
    """
    escaped = re.sub(r"[^\w ,]|_", lambda found: f"&#{ord(found[0])};", line)
    return re.sub(r"&#(?:36|92);", r"<code>\g<0></code>", escaped)
