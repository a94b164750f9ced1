"""The talk's steps, set up and put back, and a talk from a file."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from nn.errors import Refused
from nn.runs.host import HOST
from nn.runs.run_view import RunState
from pages.ui.app.places import DRAW, HOW_IT_WORKS, MISTAKES
from pages.ui.app.state.digit import Source
from pages.ui.app.state.talk import STRONGEST, Step
from pages.ui.talk import director, script
from tests.pages.conftest import Open, html_of, rerun, text, until, visitor

NUMBERS = range(len(script.SHIPPED))
OURS = '[[step]]\nshow = "sum"\nline = "Grüße"\nneuron = "strongest"\ndigit = 18'


def talk_at(open_app: Open, number: int) -> AppTest:
    """Return the app with the talk at a step, from 0, as its address asks for it."""
    app = open_app(DRAW)
    app.query_params["talk"] = str(number + 1)
    rerun(app)
    return app


@pytest.mark.parametrize("number", NUMBERS)
def test_each_step_sets_the_app_up_by_itself(number: int, open_app: Open) -> None:
    app = talk_at(open_app, number)
    step, session = script.SHIPPED[number], visitor(app)
    assert session.talk.on and session.talk.step == number
    assert step.line in html_of(app)
    if step.run:
        assert session.network.choice == "run" and session.training.run
        view = session.training.run.snapshot()
        assert view.config.epochs == step.epochs
        assert view.per_second == (step.speed or None)
    elif step.network:
        assert session.network.choice == step.network
    if step.digit == "clear":
        assert session.digit.source is Source.DRAWING and not session.digit.drawing.strokes
    assert not app.error


def test_the_address_names_the_step_and_its_end_ends_the_talk(open_app: Open) -> None:
    app = talk_at(open_app, 2)
    director.go(visitor(app), 4)
    rerun(app)
    assert app.query_params["talk"] == "5"
    assert director.leave(visitor(app)) is HOW_IT_WORKS  # the page that shows more of the step
    rerun(app)
    assert "talk" not in app.query_params
    assert not visitor(app).talk.on


def test_an_address_without_a_step_begins_at_one_that_there_is(open_app: Open) -> None:
    app = open_app(DRAW)
    for address in ("junk", "-3", "99999999999999", "²"):
        app.query_params["talk"] = address
        rerun(app)
        assert visitor(app).talk.on and visitor(app).talk.step == 0


def test_going_back_puts_back_what_was(open_app: Open) -> None:
    app = talk_at(open_app, 10)
    session = visitor(app)
    misread = session.digit.test_number
    director.go(session, 5)
    assert session.network.choice == "untrained" and session.digit.source is Source.DRAWING
    director.go(session, 10)
    assert session.network.choice == "book"
    assert (session.digit.source, session.digit.test_number) == (Source.TEST, misread)


def test_a_run_stands_still_until_its_step_is_on_the_stage_again(open_app: Open) -> None:
    app = talk_at(open_app, 8)
    session = visitor(app)
    slow = session.training.run
    assert slow
    director.go(session, 9)
    assert session.training.run is not slow and slow in session.runs
    until(lambda: slow.state is RunState.PAUSED)
    director.go(session, 8)
    assert session.training.run is slow
    until(lambda: slow.state is RunState.RUNNING)
    director.leave(session)
    assert session.runs == [slow]  # the others are ended


def test_of_many_runs_the_oldest_is_made_again_where_somebody_comes_back(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(director, "MOST_RUNS", 1)
    session = visitor(talk_at(open_app, 7))
    first = session.training.run
    director.go(session, 8)
    second = session.training.run
    director.go(session, 9)
    assert first and session.runs == [second, session.training.run]
    until(lambda: first.state.over)
    director.go(session, 7)
    assert session.training.run not in (None, first, second)
    director.leave(session)


def test_a_run_on_the_stage_waits_for_nobody_and_says_if_it_is_cut_off(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HOST, "slots", 0)
    app = talk_at(open_app, 7)
    run = visitor(app).training.run
    assert run
    until(lambda: run.state is RunState.RUNNING)
    HOST.discard(run)
    rerun(app)
    assert "The training was cut off." in html_of(app)


def test_the_misread_digit_of_backpropagation_is_read_right_after_the_step(open_app: Open) -> None:
    app = talk_at(open_app, 10)
    html = html_of(app)
    label = html.split("It is a")[1].lstrip("n ")[0]
    assert f"After one step: {label}" in html and f"Before: {label}" not in html


# Files


def from_text(text: str) -> tuple[Step, ...]:
    return script.steps_in(text.encode())


def test_the_first_lines_of_the_shipped_talk_say_all_that_may_stand_in_one() -> None:
    head = script.SHIPPED_TEXT.decode().split("[[step]]\n")[0]
    assert set(script.SCENES) <= set(re.findall(r'"([a-z]+)"', head))
    assert set(script.RULES) <= set(re.findall(r"[a-z]+", head))
    for name in ("network", "digit", "neuron"):
        expected = script.RULES[name].expected
        words = set(re.findall(r"[a-z]+", expected)) - set(
            "a one of or number whole from to".split()
        )
        assert words and all(f'"{word}"' in head for word in words)


def test_a_loaded_talk_is_given_and_saved_as_it_is_and_a_wrong_one_changes_nothing(
    open_app: Open,
) -> None:
    app = open_app(MISTAKES)
    ours = OURS.encode()
    app.file_uploader[0].upload("ours.toml", ours, "text/plain").run()
    assert "**ours.toml**: 1 step" in text(app)
    app.file_uploader[0].upload("wrong.toml", b"a = 1", "text/plain").run()
    assert "Expected a talk with" in app.warning[0].value
    assert visitor(app).talk.text == ours
    app.button(key="talk_mode").click().run()
    assert "Grüße" in html_of(app)


def test_a_talk_may_say_little() -> None:
    (step,) = from_text(OURS)
    assert step == Step("sum", "Grüße", neuron=STRONGEST, digit="18")


def test_what_is_empty_is_as_if_it_were_left_out() -> None:
    text = f"{OURS}\nlayer = 0\nnetwork = ''\nepochs = 1\nnote = ''"
    assert from_text(text) == from_text(OURS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Expected a talk with [[step]]"),
        ("[[step]]\nline = 'x'", "Step 1 of the talk: `show` is missing."),
        ("[[step]]\nshow = 'video'\nline = 'x'", "`show` has to be one of drawing, pixels"),
        ("[[step]]\nshow = 'sum'\nline = ' '", "`line` has to be a text of 1 to 120 letters"),
        ("step = [1]", "Step 1 of the talk: expected [[step]] before its fields."),
        ("[[step]]\nshow = 'sum'\nline = 'x'\ncolour = 'red'", "'colour' is unknown; choose among"),
        ("[[step]]\nshow = 'sum'\nline = 'x'\nspeed = 5000", "from 0 to 1,000, got 5000."),
        (
            "[[step]]\nshow = 'sum'\nline = 'x'\ndigit = 10000",
            "a number from 0 to 9,999, got 10000.",
        ),
        (
            "[[step]]\nshow = 'sum'\nline = 'x'\nsettings = 'eta=-1'",
            "`settings`: Learning rate η: expected",
        ),
        ("[[step]\n", "The talk is not a text in the TOML format"),
    ],
)
def test_a_talk_that_cannot_be_given_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        from_text(text)
    assert sentence in str(refusal.value)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Refused, match="not a text"):
        script.steps_in(b"\xff\xfe\x00")
    with pytest.raises(Refused, match="at most 200,000 bytes"):
        script.steps_in(b" " * 200_001)


def test_html_in_a_talk_is_shown_as_it_is(open_app: Open) -> None:
    app = open_app(MISTAKES)
    line = "<img src=x onerror=alert(1)> & **more**"
    visitor(app).talk.text = f"[[step]]\nshow = 'mistakes'\nline = '{line}'".encode()
    director.begin(visitor(app))
    rerun(app)
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; **more**" in html_of(app)
