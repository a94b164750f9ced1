"""Keeps what all visitors have together under the ceiling.

Of each kind of thing, those who used the app longest ago let go first, and hear of it.
"""

from collections.abc import Callable, Iterable, Sequence

from nn.in_words import listed
from pages.ui.app.memory import held, limit
from pages.ui.app.state.session import Session

FULL = (
    "The server's memory was full, so what had been unused the longest had to go. "
    "Gone from here: {}."
)


def keep_under(
    visitors: Iterable[Session],
    is_busy: Callable[[Session], bool] = lambda visitor: False,
    most: int | None = None,
) -> None:
    """Let go of things until all visitors together have no more than the ceiling.

    Parameters
    ----------
    visitors
        All of them.
    is_busy
        Whether a page of a visitor runs just now: then their things stay until the next time.
    most
        The ceiling in bytes, that of `limit` if None.
    """
    everybody = sorted(visitors, key=lambda visitor: visitor.visit.used)
    most = limit.ceiling() if most is None else most
    if (left := held.total(everybody)) <= most:
        return
    idle = [visitor for visitor in everybody if not is_busy(visitor)]
    gone: dict[int, list[str]] = {}  # by visitor
    kinds = len(held.by_visitor(Session()))
    for kind in range(kinds):
        for place, visitor in enumerate(idle):
            while left > most and (thing := held.by_visitor(visitor)[kind]).let_go():
                gone.setdefault(place, []).append(thing.what)
                left = held.total(everybody)
    for place, whats in gone.items():
        idle[place].visit.kept.clear()  # results, which may hold what is gone
        idle[place].visit.trouble.append(sentence(whats))


def sentence(whats: Sequence[str]) -> str:
    """Return what a visitor hears whose things are gone; each is named once."""
    return FULL.format(listed(list(dict.fromkeys(whats))))
