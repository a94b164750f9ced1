"""`train --hold-out`: how sure a network is, set on people that it has not learnt from.

    all pen digits but those held out -> a second network, in a process of its own
        -> it reads those held out    -> temperature, least energy, calibration
        -> which the first network gets, that has learnt from everybody

Where the first network does not learn from the people held out either, none but it is needed.
"""

import argparse
import multiprocessing
from concurrent.futures import Future, ProcessPoolExecutor
from typing import NamedTuple

from nn.cli import more_images, terminal
from nn.explain import calibration
from nn.explain.calibration import Measured, fit_temperature, with_temperature
from nn.fast_reading import weighted_inputs
from nn.mnist import load
from nn.network import Network
from nn.no_digit import least_energy, without_none
from nn.pen_digits import recordings
from nn.pen_digits.recordings import PenDigits
from nn.pen_digits.rendering import rendered
from nn.settings.config import TrainingConfig
from nn.training import Trainer

# The share of the held-out digits, and of the test images, that may be taken for no digits.
REFUSED = 0.006


class Sureness(NamedTuple):
    """What was measured on people that a network had not learnt from."""

    temperature: float
    least_energy: float | None  # None for a network that did not learn what is no digit
    bins: tuple[Measured, ...]  # for `Provenance.calibration`
    accuracy: float  # on these people's digits, 0 to 1

    def applied(self, network: Network) -> Network:
        """Return a network with this temperature and this least energy."""
        cooled = with_temperature(network, self.temperature)
        cooled.least_energy = self.least_energy
        return cooled


class HeldOut:
    """The people who are held out, and the network that does not learn from them."""

    def __init__(
        self, everybody: PenDigits, options: argparse.Namespace, config: TrainingConfig
    ) -> None:
        learnt = recordings.chosen(everybody, options.writers)
        held_out = recordings.chosen(everybody, options.hold_out)
        self._images = rendered(held_out)
        self._learns_no_digits = bool(options.no_digits)
        self._second: Future[Network] | None = None
        others = sorted(set(learnt.writers.tolist()) - set(held_out.writers.tolist()))
        if len(others) < len(set(learnt.writers.tolist())):
            data = recordings.of_writers(learnt, others)
            self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
            self._second = self._pool.submit(_trained, data, options.no_digits, config)
            terminal.say(
                f"A second network learns at the same time, without the {len(self._images):,} "
                f"digits of the writers {options.hold_out}."
            )

    def give_up(self) -> None:
        """Leave the second network, since the run has ended early."""
        if self._second:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def sureness(self, network: Network) -> Sureness:
        """Return what the network that has not learnt from the people held out shows on them."""
        if self._second:
            terminal.say("Waiting for the second network.")
            network = self._second.result()
        temperature = fit_temperature(weighted_inputs(network, self._images), self._images.labels)
        cooled = with_temperature(network, temperature)
        least = None
        if self._learns_no_digits:
            least = min(
                least_energy(weighted_inputs(cooled, digits), REFUSED)
                for digits in (self._images, load().test)
            )
        bins = calibration.measured(cooled, self._images)
        _, accuracy = calibration.overall(calibration.as_bins(bins))
        return Sureness(temperature, least, bins, accuracy)


def _trained(data: PenDigits, no_digits: int | None, config: TrainingConfig) -> Network:
    """Return a network that has learnt from MNIST and pen digits; runs in another process."""
    extra = more_images.of_pen_digits(data, no_digits, config.seed)
    trainer = Trainer(config, load(), extra=extra, evaluates=False, warps_extra=False)
    for _ in trainer:
        pass
    return without_none(trainer.network)
