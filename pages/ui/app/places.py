"""The pages: their names, titles and paths, in the order of the sidebar."""

from typing import NamedTuple


class Place(NamedTuple):
    """One page."""

    title: str  # in the sidebar, and on buttons that lead there
    path: str
    icon: str
    few_neurons: bool = False  # easier to follow with a network of few neurons


DRAW = Place("Draw", "pages/draw.py", ":material/draw:")
NUMBERS = Place("Numbers", "pages/numbers.py", ":material/pin:")
HOW_IT_WORKS = Place("How it works", "pages/how-it-works.py", ":material/menu_book:", True)
TRAIN = Place("Train", "pages/train.py", ":material/model_training:")
INSIDE = Place("Look inside", "pages/inside.py", ":material/grid_view:", True)
BACKPROP = Place("Backprop", "pages/backprop.py", ":material/undo:", True)
MISTAKES = Place("Mistakes", "pages/mistakes.py", ":material/rule:")
EXPERIMENTS = Place("Experiments", "pages/experiments.py", ":material/scatter_plot:")

ROOM = Place("Room", "pages/room.py", ":material/groups:")

PLACES = (DRAW, NUMBERS, HOW_IT_WORKS, TRAIN, INSIDE, BACKPROP, MISTAKES, EXPERIMENTS, ROOM)

# Not in the sidebar: it belongs to a talk, in a second window.
NOTES = Place("Speaker's view", "pages/notes.py", ":material/speaker_notes:")

# Nor this one: phones open it, and see nothing else of the app.
JOIN = Place("Join", "pages/join.py", ":material/smartphone:")
