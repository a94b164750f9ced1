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
    """Return a command line with numbers: (name, least, default, help).

    `text` is the benchmark's own docstring.
    """
    raw = argparse.RawDescriptionHelpFormatter
    arguments = argparse.ArgumentParser(description=text, formatter_class=raw)
    for name, least, default, words in numbers:
        words = f"{words} ({default:g})"
        arguments.add_argument(f"--{name}", type=at_least(least), default=default, help=words)
    return arguments


def strokes_parser(
    text: str | None, *numbers: tuple[str, float, float, str]
) -> argparse.ArgumentParser:
    """Return a command line that takes a network and a file of pen digits, and such numbers."""
    arguments = parser(text, ("seed", 0, 1, "of all that is by chance"), *numbers)
    arguments.add_argument("network", metavar="NETWORK", help="a shipped name or a file")
    arguments.add_argument("pen_digits", type=Path, help="UCI's pendigits-orig.tra or an .npz")
    arguments.add_argument("--writers", default=None, help="such as 24-29; all without it")
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
    """Measure, and print the figures and the machine as JSON."""
    options = arguments.parse_args()
    here = machine()
    with told():
        measured = measure(options)
    measured["machine"] = here | measured.get("machine", {})
    print(json.dumps(rounded(measured), indent=2, ensure_ascii=False))


def rounded(value: Any) -> Any:
    """Return figures, however deep in dictionaries and lists, with four digits that count."""
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part) for part in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


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
    """Return the median, 95th percentile and largest of one or more times."""
    p95 = sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]
    return {"median": median(times), "95 %": p95, "most": max(times)}
