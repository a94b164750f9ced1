"""Fuzz for as long as you like: python tests/fuzz/run.py --minutes 60

What fails is saved in tests/fuzz/corpus/<target>/found-…, where the tests try it from then on.
"""

import argparse
import os
import secrets
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tests.fuzz import fuzz  # noqa: E402
from tests.fuzz.targets import TARGETS  # noqa: E402

ROUND = 20.0  # seconds of one target before it is the next one's turn
MORE = {"widgets": 4, "canvas": 2}  # slow ones get more rounds


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
    turns = [name for name in names for _ in range(MORE.get(name, 1))]
    seconds = 60 * options.minutes / len(turns)
    rounds = max(1, round(seconds / ROUND))
    known = set[str]()
    total = {name: fuzz.Report(name) for name in names}
    for number in range(rounds):
        for turn, name in enumerate(turns):
            this_seed, folder = seed + number * len(turns) + turn, fuzz.CORPUS / name
            is_first = number == 0 and name not in turns[:turn]
            report = fuzz.fuzz(
                name, seconds / rounds, this_seed, keep=folder, known=known, replay=is_first
            )
            total[name].add(report)
            for finding in report.findings:
                print(f"\nFOUND {finding}", flush=True)
        print(f"\nRound {number + 1} of {rounds}", *total.values(), sep="\n", flush=True)
    findings = sum(len(report.findings) for report in total.values())
    cases = sum(report.cases for report in total.values())
    print(f"\n{cases:,} cases, {findings} findings.")
    return int(findings > 0)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Exception:
        traceback.print_exc(file=sys.stdout)
        sys.exit(2)
