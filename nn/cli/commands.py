"""The command line: `python -m nn train | evaluate | predict | experiment`.

Progress and messages go to standard error, results to standard output: with `--json` one JSON
value and nothing else, an object, or for `predict` a list with an object for each image.
"""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

import nn
from nn.cli import predict, signals, terminal, train
from nn.cli.evaluate import command as evaluate
from nn.cli.experiment import command as experiment
from nn.errors import Refused, reason, shown
from nn.in_words import capitalised

COMMANDS = {
    "train": train,
    "evaluate": evaluate,
    "predict": predict,
    "experiment": experiment,
}
NEGATIVE = re.compile(r"-(\d|\.\d|inf|nan)[\d.,e+-]*")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    try:
        signals.raise_as_usual()
        arguments = sys.argv[1:] if arguments is None else arguments
        options, unknown = _parser().parse_known_args(_joined(arguments))
        if unknown:  # reported by the command, whose help lists the options
            options.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
        code: int = options.run(options)
    except Refused as error:
        terminal.say(error)
        return terminal.BAD_USE
    except KeyboardInterrupt:
        return signals.INTERRUPTED
    except OSError as error:  # errors of files are Refused by now
        terminal.forget_answers()
        if not isinstance(error, BrokenPipeError):  # `| head` has what it wanted
            terminal.say(f"The result cannot be written: {reason(error)}.")
        return terminal.NO_READER
    return code


def _joined(arguments: Iterable[str]) -> list[str]:
    """Write `--eta -1e-3` as `--eta=-1e-3`, since argparse takes -1e-3 for an option."""
    joined: list[str] = []
    for argument in arguments:
        if NEGATIVE.fullmatch(argument) and joined and re.fullmatch("--[a-z-]+", joined[-1]):
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


class _Parser(argparse.ArgumentParser):
    """Answers a wrong option with a sentence instead of the whole usage."""

    def __init__(self, **choices: Any) -> None:
        super().__init__(allow_abbrev=False, **choices)

    def error(self, message: str) -> NoReturn:
        message = shown(message, most=300)
        terminal.say(f"{capitalised(message)}. Try `{self.prog} --help`.")
        self.exit(terminal.BAD_USE)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m nn", description="Train, test and use digit networks.")
    version = f"Thirty Neurons {nn.__version__}"
    parser.add_argument("--version", action="version", version=version)
    commands = parser.add_subparsers(required=True, dest="command", title="commands")
    for name, command in COMMANDS.items():
        added = commands.add_parser(name, help=command.HELP, description=command.DESCRIPTION)
        command.add_options(added)
        added.set_defaults(run=command.run, parser=added)
    return parser
