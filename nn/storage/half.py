"""Half precision: networks whose numbers take two bytes each in a file, and four in memory."""

import numpy as np

from nn.errors import Refused
from nn.network import Network

HALF = np.dtype("<f2")


def halved(network: Network) -> Network:
    """Return the network with its numbers rounded to what float16 holds, still as float32.

    Saved, it takes half the bytes. A number keeps three significant digits from
    0.00006 up; smaller ones keep fewer, and the smallest become 0.

    Raises
    ------
    Refused
        If a weight or bias is above 65,504, which float16 does not reach.
    """
    parts = [part.astype(np.float32) for part in (*network.weights, *network.biases)]
    with np.errstate(over="ignore", invalid="ignore"):
        rounded = [part.astype(HALF).astype(np.float32) for part in parts]
    if not all(np.isfinite(part).all() for part in rounded):
        raise Refused("The network has weights that are too large for half precision.")
    n = len(network.weights)
    return network.with_parameters(rounded[:n], rounded[n:])


def holds(network: Network) -> bool:
    """Tell whether float16 holds every number of a network, and all of them are float32."""
    parts = (*network.weights, *network.biases)
    with np.errstate(over="ignore"):
        return all(
            part.dtype == np.float32 and np.array_equal(part.astype(HALF), part) for part in parts
        )
