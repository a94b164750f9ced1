"""The speaker's view of a talk, in a second window.

Who opens it: a speaker, on the laptop's own screen, while the talk is on the projector.
When, to see what: before the talk begins; the note for this step, the next one, the time.
What they click: nothing; it follows the talk, and keys pressed here go to the talk.
"""

from pages.ui.talk import notes

notes.show()
