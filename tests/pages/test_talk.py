"""The talk's steps, set up and put back, and a talk from a file."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from nn.errors import Refused
from nn.runs.host import HOST
from nn.runs.run_view import RunState
from pages.ui.app.places import DRAW, HOW_IT_WORKS, MISTAKES
from pages.ui.app.state.digit import Source
from pages.ui.app.state.talk import STRONGEST, Step
from pages.ui.talk import director, file, script
from tests.pages.conftest import Open, html_of, rerun, until, visitor

NUMBERS = range(len(script.SHIPPED))


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
    return file.from_bytes(text.encode())


def test_a_talk_is_the_same_after_saving_and_loading() -> None:
    assert from_text(file.to_text(script.SHIPPED)) == script.SHIPPED


def test_a_talk_may_say_little() -> None:
    (step,) = from_text('[[step]]\nshow = "sum"\nline = "Grüße"\nneuron = "strongest"\ndigit = 18')
    assert step == replace(Step("sum", "Grüße"), neuron=STRONGEST, digit="18")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Expected a talk with [[step]]"),
        ("[[step]]\nline = 'x'", "Step 1 of the talk: `show` is missing."),
        ("[[step]]\nshow = 'video'\nline = 'x'", "`show` 'video' is unknown; choose one of draw"),
        ("[[step]]\nshow = 'sum'\nline = 'x'\ncolour = 'red'", "'colour' is unknown; choose among"),
        ("[[step]]\nshow = 'sum'\nline = 'x'\nspeed = 5000", "`speed` has to be from 0 to 1,000"),
        ("[[step]]\nshow = 'sum'\nline = 'x'\ndigit = 10000", "a number from 0 to 9,999."),
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
        file.from_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused, match="at most 200,000 bytes"):
        file.from_bytes(b" " * 200_001)


def test_html_in_a_talk_is_shown_as_it_is(open_app: Open) -> None:
    app = open_app(MISTAKES)
    line = "<img src=x onerror=alert(1)> & **more**"
    visitor(app).talk.steps = (Step("mistakes", line),)
    director.begin(visitor(app))
    rerun(app)
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; **more**" in html_of(app)
