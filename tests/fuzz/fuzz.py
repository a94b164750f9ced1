"""Tries inputs on the targets: their corpus, and inputs made of it.

    python -m tests.fuzz.fuzz --minutes 60 [--target NAME] [--seed N]

What fails is saved in tests/fuzz/corpus/<target>/found-…, where the tests try it from then on.
"""

import argparse
import os
import secrets
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import chain, product
from pathlib import Path

from nn.errors import Refused
from tests.fuzz.mutate import Mutator
from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).with_name("corpus")
SLOW = 5.0  # seconds of a processor from which a case is a finding
# What comes again and again in a text of a megabyte, or of its format's own limit, and where.
LENGTH, SLOW_TEXT = {"talk": 60_000}, 1.0
PIECES = (*'.*9-,[{"\\\n', "a.", "1..", "1..3*9999,", "1x1,", "&a=")
FORMS = {
    "links": ("…", "eta=…", "layers=…", "epochs=…"),
    "experiments": ("…", "epochs=…", "layers=…"),
    "results": ("…\n", '{"experiment": …}\n', '{"experiment": "epochs=…"}\n'),
    "talk": ("…", "a = …", "[[step]]\nsettings = 'epochs=…'"),
    "canvas": ("…", "[…]"),
    "phones": ("…", '{"text": "…"}'),
    "tabs": ("…", '{"settings": {"eta": "…"}}'),
}


def corpus(target: str) -> list[bytes]:
    """Return the inputs that are kept for a target."""
    return [path.read_bytes() for path in sorted((CORPUS / target).iterdir()) if path.is_file()]


def long_texts(target: str) -> Iterator[bytes]:
    """Yield long texts in which a piece comes again and again."""
    length = LENGTH.get(target, 1_000_000)
    for form, piece in product(FORMS.get(target, ()), PIECES):
        yield form.replace("…", piece * ((length - len(form)) // len(piece))).encode()


def made(target: str, seed: int) -> Iterator[bytes]:
    """Yield new inputs made of the corpus, without end; all of them follow from the seed."""
    inputs, mutator = corpus(target), Mutator(seed)
    while True:
        yield mutator.of(inputs)


def outcomes(target: str, inputs: Iterable[bytes]) -> Iterator[tuple[bytes, str, float]]:
    """Try inputs on a target; yield each, what was wrong or "", and the seconds it took."""
    for data in inputs:
        start, trouble = time.process_time(), ""
        try:
            TARGETS[target](data)
        except Refused as error:
            trouble = "" if str(error).strip() else "It was refused without a sentence."
        except Exception:
            trouble = traceback.format_exc()
        yield data, trouble, time.process_time() - start


def main() -> int:
    """Fuzz one target after the other, print what came of it, and return 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--target", action="append", choices=list(TARGETS), help="default: all")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**9))
    options = parser.parse_args()
    # Findings are printed. What libraries say of bad files, some of them in C, is not.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    print(f"Seed {options.seed}", flush=True)
    names, places, tried = options.target or list(TARGETS), set[str](), 0
    for target in names:
        end = time.monotonic() + 60 * options.minutes / len(names)
        inputs = chain(corpus(target), made(target, options.seed))
        for data, trouble, took in outcomes(target, inputs):
            if time.monotonic() > end:
                break
            tried += 1
            if took > SLOW:
                trouble = trouble or f"It took {took:.1f} s."
            raised = [line for line in trouble.splitlines() if line.strip().startswith("File ")]
            place = target + (raised[-1] if raised else trouble[:12])
            if trouble and place not in places:  # once for each place in the code
                places.add(place)
                file = CORPUS / target / f"found-{sha256(data).hexdigest()[:12]}"
                file.write_bytes(data)
                print(f"\nFOUND {target}/{file.name} ({len(data)} bytes): {trouble}", flush=True)
    print(f"{tried:,} cases, {len(places)} findings.")
    return int(bool(places))


if __name__ == "__main__":
    sys.exit(main())
