"""Which configurations begin with the same weights, in a sentence."""

from nn.experiments.experiment import Cell, Experiment
from nn.in_words import listed
from pages.ui.app.state.configurations import LETTERS

Begins = tuple[tuple[int, ...], str]  # what the initial weights depend on, besides the seed


def in_common(experiment: Experiment) -> str:
    """Say which configurations begin with the same weights, where the seed is the same."""
    groups: dict[Begins, list[str]] = {}
    for letter, cell in zip(LETTERS, experiment.cells, strict=False):
        groups.setdefault(_begins(cell), []).append(letter)
    if len(groups) == 1:
        return (
            "With the same seed, all of them begin with the same initial weights: none has a "
            "better start."
        )
    equal = [letters for letters in groups.values() if len(letters) > 1]
    said = [f"{listed(letters)} begin with the same initial weights" for letters in equal]
    scaled = _scaled(groups)
    said += [
        f"{listed(small)} {'has' if len(small) == 1 else 'have'} the initial weights of "
        f"{listed(large)} divided by √n, where n is how many "
        "numbers go into a neuron"
        for small, large in scaled
    ]
    named = {letter for letters in [*equal, *(s + g for s, g in scaled)] for letter in letters}
    rest = [letter for letters in groups.values() for letter in letters if letter not in named]
    if said:
        others = f"; {listed(rest)} not" if rest else ""
        return f"With the same seed, {listed(said)}{others}."
    why = "have other layers" if len({sizes for sizes, _ in groups}) > 1 else "draw other ones"
    return (
        f"The seeds are the same, but not the initial weights: these configurations {why}. Several "
        "seeds for each make up for it."
    )


def _begins(cell: Cell) -> Begins:
    return cell.config.sizes, cell.config.initialisation


def _scaled(groups: dict[Begins, list[str]]) -> list[tuple[list[str], list[str]]]:
    """Return the letters whose weights are others' made smaller, with the letters of those."""
    return [
        (letters, groups[sizes, "normal"])
        for (sizes, initialisation), letters in groups.items()
        if initialisation == "sqrt-n" and (sizes, "normal") in groups
    ]
