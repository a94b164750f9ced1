"""What the technical words mean, in a sentence or two, and how a text explains those in it.

A word that is explained is a link whose title says what it means; glossary.js shows it. Of a word
that stands only on a button or in a list of options, the button's or list's hint says it (`about`).
"""

import re

from pages.ui.app.html import Html, tag

LINK = "#meaning"  # glossary.js and style.css know a word that is explained by it; it leads nowhere
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
    "saturated": "So close to a limit, such as 0 or 1, that it hardly changes any more, and so "
    "hardly learns.",
    "schedule": "A plan for how the learning rate changes from the first epoch to the last.",
    "seed": "The number that all chance starts from: the same one gives the same result again.",
    "sigmoid": "An S-shaped curve that turns any number into one between 0 and 1.",
    "softmax": "It turns the ten results into shares, which are all above 0 and add up to 1.",
}
# By how a word is written, also otherwise than in `WORDS`.
_FORMS = {word.lower(): word for word in WORDS} | {
    "backprop": "backpropagation",
    "hidden neuron": "hidden layer",
    "l2": "regularisation",
    "saturation": "saturated",
}
# The longest first: "quadratic cost" is not "cost" as well. Formulas, code, links and tags stay.
_FORM = "|".join(re.escape(form) for form in sorted(_FORMS, key=len, reverse=True))
_WORD = re.compile(
    rf"\$[^$]+\$|`[^`]+`|\[[^]]*\]\([^)]*\)|<[^>]+>|(?<![\w/.-])({_FORM})(?:e?s)?(?![\w/-]|\.\w)",
    re.IGNORECASE,
)


def about(*words: str) -> str:
    """Return what words mean, in Markdown, for the hint of a widget that they stand in."""
    return "\n\n".join(f"**{word}**: {WORDS[word]}" for word in words)


def marked(text: str, besides: str = "") -> str:
    """Return a text, Markdown or `Html`, that explains each word where it first stands.

    Words that stand in the text `besides` are explained there.
    """
    explained = {_FORMS[match[1].lower()] for match in _WORD.finditer(besides) if match[1]}

    def mark(match: re.Match[str]) -> str:
        word = _FORMS.get((match[1] or "").lower())
        if word is None or word in explained:
            return match[0]
        explained.add(word)
        if isinstance(text, Html):
            return tag("a", Html(match[0]), href=LINK, title=WORDS[word])
        return f'[{match[0]}]({LINK} "{WORDS[word]}")'

    return type(text)(_WORD.sub(mark, text))
