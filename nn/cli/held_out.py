"""`train --hold-out`: how sure a network is, set on people that it has not learnt from.

    all pen digits but those held out -> a second network, in a process of its own
        -> it reads those held out    -> temperature, calibration
        -> and MNIST's test images    -> least energy
        -> which the first network gets, that has learnt from everybody

Where the first network does not learn from the people held out either, no second one is trained.
"""

import argparse
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import NamedTuple

from nn.answers import Reader
from nn.beginning import images_for
from nn.cli import more_images, terminal
from nn.errors import Refused
from nn.evaluation import weighted_inputs
from nn.experiments.engine import deaf_children, processes
from nn.explain import calibration
from nn.explain.calibration import Measured, fit_temperature, with_temperature
from nn.mnist import load
from nn.network import Network
from nn.no_digit import least_energy, without_none
from nn.pen_digits import recordings
from nn.pen_digits.recordings import PenDigits
from nn.pen_digits.rendering import rendered
from nn.settings.config import TrainingConfig
from nn.training import Diverged, TrainingRun, train

# The share of the held-out digits, and of the test images, that may be taken for no digits.
REFUSED = 0.006


class Sureness(NamedTuple):
    """What was measured on people that a network had not learnt from."""

    temperature: float
    least_energy: float | None  # None for a network that did not learn what is no digit
    bins: tuple[Measured, ...]  # for `Provenance.calibration`
    accuracy: float  # on these people's digits, 0 to 1

    def applied(self, network: Network) -> Reader:
        """Return a network with this temperature and this least energy."""
        return Reader(with_temperature(network, self.temperature), self.least_energy)


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
        self._processes = processes(1)
        people = set(learnt.writers.tolist())
        others = people - set(held_out.writers.tolist())
        if not others:
            raise Refused(
                f"--hold-out {options.hold_out} leaves nobody for the second network to learn from."
            )
        if others != people:
            data = recordings.of_writers(learnt, others)
            with deaf_children():
                self._second = self._processes.submit(_trained, data, options.no_digits, config)
            terminal.say(
                f"A second network learns at the same time, without the {len(self._images):,} "
                f"digits of the writers {options.hold_out}."
            )

    def close(self) -> None:
        """End the second network's process, whatever it does."""
        self._processes.shutdown(kill_workers=True)

    def sureness(self, network: Network) -> Sureness:
        """Return what was measured on the people held out.

        It is measured with the second network, or with `network` if there is none. Raises `Refused`
        if the second network's process has ended early.
        """
        if self._second:
            terminal.say("Waiting for the second network.")
            try:
                network = self._second.result()
            except BrokenProcessPool:
                raise Refused(
                    "The second network's process has ended early, perhaps for want of memory."
                ) from None
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
    images, held_back = images_for(config, load(), extra)
    run = TrainingRun.begin(config, images, warped=len(images) - len(extra))
    with suppress(Diverged):  # then it has the network from before
        for _ in train(run, images, held_back):
            pass
    return without_none(run.network)
