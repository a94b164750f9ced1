"""How well a colour can be read on another: the contrast of WCAG 2.2, from 1 to 21."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import plotly.colors

LETTERS = 4.5
SHAPES = 3.0  # bars, lines, frames
# Streamlit's own grounds for a page and for what stands out from it, where the theme sets none.
GROUNDS = {"light": ("#ffffff", "#f8f8f7"), "dark": ("#171614", "#2d2b27")}
CONFIG = Path(__file__).resolve().parents[1] / ".streamlit" / "config.toml"

Rgb = Sequence[float]  # 0 to 255


def theme(name: str) -> dict[str, str]:
    """Return what the app sets of a theme, "light" or "dark"."""
    colours: dict[str, str] = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][name]
    return colours


def rgb(colour: str) -> Rgb:
    """Return the red, green and blue of "#rrggbb" or "rgb(r, g, b)", 0 to 255."""
    if colour.startswith("#"):
        return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    values: Rgb = plotly.colors.unlabel_rgb(colour)
    return values


def over(colour: str, ground: str, opacity: float) -> str:
    """Return what is seen of a colour that lets the ground shine through."""
    mixed = (a * opacity + b * (1 - opacity) for a, b in zip(rgb(colour), rgb(ground), strict=True))
    return f"rgb({', '.join(f'{value:.2f}' for value in mixed)})"


def contrast(colour: str, ground: str) -> float:
    """Return the contrast of two colours, from 1 for the same to 21 for black and white."""
    lighter, darker = sorted(map(_luminance, (rgb(colour), rgb(ground))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Rgb) -> float:
    parts = [value / 255 for value in colour]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return sum(
        weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )
