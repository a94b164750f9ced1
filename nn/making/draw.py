"""Make the network draw, as README.md says: python -m nn.making.draw --help.

    MNIST, pen digits, made digits, drawings that are no digits -> the network
    the same without six people's pen digits -> a second network, in a process of its own
    the second network reads the six people  -> temperature, least energy, calibration

Where the first network does not learn from the six people either, it reads them itself.
"""

import argparse
import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path
from threading import Thread

import nn
from nn.answers import Reader
from nn.errors import Refused
from nn.evaluation import evaluate, weighted_inputs
from nn.explain import calibration, confusion
from nn.making import pen_strokes
from nn.making.pen_images import (
    form_images,
    no_digit_images,
    rendered,
    thinned_images,
    variants,
)
from nn.making.pen_strokes import PenDigits, of_writers
from nn.making.sureness import fit_temperature, least_energy, with_temperature, without_none
from nn.mnist import images_for, joined, load
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS
from nn.sgd import Images
from nn.storage import files, network_files
from nn.storage.provenance import Provenance
from nn.storage.whole_numbers import in_whole_numbers, product
from nn.training import TrainingRun, train

CONFIG = PRESETS["draw"].config
FORMS, NO_DIGITS = 21_000, 30_000
MOST_MADE = 200_000
HELD_OUT = "24-29"


def learnt(
    data: PenDigits,
    thinned: Images,
    forms: int,
    no_digits: int,
    config: TrainingConfig,
    tells: bool = False,
) -> Network:
    """Return a network, rounded, that has learnt from MNIST, from pens, and from what is made."""
    extra = joined(
        variants(data, config.seed),
        thinned,
        form_images(forms, config.seed),
        no_digit_images(data, no_digits, config.seed),
    )
    images, held_back = images_for(config, load(), extra)
    run = TrainingRun.begin(config, images)
    try:
        for mini_batch in train(run, images, held_back):
            if tells and mini_batch is None:
                accuracy = evaluate(run.network, load().test).accuracy
                print(f"epoch {run.epochs_done:>3}: {accuracy:.2%} of the test images", flush=True)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f" after {run.epochs_done} of {config.epochs} epochs") from None
    return rounded(without_none(run.network))


def rounded(network: Network) -> Network:
    """Return a network whose weights take six bits each."""
    return replace(network, weights=[product(*in_whole_numbers(w)) for w in network.weights])


def _end_with_the_first() -> None:
    """End this process with the one that started it, even if that is killed."""
    if first := parent_process():
        first.join()
        os._exit(1)


def _begin_process() -> None:
    Thread(target=_end_with_the_first, daemon=True).start()


def make(options: argparse.Namespace, config: TrainingConfig) -> None:
    """Make the network, and save it."""
    for path in options.out, options.second_out:  # before the run, not after it
        if path:
            files.check_can_write(path)
    data = pen_strokes.load_digits(options.pen_digits, options.writers)
    held_out = pen_strokes.load_digits(options.pen_digits, options.hold_out)
    people = set(data.writers.tolist())
    others = people - set(held_out.writers.tolist())
    if not others:
        raise Refused("The people who are held out leave nobody to learn from.")
    thinned = thinned_images(load().train[: config.training_images])
    arguments = thinned, options.forms, options.no_digits, config
    second = None
    if others != people:
        beside = ProcessPoolExecutor(1, get_context("spawn"), _begin_process)
        heed = signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends Ctrl-C to both
        second = beside.submit(learnt, of_writers(data, others), *arguments)
        signal.signal(signal.SIGINT, heed)
    network = learnt(data, *arguments, tells=True)
    judged = second.result() if second else network
    digits = Images(rendered(held_out.digits), held_out.labels)
    temperature = fit_temperature(weighted_inputs(judged, digits), digits.labels)
    judged = rounded(with_temperature(judged, temperature))  # the factors, too
    least = min(least_energy(weighted_inputs(judged, images)) for images in (digits, load().test))
    readings = confusion.read(Reader(judged), digits)
    network = rounded(with_temperature(network, temperature))

    origin = Provenance(
        config=config,
        epochs=config.epochs,
        test_accuracy=0.0,
        data="MNIST and pen digits (UCI), and made drawings, digits and not",
        version=nn.__version__,
        note=f"How sure it is was set on the writers {options.hold_out}.",
        temperature=temperature,
        calibration=calibration.reliability(readings.sure, readings.right),
    )
    picked = f"Pen digits of the writers {options.writers} alone. " if options.writers else ""
    accuracy = _save(options.out, Reader(network, least), origin, picked)
    if options.second_out:
        without = f"{picked}Without the writers {options.hold_out}. "
        _save(options.second_out, Reader(judged, least), origin, without)
    print(
        f"Saved {options.out}. It reads {accuracy:.2%} of the test images. Of the digits held out "
        f"{readings.right.mean():.2%} are read. Temperature {temperature:.2f}, least energy "
        f"{least:.2f}."
    )


def _save(path: Path, reader: Reader, origin: Provenance, people: str) -> float:
    """Save one of the two networks; return which share of the test images it reads."""
    accuracy = evaluate(reader.network, load().test).accuracy
    origin = replace(origin, test_accuracy=accuracy, note=people + origin.note)
    network_files.save(path, reader, origin)
    return accuracy


def main(arguments: list[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m nn.making.draw", description="Make the network draw."
    )
    add = parser.add_argument
    add("pen_digits", type=Path, help="UCI's pendigits-orig.tra, unpacked, or an .npz")
    add("--out", type=Path, required=True, help="the .npz to write")
    add("--second-out", type=Path, help="the .npz for the network without the people held out")
    add("--writers", help="learn from these people's pen digits alone, such as 0-23")
    add("--hold-out", default=HELD_OUT, help=f"the people who set how sure it is ({HELD_OUT})")
    add("--forms", type=int, default=FORMS, help=f"how many digits are made ({FORMS:,})")
    add("--no-digits", type=int, default=NO_DIGITS, help=f"how many are made ({NO_DIGITS:,})")
    add("--limit", type=int, default=CONFIG.training_images, help="only so many of MNIST's images")
    add("--epochs", type=int, default=CONFIG.epochs, help=f"({CONFIG.epochs})")
    add("--seed", type=int, default=CONFIG.seed, help=f"({CONFIG.seed})")
    options = parser.parse_args(arguments)
    chosen = {"epochs": options.epochs, "training_images": options.limit, "seed": options.seed}
    try:
        config = replace(CONFIG, **chosen)
    except Refused as error:
        parser.error(str(error))
    for name, count in ("forms", options.forms), ("no-digits", options.no_digits):
        if not 1 <= count <= MOST_MADE:
            parser.error(f"--{name}: expected 1 to {MOST_MADE:,}, got {count:,}.")
    try:
        make(options, config)
    except Refused as error:
        sys.exit(str(error))
    except KeyboardInterrupt as stop:
        print(f"Stopped{stop}. The networks are saved only at the end.", file=sys.stderr)
        sys.exit(130)
    finally:  # not to wait for the second network, if it is not done
        for second in active_children():
            second.kill()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
