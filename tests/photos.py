"""Photos of digits on paper, made and not taken: any pen, paper, light and camera.

    strokes or MNIST's pixels -> a digit in ink -> on paper -> in a light -> camera -> JPEG

Everything follows from the seed, so a photo that is misread can be made again.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from nn.functions import Array

PAPERS = ("white", "lined", "squared", "grey card")
LIGHTS = ("even", "lamp", "shadow")
PENS = {"3 to 10": (3.0, 10.0), "10 to 20": (10.0, 20.0), "20 to 40": (20.0, 40.0)}  # pixels
SIDES = (400, 1600)  # pixels of the longer side
# How wide a pen is for the height of what it writes: from a fine pen to a felt pen.
FINEST, BROADEST = 0.035, 0.16
LARGEST, SMALLEST = 0.75, 40  # of the photo's shorter side; pixels
MOST_TURN = 6.0  # degrees
INKS = {"black": (25, 25, 30), "blue": (35, 50, 130), "red": (170, 35, 45), "pencil": (80, 80, 85)}
WARM = (1.0, 0.96, 0.88)  # a lamp's colour


@dataclass(frozen=True)
class Conditions:
    """What a digit is written with and on, and how it is photographed."""

    seed: int
    paper: str
    light: str
    pen: float  # pixels
    height: float  # of the digit, pixels
    size: tuple[int, int]  # of the photo, (width, height) in pixels
    ink: str
    turn: float  # degrees
    blur: float  # the standard deviation, pixels
    noise: float  # the standard deviation, as a share of white
    quality: int  # of JPEG, to 95


def any_conditions(seed: int) -> Conditions:
    """Return conditions by chance; the same for the same seed."""
    dice = np.random.default_rng(seed)
    pen = float(dice.uniform(*PENS[str(dice.choice(list(PENS)))]))
    share = float(np.exp(dice.uniform(np.log(FINEST), np.log(BROADEST))))
    longer = int(np.exp(dice.uniform(*np.log(SIDES))))
    size = (longer, int(longer * dice.uniform(0.6, 1.0)))
    height = float(np.clip(pen / share, SMALLEST, LARGEST * min(size)))
    return Conditions(
        seed=seed,
        paper=str(dice.choice(PAPERS)),
        light=str(dice.choice(LIGHTS)),
        pen=min(pen, BROADEST * height),
        height=height,
        size=size if dice.random() < 0.5 else size[::-1],
        ink=str(dice.choice(list(INKS))),
        turn=float(dice.uniform(-MOST_TURN, MOST_TURN)),
        blur=float(dice.uniform(0.0, min(2.5, 0.3 * pen))),
        noise=float(dice.uniform(0.0, 0.035)),
        quality=int(dice.integers(30, 96)),
    )


def turned(strokes: Sequence[Array], degrees: float) -> list[Array]:
    """Return strokes turned around the origin."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return [stroke @ np.array([[cos, sin], [-sin, cos]]) for stroke in strokes]


def drawn(strokes: Sequence[Array], height: float, pen: float) -> Array:
    """Return strokes as ink, cut out: (rows, columns) in [0, 1].

    The longer side is `height` pixels with the pen.
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    fine = 2  # drawn as many times as large, for soft edges
    scale = fine * (height - pen) / max(float((high - low).max()), 1e-9)
    width = fine * pen
    moved = [(stroke - low) * scale + width / 2 for stroke in strokes]
    columns, rows = np.ceil(((high - low) * scale + width) / fine).astype(int) * fine
    image = Image.new("L", (int(columns), int(rows)))
    brush = ImageDraw.Draw(image)
    for stroke in moved:
        for (x, y), (to_x, to_y) in pairwise(stroke):
            brush.line([x, y, to_x, to_y], fill=255, width=max(1, round(width)))
        for x, y in stroke:
            half = width / 2
            brush.ellipse([x - half, y - half, x + half, y + half], fill=255)
    return np.asarray(image.reduce(fine), np.float32) / 255


def cropped(image: Array) -> Array:
    """Return the part of an image that has ink."""
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    return image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def enlarged(image: Array, height: float) -> Array:
    """Return an MNIST image's ink in [0, 1] with sharp edges, its longer side `height` pixels."""
    cut = cropped(image)
    scale = height / max(cut.shape)
    size = (max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale)))
    large = np.asarray(
        Image.fromarray(cut.astype(np.float32)).resize(size, Image.Resampling.BICUBIC)
    )
    return np.clip((large / large.max() - 0.5) * scale / 2 + 0.5, 0.0, 1.0)


