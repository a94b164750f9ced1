"""`evaluate --not-digits`: in how many drawings that are no digits a network sees none."""

import argparse
import json
from typing import Any

import numpy as np

from nn.answers import Reader
from nn.cli import terminal
from nn.drawing.pen import DrawingError
from nn.drawing.strokes_to_pixels import prepare_strokes
from nn.mnist import IMAGE_PIXELS
from nn.pen_digits import not_digits


def run(options: argparse.Namespace, reader: Reader) -> int:
    """Run the command; return the exit code."""
    data = not_digits.load(options.not_digits)
    images = np.zeros((len(data), IMAGE_PIXELS), np.float32)
    with terminal.late_progress_bar(len(data), "drawings") as bar:
        for image, strokes in zip(images, data.drawings, strict=True):
            try:
                image[:] = prepare_strokes(strokes).ravel()
            except DrawingError:
                pass  # nothing is read where nothing can be prepared: it stays empty
            bar.update()
    # What cannot be prepared, such as a dot, gets a sentence instead of an answer.
    sees = reader.sees_digit(reader.network.forward(images).zs[-1])
    unreadable = ~images.any(axis=1)
    refused = ~sees | unreadable
    kinds = np.array(data.kinds)
    result = {
        **_share(refused),
        "unreadable": int(unreadable.sum()),
        "per_kind": {kind: _share(refused[kinds == kind]) for kind in sorted(set(data.kinds))},
    }
    terminal.answer(json.dumps(result) if options.json else _table(options.network, result))
    return 0


def _share(refused: Any) -> dict[str, int]:
    return {"refused": int(refused.sum()), "total": len(refused)}


def _table(network: str, result: dict[str, Any]) -> str:
    def of(share: dict[str, int]) -> str:
        refused, total = share["refused"], share["total"]
        return f"{refused:,} of {total:,}: {refused / total:.1%}"

    widest = max(map(len, result["per_kind"]))
    lines = [f"{network} sees no digit in {of(result)} of the drawings."]
    if result["unreadable"]:
        lines.append(
            f"{result['unreadable']:,} of them could not be read, as a dot: there it sees none."
        )
    lines += [f"{kind:<{widest}}  {of(share)}" for kind, share in result["per_kind"].items()]
    return "\n".join(lines)
