"""What all benchmarks share: command line, order of the rounds, progress and report.

It does not import NumPy, since `training_speed` sets the number of threads before that.
"""

import argparse
import json
import platform
import sys
from collections.abc import Callable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
Table = list[tuple[str, ...]]  # a label and numbers in each row; the first is the head


def parser(description: str, *numbers: tuple[str, float, float, str]) -> argparse.ArgumentParser:
    """Return a command line with `--json` and numbers: (name, least, default, help)."""
    arguments = argparse.ArgumentParser(description=description)
    arguments.add_argument("--json", action="store_true", help="print one JSON object")
    for name, least, default, text in numbers:
        kind = at_least(least)
        arguments.add_argument(
            f"--{name}", type=kind, default=default, help=f"{text} ({default:g})"
        )
    return arguments


def strokes_parser(description: str) -> argparse.ArgumentParser:
    """Return a command line that takes a file of pen digits and writes another file."""
    arguments = argparse.ArgumentParser(description=description)
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


def percentile_95(times: Sequence[float]) -> float:
    """Return the 95th percentile of one or more times: one of them."""
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]


def progress(text: str) -> None:
    """Say on standard error how far the benchmark is."""
    print(text, file=sys.stderr, flush=True)


def rotated(items: Sequence[T], turn: int) -> list[T]:
    """Return the items in the order of a round, which starts with another item each time."""
    turn %= len(items)
    return [*items[turn:], *items[:turn]]


def show(measured: dict[str, Any], table: Table, as_json: bool) -> None:
    """Print the measurements as one JSON object, or as a table and the machine."""
    if as_json:
        print(json.dumps(measured))
        return
    rows = [row for row in table if len(row) > 1]  # a sentence may be longer than all labels
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    for label, *cells in table:
        numbers = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=False)]
        print("  ".join([label.ljust(widths[0]), *numbers]))
    print("; ".join(f"{key} {value}" for key, value in measured["machine"].items()))


def cpu_model() -> str:
    """Return the processor's name."""
    cpuinfo = Path("/proc/cpuinfo")  # Linux only; elsewhere platform knows more
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