def photo(ink: Array, conditions: Conditions) -> Image.Image:
    """Return a photo, RGB, of ink somewhere on a sheet of paper.

    `ink` is (height, width) in [0, 1] and fits into the photo.
    """
    dice = np.random.default_rng([conditions.seed, 1])
    width, height = conditions.size
    top, left = (
        int(dice.integers(0, max(1, room - length)))
        for room, length in zip((height, width), ink.shape, strict=True)
    )
    sheet = np.zeros((height, width), np.float32)
    part = ink[: height - top, : width - left]
    sheet[top : top + part.shape[0], left : left + part.shape[1]] = part
    colours = np.array(INKS[conditions.ink]) / 255
    paper = _paper(conditions, dice)
    seen = paper * (1 - sheet[..., None]) + np.minimum(paper, colours) * sheet[..., None]
    seen *= _light(conditions, dice)
    return _through_camera(seen, conditions, dice)


def jpeg(image: Image.Image, quality: int, **options: object) -> io.BytesIO:
    """Return a photo as a file."""
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality, **options)
    stream.seek(0)
    return stream


def _paper(conditions: Conditions, dice: np.random.Generator) -> Array:
    """Return what the sheet reflects, (height, width, 3) in [0, 1]: texture, and ruled lines."""
    width, height = conditions.size
    shade = dice.uniform(0.45, 0.6) if conditions.paper == "grey card" else dice.uniform(0.85, 0.97)
    clouds = Image.fromarray(dice.normal(0, 1, (9, 9)).astype(np.float32))
    texture = 0.01 * np.asarray(clouds.resize(conditions.size, Image.Resampling.BICUBIC))
    grain = 0.01 * dice.normal(0, 1, (height, width)).astype(np.float32)
    paper = np.repeat((shade + texture + grain)[..., None], 3, axis=2)
    if conditions.paper in ("lined", "squared"):
        angle = np.radians(dice.uniform(-3, 3))
        apart = conditions.height * dice.uniform(0.3, 1.0)
        thick = dice.uniform(1.0, max(1.0, conditions.pen / 3))
        strength = dice.uniform(0.1, 0.3)
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        across = [y * np.cos(angle) + x * np.sin(angle)]
        if conditions.paper == "squared":
            across.append(x * np.cos(angle) - y * np.sin(angle))
        lines = np.max([_line(place, apart, thick) for place in across], axis=0)
        blue = np.array([1.0, 0.75, 0.4]) if dice.random() < 0.5 else np.ones(3)
        paper *= 1 - strength * lines[..., None] * blue
    return np.clip(paper, 0.0, 1.0)


def _line(place: Array, apart: float, thick: float) -> Array:
    off = np.abs((place + apart / 2) % apart - apart / 2)
    return np.clip(thick / 2 + 0.5 - off, 0.0, 1.0)


def _light(conditions: Conditions, dice: np.random.Generator) -> Array:
    """Return how much light falls on each pixel, (height, width, 1 or 3)."""
    width, height = conditions.size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    brightness = dice.uniform(0.85, 1.0)
    if conditions.light == "even":
        return np.full((height, width, 1), brightness)
    longer = max(width, height)
    lamp_x, lamp_y = dice.uniform(-0.3, 1.3) * width, dice.uniform(-0.3, 1.3) * height
    far = np.hypot(x - lamp_x, y - lamp_y) / longer
    if conditions.light == "lamp":
        light = brightness / (1 + dice.uniform(0.4, 1.2) * far**2)
        return light[..., None] * np.array(WARM)
    angle = dice.uniform(0, 2 * np.pi)
    over = (x - width * dice.uniform(0.3, 0.7)) * np.cos(angle)
    over += (y - height * dice.uniform(0.3, 0.7)) * np.sin(angle)
    edge = longer * dice.uniform(0.005, 0.06)
    shadow = 1 / (1 + np.exp(-np.clip(over / edge, -30, 30)))
    light = brightness * (1 - dice.uniform(0.25, 0.5) * shadow) / (1 + 0.2 * far**2)
    return light[..., None]


def _through_camera(seen: Array, conditions: Conditions, dice: np.random.Generator) -> Image.Image:
    pixels = np.clip(255 * seen, 0, 255).astype(np.uint8)
    blurred = Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(conditions.blur))
    noise = 255 * conditions.noise * dice.normal(0, 1, pixels.shape)
    noisy = np.clip(np.asarray(blurred) + noise, 0, 255).astype(np.uint8)
    return Image.open(jpeg(Image.fromarray(noisy), conditions.quality)).convert("RGB")
