"""The command line: `python -m nn train | evaluate | predict | experiment | export`.

Progress and messages go to standard error, results to standard output: with `--json` one JSON
value and nothing else, an object, or for `predict` a list with an object for each image. The exit
code is 0, 1 for what failed, 2 for a wrong command, 3 for a run that diverged, 130 after Ctrl-C.
"""

import argparse
import os
import sys
from typing import NoReturn

import nn
from nn.cli import evaluate, export, predict, terminal, train
from nn.cli.experiment import command as experiment
from nn.cores import NO_THREAD
from nn.errors import Refused, reason, shown
from nn.in_words import capitalised

COMMANDS = {
    "train": train,
    "evaluate": evaluate,
    "predict": predict,
    "experiment": experiment,
    "export": export,
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    try:
        options = _options(sys.argv[1:] if arguments is None else arguments)
        code: int = options.run(options)
    except Refused as error:
        terminal.say(error)
        return terminal.BAD_USE if isinstance(error, terminal.BadUse) else terminal.FAILED
    except RuntimeError as error:
        if NO_THREAD not in str(error):
            raise
        terminal.say("The system starts no more threads. End other programs, and try again.")
        return terminal.FAILED
    except MemoryError:
        terminal.say("This takes more memory than there is. Use smaller layers or mini-batches.")
        return terminal.FAILED
    except OSError as error:  # of standard output, since errors of files are Refused by now
        if sys.stdout:  # whose rest Python would write at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # `| head` has what it wanted
            terminal.say(f"The result cannot be written: {reason(error)}.")
        return terminal.FAILED
    return code


class _Parser(argparse.ArgumentParser):
    """Answers a wrong option with a sentence instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        sentence = shown(capitalised(message), most=300)
        raise terminal.BadUse(f"{sentence}. Try `{self.prog} --help`.")


def _options(arguments: list[str]) -> argparse.Namespace:
    """Return the options of a command, which is their `run`; without one print the help."""
    parser = _Parser(prog="python -m nn", description="Train, test and use digit networks.")
    version = f"Thirty Neurons {nn.__version__}"
    parser.add_argument("--version", action="version", version=version)
    parser.set_defaults(parser=parser)
    commands = parser.add_subparsers(title="commands", dest="command")
    for name, command in COMMANDS.items():
        added = commands.add_parser(
            name, help=command.HELP, description=command.DESCRIPTION, allow_abbrev=False
        )
        command.add_options(added)
        added.set_defaults(run=command.run, parser=added)
    options, unknown = parser.parse_known_args(arguments or ["--help"])
    if unknown:
        options.parser.error(f"{' '.join(unknown)} is no option or name that it takes")
    return options
