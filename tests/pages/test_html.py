"""Small pieces of HTML."""

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
