"""The steps from a drawing to what the network sees, to be shown one by one."""

from dataclasses import dataclass

from nn.functions import Array

SHOWN = 112  # pixels to a side of the picture of a whole canvas


@dataclass(frozen=True)
class Stage:
    """A drawing after one step of its preparation.

    Attributes
    ----------
    name : str
        "drawn", "cropped", "scaled" or "centred", in this order.
    title, sentence : str
        What was done, in a few words and in a sentence for anybody.
    image : (height, width) float32
        In [0, 1], 1 is ink; the last is what the network sees, (28, 28).
    """

    name: str
    title: str
    sentence: str
    image: Array
