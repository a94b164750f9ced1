"""What one visitor has: the drawing, and where they are. Lives as long as the browser tab.

Values of widgets are lost on a change of page, so the truth is kept here, and widgets write to
it by callback.
"""

from dataclasses import dataclass

import streamlit as st

from pages.ui.strokes import Stroke

_KEY = "thirty_neurons"


@dataclass
class Session:
    """One visitor's state.

    Attributes
    ----------
    page : str
        The page that is open.
    strokes : tuple of Stroke
        The drawing.
    canvas_shows : tuple of Stroke
        What the canvas was last told to show. It must stay the same while somebody draws, since
        the canvas loads it anew when it changes.
    canvas_told : int
        How many times the canvas was told to show something: without it, a second Clear would
        look like the first, and nothing would change.
    """

    page: str = ""
    strokes: tuple[Stroke, ...] = ()
    canvas_shows: tuple[Stroke, ...] = ()
    canvas_told: int = 0

    def visit(self, page: str) -> None:
        """Note which page is open; a page that is entered shows the drawing as it is."""
        if page != self.page:
            self.page = page
            self.put_on_canvas(self.strokes)

    def put_on_canvas(self, strokes: tuple[Stroke, ...]) -> None:
        """Replace the drawing, on the canvas as well."""
        self.strokes = self.canvas_shows = strokes
        self.canvas_told += 1


def get() -> Session:
    """Return this visitor's session."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Session()
    session: Session = st.session_state[_KEY]
    return session
