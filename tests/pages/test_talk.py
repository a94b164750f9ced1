"""The talk's steps, set up and put back, and a talk from a file."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from nn.drawing.strokes import Stroke
from nn.errors import Refused
from nn.runs.host import HOST
from nn.runs.run_view import RunState
from nn.settings.config import TrainingConfig
from pages.ui.app import streamlit_internals
from pages.ui.app.places import DRAW, INSIDE, MISTAKES, TRAIN
from pages.ui.app.places import NUMBERS as NUMBERS_PAGE
from pages.ui.app.state.copies import copied
from pages.ui.app.state.drawing import WIDE, Picture, Source
from pages.ui.app.state.talk import MOST_DRAWN, Step
from pages.ui.app.state.views import Change, GoesIn
from pages.ui.app.visitor import correcting, digits, networks
from pages.ui.class_room import rules, steering
from pages.ui.class_room.guessing.questions import of_epoch
from pages.ui.class_room.store import InProcess
from pages.ui.class_room.who_may import ROOMS
from pages.ui.every_page import run_control
from pages.ui.live.pen.sent_strokes import as_sent
from pages.ui.room import host, joining
from pages.ui.talk import director, script
from pages.ui.talk.setting_up import HARD, as_left, put_back
from tests.pages.conftest import Open, html_of, line, rerun, send, text, until, visitor

NUMBERS = range(len(script.SHIPPED))
LAST = NUMBERS[-1]
FILM = next(k for k, step in enumerate(script.SHIPPED) if step.film)
SEVEN: tuple[Stroke, ...] = (line((170, 130), (400, 130), (260, 450)),)
FOUR: tuple[Stroke, ...] = (line((220, 110), (160, 310), (400, 310)), line((340, 120), (320, 450)))
TEACHING = next(k for k, step in enumerate(script.SHIPPED) if step.show == "teaching")
TRAINING = next(k for k, step in enumerate(script.SHIPPED) if step.show == "training")
OURS = '[[step]]\nshow = "sum"\nline = "Grüße"\nneuron = "strongest"\ndigit = 18'


def talk_at(open_app: Open, number: int) -> AppTest:
    """Return the app with the talk at a step, from 0, as its address asks for it."""
    app = open_app(DRAW)
    visitor(app).talk.followed_by = ""  # a reload
    app.query_params["talk"] = str(number + 1)
    rerun(app)
    return app


def test_a_step_about_training_without_a_run_shows_the_one_that_play_would_begin(
    open_app: Open,
) -> None:
    app = open_app(DRAW)
    talk = visitor(app).talk
    talk.text, talk.followed_by = b"[[step]]\nshow = 'training'\nline = 'It learns'", ""
    app.query_params["talk"] = "1"
    rerun(app)
    assert "before the first mini-batch" in html_of(app)


@pytest.mark.parametrize("number", NUMBERS)
def test_each_step_sets_the_app_up_by_itself(number: int, open_app: Open) -> None:
    app = talk_at(open_app, number)
    step, session = script.SHIPPED[number], visitor(app)
    assert session.talk.on and session.talk.step == number
    assert step.line in html_of(app)
    if step.run:
        assert session.network.choice == "run" and session.training.run
        view = session.training.run.snapshot()
        assert view.config.epochs == (step.epochs or 1)
        assert view.per_second == (step.speed or None)
    elif step.network:
        assert session.network.choice == step.network
    if step.digit == "clear":
        assert session.digit.source is Source.DRAWING
        # Something to teach is there, and is no drawing of the talk's.
        assert session.digit.drawing.strokes == (HARD if step.show == "teaching" else ())
        assert not session.talk.drawn
    assert not app.error


def test_a_step_that_the_browser_has_not_heard_of_is_not_left(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = talk_at(open_app, 8)
    talk = visitor(app).talk
    for address in ("9", "8", None):  # of the step before, of the one before that, of the page
        director.go(visitor(app), 9)
        app.query_params.pop("talk", None)
        if address:
            app.query_params["talk"] = address
        rerun(app)
        assert talk.on and talk.step == 9 and "10" in app.query_params["talk"]
    director.leave(visitor(app))
    for address in ("10", "9"):
        app.query_params["talk"] = address
        rerun(app)
        assert not talk.on and "talk" not in app.query_params
    monkeypatch.setattr(streamlit_internals, "is_back_or_forward", lambda: True)
    for address in ("9", "4"):
        app.query_params["talk"] = address
        rerun(app)
        assert talk.on and talk.step == int(address) - 1
    del app.query_params["talk"]
    rerun(app)
    assert not talk.on


@pytest.mark.parametrize("address", ["junk", "-3", "99999999999999", "²"])
def test_an_address_without_a_step_begins_at_the_first(address: str) -> None:
    assert director._number(address, 13) == 0


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
    app = talk_at(open_app, 0)
    session = visitor(app)
    session.digit.drawing.receive(SEVEN)
    director.go(session, 8)
    rerun(app)
    slow = session.training.run
    assert slow and slow.state is RunState.RUNNING
    director.go(session, TRAINING)
    assert session.training.run is not slow and slow in session.runs
    until(lambda: slow.state is RunState.PAUSED)
    director.go(session, 8)
    assert session.training.run is slow
    until(lambda: slow.state is RunState.RUNNING)
    director.go(session, FILM)
    assert session.training.run is slow  # its film, for which it learns on
    until(lambda: slow.state is RunState.FINISHED)
    director.leave(session)
    assert session.runs == [slow]  # the others are ended


def test_a_drawn_digit_goes_along_a_slow_run_waits_for_one_and_says_when_it_is_right(
    open_app: Open,
) -> None:
    app = talk_at(open_app, 8)
    run = visitor(app).training.run
    assert run and run.state is RunState.READY
    assert "It learns from your first stroke on." in html_of(app)
    send(app, *SEVEN)
    until(lambda: run.state is RunState.RUNNING)
    until(lambda: run.snapshot().progress.step > 500)
    HOST.pause(run)
    until(lambda: run.state is RunState.PAUSED)
    rerun(app)
    looks = [(look.step, look.network) for look in run.snapshot().checkpoints]
    image = digits.current(visitor(app)).x
    wrong = [step for step, network in looks if network.feedforward(image[None])[0].argmax() != 7]
    right = next(step for step, _ in looks if step > max(wrong))
    assert f"Right since mini-batch {right:,}" in html_of(app)
    accuracy = run.snapshot().points[-1].test.accuracy
    assert f"{100 * accuracy:.0f} of 100 test digits are right" in html_of(app) and accuracy > 0.5
    send(app, line((130, 280), (430, 280)))  # no digit: nobody knows what is right
    assert "of 100 test digits" in html_of(app) and "ight since" not in html_of(app)
    director.go(visitor(app), 5)
    assert visitor(app).network.choice == "untrained"


def test_the_film_plays_each_time_that_its_step_is_on_the_stage(open_app: Open) -> None:
    app = talk_at(open_app, FILM)
    session, run = visitor(app), visitor(app).training.run
    assert run
    until(lambda: len(run.snapshot().checkpoints) > 2)
    session.use("run")
    session.views.inside.film = None  # it has ended, or was stopped
    for other in (FILM + 1, FILM - 1):
        director.go(session, other)
        assert not session.views.inside.film
        director.go(session, FILM)
        rerun(app)
        assert session.views.inside.film and session.network.moment == 0
        assert session.training.run is run and app.button(key="play_time").label == "Stop"
    director.go(session, FILM + 1)
    step = run.snapshot().checkpoints[1].step
    app.select_slider(key="time").set_value(step).run()  # came with the key, and is of the film
    assert session.network.choice == "book"


def state_of(app: AppTest) -> list[Any]:
    """Return all that a talk must leave as it was; of How it works a talk opens its own step."""
    session = visitor(app)
    own = [
        (sheet.drawing.strokes, sheet.drawing.past, sheet.drawing.pen, sheet.drawing.erasing)
        for sheet in session.sheets
    ]
    views, training = copied(session.views), session.training
    views.story.step = ""
    digit = digits.key(session.digit), session.digit.picture, session.digit.test_number
    return [own, digit, views, copied(session.network), training.config, training.per_second]


@pytest.mark.parametrize("source", Source)
def test_after_a_talk_the_app_is_as_it_was_before_it(source: Source, open_app: Open) -> None:
    app = open_app(DRAW)
    session, drawing = visitor(app), visitor(app).digit.drawing
    drawing.receive(FOUR)
    drawing.pen, drawing.erasing, session.digit.test_number = 50, True, 7
    session.number.drawing.receive(SEVEN)
    session.digit.picture = Picture(np.ones((40, 40)), "mine.jpg")
    session.digit.read_from(source)
    session.views.inside.neuron = session.views.neuron = 12
    session.views.mistakes.least = 0.5
    session.training.config = replace(session.training.config, epochs=7)
    run_control.play(session)
    own, session.network.moment = session.training.run, 0
    session.network.changes = {(0, 3): Change(scale=2.0)}
    before = state_of(app)
    for last in NUMBERS:
        director.begin(session, last if last % 2 else 0)
        for step in range(session.talk.step + 1, last + 1):
            director.go(session, step)
        session.views.mistakes.least = 0.99
        session.digit.drawing.receive((*session.digit.drawing.strokes, *SEVEN))
        director.leave(session)
        rerun(app)
        assert state_of(app) == before, last
        assert session.training.run is own and own in session.runs
        until(lambda: own is not None and own.state is RunState.RUNNING)


def test_a_stroke_just_before_the_talk_is_there_after_it(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(NUMBERS_PAGE)
    told = visitor(app).number.drawing.canvas_told
    sent = {"strokes": as_sent(SEVEN), "told": told, "size": list(WIDE)}
    monkeypatch.setattr("streamlit.session_state", {"reader": {"strokes": sent}})
    director.begin(visitor(app))
    director.leave(visitor(app))
    assert visitor(app).number.drawing.strokes


TAKE_RUN = "Take the talk's run"


def way(app: AppTest, label: str) -> Button:
    button: Button = next(one for one in app.sidebar.button if one.label == label)
    return button


def ways(app: AppTest) -> list[str]:
    """Return the labels of the sidebar's buttons."""
    return [button.label for button in app.sidebar.button]


