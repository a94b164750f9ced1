"""What `experiment` tells in the end: a table of its cells, or one JSON object."""

import json
from collections.abc import Sequence

from nn.experiments import file_and_link, results_file
from nn.experiments.experiment import Experiment, in_words
from nn.experiments.one_run import Result
from nn.experiments.summary import (
    CHANCE,
    TEST,
    Summary,
    differences,
    fewest_seeds,
    p_in_words,
    summaries,
)
from nn.in_words import counted
from nn.settings.config import SETTING

# Cells: the pairs grow with their square, and people read fewer than programs.
MOST_COMPARED, MOST_IN_JSON = 12, 40


def as_json(experiment: Experiment, results: Sequence[Result], message: str) -> str:
    """Return all that is known of an experiment as one JSON object."""
    in_order = sorted(results, key=lambda result: result.number)
    cells = [
        {
            **dict(experiment.values_of(experiment.cells[summary.cell])),
            **summary._asdict(),
            "best": summary.best.number,
        }
        for summary in summaries(experiment, in_order)
    ]
    return json.dumps(
        {
            "experiment": file_and_link.to_texts(experiment),
            "runs": [json.loads(results_file.to_line(experiment, result)) for result in in_order],
            "cells": cells,
            "test": TEST,
            "differences": [d._asdict() for d in differences(in_order)]
            if len(cells) <= MOST_IN_JSON
            else [],
            "message": message,
        },
        ensure_ascii=False,
    )


def as_text(experiment: Experiment, results: Sequence[Result]) -> str:
    """Return a table of the cells, and which of them can be told apart."""
    cells = summaries(experiment, results)
    varied = [SETTING[varied.name].label for varied in experiment.varied]
    head = [*varied, "runs", "mean", "spread", "lowest", "highest", "best seed"]
    rows = [head, *(_row(experiment, cell) for cell in cells)]
    lines = _aligned(rows, words=len(experiment.varied))
    if diverged := sum(cell.diverged for cell in cells):
        lines += ["", f"{counted(diverged, 'run')} diverged: the weights were no longer finite."]
    if len(cells) > 1:
        lines += ["", _told_apart(experiment, results, cells)]
    return "\n".join(lines)


def _row(experiment: Experiment, cell: Summary) -> list[str]:
    """Return a cell's values in words, and its test accuracies."""
    values = experiment.values_of(experiment.cells[cell.cell])
    return [
        *(in_words(name, value) for name, value in values),
        str(cell.runs),
        f"{cell.mean:.2%}",
        f"{100 * cell.spread:.2f} points",
        *(f"{share:.2%}" for share in (cell.lowest, cell.highest)),
        str(cell.best.config.seed),
    ]


def _aligned(rows: Sequence[Sequence[str]], words: int) -> list[str]:
    """Return lines: the first columns are words, at the left, the others numbers, at the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        columns = zip(row, widths, strict=True)
        cells = [
            cell.ljust(width) if place < words else cell.rjust(width)
            for place, (cell, width) in enumerate(columns)
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def _told_apart(experiment: Experiment, results: Sequence[Result], cells: list[Summary]) -> str:
    """Return sentences on which cells differ by more than chance."""
    if len(experiment.cells) > MOST_COMPARED:
        return f"Up to {MOST_COMPARED} cells are compared in pairs, with --json {MOST_IN_JSON}."
    pairs = differences(results)
    test = f"{TEST}, p below {CHANCE:g} for all pairs together"
    needed, fewest = fewest_seeds(len(cells)), min(cell.runs for cell in cells)
    if not any(pair.told_apart for pair in pairs):
        more = f" Two of {len(cells)} cells need {needed} seeds each." if fewest < needed else ""
        return f"No two cells can be told apart ({test}).{more}"
    names = {cell.number: experiment.named(cell.number) for cell in experiment.cells}
    lines = [
        f"{'yes' if pair.told_apart else 'no ':5}{p_in_words(pair.p):11}{names[pair.first]} / "
        f"{names[pair.second]}"
        for pair in pairs
    ]
    return "\n".join([f"Can two cells be told apart? ({test})", *lines])
