import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.session import Session
from tests.pages.conftest import Sent, path

SEVEN = {"objects": [path((154, 126), (406, 126), (266, 462))]}
ONE = {"objects": [path((280, 84), (273, 476))]}


def html_of(app: AppTest) -> str:
    """Return all that the page has written as HTML."""
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def answer(app: AppTest) -> str:
    return html_of(app).split('class="tn-digit">')[1].split("<")[0]


def visitor(app: AppTest) -> Session:
    session: Session = app.session_state["thirty_neurons"]
    return session


def test_an_empty_canvas_asks_for_a_digit(app: AppTest) -> None:
    assert not app.exception
    assert answer(app) == "?"
    assert "Nothing is drawn yet" in html_of(app)


def test_a_seven_is_read(app: AppTest, send: Sent) -> None:
    send(app, SEVEN)
    assert not app.exception
    assert answer(app) == "7"
    page = html_of(app)
    assert page.count('title="output ') == 10
    assert page.count('class="tn-square"') == 30
    assert 'class="tn-picture"' in page


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({"objects": [path((200, 200))]}, "only a dot"),
        ({"objects": [path((200, 200), (201, 201))]}, "only a dot"),
        (
            {"objects": [path(*[(560 * (k % 2), k * 7) for k in range(80)])]},
            "ink everywhere",
        ),
    ],
)
def test_a_dot_and_a_filled_canvas_get_a_sentence(
    raw: object, sentence: str, app: AppTest, send: Sent
) -> None:
    send(app, raw)
    assert not app.exception
    assert answer(app) == "?"
    assert sentence in html_of(app)


def test_a_scribble_gets_an_answer_or_a_sentence(app: AppTest, send: Sent) -> None:
    scribble = path(*[(200 + (k * 37) % 90, 150 + (k * 53) % 120) for k in range(60)])
    send(app, {"objects": [scribble]})
    assert not app.exception
    assert answer(app) in "?0123456789"


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()


def test_undo_takes_back_the_last_stroke_and_the_last_clear(app: AppTest, send: Sent) -> None:
    send(app, SEVEN)
    send(app, {"objects": [*SEVEN["objects"], path((200, 260), (380, 260))]})
    press(app, "Undo")
    assert len(visitor(app).strokes) == 1 == len(visitor(app).canvas_shows)
    assert answer(app) == "7"
    press(app, "Clear")
    assert visitor(app).strokes == () == visitor(app).canvas_shows
    assert answer(app) == "?"
    press(app, "Undo")
    assert answer(app) == "7"
    press(app, "Undo")
    assert answer(app) == "?"
    assert all(button.disabled for button in app.button if button.label in ("Clear", "Undo"))


def test_ink_over_the_canvas_edge_does_not_count(app: AppTest, send: Sent) -> None:
    outside = [(500, 60), (900, 60), (900, 900), (60, 900)]
    send(app, {"objects": [*ONE["objects"], path(*outside)]})
    seen = visitor(app).strokes[-1].visible(560)
    assert max(piece.max() for piece in seen) <= 560


def test_the_drawing_is_there_after_another_page(app: AppTest, send: Sent) -> None:
    send(app, SEVEN)
    app.switch_page("pages/inside.py").run()
    assert not app.exception
    app.switch_page("pages/draw.py").run()
    assert answer(app) == "7"
    assert visitor(app).canvas_shows == visitor(app).strokes != ()


def test_the_canvas_is_not_told_to_load_while_somebody_draws(app: AppTest, send: Sent) -> None:
    send(app, ONE)
    send(app, SEVEN)
    assert visitor(app).canvas_shows == ()
    told = visitor(app).canvas_told
    send(app, ONE)
    assert visitor(app).canvas_told == told


def test_look_inside_says_what_the_network_is(app: AppTest) -> None:
    app.switch_page("pages/inside.py").run()
    assert not app.exception
    text = " ".join(element.value for element in app.markdown)
    assert "784 – 30 – 10" in text and "95.4%" in text
    assert len(app.get("plotly_chart")) >= 4
