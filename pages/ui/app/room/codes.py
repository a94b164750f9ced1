"""The code of a room: six characters that nobody mixes up, and a limit to guessing them."""

import secrets
import threading
import time
from dataclasses import dataclass, field

from nn.errors import Refused
from pages.ui.app.state.room import Tries

# Without 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B, U and V.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 6
FREE = 8  # wrong codes of a visitor, before waiting begins
FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0  # seconds
MOST_A_MINUTE = 1_200  # wrong codes of all visitors of this process
MINUTE = 60.0  # seconds

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


@dataclass
class Guard:
    """Slows down whoever guesses codes: each visitor, and all of them together."""

    since: float = 0.0
    wrong: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def check(self, tries: Tries) -> None:
        """Raise `Refused` while a visitor has to wait."""
        now = time.monotonic()
        if now < tries.waits_until:
            seconds = int(tries.waits_until - now) + 1
            raise Refused(f"Too many wrong codes. Try again in {seconds} s.")
        with self.lock:
            if now - self.since < MINUTE and self.wrong >= MOST_A_MINUTE:
                raise Refused("Too many wrong codes on this server. Try again in a minute.")

    def note_wrong(self, tries: Tries) -> None:
        """Note that a visitor typed a wrong code."""
        now = time.monotonic()
        tries.wrong += 1
        if tries.wrong >= FREE:
            wait = FIRST_WAIT * 2.0 ** min(tries.wrong - FREE, 10)
            tries.waits_until = now + min(wait, LONGEST_WAIT)
        with self.lock:
            if now - self.since >= MINUTE:
                self.since, self.wrong = now, 0
            self.wrong += 1
