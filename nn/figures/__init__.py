"""Plotly figures: arrays in, `go.Figure` out; and one that is drawn more often, as an SVG.

No figure has a title: the page says what it is. Axes have units, pointing at something says its
exact value, and `layout.meta["alt"]` is a sentence for those who cannot see the figure.
"""

from nn.figures.activations import activation_curve, curve_range, slope_curve, slope_range
from nn.figures.cheques import asking_curve
from nn.figures.confusion import caution_curve, confusion_matrix
from nn.figures.curves import Curve, accuracy_curve, cost_curve, outputs_over_time
from nn.figures.experiments import cell_curves, comparison, lottery, search_map
from nn.figures.firing import firing_chart
from nn.figures.first_epoch import accuracy_svg
from nn.figures.maps import gradient_maps, weight_maps
from nn.figures.matrices import MOST_NEURONS, gradient_matrix, weight_matrix
from nn.figures.neurons import activation_by_digit, output_weights
from nn.figures.pictures import ink_picture, pixel_picture, product_picture, signed_picture
from nn.figures.reliability import FEW, reliability_diagram
from nn.figures.side_by_side import before_change_after, weighted_sum

__all__ = [
    "Curve",
    "FEW",
    "MOST_NEURONS",
    "accuracy_curve",
    "accuracy_svg",
    "activation_by_digit",
    "activation_curve",
    "curve_range",
    "asking_curve",
    "before_change_after",
    "caution_curve",
    "cell_curves",
    "comparison",
    "confusion_matrix",
    "cost_curve",
    "firing_chart",
    "gradient_maps",
    "gradient_matrix",
    "ink_picture",
    "lottery",
    "output_weights",
    "outputs_over_time",
    "pixel_picture",
    "product_picture",
    "reliability_diagram",
    "search_map",
    "signed_picture",
    "slope_curve",
    "slope_range",
    "weight_maps",
    "weight_matrix",
    "weighted_sum",
]
