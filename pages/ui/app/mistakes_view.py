"""What the Mistakes page shows of a network's readings: which cell, picture and threshold."""

from dataclasses import dataclass


@dataclass
class MistakesView:
    """One visitor's choices on the Mistakes page.

    Attributes
    ----------
    digit, answer : int or None
        The row and the column of the confusion matrix whose digits are shown, from 0; None for
        any. `nn.answers.NO_ANSWER` is an answer too.
    shares : bool
        Whether the matrix shows percentages.
    first : int
        Which of these digits the gallery begins with, from 0.
    image : int or None
        The test image that is chosen in the gallery; None for its first.
    drawing : int or None
        The corrected drawing that is chosen, from 0; None for the first in the list.
    least : float
        The network answers where its largest output is at least this, 0 to 1.
    go_to : str
        The file of the page that a digit was just sent to, or "".
    """

    digit: int | None = None
    answer: int | None = None
    shares: bool = False
    first: int = 0
    image: int | None = None
    drawing: int | None = None
    least: float = 0.9
    go_to: str = ""

    def show(self, digit: int | None, answer: int | None) -> None:
        """Show the digits of another cell, row or column, from its first one."""
        self.digit, self.answer = digit, answer
        self.first, self.image = 0, None

    def turn_to(self, first: int) -> None:
        """Show another page of the gallery."""
        self.first, self.image = first, None
