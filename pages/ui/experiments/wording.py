"""An experiment in words: what its runs share, and what each configuration has of its own."""

from nn.experiments.experiment import Cell, Experiment, cell_in_words, in_words
from nn.experiments.summary import Summary
from nn.in_words import listed
from nn.settings.config import SETTING, SETTINGS
from pages.ui.app.html import Html, span
from pages.ui.app.numbers import counted
from pages.ui.app.state.form import LETTERS, book_experiment

SHORT = 22  # letters: a longer name is left out beside its letter
SPREAD = "± is the standard deviation of the runs."
ALWAYS_SAID = ("sizes", "cost", "eta", "mini_batch_size", "epochs", "training_images")


def letter(at: int) -> Html:
    """Return the letter of a configuration in the colour of its curve."""
    return span(f"tn-letter tn-letter-{LETTERS[at].lower()}", LETTERS[at])


def names_of(experiment: Experiment) -> tuple[str, ...]:
    """Return a short name for each configuration: its letter, and its values if they are short."""
    preset = book_experiment(experiment)
    texts = preset.cells if preset else [cell_in_words(experiment, c) for c in experiment.cells]
    if max(map(len, texts)) > SHORT:
        return tuple(LETTERS[: len(texts)])
    return tuple(f"{letter}: {text}" for letter, text in zip(LETTERS, texts, strict=False))


def settings_of(experiment: Experiment, cell: Cell) -> list[str]:
    """Return what a cell has of its own, as it stands in a sentence: "learning rate η 0.5"."""
    return [
        f"{SETTING[name].in_a_sentence} {in_words(name, value)}"
        for name, value in experiment.values_of(cell)
    ]


def values_in_words(experiment: Experiment) -> str:
    """Return the values of each setting: "learning rate η 0.1, 1 and 10; cost quadratic"."""
    return "; ".join(
        f"{SETTING[name].in_a_sentence} {listed([in_words(name, v) for v in values])}"
        for name, values in experiment.varied
    )


def shared(experiment: Experiment) -> str:
    """Return the settings that all runs share: "hidden layers 30, cost quadratic and epochs 3"."""
    apart = {"seed", "held_back", *(name for name, _ in experiment.varied)}
    values = [(s, getattr(experiment.base, s.name)) for s in SETTINGS if s.name not in apart]
    return listed(
        [
            f"{setting.in_a_sentence} {in_words(setting.name, value)}"
            for setting, value in values
            if setting.name in ALWAYS_SAID or value != setting.default
        ]
    )


def in_common(experiment: Experiment) -> str:
    """Return the settings that all configurations share, and their seeds, in a sentence."""
    return f"The same for all: {shared(experiment)}; {counted(len(experiment.seeds), 'seed')} each."


def spread(summary: Summary, runs: str) -> str:
    """Return what stands beside a mean: how far the `runs`, so many of them, lie apart."""
    points = f"± {100 * summary.spread:.1f} points, " if summary.runs > 1 else ""
    diverged = f", {summary.diverged} diverged" if summary.diverged else ""
    return f"{points}{runs}{diverged}"


def same_beginnings(experiment: Experiment) -> str:
    """Say which configurations begin with the same weights, where the seed is the same."""
    groups: dict[tuple[tuple[int, ...], str], list[str]] = {}
    for name, cell in zip(LETTERS, experiment.cells, strict=False):
        groups.setdefault((cell.config.sizes, cell.config.initialisation), []).append(name)
    if len(groups) == 1:
        return (
            "With the same seed, all of them begin with the same initial weights: none has a "
            "better start."
        )
    equal = [letters for letters in groups.values() if len(letters) > 1]
    said = [f"{listed(letters)} begin with the same initial weights" for letters in equal]
    named = {name for letters in equal for name in letters}
    for (sizes, initialisation), small in groups.items():
        large = groups.get((sizes, "normal"), [])
        if initialisation != "sqrt-n" or not large:
            continue
        said.append(
            f"{listed(small)} {'has' if len(small) == 1 else 'have'} the initial weights of "
            f"{listed(large)} divided by √n, where n is how many numbers go into a neuron"
        )
        named.update(small, large)
    if said:
        rest = [name for letters in groups.values() for name in letters if name not in named]
        others = f"; {listed(rest)} not" if rest else ""
        return f"With the same seed, {listed(said)}{others}."
    why = "have other layers" if len({sizes for sizes, _ in groups}) > 1 else "draw other ones"
    return (
        f"The seeds are the same, but not the initial weights: these configurations {why}. Several "
        "seeds for each make up for it."
    )
