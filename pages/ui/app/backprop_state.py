"""What a visitor has chosen on the Backprop page."""

from dataclasses import dataclass, field

BATCH = 10  # images
LARGEST = -1  # cost: the image to begin with


@dataclass
class Backprop:
    """The choices of one visitor.

    Attributes
    ----------
    step : str
        The step that is shown, by its name.
    batch : bool
        Whether a mini-batch goes through it, and not one example.
    start : int
        The mini-batch's first training image, from 0.
    image : int
        The image of the mini-batch whose numbers are shown, from 0; -1 for the one with the
        largest cost.
    layer : int
        The layer whose numbers are shown, from 0, the first after the input.
    neurons : dict of int to int
        The neuron chosen in each layer, from 0; none yet in a layer that is not there.
    said : (object, int) or None
        Which digit a drawing is, by the visitor's word: the drawing's key, and the digit.
    cost : str or None
        None for the one that the network was trained with; without that, of the settings.
    eta : float or None
        Likewise.
    seed : int
        Chooses the weights for the gradient check.
    sources : dict of int to int
        The weight to check, in each layer: the neuron or pixel it comes from, -1 for the bias.
    taken : int
        How often the newest network was asked for.
    """

    step: str = "in"
    batch: bool = False
    start: int = 0
    image: int = LARGEST
    layer: int = 0
    neurons: dict[int, int] = field(default_factory=dict)
    said: tuple[object, int] | None = None
    cost: str | None = None
    eta: float | None = None
    seed: int = 1
    sources: dict[int, int] = field(default_factory=dict)
    taken: int = 0

    def has_source(self, layer: int, size: int) -> bool:
        """Tell whether a weight is chosen that a layer after one of `size` neurons has."""
        return -1 <= self.sources.get(layer, size) < size

    def source(self, layer: int, size: int) -> int | None:
        """Return where the weight to check comes from, None for the bias."""
        source = self.sources[layer] if self.has_source(layer, size) else 0
        return None if source == -1 else source
