"""Plotly figures: arrays in, `go.Figure` out.

No figure has a title, the page says what it is. Axes have units, and pointing at something says
its exact value.
"""

from nn.figures.confusion import caution_curve, confusion_matrix
from nn.figures.curves import accuracy_curve, cost_curve, outputs_over_time
from nn.figures.evidence import evidence_map, hidden_votes
from nn.figures.maps import (
    MOST_MAPS,
    MOST_NEURONS,
    neuron_map,
    signed_picture,
    weight_maps,
    weight_matrix,
)
from nn.figures.neurons import activation_by_digit, output_weights

__all__ = [
    "MOST_MAPS",
    "MOST_NEURONS",
    "accuracy_curve",
    "activation_by_digit",
    "caution_curve",
    "confusion_matrix",
    "cost_curve",
    "evidence_map",
    "hidden_votes",
    "neuron_map",
    "output_weights",
    "outputs_over_time",
    "signed_picture",
    "weight_maps",
    "weight_matrix",
]
