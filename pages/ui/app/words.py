"""What the technical words mean, in a sentence or two: shown where a word first stands on a page.

words.js underlines it there; pointing at it, focus or a tap shows what it means. Of a word that
stands only on a button or in a list of options, the button's or list's hint says it (`about`).
"""

from pages.ui.app import html
from pages.ui.app.frame import BROWSER
from pages.ui.app.places import NUMBERS

SCRIPT = BROWSER / "words.js"
WORDS = {
    "activation": "What a neuron passes on: a number made from its weighted sum z.",
    "augmentation": "Each image is moved, turned or bent a little every time, so that the network "
    "meets more kinds of handwriting.",
    "backpropagation": "Working out, from the outputs back to the pixels, how much each weight "
    "has to do with a mistake.",
    "bias": "A number that a neuron adds to its sum. With a larger one it fires more easily.",
    "cost": "One number for how wrong the outputs are. Training makes it smaller.",
    "cross-entropy": "A measure of how wrong the outputs are. It is very large where the network "
    "is sure of a wrong digit, so it soon learns not to be.",
    "early stopping": "Training ends when the network has not got better for a while on images "
    "that it does not learn from.",
    "epoch": "One pass through all the training images.",
    "gradient": "For each weight and bias: how much the cost changes when that number changes a "
    "little. Training goes the opposite way.",
    "hidden layer": "Neurons between the pixels and the ten outputs.",
    "learning rate": "How far the weights move in one step.",
    "mini-batch": "A few images, often ten, from which the network learns in one step.",
    "MNIST": "A collection of 70,000 handwritten digits, 28 × 28 pixels each: 60,000 to learn "
    "from and 10,000 to test with.",
    "momentum": "A part of the last step is added to the next one, as a ball keeps rolling.",
    "N(0, 1)": "Random numbers around 0: two thirds lie between −1 and 1, and hardly any beyond "
    "−3 or 3.",
    "quadratic cost": "How wrong the outputs are: for each, its distance from what it should be, "
    "squared; all of them added up and halved.",
    "regularisation": "Large weights are pulled back towards 0, so that the network does not learn "
    "single images by heart.",
    "ReLU": "It keeps a number above 0 as it is, and turns all others into 0.",
    "saturated": "So close to its limit, 0 or 1, that it hardly changes any more, and so hardly "
    "learns.",
    "schedule": "A plan for how the learning rate changes from the first epoch to the last.",
    "seed": "The number that all chance starts from: the same one gives the same result again.",
    "sigmoid": "An S-shaped curve that turns any number into one between 0 and 1.",
    "softmax": "It turns the ten results into shares, which are all above 0 and add up to 1.",
}
# How a word is written besides, or with another ending than an s.
OTHER_FORMS = {
    "backpropagation": ["backprop"],
    "bias": ["biases"],
    "epoch": ["epochs"],
    "hidden layer": ["hidden neuron", "hidden neurons"],
    "mini-batch": ["mini-batches"],
    "regularisation": ["L2"],
    "saturated": ["saturation"],
}
OTHERWISE_MEANT = {NUMBERS.title: ("cost",)}  # there it is money


def about(*words: str) -> str:
    """Return what words mean, in Markdown, for the hint of a widget that they stand in."""
    return "\n\n".join(f"**{word}**: {WORDS[word]}" for word in words)


def show(page: str) -> None:
    """Let the browser explain each word where it first stands on a page."""
    left_out = OTHERWISE_MEANT.get(page, ())
    html.component("words", SCRIPT)(
        key="words",  # style.css gives it no room
        data={
            "words": [
                {"forms": [word, *OTHER_FORMS.get(word, [])], "meaning": meaning}
                for word, meaning in WORDS.items()
                if word not in left_out
            ]
        },
    )
