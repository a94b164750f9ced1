"""Draw a sheet of what a network misreads: MNIST's test images, the most wrong first.

    python tests/benchmarks/misread.py draw --out misread.png [--count 24]

Below each is what it is, what it is read as, and the output.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PIL import Image, ImageDraw, ImageFont

from nn.cli.predict import open_digit_network
from nn.explain import confusion
from nn.mnist import IMAGE_SIDE, load
from tests.benchmarks import report

COLUMNS = 12
TIMES = 3  # screen pixels for each pixel of a digit
SPACE, TEXT = 10, 30  # screen pixels beside and below a digit
CELL = IMAGE_SIDE * TIMES + SPACE


def sheet(network_name: str, count: int) -> Image.Image:
    test = load().test
    readings = confusion.read(open_digit_network(network_name).reader, test)
    worst = [k for k in confusion.ranking(readings).tolist() if not readings.right[k]][:count]
    rows = -(-len(worst) // COLUMNS)
    picture = Image.new("L", (COLUMNS * CELL + SPACE, rows * (CELL + TEXT) + SPACE), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(13)
    for place, k in enumerate(worst):
        left, top = SPACE + place % COLUMNS * CELL, SPACE + place // COLUMNS * (CELL + TEXT)
        digit = Image.fromarray(255 - test.images[k].reshape(IMAGE_SIDE, IMAGE_SIDE))
        side = IMAGE_SIDE * TIMES
        picture.paste(digit.resize((side, side), Image.Resampling.NEAREST), (left, top))
        draw.rectangle((left, top, left + side, top + side), outline=200)
        words = f"{readings.labels[k]} read as {readings.answers[k]}\n{readings.sure[k]:.2f}"
        draw.multiline_text((left, top + side + 2), words, fill=0, font=font, spacing=2)
    return picture


if __name__ == "__main__":
    options = report.parser(__doc__, ("count", 1, 24, "digits"))
    options.add_argument("network", help="draw, book, or a file that was saved")
    options.add_argument("--out", type=Path, required=True, help="the picture to write")
    chosen = options.parse_args()
    with report.told():
        sheet(chosen.network, chosen.count).save(chosen.out)
