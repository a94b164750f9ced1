"""Draw a sheet of digits that nobody wrote (nn/making/forms.py), and count how many are read.

    python tests/benchmarks/forms_sheet.py NETWORK [NETWORK ...] --out forms.png [--count 1000]

Each row is a family of forms. Beside it stands which share of `count` each network reads right, and
a digit that the first one misreads is grey. No network has learnt from these.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from nn.answers import Flags, answers_of
from nn.cli.predict import open_digit_network
from nn.making.forms import FAMILIES, drawn
from nn.making.pen_images import prepared, varied
from nn.mnist import IMAGE_SIDE
from tests.benchmarks import report

COLUMNS = 24
TEXT, SHARE = 250, 90  # screen pixels for the name of a family, and for a share
SEED = 1_000_000  # none that a network is made with


def read(networks: list[str], count: int) -> tuple[Image.Image, dict[str, list[float]]]:
    """Return the sheet, and of each family the shares that the networks read right."""
    readers = [open_digit_network(name).reader for name in networks]
    rng, font = np.random.default_rng(SEED), ImageFont.load_default(13)
    end = TEXT + COLUMNS * IMAGE_SIDE
    sheet = Image.new("L", (end + SHARE * len(networks), IMAGE_SIDE * (len(FAMILIES) + 1)), 255)
    draw, shares = ImageDraw.Draw(sheet), dict[str, list[float]]()

    def write(words: list[str], top: int) -> None:
        for place, word in enumerate(words, 1):
            draw.text((end + place * SHARE - 6, top + 6), word, fill=0, font=font, anchor="ra")

    write([Path(name).stem for name in networks], 0)
    for row, (family, (label, _)) in enumerate(FAMILIES.items(), 1):
        digits = [prepared(varied(drawn(family, rng), rng, slant=0.0)) for _ in range(count)]
        images = np.array(digits)
        right: list[Flags] = [
            answers_of(reader.network.feedforward(images)) == label for reader in readers
        ]
        shares[family] = [round(float(flags.mean()), 4) for flags in right]
        top = row * IMAGE_SIDE
        draw.text((4, top + 6), family, fill=0, font=font)
        for place, image in enumerate(images[:COLUMNS]):
            ink = image.reshape(IMAGE_SIDE, IMAGE_SIDE) * (1.0 if right[0][place] else 0.35)
            digit = Image.fromarray((255 * (1 - ink)).astype(np.uint8))
            sheet.paste(digit, (TEXT + place * IMAGE_SIDE, top))
        write([f"{share:.1%}" for share in shares[family]], top)
    return sheet, shares


if __name__ == "__main__":
    options = report.parser(__doc__, ("count", 24, 1000, "digits of each family"))
    options.add_argument("networks", nargs="+", help="draw, book, or files that were saved")
    options.add_argument("--out", type=Path, required=True, help="the picture to write")
    chosen = options.parse_args()
    with report.told():
        sheet, shares = read(chosen.networks, chosen.count)
        sheet.save(chosen.out)
    for family, row in shares.items():
        print(f"| {family} | {' | '.join(f'{share:.1%}' for share in row)} |")
