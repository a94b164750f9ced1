"""What all benchmarks share: command line, order of the rounds, progress and report.

Each is run by its path, so that Python looks beside it and not in the repository; hence its first
lines. Nothing here imports NumPy, since `training_speed` sets the number of threads before that.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from nn.errors import Refused

T = TypeVar("T")


def parser(text: str | None, *numbers: tuple[str, float, float, str]) -> argparse.ArgumentParser:
    """Return a command line with `--json` and numbers: (name, least, default, help).

    `text` is the benchmark's own docstring.
    """
    arguments = plain_parser(text)
    arguments.add_argument("--json", action="store_true", help="print one JSON object")
    for name, least, default, words in numbers:
        words = f"{words} ({default:g})"
        arguments.add_argument(f"--{name}", type=at_least(least), default=default, help=words)
    return arguments


def plain_parser(text: str | None) -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    return argparse.ArgumentParser(description=text, formatter_class=raw)


def strokes_parser(text: str | None) -> argparse.ArgumentParser:
    """Return a command line that takes a file of pen digits and writes another file."""
    arguments = plain_parser(text)
    arguments.add_argument("pen_digits", type=Path, help="UCI's pendigits-orig.tra or an .npz")
    arguments.add_argument("--out", type=Path, required=True, help="the .npz to write")
    arguments.add_argument("--writers", default=None, help="such as 24-29; all without it")
    arguments.add_argument("--seed", type=at_least(0), default=1)
    return arguments


def at_least(least: float) -> Callable[[str], float]:
    """Return argparse's type for an int or float, as `least` is, of at least `least`."""

    def number(text: str) -> float:
        value = type(least)(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"expected {least} or more, got {value}")
        return value

    return number


@contextmanager
def told() -> Iterator[None]:
    """End the program with a sentence if something is refused, such as a file."""
    try:
        yield
    except Refused as error:
        sys.exit(str(error))


def run(
    arguments: argparse.ArgumentParser, measure: Callable[[argparse.Namespace], dict[str, Any]]
) -> None:
    """Measure, and print the figures and the machine: one JSON object, or for people."""
    options = arguments.parse_args()
    here = machine()
    with told():
        measured = measure(options)
    measured["machine"] = here | measured.get("machine", {})
    if options.json:
        print(json.dumps(measured))
    else:
        show(measured)


def show(measured: dict[str, Any]) -> None:
    """Print figures by name: a table where each has several parts, else a line.

    Lists of numbers, such as the times of all rounds, are in the JSON alone.
    """
    for name, value in measured.items():
        if isinstance(value, list):
            for line in filter(lambda part: isinstance(part, str), value):
                print(f"{name}: {line}")
        elif not isinstance(value, dict):
            print(f"{name}: {in_words(value)}")
        elif all(isinstance(row, dict) for row in value.values()):
            show_table(name, value)
        else:
            print(f"{name}:", "; ".join(f"{key} {in_words(part)}" for key, part in value.items()))


def show_table(name: str, rows: dict[str, dict[str, Any]]) -> None:
    values = [
        {part: in_words(value) for part, value in row.items() if not isinstance(value, list)}
        for row in rows.values()
    ]
    columns = list(dict.fromkeys(part for row in values for part in row))
    lines = [[label, *map(row.get, columns)] for label, row in zip(rows, values, strict=True)]
    cells = [[name, *columns], *([cell or "" for cell in line] for line in lines)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for label, *numbers in cells:
        right = (cell.rjust(width) for cell, width in zip(numbers, widths[1:], strict=True))
        print("  ".join([label.ljust(widths[0]), *right]))


def in_words(value: object) -> str:
    """Return a figure with four digits that count, and anything else as it is."""
    return f"{value:,.4g}" if isinstance(value, float) else "-" if value is None else str(value)


def machine() -> dict[str, Any]:
    """Return the processor, its cores, the load of other programs, and versions."""
    can_ask = hasattr(os, "sched_getaffinity")
    return {
        "cpu": cpu_model(),
        "cores": len(os.sched_getaffinity(0)) if can_ask else os.cpu_count(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "streamlit": version("streamlit"),
    }


def cpu_model() -> str:
    cpuinfo = Path("/proc/cpuinfo")  # Linux only; elsewhere platform knows more
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def progress(text: str) -> None:
    """Say on standard error how far the benchmark is."""
    print(text, file=sys.stderr, flush=True)


def rounds(count: int) -> Iterator[int]:
    """Yield the numbers of the rounds, from 0, and say how far the benchmark is."""
    for number in range(count):
        progress(f"round {number + 1} of {count}")
        yield number


def rotated(items: Sequence[T], turn: int) -> list[T]:
    """Return the items in the order of a round, which starts with another item each time."""
    turn %= len(items)
    return [*items[turn:], *items[:turn]]


def summary(times: Sequence[float]) -> dict[str, Any]:
    """Return the median, 95th percentile and largest of one or more times, and all of them."""
    p95 = sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]
    return {"median": median(times), "95 %": p95, "most": max(times), "all": list(times)}
