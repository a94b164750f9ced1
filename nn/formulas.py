"""What is said of activations, outputs and costs: in words, in LaTeX, and where they come from."""

from typing import NamedTuple


class Formula(NamedTuple):
    """What is said of a function."""

    title: str
    words: str  # the formula, to stand in a sentence
    latex: str
    equation: str  # its number in the book; "" if it is not there


SAID = {
    "sigmoid": Formula(
        "sigmoid",
        "1 divided by the sum of 1 and e to the power of −z",
        r"\frac{1}{1 + e^{-z}}",
        "3",
    ),
    "tanh": Formula("tanh", "the hyperbolic tangent of z", r"\tanh(z)", "110"),
    "relu": Formula("ReLU", "the larger of 0 and z", r"\max(0, z)", "112"),
    "softmax": Formula(
        "softmax",
        "e to the power of the output's z, divided by the sum of that for all ten",
        r"\frac{e^{z_j}}{\sum_k e^{z_k}}",
        "78",
    ),
    "quadratic": Formula(
        "quadratic cost",
        "half the sum of the squared differences",
        r"\frac{1}{2} \sum_j (a^L_j - y_j)^2",
        "6",
    ),
    "cross-entropy": Formula(
        "cross-entropy",
        "minus the sum of y ln a and (1 − y) ln(1 − a) of all outputs",
        r"-\sum_j [ y_j \ln a^L_j + (1 - y_j) \ln (1 - a^L_j) ]",
        "63",
    ),
    "log-likelihood": Formula(
        "log-likelihood",
        "minus the logarithm of the output for the right digit",
        r"-\sum_j y_j \ln a^L_j",
        "80",
    ),
}
# What stands for delta^L, of BP1.
BP1 = {
    "sigmoid": r"\nabla_a C \odot \sigma'(z^L) = (a^L - y) \odot \sigma'(z^L)",
    "softmax": r"a^L \odot \Big( (a^L - y) - \sum_k (a^L_k - y_k)\, a^L_k \Big)",
    "cancels": r"\nabla_a C \odot \sigma'(z^L) = a^L - y",
    "difference": "a^L - y",
}