def test_the_talks_digit_and_run_are_offered_and_not_taken(open_app: Open) -> None:
    app = open_app(TRAIN)
    session = visitor(app)
    session.digit.drawing.receive(FOUR)
    director.begin(session)
    session.digit.drawing.receive(SEVEN)
    director.go(session, TRAINING)
    theirs = session.training.run
    assert theirs
    until(lambda: len(theirs.snapshot().checkpoints) > 1)
    director.leave(session)
    rerun(app.switch_page(DRAW.path))
    assert session.training.run is None and session.network.choice == "draw"
    assert "Back to Train" in ways(app)

    way(app, "Take the talk's digit").click().run()
    assert session.digit.drawing.strokes == SEVEN
    session.digit.drawing.undo()
    assert session.digit.drawing.strokes == FOUR
    way(app, TAKE_RUN).click().run()
    assert session.training.run is theirs and session.network.choice == "run"
    assert session.training.config == theirs.begun_with
    until(lambda: theirs.state is RunState.RUNNING)
    rerun(app.switch_page(TRAIN.path))
    assert "Back to Train" not in ways(app)
    assert TAKE_RUN not in ways(app)

    rerun(app.switch_page(DRAW.path))
    app.button(key="talk_mode").click().run()  # it goes on as it was left
    assert session.talk.step == TRAINING and session.training.run is theirs
    assert session.digit.drawing.strokes == SEVEN


