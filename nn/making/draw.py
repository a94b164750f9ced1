"""Make the network draw, as README.md says: python -m nn.making.draw --help.

    MNIST, pen digits, drawings that are no digits -> the network
    the same without six people's pen digits       -> a second network, in a process of its own
    the second network reads the six people        -> temperature, least energy, calibration

Where the first network does not learn from the six people either, it reads them itself.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np

import nn
from nn.answers import Reader
from nn.beginning import images_for
from nn.errors import Refused
from nn.evaluation import evaluate, weighted_inputs
from nn.explain import calibration, confusion
from nn.making import pen_strokes
from nn.making.pen_images import no_digit_images, rendered, variants
from nn.making.pen_strokes import PenDigits, of_writers
from nn.making.sureness import fit_temperature, least_energy, with_temperature, without_none
from nn.mnist import Images, load
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from nn.storage import files, network_files
from nn.storage.provenance import Provenance
from nn.training import TrainingRun, train

CONFIG = PRESETS["draw"].config
NO_DIGITS, MOST_NO_DIGITS = 30_000, 200_000
HELD_OUT = "24-29"


def learnt(data: PenDigits, no_digits: int, config: TrainingConfig, tells: bool = False) -> Network:
    """Return a network that has learnt from MNIST, pen digits, and drawings that are no digits."""
    extra = variants(data, config.seed).and_also(no_digit_images(data, no_digits, config.seed))
    images, held_back = images_for(config, load(), extra)
    run = TrainingRun.begin(config, images, warped=len(images) - len(extra))  # `extra` is varied
    for mini_batch in train(run, images, held_back):
        if tells and mini_batch is None:
            accuracy = evaluate(run.network, load().test).accuracy
            print(f"epoch {run.epochs_done:>3}: {accuracy:.2%} of the test images", flush=True)
    return without_none(run.network)


def make(options: argparse.Namespace) -> None:
    """Make the network, and save it."""
    if not 1 <= options.no_digits <= MOST_NO_DIGITS:
        raise Refused(f"--no-digits: expected 1 to {MOST_NO_DIGITS:,}, got {options.no_digits:,}.")
    files.check_can_write(options.out)  # before the run, not after it
    config = replace(
        CONFIG, epochs=options.epochs, training_images=options.limit, seed=options.seed
    )
    data = pen_strokes.load_digits(options.pen_digits, options.writers)
    held_out = pen_strokes.load_digits(options.pen_digits, options.hold_out)
    people = set(data.writers.tolist())
    others = people - set(held_out.writers.tolist())
    if not others:
        raise Refused("The people who are held out leave nobody to learn from.")
    with ProcessPoolExecutor(1, get_context("spawn")) as beside:
        arguments = options.no_digits, config
        second = None
        if others != people:
            second = beside.submit(learnt, of_writers(data, others), *arguments)
        network = learnt(data, *arguments, tells=True)
        judged = second.result() if second else network
    digits = Images(rendered(held_out.digits), held_out.labels)
    temperature = fit_temperature(weighted_inputs(judged, digits), digits.labels)
    judged = with_temperature(judged, temperature)
    least = min(least_energy(weighted_inputs(judged, images)) for images in (digits, load().test))
    readings = confusion.read(Reader(judged), digits)
    bins = calibration.reliability(readings.sure, readings.right)
    network = with_temperature(network, temperature)
    network = network.astype(np.float16).astype(np.float32)  # half the bytes in the file
    accuracy = evaluate(network, load().test).accuracy
    picked = f"Pen digits of the writers {options.writers} alone. " if options.writers else ""
    provenance = Provenance(
        config=config,
        epochs=config.epochs,
        test_accuracy=accuracy,
        data="MNIST and pen digits (UCI) and made drawings that are no digits",
        version=nn.__version__,
        note=f"{picked}How sure it is was set on the writers {options.hold_out}.",
        temperature=temperature,
        calibration=tuple((part.count, part.mean, part.right) for part in bins),
    )
    network_files.save(options.out, Reader(network, least), provenance)
    print(
        f"Saved {options.out}. It reads {accuracy:.2%} of the test images. Of the digits held out "
        f"{readings.right.mean():.2%} are read. Temperature {temperature:.2f}, least energy "
        f"{least:.2f}."
    )


def main(arguments: list[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m nn.making.draw", description="Make the network draw."
    )
    add = parser.add_argument
    add("pen_digits", type=Path, help="UCI's pendigits-orig.tra, unpacked, or an .npz")
    add("--out", type=Path, required=True, help="the .npz to write")
    add("--writers", help="learn from these people's pen digits alone, such as 0-23")
    add("--hold-out", default=HELD_OUT, help=f"the people who set how sure it is ({HELD_OUT})")
    add("--no-digits", type=int, default=NO_DIGITS, help=f"how many are made ({NO_DIGITS:,})")
    add("--limit", type=int, default=CONFIG.training_images, help="only so many of MNIST's images")
    add("--epochs", type=int, default=CONFIG.epochs, help=f"({CONFIG.epochs})")
    add("--seed", type=int, default=CONFIG.seed, help=f"({CONFIG.seed})")
    try:
        make(parser.parse_args(arguments))
    except Refused as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
