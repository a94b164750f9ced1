"""The command `train`: its options, what it learns from besides MNIST, and the saved network."""

import argparse
import json
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import nn
from nn.answers import Reader
from nn.cli import more_images, setting_options, signals, terminal
from nn.cli.held_out import HeldOut, Sureness
from nn.cli.progress import Run
from nn.errors import Refused
from nn.evaluation import evaluate
from nn.mnist import load
from nn.network import Network
from nn.no_digit import without_none
from nn.pen_digits import recordings
from nn.settings.config import TrainingConfig
from nn.settings.presets import preset
from nn.storage import files, network_files
from nn.storage.network_format import halved
from nn.storage.provenance import Provenance

HELP = "train a network on MNIST"
DESCRIPTION = (
    "Train a network on MNIST. Settings that are not given are the preset's; the defaults below "
    "are those of the preset book."
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    setting_options.add_options(parser)
    more_images.add_options(parser)
    add = parser.add_argument_group("the trained network").add_argument
    add("--out", type=Path, metavar="FILE.npz", help="save the network here")
    add("--half", action="store_true", help="round its weights to 16 bits: half the file")


def run(options: argparse.Namespace) -> int:
    """Run the command; return the exit code."""
    config = _config(options)
    with signals.stopped_once(), ExitStack() as at_the_end:
        if options.out:
            files.check_can_write(options.out)  # before the run, not after it
        more_images.check(options, config)
        file = options.pen_digits
        everybody = recordings.load(file) if file else None
        held_out = None
        if everybody and options.hold_out is not None:
            held_out = at_the_end.enter_context(closing(HeldOut(everybody, options, config)))
        extra = more_images.read(everybody, options, config.seed)
        warps = not options.pen_digits  # whose images are varied already
        run = Run(config, extra, warps)
        terminal.say(f"Layers: {'-'.join(map(str, config.sizes))}.")
        try:
            run.follow()
            signals.no_longer_stopped()
        except KeyboardInterrupt:
            signals.no_longer_stopped()
            run.bar.close()
            terminal.say("Stopping, one moment.")
            run.interrupted()
        run.bar.close()
        reader, sureness = Reader(without_none(run.trained.network)), None
        if held_out and not run.code:
            sureness = held_out.sureness(reader.network)
            reader = sureness.applied(reader.network)
            terminal.say(f"Of the digits held out it reads {sureness.accuracy:.2%}.")
        if options.half:
            reader = replace(reader, network=_halved_or_whole(reader.network))
        test = evaluate(reader.network, load().test, config.cost)
        terminal.say(f"{run.message} The network reads {test.accuracy:.2%} of the test images.")
        if options.out:
            _save(options, run, reader, test.accuracy, sureness)
        if options.json:
            terminal.answer(json.dumps(run.result(test.accuracy)))
    return run.code


def _config(options: argparse.Namespace) -> TrainingConfig:
    """Return the preset's settings, replaced by those in the options."""
    start = preset(options.preset or setting_options.BOOK).config
    return replace(start, **setting_options.given(options))  # type: ignore[arg-type]


def _halved_or_whole(network: Network) -> Network:
    """Return the network in half precision; if its weights are too large, say so and keep it."""
    try:
        return halved(network)
    except Refused as error:
        terminal.say(f"{error} It is not rounded.")
        return network


def _save(
    options: argparse.Namespace,
    run: Run,
    reader: Reader,
    test_accuracy: float,
    sureness: Sureness | None,
) -> None:
    """Save the network; the results are printed all the same if it cannot be."""
    notes = [run.message] if run.code else []
    data = ["MNIST"]
    if options.pen_digits:
        data.append("pen digits (UCI)")
        if options.writers is not None:
            notes.append(f"Pen digits of the writers {options.writers} alone.")
    if options.no_digits:
        data.append("made drawings that are no digits")
    if sureness:
        notes.append(f"How sure it is was set on the writers {options.hold_out}.")
    if options.drawings:
        data.append("corrected drawings")
    provenance = Provenance(
        config=run.config,
        epochs=run.network_epoch,
        test_accuracy=test_accuracy,
        data=" and ".join(data),
        version=nn.__version__,
        note=" ".join(notes),
        temperature=sureness.temperature if sureness else None,
        calibration=sureness.bins if sureness else None,
    )
    if not terminal.save(options.out, lambda path: network_files.save(path, reader, provenance)):
        run.code = terminal.BAD_USE
