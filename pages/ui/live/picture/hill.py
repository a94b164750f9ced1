"""The hill of a mini-batch as a picture that moves.

nn.explain.hill.Hill -> hill.js -> a curve, marks where steps would end, and a ball
"""

from math import floor, log10

from nn.explain.hill import Hill, Move, move
from nn.in_words import listed
from pages.ui.app.formats import plain, short
from pages.ui.app.server.scripts import component

LARGE = 1_000  # a cost from here on has no more digits than other numbers
PLACES, DIGITS = 3, 3  # a cost has at least so many places; the cost now, so many digits


def show(hill: Hill, ball: float, key: str, last: Hill | None = None) -> None:
    """Show a hill with its marks, and the ball at the learning rate `ball`: 0 or one of the marks.

    When only the ball changes, it rolls from 0 to its new place, or leaps there. The `last` hill is
    a faint line behind it.
    """
    costs = costs_in_words(hill)
    after = [f"{costs[eta]} at η = {plain(eta)}" for eta in hill.marks]
    component("hill")(
        key=key,
        data={
            "points": _points(hill),
            "last": _points(last) if last else None,
            "unit": hill.marks[0],  # the axis of the learning rates is straight up to here
            "ticks": _ticks(hill.marks),
            "marks": list(costs.items()),
            "ball": ball,
            "leaps": ball > 0 and move(hill, ball) is Move.LEAPS,
            "alt": f"The cost along the gradient: {costs[0.0]} now, {listed(after)}. The ball is "
            f"at η = {plain(ball)}.",
        },
    )


def _points(hill: Hill) -> list[tuple[float, float]]:
    return list(zip(hill.etas.tolist(), hill.costs.tolist(), strict=True))


def _ticks(marks: tuple[float, ...]) -> list[float]:
    """Return the numbers on the axis: 0, the marks, and 1, 3, 10 and so on well between them."""
    between = [float(f"{base}e{power}") for power in range(-6, 4) for base in (1, 3)]
    inside = [eta for eta in between if marks[0] < eta < marks[-1]]
    return [0.0, *marks, *(eta for eta in inside if not any(0.4 < eta / m < 2.5 for m in marks))]


def costs_in_words(hill: Hill) -> dict[float, str]:
    """Return the cost at 0 and at each mark, as the picture writes it: "0.238"."""
    now = hill.at(0.0)
    place = max(PLACES, DIGITS - 1 - floor(log10(now))) if now else PLACES
    costs = {eta: hill.at(eta) for eta in (0.0, *hill.marks)}
    return {eta: short(cost, place if cost < LARGE else None) for eta, cost in costs.items()}
