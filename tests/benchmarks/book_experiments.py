"""Carry out the book's experiments with five seeds each, and set our figures beside the book's.

    python tests/benchmarks/book_experiments.py --results FOLDER [--preset NAME] [--jobs N]

The results are in FOLDER, a file for each experiment; what is there already is not trained again,
so it may be broken off and go on later. Without a run left it prints the table at once. All of it
takes about ten minutes on one idle core.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean, stdev

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from nn.evaluation import evaluate
from nn.experiments import results_file
from nn.experiments.experiment import Experiment
from nn.experiments.handing_out import Here, results
from nn.experiments.of_the_book import BOOKS_IMAGES, PRESETS, ExperimentPreset
from nn.experiments.one_run import Result, network_of
from nn.experiments.summary import differences, p_in_words
from nn.mnist import load
from tests.benchmarks import report
from tests.benchmarks.book_figures import END, FIGURES, PEAK, TEST_ACCURACY, BookFigure

HEAD = (
    *("experiment", "what", "the book", "ours, mean ± spread", "lowest to highest"),
    *("our best epoch", "seeds"),
)
VALIDATION = "validation_accuracy"  # in a line, beside what an experiment's results have


def main() -> None:
    arguments = parse()
    arguments.results.mkdir(parents=True, exist_ok=True)
    apart = list[str]()
    rows: list[tuple[str, ...]] = [HEAD]
    for name in arguments.preset or PRESETS:
        preset = PRESETS[name]
        experiment = quick(preset.experiment) if arguments.quick else preset.experiment
        path = arguments.results / f"{name}.jsonl"
        train(preset, experiment, path, arguments.jobs)
        recorded = results_file.read(path).results
        rows += figures(preset, recorded, path)
        told = [
            f"{preset.cells[pair.first]} and {preset.cells[pair.second]}: {p_in_words(pair.p)}"
            for pair in differences(recorded)
        ]
        apart += [f"\n{preset.title}: {'; '.join(told)}."] if told else []
    print(*markdown(rows), *apart, sep="\n")


def parse() -> argparse.Namespace:
    arguments = report.parser(__doc__, ("jobs", 1, 1, "runs at once"))
    arguments.add_argument("--preset", action="append", choices=list(PRESETS), help="default: all")
    arguments.add_argument("--results", type=Path, required=True, help="the folder of the results")
    words = "one seed, one epoch, 1,000 images, to try it out"
    arguments.add_argument("--quick", action="store_true", help=words)
    return arguments.parse_args()


def quick(experiment: Experiment) -> Experiment:
    base = replace(experiment.base, training_images=1000, epochs=1)
    return replace(experiment, base=base, seeds=(1,))


def train(preset: ExperimentPreset, experiment: Experiment, path: Path, jobs: int) -> None:
    """Train the runs that a file does not have, and add their results to it."""
    there: list[Result] = []
    if path.exists() and path.stat().st_size:
        recorded = results_file.read(path)
        if recorded.experiment != experiment:
            sys.exit(f"{path} has results of another experiment; choose another folder.")
        there = recorded.results
        os.truncate(path, recorded.whole_bytes)
    missing = results_file.missing(experiment, there)
    on_validation = any(figure.on_validation for figure in FIGURES[preset.name])
    with path.open("a", encoding="utf-8") as lines, Here(jobs) as engine:
        for result in results(missing, engine, keeps_network=on_validation):
            record = json.loads(results_file.to_line(experiment, result))
            network = network_of(result)
            if network:
                record[VALIDATION] = evaluate(network, load().train[BOOKS_IMAGES:]).accuracy
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
            lines.flush()
            report.progress(f"{preset.name}: run {result.number + 1} of {len(experiment)}")


def figures(preset: ExperimentPreset, there: Sequence[Result], path: Path) -> list[tuple[str, ...]]:
    """Return the rows of an experiment's table."""
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    validation = {one["number"]: one[VALIDATION] for one in records if VALIDATION in one}
    return [
        row(preset, figure, [result for result in there if result.cell == figure.cell], validation)
        for figure in FIGURES[preset.name]
    ]


def row(
    preset: ExperimentPreset,
    figure: BookFigure,
    there: Sequence[Result],
    validation: dict[int, float],
) -> tuple[str, ...]:
    """Return a figure's row: the book's, and ours over the seeds.

    Where the book has the best epoch on the way, ours is the last one's, with the best one beside.
    """

    def number(value: float) -> str:
        return f"{100 * value:.2f}" if figure.what == TEST_ACCURACY else f"{value:.3f}"

    same = figure._replace(when=END) if figure.when == PEAK else figure
    at_end = figure.when == there[0].config.epochs
    on_validation = figure.on_validation and at_end and {r.number for r in there} <= set(validation)
    if on_validation:
        ours = [validation[result.number] for result in there]
    else:
        ours = [same.of(result) for result in there]
    book = number(figure.value)
    if figure.on_validation and not on_validation:
        book += " (validation)"
    what = "validation accuracy" if on_validation else figure.what
    when = figure.when if isinstance(figure.when, str) else f"epoch {figure.when}"
    cells = (f"`{preset.name}`: {preset.cells[figure.cell]}", f"{what}, {when}", book)
    spread = f" ± {number(stdev(ours))}" if len(ours) > 1 else ""
    best = number(fmean(figure.of(result) for result in there)) if figure.when == PEAK else ""
    range_ = f"{number(min(ours))} to {number(max(ours))}"
    return (*cells, number(fmean(ours)) + spread, range_, best, str(len(there)))


def markdown(rows: Sequence[tuple[str, ...]]) -> list[str]:
    head, *others = rows
    return [f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *others)]


if __name__ == "__main__":
    main()
