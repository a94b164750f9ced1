"""The sidebar's last lines: what this is, the book behind it, where the code is, how to cite it."""

import streamlit as st

from nn import __version__
from pages.ui.app.places import place_named

BOOK = "http://neuralnetworksanddeeplearning.com"
CHAPTERS = (
    "Using neural nets to recognize handwritten digits",
    "How the backpropagation algorithm works",
    "Improving the way neural networks learn",
)
YEAR = 2026
TEXT = """\
**Thirty Neurons {version}**: Michael Nielsen's network that reads digits, written by hand in NumPy.
Draw a digit and see why it answers as it does, watch it learn, and look inside.

**The code of this page**, in the project's folder:

{code}

**The book**: [*Neural Networks and Deep Learning*]({book}), Michael Nielsen, 2015. The app follows
its chapters

{chapters}

**Licence**: MIT (`LICENSE`). MNIST is by LeCun, Cortes and Burges, CC BY-SA 3.0;
`nn/assets/README.md` names all sources.

**To cite it:**
"""
CITATION = """\
@software{{thirty_neurons,
  title = {{Thirty Neurons}},
  author = {{{{Thirty Neurons authors}}}},
  version = {{{version}}},
  year = {{{year}}},
}}
"""


def show(title: str) -> None:
    """Show it, folded up, below what else is in the sidebar of a page."""
    with st.sidebar, st.popover("About", key="about", icon=":material/info:"):
        st.markdown(
            TEXT.format(version=__version__, code=_code_of(title), book=BOOK, chapters=_chapters())
        )
        st.code(CITATION.format(version=__version__, year=YEAR), language="latex", wrap_lines=True)


def _chapters() -> str:
    """Return a list of the book's chapters."""
    numbered = enumerate(CHAPTERS, start=1)
    return "\n".join(f"{number}. [{name}]({BOOK}/chap{number}.html)" for number, name in numbered)


def _code_of(title: str) -> str:
    """Return a list of the files that do what a page shows."""
    place = place_named(title)
    files = ((place.path, "the page"), *place.code)
    return "\n".join(f"- `{path}`: {what}" for path, what in files)
