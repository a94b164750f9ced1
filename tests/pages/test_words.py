"""The technical words: each has a short explanation, and stands on some page."""

import re

import pytest

from nn.settings.config import SETTINGS
from pages.ui.app import words
from pages.ui.app.places import PLACES
from pages.ui.app.setting_control import EXPLAINED
from pages.ui.app.words import OTHER_FORMS, WORDS
from tests.pages.conftest import Open, html_of, text

ASKED_FOR = (
    "quadratic cost",
    "cross-entropy",
    "regularisation",
    "momentum",
    "schedule",
    "augmentation",
    "N(0, 1)",
    "softmax",
    "gradient",
    "saturated",
    "epoch",
    "mini-batch",
    "seed",
)


def stands_in(word: str, written: str) -> bool:
    forms = "|".join(map(re.escape, (word, *OTHER_FORMS.get(word, ()))))
    return bool(re.search(rf"(?<![\w-])({forms})s?(?![\w-])", written, re.IGNORECASE))


def test_every_word_that_needs_it_is_explained() -> None:
    assert set(ASKED_FOR) <= WORDS.keys()
    assert OTHER_FORMS.keys() <= WORDS.keys()
    for names in EXPLAINED.values():
        assert all(word in words.about(*names) for word in names)


@pytest.mark.parametrize(("word", "meaning"), WORDS.items(), ids=WORDS)
def test_an_explanation_is_short_and_uses_other_words(word: str, meaning: str) -> None:
    assert meaning.endswith(".") and meaning[0].isupper() and len(meaning) <= 160
    assert len(re.findall(r"[.:;] ", meaning)) <= 3
    assert not stands_in(word, meaning)


def test_each_word_stands_on_some_page(open_app: Open) -> None:
    written = []
    for place in PLACES:
        app = open_app(place, "book")
        labels = [button.label for button in app.main.button]
        written += [text(app), html_of(app), *labels, *(box.help for box in app.selectbox)]
    everything = " ".join(written + [f"{setting.label} {setting.help}" for setting in SETTINGS])
    assert [word for word in WORDS if not stands_in(word, everything)] == []
