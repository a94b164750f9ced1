"""Tries inputs on a target: its corpus, and inputs made of it."""

import time
import traceback
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from nn.errors import Refused
from tests.fuzz.mutate import Mutator
from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).with_name("corpus")


def corpus(target: str) -> list[bytes]:
    """Return the inputs that are kept for a target."""
    return [path.read_bytes() for path in sorted((CORPUS / target).iterdir()) if path.is_file()]


def made(target: str, seed: int) -> Iterator[bytes]:
    """Yield new inputs made of the corpus, without end; all of them follow from the seed."""
    inputs, mutator = corpus(target), Mutator(seed)
    while True:
        yield mutator.of(inputs)


class Fuzzer:
    """Tries inputs, and remembers what failed, once for each place in the code.

    A case is also a finding that takes `slow` seconds of a processor. If it `keeps` what failed,
    that is a file of the corpus from then on.
    """

    def __init__(self, slow: float = float("inf"), keeps: bool = False) -> None:
        self.slow, self.keeps = slow, keeps
        self.cases = 0
        self.findings: list[str] = []
        self._places: set[str] = set()

    def run(self, target: str, inputs: Iterable[bytes]) -> None:
        """Try inputs on one of `TARGETS`."""
        for data in inputs:
            start = time.process_time()
            trouble = _trouble(target, data)
            took = time.process_time() - start
            if took > self.slow:
                trouble = trouble or f"It took {took:.1f} s."
            self.cases += 1
            place = target + _place_of(trouble)
            if trouble and place not in self._places:
                self._places.add(place)
                name = f"found-{sha256(data).hexdigest()[:12]}"
                self.findings.append(f"{target}/{name} ({len(data)} bytes): {trouble}")
                if self.keeps:
                    (CORPUS / target / name).write_bytes(data)


def _trouble(target: str, data: bytes) -> str:
    try:
        TARGETS[target](data)
    except Refused as error:
        return "" if str(error).strip() else "It was refused without a sentence."
    except Exception:
        return traceback.format_exc()
    return ""


def _place_of(trouble: str) -> str:
    """Return where an error was raised, by which it is told from others."""
    lines = [line for line in trouble.splitlines() if line.strip().startswith("File ")]
    return lines[-1] if lines else trouble[:12]
