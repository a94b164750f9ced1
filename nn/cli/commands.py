"""The command line: `python -m nn train | evaluate | predict`.

Progress and messages go to standard error, results to standard output: with `--json` one JSON
value and nothing else, an object, or for `predict` a list with an object for each image.
"""

import argparse
import json
import re
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

import nn
from nn.answers import answer_of
from nn.cli import evaluate as cli_evaluate
from nn.cli import terminal
from nn.cli import train as cli_train
from nn.cli.progress import Run
from nn.cli.terminal import BAD_USE, INTERRUPTED, NO_READER
from nn.drawing import from_strokes, picture_files
from nn.errors import Refused, shown
from nn.evaluation import evaluate
from nn.functions import Array
from nn.mnist import DIGITS, IMAGE_PIXELS, load
from nn.network import Network
from nn.storage import files, network_files
from nn.storage.provenance import Provenance, StorageError
from nn.training import Trainer


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    try:
        options, unknown = _parser().parse_known_args(arguments)
        if unknown:  # told by the command, whose help has the options
            options.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
        code: int = options.run(options)
    except Refused as error:
        terminal.say(error)
        return BAD_USE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:  # those of files are Refused by now
        terminal.forget_answers()
        if not isinstance(error, BrokenPipeError):  # `| head` has what it wanted
            terminal.say(f"The result cannot be written: {error.strerror}.")
        return NO_READER
    return code


class _Parser(argparse.ArgumentParser):
    """Answers a wrong option with a sentence instead of the whole usage."""

    def __init__(self, **choices: Any) -> None:
        super().__init__(allow_abbrev=False, **choices)
        # What is a number, and so the value of an option, and not an option: -1e-3 is one too.
        self._negative_number_matcher = re.compile(r"-(\d|\.\d|inf|nan)")

    def format_help(self) -> str:
        # What stands for a command says nothing above a list of them.
        return super().format_help().replace("commands:\n  command\n", "commands:\n")

    def error(self, message: str) -> NoReturn:
        message = shown(message, most=300)
        terminal.say(f"{message[0].upper()}{message[1:]}. Try `{self.prog} --help`.")
        self.exit(BAD_USE)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m nn", description="Train, test and use digit networks.")
    version = f"Thirty Neurons {nn.__version__}"
    parser.add_argument("--version", action="version", version=version)
    commands = parser.add_subparsers(required=True, metavar="command", title="commands")

    train = commands.add_parser(
        "train",
        help="train a network on MNIST",
        description="Train a network on MNIST. Settings that are not given are the preset's; the "
        "defaults below are those of the preset book.",
    )
    cli_train.add_options(train)
    train.set_defaults(run=_train, parser=train)

    test = commands.add_parser(
        "evaluate",
        help="accuracy on MNIST's 10,000 test images, or on digits written with a pen",
        description="Tell how many of MNIST's 10,000 test images a network reads right, or of "
        "digits that people wrote with a pen.",
    )
    _add_network(test, "one JSON object on standard output")
    cli_evaluate.add_options(test)
    test.set_defaults(run=_evaluate, parser=test)

    predict = commands.add_parser(
        "predict",
        help="read digits in image files",
        description="Read the digit in each image file: which it is, and the output that says so.",
    )
    _add_network(predict, "one JSON list on standard output, an object for each image")
    predict.add_argument(
        "images",
        nargs="+",
        type=Path,
        metavar="IMAGE",
        help="a picture of one digit, dark on light or light on dark: PNG, JPEG and most others",
    )
    predict.set_defaults(run=_predict, parser=predict)
    return parser


def _add_network(parser: argparse.ArgumentParser, json_help: str) -> None:
    shipped = ", ".join(network_files.SHIPPED)
    parser.add_argument("network", metavar="NETWORK", help=f"a shipped name ({shipped}) or a file")
    parser.add_argument("--json", action="store_true", help=json_help)


def _train(options: argparse.Namespace) -> int:
    config = cli_train.config_of(options)
    with terminal.stopped_once():
        if options.out:
            files.check_can_write(options.out)  # before the run, not after it
        extra = cli_train.extra_images(options, config.seed)
        run = Run(Trainer(config, load(), extra=extra))
        try:
            run.follow()
            terminal.no_longer_stopped()
        except KeyboardInterrupt:
            run.bar.close()
            terminal.say("Stopping, one moment.")
            run.interrupted()
        run.bar.close()
        network = run.trainer.network
        if options.half:
            network = cli_train.halved_or_whole(network)
        test = evaluate(network, load().test, config.cost)
        terminal.say(f"{run.message} {test.accuracy:.2%} of the test images.")
        if options.out:
            _save(options, run, network, test.accuracy)
        if options.json:
            terminal.answer(json.dumps(run.result(test.accuracy)))
    return run.code


def _save(options: argparse.Namespace, run: Run, network: Network, test_accuracy: float) -> None:
    """Save the network; what prevents it is told, and the results are printed all the same."""
    data, note = cli_train.learnt_from(options)
    provenance = Provenance(
        config=run.trainer.config,
        epochs=run.network_epoch,
        test_accuracy=test_accuracy,
        data=data,
        version=nn.__version__,
        note=note if run.code == 0 else f"{run.message} {note}".strip(),
    )
    try:
        network_files.save(options.out, network, provenance)
        terminal.say(f"Saved {options.out}.")
    except StorageError as error:
        terminal.say(error)
        run.code = BAD_USE


def _evaluate(options: argparse.Namespace) -> int:
    return cli_evaluate.run(options, _mnist_network(options.network))


def _predict(options: argparse.Namespace) -> int:
    network = _mnist_network(options.network)
    dtype = network.weights[0].dtype
    readings = []
    for path in options.images:
        pixels = _picture(path).reshape(1, -1).astype(dtype)
        with np.errstate(over="ignore", invalid="ignore"):
            outputs = network.feedforward(pixels)[0]
        if not np.isfinite(outputs).all():
            raise Refused(
                f"{options.network} cannot read {path}: its outputs are not numbers, since its "
                "weights are too large. Choose another network."
            )
        digit = answer_of(outputs).digit
        readings.append(
            {"image": str(path), "digit": digit, "outputs": [float(a) for a in outputs]}
        )
        if not options.json:
            terminal.answer(f"{path}: {digit} (output {outputs[digit]:.3f})")
    if options.json:
        terminal.answer(json.dumps(readings))
    return 0


def _mnist_network(name_or_path: str) -> Network:
    """Return a stored network, if it reads MNIST's images."""
    network = network_files.open_network(name_or_path).network
    if (network.sizes[0], network.sizes[-1]) != (IMAGE_PIXELS, DIGITS):
        raise Refused(
            f"{name_or_path} has {network.sizes[0]} inputs and {network.sizes[-1]} outputs; "
            f"reading digits takes {IMAGE_PIXELS} and {DIGITS}."
        )
    return network


def _picture(path: Path) -> Array:
    """Return an image file's digit as the network sees it."""
    try:
        return from_strokes.prepare_picture(picture_files.open_picture(path).ink)
    except from_strokes.DrawingError as error:
        raise Refused(f"{path}: {error}") from None
