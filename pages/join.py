"""Join a room with a phone: draw a digit, and send it to the wall.

Who opens it: somebody in the audience, with a phone, who has scanned the code on the wall.
When, to see what: while the host waits; a canvas at once, and what the network reads.
What they click: they draw, say which digit it is, and send it.
"""

from pages.ui.app.state import session
from pages.ui.join import phone

phone.show(session.get())
