"""The talk that comes with the app: ten minutes, one step a line.

Page Down leads through it, and each step sets the app up by itself. A speaker may write another one
(file.py).
"""

from typing import NamedTuple

from pages.ui.app import places
from pages.ui.app.places import Place
from pages.ui.app.state.talk import STRONGEST, Step


class Scene(NamedTuple):
    """What can be on the stage."""

    shown_by: str  # the module in `scenes` and its function; with it come the pages it is made of
    page: Place  # that shows more of it
    story_step: int | None = None  # of How it works, from 0, where it is one of them


SCENES = {
    "drawing": Scene("drawing:show", places.DRAW),
    "pixels": Scene("story:pixels", places.HOW_IT_WORKS, 0),
    "sum": Scene("story:weighted_sum", places.HOW_IT_WORKS, 1),
    "sigmoid": Scene("story:activation", places.HOW_IT_WORKS, 2),
    "neurons": Scene("story:neurons", places.HOW_IT_WORKS, 3),
    "guess": Scene("training:guess", places.TRAIN),
    "training": Scene("training:show", places.TRAIN),
    "maps": Scene("maps:show", places.INSIDE),
    "backprop": Scene("backprop:show", places.BACKPROP),
    "mistakes": Scene("mistakes:show", places.MISTAKES),
    "teaching": Scene("teaching:show", places.DRAW),
    "room": Scene("room:show", places.ROOM),
}
SHIPPED = (
    Step(
        "drawing",
        "Draw a 7: it is read while the pen moves",
        "Draw a large 7. Point out that the answer changes before the pen is lifted. Let somebody "
        "name a digit and draw it as well, and end with a 7. Nothing leaves this computer.",
        network="draw",
        digit="clear",
    ),
    Step(
        "pixels",
        "The network sees no shape: it sees 784 numbers",
        "28 times 28 pixels, 0 is paper, 1 is ink. The window on the right is the part with the "
        "frame. The drawing was cut out, scaled and centred first, as MNIST's makers did it.",
        0.6,
        network="book",
        digit="drawing",
    ),
    Step(
        "sum",
        "One neuron: a weight for each pixel, multiplied and added up",
        "From here on it is the book's small network. Red weights say: ink here excites me. Blue "
        "ones: ink here quiets me. 784 products, a bias, one sum z.",
        0.8,
        neuron=STRONGEST,
        layer=1,
    ),
    Step(
        "sigmoid",
        "The sigmoid turns the sum into an activation from 0 to 1",
        "A large z: the neuron fires. A very negative z: it is silent. In between, a small change "
        "of z makes a small change of a. That makes learning possible.",
        0.6,
    ),
    Step(
        "neurons",
        "Thirty neurons do this at once, and ten outputs weigh them",
        "The strongest connections are drawn. Red adds, blue takes away. The largest output is "
        "the answer. That is the whole network: 23,860 numbers.",
        0.6,
    ),
    Step(
        "drawing",
        "Before it has learnt, it guesses",
        "The same network with random numbers. Draw two or three digits: it answers, and it has no "
        "idea. It reads about one digit in ten, as a die with ten sides would.",
        0.8,
        network="untrained",
        digit="clear",
    ),
    Step(
        "guess",
        "It now looks once at 60,000 digits. How many will it read right?",
        "Ask the room for a number between 10 and 100 and click it, or type it and press Enter. "
        "Wait for an argument. With an open room, the phones are asked: click “Show the guesses”, "
        "or press G. One look at all 60,000 digits is called an epoch.",
        0.6,
        network="untrained",
    ),
    Step(
        "training",
        "It learns: 6,000 mini-batches of ten digits",
        "It takes six seconds. Most of it happens in the first. Compare with the room's guess.",
        0.6,
        run=True,
        speed=1000,
    ),
    Step(
        "drawing",
        "Once more, slowly: draw while it learns",
        "A new start at 25 mini-batches a second. Draw a 7 at once and leave it there: the answer "
        "changes by itself. Draw others.",
        run=True,
        speed=25,
        digit="clear",
    ),
    Step(
        "maps",
        "Inside one neuron, with smaller first weights: noise becomes strokes",
        "The film shows the weights from the first mini-batch on. It is another run, with smaller "
        "weights at the start and the cross-entropy as its cost: it learns faster, and the strokes "
        "show. Stop it, drag the slider, choose another neuron. Nobody told them what to look for.",
        run=True,
        epochs=2,
        settings="init=sqrt-n&cost=cross-entropy&eta=0.5",
        film=True,
        layer=1,
    ),
    Step(
        "backprop",
        "One step of backpropagation: thousands of weights move a little",
        "A digit that it misreads. What came out, what was wanted, and the outputs after one step "
        "down the slope. The error is carried back through the same weights.",
        0.8,
        network="book",
        digit="misread",
    ),
    Step(
        "mistakes",
        "What it gets wrong, and when it should rather ask",
        "Would the room have read them right? Then move the slider: it answers fewer, and is right "
        "more often. Would you let it read cheques?",
        0.9,
        network="book",
    ),
    Step(
        "teaching",
        "Teach it your digit, and see what it forgets",
        "Draw a digit that it misreads, such as a 1 with a long upstroke. Click what it "
        "was. It learns this one, and forgets others: the same weights read them all.",
        0.7,
        network="book",
        digit="clear",
    ),
)
