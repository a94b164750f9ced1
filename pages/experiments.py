"""Run many networks, and ask what one alone cannot tell.

Who opens it: a speaker who is asked "was that luck?", a pupil who compares two settings.
When, to see what: after the first run on Train; a dot for each network, and how far they lie apart.
What they click: a way of asking, Start; then a dot, whose network all pages can use.
"""

from pages.ui.app.state import session
from pages.ui.experiments import shell

shell.show(session.get())
