"""What somebody holds who opened or joined a room."""

import hashlib
from typing import NamedTuple


class Ticket(NamedTuple):
    """A room's code, and a secret that says who one is there."""

    code: str
    token: str

    @property
    def name(self) -> str:
        """What the room knows of the holder: a hash of the token."""
        return hashlib.sha256(self.token.encode()).hexdigest()[:32]

    def digit(self, drawing: str) -> str:
        """Return the id of a digit that the holder calls so."""
        return hashlib.sha256(f"{self.token} {drawing}".encode()).hexdigest()[:12]
