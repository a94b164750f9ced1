"""The code of a room: six characters that nobody mixes up. Whoever guesses codes has to wait."""

import secrets
import time

from nn.errors import Refused
from pages.ui.app.state.room import Tries

# Without 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B, U and V.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 6
FREE = 8  # wrong codes of a visitor, before waiting begins
FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0  # seconds

NO_SUCH = "There is no open room with the code {code}. Look at the wall and type it again."


def new_code() -> str:
    """Return a code that nobody can foresee."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_code(text: str) -> bool:
    """Tell whether a text is written as a code is."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)


def read_code(text: str) -> str:
    """Return the code that somebody typed, in capitals and without spaces and dashes.

    Raises `Refused` if it cannot be one.
    """
    code = "".join(letter for letter in text.upper() if letter not in " -–—")
    if len(code) == LENGTH and code.isascii() and code.isalnum() and not is_code(code):
        raise Refused(
            "A code has none of 0, 1, 2, 5, 8, B, I, L, O, S, U, V and Z, which look like others. "
            "Look at the wall again."
        )
    if not is_code(code):
        raise Refused(
            f"A code has {LENGTH} letters and digits, such as {ALPHABET[-1]}{ALPHABET[2:7]}. "
            "It is shown on the wall."
        )
    return code


def check(tries: Tries) -> None:
    """Raise `Refused` while a visitor who typed wrong codes has to wait."""
    seconds = tries.waits_until - time.monotonic()
    if seconds > 0:
        raise Refused(f"Too many wrong codes. Try again in {int(seconds) + 1} s.")


def note_wrong(tries: Tries) -> None:
    """Note that a visitor typed a wrong code."""
    tries.wrong += 1
    if tries.wrong >= FREE:
        wait = FIRST_WAIT * 2.0 ** min(tries.wrong - FREE, 10)
        tries.waits_until = time.monotonic() + min(wait, LONGEST_WAIT)
