"""The living picture backwards: a step of backpropagation, for one of its images."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from nn.explain import one_step
from nn.explain.one_step import Trace
from nn.functions import Array
from pages.ui.app.formats import short
from pages.ui.app.state.session import Session
from pages.ui.live.picture import picture

TINY = 0.001  # a cost below it is no number for large letters


def view(
    visitor: Session,
    trace: Trace,
    image: int,
    stage: str,
    *,
    here: str = "",
    neuron: int | None = None,
    compared: Sequence[tuple[Sequence[str], Array]] = (),
) -> dict[str, Any]:
    """Return what the picture shows of a step of backpropagation, for one of its images.

    `stage` is "given", "forward", "desired", "errors" (BP1), "back" (BP2), "biases" (BP3),
    "weights" (BP4), "average", or "step", which moves from before to after. `here` is where
    the reader of Backprop is: at what is "drawn", or in an "earlier" layer. `neuron` is chosen in
    the column that is drawn: the last hidden layer, or the outputs where there is none. `compared`
    are names, in two lines, and errors (n,) of the last hidden layer, to be drawn beside the page's
    own.
    """
    column = max(trace.last - 1, 0)

    def slopes(layer: int) -> tuple[Array, Array]:
        if stage == "average":
            return one_step.mean_gradient(trace, layer)
        return one_step.image_gradient(trace, image, layer)

    moves, of_all = stage == "step", stage in ("average", "step")
    of_images = [trace.cost_before, trace.cost_after] if moves else [trace.cost_before]
    costs = [float(cost.mean() if of_all else cost[image]) for cost in of_images]
    back: dict[str, Any] = {
        "stage": stage,
        "here": here,
        "again": visitor.views.backprop.again,
        "label": int(trace.y[image].argmax()),
        "y": trace.y[image].tolist(),
        # By BP3 the errors are the slopes of the biases.
        "deltas": [slopes(layer)[0].tolist() for layer in range(column, trace.last + 1)],
        "costs": ["< 0.001" if cost < TINY < costs[0] else short(cost, 3) for cost in costs],
        "many": trace.m if of_all else 1,
        "compared": [{"name": name, "errors": errors.tolist()} for name, errors in compared],
    }
    if stage in ("weights", "average"):
        back["slopes"] = slopes(trace.last)[1].tolist()
        if column == 0 and neuron is not None:
            of_pixels = slopes(0)[1]  # as shares of the largest: of many neurons it is almost 0
            back["pixels"] = (of_pixels[neuron] / (np.abs(of_pixels).max() or 1.0)).tolist()
    if moves:
        after = trace.forward_after
        back["after"] = {
            "activations": [a[image].tolist() for a in after.activations[1:]],
            "zs": [z[image].tolist() for z in after.zs],
            "weights": trace.after.weights[-1].tolist(),
            "biases": trace.after.biases[-1].tolist(),
        }
    return picture.view(visitor, neuron=neuron, layer=None, back=back)
