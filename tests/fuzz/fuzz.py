"""Fuzzes targets: the corpus first, then inputs made of it."""

import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from nn.errors import Refused
from tests.fuzz.mutate import Mutator
from tests.fuzz.targets import SECONDS, TARGETS

CORPUS = Path(__file__).with_name("corpus")
MOST_FINDINGS = 20  # of a target, before it is left alone


@dataclass
class Report:
    """What came of fuzzing a target."""

    target: str
    cases: int = 0
    refused: int = 0
    slowest: float = 0.0  # seconds of a processor
    findings: list[str] = field(default_factory=list)

    def add(self, other: "Report") -> None:
        """Add what came of fuzzing it once more."""
        self.cases += other.cases
        self.refused += other.refused
        self.slowest = max(self.slowest, other.slowest)
        self.findings += other.findings

    def __str__(self) -> str:
        return (
            f"{self.target:13} {self.cases:8,} cases, {self.refused:8,} refused, slowest "
            f"{self.slowest:.2f} s, {len(self.findings)} findings"
        )


def corpus(target: str) -> list[bytes]:
    """Return the inputs that are kept for a target."""
    return [path.read_bytes() for path in sorted((CORPUS / target).iterdir()) if path.is_file()]


def fuzz(
    target: str,
    seconds: float,
    seed: int,
    slow: float = SECONDS,
    keep: Path | None = None,
    known: set[str] | None = None,
    replay: bool = True,
) -> Report:
    """Try the corpus of a target, and then new inputs for so many seconds.

    Parameters
    ----------
    target
        One of `TARGETS`.
    seconds
        By the clock. The corpus is tried whole, however long that takes.
    seed
        Of the new inputs.
    slow
        Seconds of a processor from which a case is a finding.
    keep
        The folder in which an input that fails is kept; None keeps none.
    known
        Where errors were raised that were found before; what is found is added.
    replay
        Whether the corpus itself is tried; new inputs are made of it in any case.
    """
    report, known = Report(target), set[str]() if known is None else known
    end = time.monotonic() + seconds
    for data in _inputs(target, seed, end, replay):
        start = time.process_time()
        trouble = _trouble(target, data, report)
        took = time.process_time() - start
        report.cases += 1
        report.slowest = max(report.slowest, took)
        if took > slow:
            trouble = trouble or f"It took {took:.1f} s."
        if trouble and (place := target + _place_of(trouble)) not in known:
            known.add(place)
            name = f"found-{sha256(data).hexdigest()[:12]}"
            report.findings.append(f"{target}/{name} ({len(data)} bytes): {trouble}")
            if keep:
                (keep / name).write_bytes(data)
        if len(report.findings) >= MOST_FINDINGS:
            break
    return report


def _inputs(target: str, seed: int, end: float, replay: bool) -> Iterator[bytes]:
    inputs, mutator = corpus(target), Mutator(seed)
    yield from inputs if replay else ()
    while time.monotonic() < end:
        yield mutator.of(inputs)


def _trouble(target: str, data: bytes, report: Report) -> str:
    try:
        TARGETS[target](data)
    except Refused as error:
        report.refused += 1
        if not str(error).strip():
            return "It was refused without a sentence."
    except Exception:
        return traceback.format_exc()
    return ""


def _place_of(trouble: str) -> str:
    """Return where an error was raised, by which it is told from others."""
    lines = [line for line in trouble.splitlines() if line.strip().startswith("File ")]
    return lines[-1] if lines else trouble[:12]
