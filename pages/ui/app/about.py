"""The sidebar's last lines: what this is, the book behind it, where the code is, how to cite it."""

import streamlit as st

from nn import __version__
from pages.ui.app.places import place_named

BOOK = "http://neuralnetworksanddeeplearning.com"
# `code` is a list of the files that do what a page shows.
TEXT = f"""\
**Thirty Neurons {__version__}**: Michael Nielsen's network that reads digits, written by hand in
NumPy. Draw a digit and see why it answers as it does, watch it learn, and look inside.

**The code of this page**, in the project's folder:

{{code}}

**The book**: [*Neural Networks and Deep Learning*]({BOOK}), Michael Nielsen, 2015. The app follows
its chapters

1. [Using neural nets to recognize handwritten digits]({BOOK}/chap1.html)
2. [How the backpropagation algorithm works]({BOOK}/chap2.html)
3. [Improving the way neural networks learn]({BOOK}/chap3.html)

**Licence**: MIT (`LICENSE`). MNIST is by LeCun, Cortes and Burges, CC BY-SA 3.0;
`nn/assets/README.md` names all sources.

**To cite it:**
"""
CITATION = f"""\
@software{{thirty_neurons,
  title = {{Thirty Neurons}},
  author = {{{{Thirty Neurons authors}}}},
  version = {{{__version__}}},
  year = {{2026}},
}}
"""


def show(title: str) -> None:
    """Show it, folded up, below what else is in the sidebar of a page."""
    place = place_named(title)
    files = ((place.path, "the page"), *place.code)
    code = "\n".join(f"- `{path}`: {what}" for path, what in files)
    with st.sidebar, st.popover("About", key="about", icon=":material/info:"):
        st.markdown(TEXT.format(code=code))
        st.code(CITATION, language="latex", wrap_lines=True)
