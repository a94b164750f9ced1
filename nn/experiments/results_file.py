"""Results as JSON lines: one line a run, written as the run ends, which pandas reads.

    pandas.read_json("results.jsonl", lines=True)

Each line has the experiment itself, so that a file says what is still missing and an experiment can
go on from it. The line that was being written when the power failed is left out.
"""

import json
import math
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from nn.errors import Refused, reason, shown
from nn.evaluation import finite_or_none
from nn.experiments import file_and_link
from nn.experiments.experiment import Experiment, PlannedRun
from nn.experiments.one_run import Measured, Result
from nn.settings.config import TrainingConfig
from nn.storage import files

LOTTERY = Path(__file__).parents[1] / "assets" / "lottery.jsonl"  # it comes with the project
MOST_BYTES, MOST_IN_A_LINE = 200_000_000, 2_000_000  # of a file that is read
MOST_SECONDS = 1e8  # of a run: three years
# What comes of a line that is something else; `Refused` and JSON's errors are `ValueError`.
NOT_A_RESULT = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


class Recorded(NamedTuple):
    """What a file of results holds."""

    experiment: Experiment
    results: list[Result]  # without the networks, each run once
    whole_bytes: int  # of the file up to the end of its last whole line


def missing(experiment: Experiment, results: Iterable[Result]) -> list[PlannedRun]:
    """Return the experiment's runs that have no result yet."""
    done = {result.number for result in results}
    return [run for run in experiment.runs() if run.number not in done]


def to_line(experiment: Experiment, result: Result) -> str:
    """Return a result as one line of JSON, without the network."""
    config = result.config.to_dict()
    columns = [[*map(finite_or_none, column)] for column in zip(*result.measured, strict=True)]
    record = {
        "number": result.number,
        "cell": result.cell,
        "seed": result.config.seed,
        **{name: config[name] for name, _ in experiment.varied},
        "accuracy": result.final.test_accuracy,
        "cost": finite_or_none(result.final.test_cost),
        **dict(zip(Measured._fields, columns, strict=True)),
        "final": [*map(finite_or_none, result.final)],
        "diverged": result.diverged,
        "message": result.message,
        "seconds": result.seconds,
        "fingerprint": result.fingerprint,
        "config": config,
        "experiment": file_and_link.to_link(experiment),
    }
    return json.dumps(record, ensure_ascii=False)


def begin(path: Path, whole_bytes: int = 0) -> None:
    """Get ready to add results to a file, before there is something to lose.

    Keep its first `whole_bytes`: the rest is a line that was cut off. Raises `Refused` if it cannot
    be written.
    """
    files.check_can_write(path)
    if path.exists():
        _append(path, b"", whole_bytes)


def add(path: Path, experiment: Experiment, result: Result) -> None:
    """Add a result to a file; raise `Refused` if that fails."""
    _append(path, to_line(experiment, result).encode() + b"\n")


def _append(path: Path, content: bytes, to: int | None = None) -> None:
    try:
        with path.open("ab") as stream:
            stream.truncate(to)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())  # a disk may say only now that it is full
    except OSError as error:
        raise Refused(f"{path} cannot be written: {reason(error)}. {files.ADVICE}") from error


def read(path: Path) -> Recorded:
    """Return what a file of results holds.

    Raises `Refused` for a file that cannot be read, holds no whole result, or holds results of more
    than one experiment.
    """
    content = files.read(path, MOST_BYTES)
    if len(content) > MOST_BYTES:
        raise Refused(f"{path} has more than {MOST_BYTES:,} bytes, so it is no file of results.")
    return parse(content, path)


def parse(content: bytes, path: Path) -> Recorded:
    """Return what the content of a file of results holds; its path is for messages.

    Raises `Refused` for one that holds no whole result, or results of more than one experiment.
    """
    whole = content.rfind(b"\n") + 1
    lines = content[:whole].splitlines()
    if not lines:
        raise Refused(f"{path} holds no result, so nothing can go on from it; begin again.")
    results: dict[int, Result] = {}
    for number, line in enumerate(lines, start=1):
        try:
            if len(line) > MOST_IN_A_LINE:
                raise Refused(f"it has more than {MOST_IN_A_LINE:,} bytes")
            record = json.loads(line)
            if number == 1:
                experiment = file_and_link.from_link(record["experiment"])
                plan = {run.number: run for run in experiment.runs()}
            result = _result(record)
        except NOT_A_RESULT as error:
            raise Refused(
                f"Line {number} of {path} is no result of an experiment ({shown(str(error))})."
            ) from None
        run = plan.get(result.number)
        if run is None or (run.cell, run.config) != (result.cell, result.config):
            raise Refused(f"Line {number} of {path} is of another experiment than the first one.")
        results[result.number] = result
    return Recorded(experiment, list(results.values()), whole)


def _result(record: dict[str, Any]) -> Result:
    config = TrainingConfig.from_dict(record["config"])
    columns = [record[name] for name in Measured._fields]
    most, epochs = config.epochs + 1, max(map(len, columns))
    if not 1 <= epochs <= most:
        raise ValueError(f"expected 1 to {most:,} epochs, got {epochs:,}")
    return Result(
        number=int(record["number"]),
        cell=int(record["cell"]),
        config=config,
        measured=tuple(map(_measured, zip(*columns, strict=True))),
        final=_measured(record["final"]),
        diverged=bool(record["diverged"]),
        message=str(record["message"]),
        seconds=_number(record["seconds"], MOST_SECONDS),
        fingerprint=str(record["fingerprint"]),
    )


def _measured(values: Iterable[float | None]) -> Measured:
    measured = Measured(*map(_number, values))
    for share in measured.test_accuracy, measured.train_accuracy:
        _number(share, 1.0)
    return measured


def _number(value: float | None, most: float = math.inf) -> float:
    number = math.inf if value is None else float(value)
    if not 0.0 <= number <= most:  # nor NaN
        raise ValueError(f"expected a number from 0 to {most:g}, got {number:g}")
    return number