def test_page_slider_and_network_agree_after_the_film(open_app: Open) -> None:
    app = open_app(DRAW)
    session = visitor(app)

    def has_begun() -> bool:
        run = session.training.run
        return run is not None and len(run.snapshot().checkpoints) > 2

    for has_own in (False, True):
        if has_own:
            run_control.play(session)
            until(has_begun)
            run_control.pause(session.training)
            session.use("book")
        director.begin(session, FILM)
        rerun(app)
        until(has_begun)
        director.leave(session)
        rerun(app.switch_page(INSIDE.path))
        assert "**the book's thirty**" in text(app)
        sliders = [slider.label for slider in app.select_slider]
        assert sliders == ["This session's run is not in use: choose a moment to use it"] * has_own


@pytest.mark.parametrize("step", (0, 4, LAST))
def test_the_way_back_leads_to_the_step_that_was_left(step: int, open_app: Open) -> None:
    app = talk_at(open_app, 0)
    session = visitor(app)
    assert not session.talk.began  # the clock starts with the first key
    director.go(session, step)
    session.digit.drawing.receive(SEVEN)
    began, label = session.talk.began, "Back to the talk"
    assert bool(began) == bool(step)
    director.leave(session)
    session.digit.drawing.receive(FOUR)
    rerun(app)
    assert app.button(key="talk_mode").label == label
    app.button(key="talk_mode").click().run()
    assert session.talk.on and session.talk.step == step and session.talk.began == began
    assert session.digit.drawing.strokes == SEVEN
    director.leave(session)
    rerun(app)
    if step:
        way(app, "From the beginning").click().run()
        assert session.talk.on and session.talk.step == 0 and not session.talk.began
        assert not session.digit.drawing.strokes


