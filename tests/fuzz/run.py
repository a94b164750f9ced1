"""Fuzz for as long as you like: python tests/fuzz/run.py --minutes 60

What fails is saved in tests/fuzz/corpus/<target>/found-…, where the tests try it from then on.
"""

import argparse
import os
import secrets
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tests.fuzz.fuzz import Fuzzer, corpus, made  # noqa: E402
from tests.fuzz.targets import TARGETS  # noqa: E402

ROUND = 20.0  # seconds of one target before it is the next one's turn
SLOW = 5.0  # seconds of a processor from which a case is a finding


def main() -> int:
    """Fuzz the targets in turn, print what came of it, and return 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--target", action="append", choices=list(TARGETS), help="default: all")
    parser.add_argument("--seed", type=int, default=None, help="default: another one each time")
    options = parser.parse_args()
    # Findings are printed. What libraries say of bad files, some of them in C, is not.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    names = options.target or list(TARGETS)
    seed = secrets.randbelow(10**9) if options.seed is None else options.seed
    print(f"Seed {seed}", flush=True)
    seconds = min(ROUND, 60 * options.minutes / len(names))
    fuzzer, counts = Fuzzer(SLOW, keeps=True), Counter[str]()
    for number in range(round(60 * options.minutes / seconds)):
        target = names[number % len(names)]
        before, findings = fuzzer.cases, len(fuzzer.findings)
        fuzzer.run(target, inputs_for(target, seed + number, seconds, not counts[target]))
        counts[target] += fuzzer.cases - before
        for finding in fuzzer.findings[findings:]:
            print(f"\nFOUND {finding}", flush=True)
    print(*(f"{target:13} {count:8,} cases" for target, count in counts.items()), sep="\n")
    print(f"\n{fuzzer.cases:,} cases, {len(fuzzer.findings)} findings.")
    return int(bool(fuzzer.findings))


def inputs_for(target: str, seed: int, seconds: float, replay: bool) -> Iterator[bytes]:
    """Yield the corpus, however long that takes, and new inputs until the time is over."""
    end = time.monotonic() + seconds
    yield from corpus(target) if replay else ()
    for data in made(target, seed):
        if time.monotonic() >= end:
            return
        yield data


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Exception:
        traceback.print_exc(file=sys.stdout)
        sys.exit(2)
