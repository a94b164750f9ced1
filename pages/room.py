"""Open a room: everybody draws on a phone, and one wall shows it all.

Who opens it: a teacher or a speaker whose audience has phones.
When, to see what: when the audience is to draw; first the code to join by, large enough for the
back row, then everybody's digits as they arrive, each with what the network reads.
What they click: Open a room; Reveal; a digit, and then Draw or Backprop to see why; at last End.
"""

from pages.ui.app import trouble
from pages.ui.app.state import session
from pages.ui.room import host

visitor = session.get()
trouble.show(visitor.visit)
host.show(visitor)
