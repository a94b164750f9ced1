"""The command `experiment`: train many networks that differ in a setting or in the seed alone."""

import argparse
import shlex
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from nn.cli import terminal
from nn.cli.experiment import description, report
from nn.cores import cores
from nn.errors import Refused
from nn.experiments import estimate, file_and_link, results_file
from nn.experiments.experiment import Experiment
from nn.experiments.one_run import Result
from nn.in_words import about, counted
from nn.storage import files

if TYPE_CHECKING:  # what it imports takes a while, and the other commands do without
    from nn.experiments.handing_out import Ended, Engine

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
    terminal.check_can_answer()
    with terminal.options_are_read():
        if options.resume and options.out:
            raise Refused("--resume adds to its own file. Leave --out away.")
        engine = _engine(options)
    if options.out and options.out.is_file() and options.out.stat().st_size:
        raise Refused(
            f"There is a file {options.out} already. Go on by --resume {options.out}, or name "
            "another one."
        )
    recorded = results_file.read(options.resume) if options.resume else None
    experiment = description.described(options, recorded.experiment if recorded else None)
    path = options.out or options.resume
    results = recorded.results if recorded else []
    code, message = 0, ""
    ended: Ended = SimpleQueue()
    with terminal.stopped_once(lambda: ended.put(None)):
        if path:
            results_file.begin(path, recorded.whole_bytes if recorded else 0)
        if options.save:
            files.write(options.save, file_and_link.to_file(experiment).encode())
            terminal.say(f"Saved {options.save}.")
        try:
            _carry_out(experiment, results, engine, path, ended)
        except Refused as error:
            code, message = terminal.FAILED, str(error)
        total, done = counted(len(experiment), "run"), len(results) == len(experiment)
        if done:
            message = f"All {total} have ended." if len(experiment) > 1 else "It has ended."
        elif not message:
            code, message = terminal.INTERRUPTED, f"Stopped after {len(results):,} of {total}."
        terminal.say(message)
        if not done:
            terminal.say(_how_to_go_on(options, path, bool(results)))
        if options.json:
            terminal.answer(report.as_json(experiment, results, message))
        elif results:
            terminal.answer(report.as_text(experiment, results))
    return code


def _engine(options: argparse.Namespace) -> "Engine":
    from nn.experiments.cluster import Cluster
    from nn.experiments.handing_out import Here

    if options.jobs is not None and options.scheduler is not None:
        raise Refused(
            "--jobs is for this machine, and --scheduler for a cluster, which has as many as its "
            "workers have threads. Choose one."
        )
    if options.scheduler is not None:
        return Cluster(options.scheduler)
    return Here(cores() if options.jobs is None else options.jobs)


def _carry_out(
    experiment: Experiment,
    results: list[Result],
    engine: "Engine",
    path: Path | None,
    ended: "Ended",
) -> None:
    """Train what is missing, until there is a None in `ended`; keep and tell each result."""
    from nn.experiments import handing_out

    missing = results_file.missing(experiment, results)
    if not missing:
        return
    with engine:
        seconds = estimate.seconds_left(experiment, results, engine.at_once)
        taking = f", about {about(seconds)}" if engine.is_here else ""
        terminal.say(
            f"{counted(len(experiment.cells), 'cell')}, "
            f"{counted(len(experiment.seeds), 'seed')}: {counted(len(missing), 'run')}, "
            f"{engine.at_once:,} at a time{taking}."
        )
        total = len(experiment)
        bar = terminal.progress_bar(total, "runs", initial=len(results), smoothing=0)
        with bar:
            for result in handing_out.results(missing, engine, ended=ended):
                if path:
                    results_file.add(path, experiment, result)
                results.append(result)
                bar.update()
                number = f"{len(results):>{len(str(total))}} of {total}"
                terminal.say(f"{number}: {_line(experiment, result)}")


def _line(experiment: Experiment, result: Result) -> str:
    """Return how a run ended: its cell, its seed and its accuracy."""
    cell = experiment.named(result.cell)
    what = ", ".join(filter(None, [cell, f"seed {result.config.seed}"]))
    diverged = ", diverged" if result.diverged else ""
    accuracy = f"{result.final.test_accuracy:.2%} of the test images"
    return f"{what}: {accuracy}{diverged}, {result.seconds:.2f} s"


def _how_to_go_on(options: argparse.Namespace, path: Path | None, some_ended: bool) -> str:
    if not some_ended:
        return "No run had ended yet; begin again with the same command."
    if path is None:
        return (
            "With --out FILE.jsonl the runs that have ended are kept, and it can go on from them."
        )
    words = ["python", "-m", "nn", "experiment", "--resume", str(path)]
    for name in "jobs", "scheduler":
        if (value := getattr(options, name)) is not None:
            words += [f"--{name}", str(value)]
    return f"Go on with: {shlex.join(words)}"