def test_only_a_newer_drawing_goes_along(open_app: Open) -> None:
    app = talk_at(open_app, 5)
    session = visitor(app)
    session.digit.drawing.receive(FOUR)
    for step in (6, 7, 8):
        director.go(session, step)
    session.digit.drawing.clear()
    session.digit.drawing.receive(SEVEN)
    for step in (7, 8):
        director.go(session, step)
    assert session.digit.drawing.strokes == SEVEN
    director.go(session, 5)
    assert session.digit.drawing.strokes == FOUR
    session.digit.drawing.receive((*FOUR, *SEVEN))
    for step in (6, 7, 8):
        director.go(session, step)
        assert session.digit.drawing.strokes == (*FOUR, *SEVEN)
    director.leave(session)
    director.begin(session)
    session.digit.drawing.receive(SEVEN)
    for step in (1, 5):
        director.go(session, step)
    session.digit.drawing.clear()
    session.digit.drawing.receive(FOUR)
    director.go(session, 1)
    assert session.digit.drawing.strokes == SEVEN
    director.go(session, 8)  # for the first time, past the step with the newest
    assert session.digit.drawing.strokes == FOUR


def test_what_the_talk_taught_and_guessed_and_erased_stays_in_it(open_app: Open) -> None:
    app = open_app(DRAW)
    session = visitor(app)
    session.digit.drawing.receive(FOUR)
    correcting.correct(session, digits.current(session).image, Source.DRAWING, 9)
    own, network = [*session.corrections.records], networks.in_use(session).network
    session.digit.drawing.erasing = True
    question = of_epoch(TrainingConfig(epochs=1))
    session.guesses[question] = 60.0
    director.begin(session, 5)
    assert not session.digit.drawing.erasing and not session.guesses
    session.guesses[question] = 77.0
    director.go(session, TEACHING)
    session.digit.drawing.receive(SEVEN)
    correcting.correct(session, digits.current(session).image, Source.DRAWING, 1)
    taught = networks.in_use(session).network
    director.leave(session)
    assert session.corrections.records == own and networks.in_use(session).network is network
    assert session.digit.drawing.erasing and session.guesses == {question: 60.0}

    director.begin(session, TEACHING)  # it goes on, with what it has learnt
    assert networks.in_use(session).network is taught and session.guesses[question] == 77.0
    director.leave(session)
    director.begin(session)
    assert not session.guesses


def test_what_is_taken_from_the_talk_takes_nothing_else_away(open_app: Open) -> None:
    app = open_app(DRAW)
    session = visitor(app)
    director.begin(session, 8)
    session.digit.drawing.receive(SEVEN)
    director.go(session, 10)
    director.leave(session)
    session.digit.picture, session.digit.drawing.pen = Picture(np.ones((40, 40)), "a.jpg"), 50
    session.digit.drawing.receive(FOUR)
    session.network.loaded = networks.shipped("book")
    left = session.talk.left[10]
    director.take_digit(session, left)
    director.take_run(session, left)
    assert session.digit.source is Source.TEST and session.digit.picture
    assert session.digit.drawing.strokes == FOUR and session.digit.drawing.pen == 50
    assert session.network.loaded and session.network.choice == "run"
    run_control.reset(session)  # which ends the talk's run
    rerun(app)
    assert TAKE_RUN not in ways(app)


def test_a_talk_that_begins_before_the_stage_has_gone_leads_back_to_the_page(
    open_app: Open,
) -> None:
    app = open_app(TRAIN)
    session = visitor(app)
    director.begin(session, 4)
    rerun(app)
    for _ in range(2):
        director.leave(session)
        director.begin(session, 4)
    director.leave(session)
    rerun(app.switch_page(DRAW.path))
    assert "Back to Train" in ways(app)


