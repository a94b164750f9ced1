"""Small pieces of HTML, and words that a text explains."""

from pages.ui.app.glossary import WORDS, marked
from pages.ui.app.html import Html, div, join, span, tag

BAD = '<img src=x onerror="go()">'


def test_text_is_escaped_and_html_is_not() -> None:
    assert div("big", BAD, span("", "a & b")) == (
        '<div class="big">&lt;img src=x onerror=&quot;go()&quot;&gt;<span>a &amp; b</span></div>'
    )


def test_an_attribute_cannot_be_left() -> None:
    assert tag("i", title='"><script>') == '<i title="&quot;&gt;&lt;script&gt;"></i>'


def test_what_is_not_given_is_left_out_but_a_picture_without_words_says_so() -> None:
    assert tag("img", src="a.png", alt="", title=None, kind="") == '<img src="a.png" alt="">'


def test_joined_pieces_are_html() -> None:
    joined = join(["a<b", tag("br"), "c"], " ")
    assert isinstance(joined, Html) and joined == "a&lt;b <br> c"
    assert tag("p", joined) == "<p>a&lt;b <br> c</p>"


def test_a_text_explains_each_word_once_and_leaves_formulas_code_and_tags_alone() -> None:
    link = f'[cost](#meaning "{WORDS["cost"]}")'
    assert marked("$cost$ `cost` **cost**, costs") == f"$cost$ `cost` **{link}**, costs"
    assert marked("quadratic cost").startswith("[quadratic cost](#")  # and not of "cost" as well
    assert marked("a cost, a bias", besides="its bias") == f"a {link}, a bias"
    assert marked("costly, L2-bias.txt") == "costly, L2-bias.txt"
    explained = marked(div("cost", "cost"))
    assert isinstance(explained, Html) and explained.startswith('<div class="cost"><a href=')
