"""How a network reads, on the stage: the zooms of its picture."""

from functools import partial

from pages.ui.app.state.session import Session
from pages.ui.app.visitor import digits, networks
from pages.ui.live.picture import picture


def _show(visitor: Session, zoom: str) -> None:
    image = digits.read_or_stand_in(visitor).image
    picture.show(visitor, networks.in_use(visitor), image, picture.view(visitor, zoom))


pixels = partial(_show, zoom="pixels")
weighted_sum = partial(_show, zoom="neuron")
activation = partial(_show, zoom="activation")
all_neurons = partial(_show, zoom="answer")
