"""Results as JSON lines: one line a run, written as the run ends, which pandas reads.

    pandas.read_json("results.jsonl", lines=True)

Each line has the experiment itself, so that a file says what is still missing and an experiment can
go on from it. The line that was being written when the power failed is left out.
"""

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from nn.errors import Refused, reason, shown
from nn.evaluation import finite_or_none
from nn.experiments import texts
from nn.experiments.experiment import Experiment, PlannedRun
from nn.experiments.measuring import Measured, Result
from nn.settings.config import TrainingConfig

MOST_BYTES = 200_000_000  # of a file that is read
MOST_SECONDS = 1e8  # of a run: three years


class Recorded(NamedTuple):
    """What a file of results holds."""

    experiment: Experiment
    results: list[Result]  # without the networks, each run once
    whole_bytes: int  # of the file up to the end of its last whole line


def to_line(experiment: Experiment, result: Result) -> str:
    """Return a result as one line of JSON, without the network."""
    config = result.config.to_dict()
    record = {
        "number": result.number,
        "cell": result.cell,
        "seed": result.config.seed,
        **{name: config[name] for name, _ in experiment.varied},
        "accuracy": result.final.test_accuracy,
        "cost": finite_or_none(result.final.test_cost),
        **{name: _column(result, name) for name in Measured._fields},
        "final": [finite_or_none(value) for value in result.final],
        "diverged": result.diverged,
        "message": result.message,
        "seconds": result.seconds,
        "fingerprint": result.fingerprint,
        "config": config,
        "experiment": to_link(experiment),
    }
    return json.dumps(record, ensure_ascii=False)


def to_link(experiment: Experiment) -> str:
    """Return the experiment as the end of a web address, without the question mark."""
    return urlencode(texts.to_texts(experiment), safe=",")


def from_link(link: str) -> Experiment:
    """Return the experiment of `to_link`; raise `ConfigError` for another text."""
    return texts.from_texts(dict(parse_qsl(link, keep_blank_values=True)))


def missing(experiment: Experiment, results: Iterable[Result]) -> list[PlannedRun]:
    """Return the experiment's runs that have no result yet."""
    done = {result.number for result in results}
    return [run for run in experiment.runs() if run.number not in done]


def read(path: Path) -> Recorded:
    """Return what a file of results holds.

    Raises `Refused` for a file that cannot be read, holds no whole result, or holds results of more
    than one experiment.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise Refused(f"{path} has {size:,} bytes; results have at most {MOST_BYTES:,}.")
        with path.open("rb") as stream:
            content = stream.read(size)  # not to its end: /dev/zero has none
    except OSError as error:
        raise Refused(f"{path} cannot be read: {reason(error)}.") from error
    return parse(content, path)


def parse(content: bytes, path: Path) -> Recorded:
    """Return what the content of a file of results holds; its path is for messages.

    Raises `Refused` for one that holds no whole result, or results of more than one experiment.
    """
    whole = content.rfind(b"\n") + 1
    lines = content[:whole].splitlines()
    records = [_record(path, number, line) for number, line in enumerate(lines, start=1)]
    if not records:
        raise Refused(f"{path} holds no result, so nothing can go on from it; begin again.")
    try:
        experiment, results = _results(records)
    except Refused as error:
        raise Refused(f"{path}: {error}") from None
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Refused(f"{path} is not a file of results ({shown(str(error))}).") from None
    return Recorded(experiment, results, whole)


def _results(records: list[dict[str, Any]]) -> tuple[Experiment, list[Result]]:
    experiment = from_link(records[0]["experiment"])
    plan = {run.number: run for run in experiment.runs()}
    results = {}
    for number, record in enumerate(records, start=1):
        result = _result(record)
        run = plan.get(result.number)
        if run is None or (run.cell, run.config) != (result.cell, result.config):
            raise Refused(f"Line {number} is of another experiment than the first one.")
        results[result.number] = result
    return experiment, list(results.values())


def _record(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict) or not isinstance(record.get("experiment"), str):
        raise Refused(f"Line {number} of {path} is no result of an experiment.")
    return record


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
        measured=tuple(_measured(values) for values in zip(*columns, strict=True)),
        final=_measured(record["final"]),
        diverged=bool(record["diverged"]),
        message=str(record["message"]),
        seconds=_seconds(record["seconds"]),
        fingerprint=str(record["fingerprint"]),
    )


def _measured(values: Iterable[float | None]) -> Measured:
    measured = Measured(*map(_number, values))
    if max(measured.test_accuracy, measured.train_accuracy) > 1.0:
        raise ValueError("an accuracy is a share from 0 to 1")
    return measured


def _seconds(value: float | None) -> float:
    seconds = _number(value)
    if seconds > MOST_SECONDS:
        raise ValueError(f"expected the seconds of a run, got {seconds:g}")
    return seconds


def _column(result: Result, name: str) -> list[float | None]:
    return [finite_or_none(getattr(measured, name)) for measured in result.measured]


def _number(value: float | None) -> float:
    number = math.inf if value is None else float(value)
    if not number >= 0.0:  # nor NaN
        raise ValueError(f"expected a number that is not negative, got {number}")
    return number