def test_a_run_that_ends_while_the_talk_begins_is_not_told_to_go_on(open_app: Open) -> None:
    app = open_app(TRAIN)
    session = visitor(app)
    session.training.config = TrainingConfig(training_images=500, epochs=2)
    run_control.play(session)
    own = session.training.run
    assert own
    left = replace(as_left(session), goes_on=True)
    HOST.play(own)
    until(lambda: own.state.over)
    put_back(session, left)
    assert not session.visit.trouble


def test_a_chosen_neuron_stays_until_a_step_brings_another_network(open_app: Open) -> None:
    session = visitor(talk_at(open_app, 2))
    session.views.neuron = 5  # clicked
    for step, neuron in ((3, 5), (4, 5), (5, None), (2, 5)):
        director.go(session, step)
        assert session.views.neuron == neuron
    session.views.neuron = 7  # and another one, on the way back
    for step, neuron in ((3, 7), (4, 7), (5, None)):
        director.go(session, step)
        assert session.views.neuron == neuron


def test_after_esc_what_was_drawn_is_there_on_the_steps_before_as_well(open_app: Open) -> None:
    app = open_app(DRAW)
    session = visitor(app)
    director.begin(session)
    session.digit.drawing.receive(SEVEN)
    for step in (1, 2):
        director.go(session, step)
    director.leave(session)
    director.begin(session, 2)
    for step in (1, 0, 1, 2):
        director.go(session, step)
        assert session.digit.drawing.strokes == SEVEN


def test_the_copy_of_a_tab_begins_the_talk_anew(open_app: Open) -> None:
    app = open_app(DRAW)
    session = visitor(app)
    director.begin(session, 4)
    director.leave(session)
    session.talk.left = {}  # as `copied` leaves it
    rerun(app)
    assert app.button(key="talk_mode").label == "Talk mode"
    app.button(key="talk_mode").click().run()
    assert session.talk.on and session.talk.step == 0


