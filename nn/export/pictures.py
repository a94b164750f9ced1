"""Pictures for `my_network.ipynb`, which this module is copied into; they take matplotlib.

Nothing in the project imports it: the app draws with plotly.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from nn.functions import Array


def weight_maps(weights: Array, what: str, first: int) -> None:
    """Show the weights (n, 784) of up to thirty neurons: red above 0, blue below.

    `what` they are is written above each, with numbers from `first` on.
    """
    weights = np.nan_to_num(weights[:30])
    end = float(np.quantile(np.abs(weights), 0.995)) or 1.0  # one in 200 is stronger
    figure, axes = plt.subplots(-(-len(weights) // 6), 6, figsize=(9, 1.7 * -(-len(weights) // 6)))
    for axis in axes.flat:
        axis.axis("off")
    for k, (axis, row) in enumerate(zip(axes.flat, weights, strict=False), start=first):
        picture = axis.imshow(row.reshape(28, 28), "RdBu_r", vmin=-end, vmax=end)
        axis.set_title(f"{what} {k}", fontsize=11)
    figure.colorbar(picture, ax=axes, shrink=0.6, label="weight of a pixel")
    plt.show()


def digit_and_outputs(pixels: Array, outputs: Array) -> None:
    """Show a digit, (1, 784) from 0 to 1, with the network's ten outputs as bars."""
    _, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), width_ratios=(1, 1.5))
    left.imshow(pixels.reshape(28, 28), "Greys", vmin=0, vmax=1)
    left.axis("off")
    right.bar(range(10), np.nan_to_num(outputs))
    right.set(xticks=range(10), ylim=(0, 1), xlabel="digit", ylabel="output, 0 to 1")
    plt.show()


def accuracy_plot(accuracies: list[float]) -> None:
    """Show the accuracy after each epoch, each from 0 to 1, as a curve."""
    _, axis = plt.subplots(figsize=(9, 3.5))
    axis.plot(range(1, len(accuracies) + 1), 100 * np.array(accuracies), "o-")
    axis.set(xlabel="epoch", ylabel="test images read right, %")
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    plt.show()
