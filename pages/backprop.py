"""One training step, forwards and back, with every number.

Who opens it: a speaker or teacher who is asked how a network learns; a reader of the book.
When, to see what: after looking inside; how one mistake moves 23,860 numbers.
What they click: the arrow keys, step by step; a neuron; the other cost; ten images for one.
"""

from pages.ui.app.state import session
from pages.ui.backprop import page

page.show(session.get())