def test_the_talk_ends_with_the_way_to_the_room_or_the_app_or_else_the_book(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = joining.Reach(("http://localhost:8501", "http://192.168.1.5:8501"), joining.START)
    monkeypatch.setattr(joining, "reach", lambda: found)
    app = talk_at(open_app, LAST)
    assert "QR code of http://neuralnetworksanddeeplearning.com" in html_of(app)
    found = joining.Reach(("http://192.168.1.5:8501",))
    rerun(app)
    assert "QR code of http://192.168.1.5:8501" in html_of(app)
    monkeypatch.setattr(ROOMS, "store", InProcess())
    host.open_room(visitor(app))
    rerun(app)
    room = visitor(app).room.host
    assert room and f"192.168.1.5:8501/join with the code {room.code}" in html_of(app)
    found = joining.Reach(("http://localhost:8501",), joining.START)  # the phones went home
    rerun(app)
    assert "QR code of http://neuralnetworksanddeeplearning.com" in html_of(app)


def test_what_was_drawn_comes_together_with_the_rooms_digits_until_a_new_talk_begins(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ROOMS, "store", InProcess())
    app = talk_at(open_app, 0)
    session = visitor(app)

    def drawings_at_the_end() -> int:
        director.go(session, LAST)
        rerun(app)
        return html_of(app).count("--x:")

    assert drawings_at_the_end() == 0
    for drawn in ((FOUR[0],), FOUR, SEVEN):  # the first is only begun
        director.go(session, 5)
        session.digit.drawing.receive(drawn)
        director.go(session, 6)  # the key comes at once
    assert drawings_at_the_end() == 2
    host.open_room(session)
    many = {str(k): rules.SentDigit(str(k), "x", 1, 0.0, "data:,") for k in range(70)}
    steering.change(session, lambda room: replace(room, digits=many))
    assert drawings_at_the_end() == MOST_DRAWN
    steering.change(session, lambda room: replace(room, hidden=True))
    assert drawings_at_the_end() == 2
    director.leave(session)
    director.begin(session, LAST)
    assert drawings_at_the_end() == 2
    director.leave(session)
    director.begin(session)
    assert drawings_at_the_end() == 0


def test_the_speakers_view_has_a_small_picture_of_every_step_and_scene() -> None:
    steps = [script.picture_of(director.step_of(script.SHIPPED, k)) for k in NUMBERS]
    assert len(set(steps)) == len(steps)
    files = [*script.PICTURES.iterdir()]
    assert {file.stem for file in files} == {*script.SCENES, *steps}
    assert len({file.read_bytes() for file in files}) == len(files)
    assert all(file.stat().st_size < 15_000 for file in files)


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


def test_the_error_of_a_misread_digit_runs_back_on_the_stage(open_app: Open) -> None:
    visitor(open_app(DRAW)).views.backprop.goes_in = GoesIn.BATCH  # the page's, not the stage's
    html = html_of(talk_at(open_app, 10))
    assert re.search(r">4 of 30</p><p>neurons hear of it: a 4, read as a 9<", html)


# Files


def test_the_first_lines_of_the_shipped_talk_say_all_that_may_stand_in_one() -> None:
    head = script.SHIPPED_TEXT.decode().split("[[step]]\n")[0]
    assert set(script.RULES) <= set(re.findall(r"[a-z]+", head))
    for name in ("show", "network", "digit", "neuron"):
        expected, _ = script.RULES[name]
        words = set(re.findall(r"[a-z]+", expected.removeprefix("one of ")))
        for word in words - {*"a or whole number from to".split()}:
            assert f'"{word}"' in head


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


def test_the_weights_of_a_later_layer_are_on_the_stage_where_the_text_asks_for_it(
    open_app: Open,
) -> None:
    text = b"""[[step]]
show = "maps"
line = "The second layer"
network = "untrained"
settings = "layers=20x15"
layer = 2"""
    app = open_app(DRAW)
    app.file_uploader[0].upload("ours.toml", text, "text/plain").run()
    app.button(key="talk_mode").click().run()
    assert "A row: one of 15 neurons. A column: one of 20 before them." in html_of(app)
    visitor(app).use("book")
    rerun(app)
    assert visitor(app).views.inside.layer == 0 and html_of(app).count("Weights: ") == 30


def test_a_talk_may_say_little() -> None:
    assert script.steps_in(OURS.encode()) == (Step("sum", "Grüße", neuron="strongest", digit=18),)
    assert script.settings_in("layers=none&eta=1").sizes == (784, 10)
    assert script.settings_in("layers=100x50").sizes == (784, 100, 50, 10)
    assert [script.settings_in(text).epochs for text in ("eta=1", "epochs=3")] == [1, 3]


STEP = "[[step]]\nshow = 'sum'\nline = 'x'\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Expected a talk with [[step]]"),
        ("[[step]]\nline = 'x'", "Step 1 of the talk: expected one of drawing, pixels"),
        ("[[step]]\nshow = 'video'\nline = 'x'", 'for its show, got "video".'),
        ("[[step]]\nshow = 'sum'\nline = ' '", "expected a text of 1 to 120 letters for its line"),
        ("[[step]]\nshow = 'sum'\nline = true", "for its line, got true."),
        ("step = [1]", "Expected a talk with [[step]]"),
        ("step = 1", "Expected a talk with [[step]]"),
        (f"{STEP}colour = 'red'", "Field 'colour' is unknown; choose one of show, line"),
        (f"{STEP}speed = 5000", "a whole number from 0 to 1,000 for its speed, got 5000."),
        (f"{STEP}digit = '18'", "misread or a whole number from 0 to 9,999 for its digit"),
        (f"{STEP}settings = 'eta=-1'", "Step 1 of the talk: Learning rate η: expected"),
        (f"{STEP}digit = {'1' * 6000}", "The talk is not a text in the TOML format"),
        (f"{STEP}digit = 0x{'f' * 6000}", "The talk is not a text in the TOML format"),
        (f"{STEP}digit = {'[' * 6000}", "The talk is not a text in the TOML format"),
        ("[[step]\n", "The talk is not a text in the TOML format"),
        (OURS.encode("latin-1"), "The talk is not in UTF-8. Save it again as a text in UTF-8."),
        (b" " * 60_001, "at most 60,000 bytes"),
    ],
)
def test_a_talk_that_cannot_be_given_is_refused_in_a_sentence(
    text: str | bytes, sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        script.steps_in(text if isinstance(text, bytes) else text.encode())
    assert sentence in str(refusal.value)


def test_html_in_a_talk_is_shown_as_it_is(open_app: Open) -> None:
    app = open_app(MISTAKES)
    line = "<img src=x onerror=alert(1)> & **more**"
    visitor(app).talk.text = f"[[step]]\nshow = 'mistakes'\nline = '{line}'".encode()
    director.begin(visitor(app))
    rerun(app)
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; **more**" in html_of(app)
