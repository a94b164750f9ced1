"""The command `experiment`: train many networks that differ in a setting or in the seed alone."""

import argparse
import shlex
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from nn.cli import signals, terminal
from nn.cli.experiment import description, report
from nn.cli.experiment.results_file import ResultsFile
from nn.cores import cores
from nn.errors import Refused, reason
from nn.experiments import estimate, records, texts
from nn.experiments.experiment import Experiment
from nn.experiments.measuring import Result
from nn.in_words import about, counted
from nn.storage import files

if TYPE_CHECKING:  # what it imports takes a while, and the other commands do without
    from nn.experiments.engine import Engine

HELP = "train many networks that differ in a setting or in the seed, and compare them"
DESCRIPTION = (
    "Train a network for each combination of values and each seed, and tell how well they read "
    "MNIST's test images. Settings that are not given are the preset's; the defaults below are "
    "those of the preset book."
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    description.add_options(parser)
    add = parser.add_argument_group("where it is trained").add_argument
    add(
        "--jobs",
        type=int,
        metavar="N",
        help="how many runs at once on this machine (default: as many as there are cores)",
    )
    add(
        "--scheduler",
        metavar="ADDRESS",
        help="train on the Dask cluster of this scheduler, such as tcp://192.168.1.5:8786",
    )
    add = parser.add_argument_group("the results").add_argument
    add(
        "--out",
        type=Path,
        metavar="FILE.jsonl",
        help="write them here as the runs end, a line of JSON for each",
    )
    add(
        "--resume",
        type=Path,
        metavar="FILE.jsonl",
        help="go on with the experiment of these results, and add the others to the file",
    )


def run(options: argparse.Namespace) -> int:
    """Run the command; return the exit code."""
    _refuse_what_does_not_go_together(options)
    recorded = records.read(options.resume) if options.resume else None
    experiment = description.described(options, recorded.experiment if recorded else None)
    engine = _engine(options)
    with signals.stopped_once():
        file = ResultsFile(options.out or options.resume, recorded.whole_bytes if recorded else 0)
        if options.save and not terminal.save(options.save, lambda path: _write(path, experiment)):
            return terminal.BAD_USE
        carried_out = CarriedOut(experiment, recorded.results if recorded else [], file)
        carried_out.run_on(engine)
        terminal.say(carried_out.message)
        if carried_out.missing:
            terminal.say(_how_to_go_on(options, bool(carried_out.results)))
        if options.json:
            terminal.answer(report.as_json(experiment, carried_out.results, carried_out.message))
        elif carried_out.results:
            terminal.answer(report.as_text(experiment, carried_out.results))
    return carried_out.code


class CarriedOut:
    """An experiment on the command line: a progress bar, a line for each run, its results."""

    def __init__(self, experiment: Experiment, results: list[Result], file: ResultsFile) -> None:
        self.experiment = experiment
        self.results = results
        self.message = ""
        self.code = 0
        self._file = file

    @property
    def missing(self) -> int:
        """How many runs have no result."""
        return len(self.experiment) - len(self.results)

    def run_on(self, engine: "Engine") -> None:
        """Train what is missing, to the end or until a signal or an engine stops it.

        Raises `Refused` if the engine cannot be used from the start.
        """
        total = counted(len(self.experiment), "run")
        if self.missing:
            try:
                with engine:
                    self._follow(engine)
                signals.no_longer_stopped()
            except KeyboardInterrupt:
                signals.no_longer_stopped()
                self.code = signals.INTERRUPTED
        if not self.missing:
            self.message = (
                f"All {total} have ended." if len(self.experiment) > 1 else "It has ended."
            )
        elif not self.message:
            self.message = f"Stopped after {len(self.results):,} of {total}."

    def _follow(self, engine: "Engine") -> None:
        from nn.experiments.engine import results

        missing = records.missing(self.experiment, self.results)
        seconds = estimate.seconds_left(self.experiment, self.results, engine.at_once)
        taking = f", about {about(seconds)}" if engine.is_here else ""
        terminal.say(
            f"{counted(len(self.experiment.cells), 'cell')}, "
            f"{counted(len(self.experiment.seeds), 'seed')}: {counted(len(missing), 'run')}, "
            f"{engine.at_once:,} at a time{taking}."
        )
        bar = terminal.progress_bar(
            len(self.experiment), "runs", initial=len(self.results), smoothing=0
        )
        with bar, closing(results(missing, engine)) as ended:
            try:
                for result in ended:
                    self._file.add(records.to_line(self.experiment, result))
                    self.results.append(result)
                    bar.update()
                    bar.write(self._line(result), file=terminal.messages)
            except Refused as error:
                self.code, self.message = terminal.BAD_USE, str(error)

    def _line(self, result: Result) -> str:
        """Return a line that says how a run ended."""
        cell = self.experiment.named(self.experiment.cells[result.cell])
        what = ", ".join(filter(None, [cell, f"seed {result.config.seed}"]))
        return (
            f"{len(self.results):>{len(str(len(self.experiment)))}} of {len(self.experiment)}: "
            f"{what}: {result.final.test_accuracy:.2%} of the test images"
            f"{', diverged' if result.diverged else ''}, {result.seconds:.2f} s"
        )


def _refuse_what_does_not_go_together(options: argparse.Namespace) -> None:
    if options.jobs is not None and options.scheduler is not None:
        raise Refused(
            "--jobs is for this machine, and --scheduler for a cluster, which has as many as its "
            "workers have threads. Choose one."
        )
    if options.out and options.resume:
        raise Refused("--resume adds to its own file. Leave --out away.")
    with_something = options.out and options.out.is_file() and options.out.stat().st_size
    if with_something:
        raise Refused(
            f"There is a file {options.out} already. Go on with it by --resume {options.out}, or "
            "name another one."
        )


def _engine(options: argparse.Namespace) -> "Engine":
    from nn.experiments.cluster import Cluster
    from nn.experiments.engine import Here

    if options.scheduler is not None:
        return Cluster(options.scheduler)
    return Here(cores() if options.jobs is None else options.jobs)


def _write(path: Path, experiment: Experiment) -> None:
    try:
        files.write(path, texts.to_file(experiment).encode())
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise Refused(f"{path} cannot be saved: {reason(error)}. {files.advice(error)}") from error


def _how_to_go_on(options: argparse.Namespace, some_ended: bool) -> str:
    path = options.out or options.resume
    if not some_ended:
        return "No run had ended yet; begin again with the same command."
    if path is None:
        return (
            "With --out FILE.jsonl the runs that have ended are kept, and it can go on from them."
        )
    where = []
    for name in "jobs", "scheduler":
        if (value := getattr(options, name)) is not None:
            where += [f"--{name}", str(value)]
    words = ["python", "-m", "nn", "experiment", "--resume", str(path), *where]
    return f"Go on with: {shlex.join(words)}"
