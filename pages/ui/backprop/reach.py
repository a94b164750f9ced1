"""Whom the error reaches, and whom it would reach otherwise: the lesson of BP2."""

import numpy as np

from nn.explain import saturation
from nn.functions import ACTIVATIONS, COSTS, Array
from nn.mnist import load
from nn.network import Network
from pages.ui.app.formats import counted, short
from pages.ui.backprop.material import Material

TEST = 1_000  # test digits that an average is taken over
SMALL = "sqrt-n"  # first weights N(0, 1/n), of chapter 3; those of chapter 1 are "normal"
NAMES = {"quadratic": ("quadratic", "cost"), "cross-entropy": ("cross-", "entropy")}


def reach_of(material: Material, network: Network, cost: str) -> saturation.Reach:
    """Return whom the image's error reaches in a network, with a cost."""
    trace, image = material.trace, slice(material.focus.image, material.focus.image + 1)
    return saturation.reach(network, trace.x[image], trace.y[image], cost)


def in_a_sentence(material: Material) -> str:
    """Say how many hidden neurons the image's error reaches, and how many others are flat."""
    trace = material.trace
    reach = reach_of(material, trace.before, trace.cost)
    others = ~reach.reached
    flat, n = int((reach.flat & others).sum()), int(others.sum())
    far = f"The error reaches {others.size - n} of {counted(others.size, 'neuron')}"
    if trace.last > 1:
        far += " of the last hidden layer"
    kind = ACTIVATIONS[trace.before.activation].flat_name
    if not flat:
        return f"{far}."
    which, are = f"{flat} of the other {n}", "is" if flat == 1 else "are"
    return f"{far}: {'the others are' if flat == n > 1 else f'{which} {are}'} {kind}."


def otherwise(material: Material) -> list[tuple[tuple[str, str], Array]]:
    """Return names, in two lines, and errors (n,) of the last hidden layer: for the picture.

    The errors are those of the cost in use, of the other cost, and of a network that began with
    smaller weights.
    """
    trace = material.trace
    costs = sorted(COSTS, key=lambda cost: cost != trace.cost)
    errors = [(NAMES[cost], reach_of(material, trace.before, cost).errors[0]) for cost in costs]
    if small := saturation.begun(trace.before, SMALL):
        errors.append(
            (("smaller first", "weights"), reach_of(material, small, trace.cost).errors[0])
        )
    return errors


def otherwise_in_words(material: Material) -> list[str]:
    """Say how far the error reaches with the other cost, and with smaller first weights."""
    trace = material.trace
    other = next(cost for cost in COSTS if cost != trace.cost)
    here, there = (reach_of(material, trace.before, cost) for cost in (trace.cost, other))
    most, other_most = (short(np.abs(reach.errors).max()) for reach in (here, there))
    flat = ACTIVATIONS[trace.before.activation].flat_name
    said = [
        f"With the {other} cost, the largest of these errors is {other_most} instead of {most}. "
        f"But the hidden neurons are as {flat} as before: the error reaches "
        f"{there.reached.sum()} of them, and {here.reached.sum()} with the {trace.cost} cost."
    ]
    small, large = (saturation.begun(trace.before, first) for first in (SMALL, "normal"))
    if small and large:
        of_small, of_large = (
            saturation.reached_on_average(network, load().test[:TEST], trace.cost)
            for network in (small, large)
        )
        said.append(
            "Two networks like this, after one epoch: where the first weights were smaller, the "
            f"error reaches {of_small:.1f} neurons on average of {TEST:,} test digits; where they "
            f"were wide, N(0, 1), {of_large:.1f}."
        )
    return said
