"""The command `train`: its options, the run, the saved network, and JSON."""

import argparse
import json
import threading
from dataclasses import replace
from pathlib import Path

import nn
from nn.answers import Reader
from nn.cli import setting_options, terminal
from nn.cli.progress import follow
from nn.evaluation import evaluate
from nn.in_words import counted
from nn.mnist import images_for, load
from nn.settings.presets import PRESETS
from nn.storage import files, network_files
from nn.storage.drawing_files import load_drawings
from nn.storage.provenance import Provenance
from nn.training import TrainingRun

HELP = "train a network on MNIST"
DESCRIPTION = (
    "Train a network on MNIST. Settings that are not given are the preset's; the defaults below "
    "are those of the preset book. Ctrl-C ends the training early and keeps what it has reached."
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    setting_options.add_options(parser)
    add = parser.add_argument_group("files").add_argument
    add(
        "--drawings",
        type=Path,
        metavar="FILE.npz",
        help="learn also from drawings that you corrected and saved on the page Draw",
    )
    add("--out", type=Path, metavar="FILE.npz", help="save the trained network here")


def run(options: argparse.Namespace) -> int:
    """Run the command; return the exit code."""
    with terminal.options_are_read():
        start = PRESETS[setting_options.BOOK if options.preset is None else options.preset].config
        config = replace(start, **setting_options.given(options))  # type: ignore[arg-type]
    if options.json:
        terminal.check_can_answer()
    stop = threading.Event()
    with terminal.stopped_once(stop.set):
        if options.out:
            files.check_can_write(options.out, 5 * config.parameter_count)  # before there is one
        drawings = load_drawings(options.drawings) if options.drawings else None
        images, held_back = images_for(config, load(), drawings)
        if drawings:
            terminal.say(f"Learns also from {counted(len(drawings), 'corrected drawing')}.")
        terminal.say(f"Layers: {'-'.join(map(str, config.sizes))}.")
        end = follow(TrainingRun.begin(config, images), images, held_back, stop)
        test = evaluate(end.network, load().test, config.cost)
        terminal.say(f"{end.message} The network reads {test.accuracy:.2%} of the test images.")
        try:
            if options.out:
                provenance = Provenance(
                    config=config,
                    epochs=end.network_epoch,
                    test_accuracy=test.accuracy,
                    data="MNIST and corrected drawings" if drawings else "MNIST",
                    version=nn.__version__,
                    note=end.message if end.code else "",
                )
                network_files.save(options.out, Reader(end.network), provenance)
                terminal.say(f"Saved {options.out}.")
        finally:  # the result is printed even where the network cannot be saved
            if options.json:
                result = {
                    "epochs": end.epochs,
                    "network_epoch": end.network_epoch,
                    "final_test_accuracy": test.accuracy,
                    "seconds_training": sum(epoch["seconds"] for epoch in end.epochs),
                    "message": end.message,
                    "config": config.to_dict(),
                }
                terminal.answer(json.dumps(result))
    return end.code
