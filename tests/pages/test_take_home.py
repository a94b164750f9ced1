"""A network to take home, without a browser: which one, its link, and what is said of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zipfile import ZipFile

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from nn.evaluation import evaluate
from nn.experiments.experiment import Experiment
from nn.experiments.one_run import pack
from nn.export.folder import zipped
from nn.mnist import load
from nn.network import Network
from nn.runs.host import HOST
from nn.settings.config import TrainingConfig
from nn.settings.link import START, from_query
from nn.storage.network_files import Saved
from pages.ui.app.places import EXPERIMENTS, INSIDE, TRAIN, Place
from pages.ui.app.state.room import RoomLesson
from pages.ui.app.state.session import Session
from pages.ui.app.state.views import Change
from pages.ui.app.visitor import networks
from pages.ui.every_page import run_control
from pages.ui.live.take_home import take_home
from tests.pages.conftest import BOOK, NETWORKS, Open, rerun, text, until, use_file, visitor
from tests.pages.experiments.made import finished, varied

pytestmark = pytest.mark.slow

LABEL = "Take it home"
SMALL = TrainingConfig(sizes=(784, 12, 10), training_images=500, epochs=2)
TWO = Experiment(SMALL, varied(eta=(0.5, 3.0)), (4, 5))
ADDRESS = "https://a.example/app/"


@dataclass
class Taken:
    """What is in the ZIP."""

    saved: Saved
    link: str
    remark: str
    page: bytes

    @property
    def network(self) -> Network:
        return self.saved.reader.network


Take = Callable[[], Taken]


@pytest.fixture(autouse=True)
def address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the app have an address, which AppTest does not."""

    def url(_: object) -> str:
        session: Session = st.session_state["thirty_neurons"]
        return ADDRESS + session.visit.page.lower()

    monkeypatch.setattr(type(st.context), "url", property(url))


@pytest.fixture
def take(monkeypatch: pytest.MonkeyPatch) -> Take:
    """Return a function that clicks the button of the page that was shown last."""
    show, made = st.download_button, {}

    def note(label: str, data: Any, *given: Any, **more: Any) -> bool:
        if not more.get("key", "").endswith("_end"):  # which the page ends with
            made[label] = data
        return show(label, data, *given, **more)

    def take() -> Taken:
        with monkeypatch.context() as patched:
            patched.setattr(take_home, "zipped", Taken)
            taken = made[LABEL]()
        assert isinstance(taken, Taken)
        return taken

    monkeypatch.setattr(st, "download_button", note)
    return take


@pytest.fixture
def inside(open_app: Open, take: Take) -> AppTest:
    return open_app(INSIDE, "book")


def trained(app: AppTest, config: TrainingConfig = SMALL) -> Session:
    """Give the visitor a run that has come to its end."""
    session = visitor(app)
    session.training.config = config
    run_control.play(session)
    until(lambda: bool(session.training.run and session.training.run.state.over))
    session.use("run")  # also where it has not learnt to read
    return rerun(app)


def stepped(app: AppTest) -> Session:
    """Give the visitor a run that has done one mini-batch."""
    session = visitor(app)
    session.training.config = SMALL
    one_mini_batch(session)
    return rerun(app)


def one_mini_batch(session: Session) -> None:
    run_control.take_step(session)
    run = session.training.run
    assert run and run.wait(lambda view: not view.busy, 30)


def same(one: Network, other: Network) -> bool:
    return pack(one) == pack(other)


@pytest.mark.parametrize("place", [TRAIN, INSIDE])
def test_the_network_in_use_goes_along_with_the_link_that_trains_it_again(
    place: Place, open_app: Open, take: Take
) -> None:
    session = trained(open_app(place))
    taken, used = take(), networks.in_use(session)
    assert same(taken.network, used.network)
    accuracy = evaluate(used.network, load().test).accuracy
    assert taken.saved.provenance == replace(used.origin, test_accuracy=accuracy)
    assert taken.link.startswith(f"{ADDRESS}train?") and taken.link.endswith("&start=1")
    query = dict(parse_qsl(urlsplit(taken.link).query))
    del query[START]
    assert from_query(query) == (SMALL, [])
    assert taken.remark == ""


def test_the_file_itself_has_the_link_and_what_its_settings_do_not_tell(inside: AppTest) -> None:
    session = stepped(inside)
    used = networks.in_use(session)
    saved = networks.as_saved(session.visit, used)
    folder = ZipFile(BytesIO(zipped(saved, "https://a.example/train?seed=1", used.remark)))
    readme = next(name for name in folder.namelist() if name.endswith("README.md"))
    words = folder.read(readme).decode()
    assert "https://a.example/train?seed=1" in words and "after 1 mini-batch" in words


def test_a_plain_network_is_offered_without_a_word_of_what_does_not_go_along(
    inside: AppTest, take: Take
) -> None:
    said = text(inside)
    assert "a ZIP file of about 12 MB" in said
    assert "does not train" not in said and "always names" not in said
    assert same(take().network, BOOK) and take().link


def test_an_untrained_network_trains_at_home_with_the_settings_of_train(
    inside: AppTest, take: Take
) -> None:
    visitor(inside).training.config = SMALL
    visitor(inside).use("untrained")
    rerun(inside)
    assert same(take().network, SMALL.first_network())
    origin = take().saved.provenance
    assert (origin.config, origin.epochs) == (SMALL, 0)
    assert "layers=784,12,10" in take().link and "does not train" not in text(inside)


def test_while_it_learns_train_gives_the_newest_and_look_inside_what_it_shows(
    inside: AppTest, take: Take
) -> None:
    session = stepped(inside)
    shown = networks.in_use(session).network
    one_mini_batch(session)
    newest = networks.in_use(session).network
    assert same(take().network, shown) and not same(shown, newest)
    rerun(inside.switch_page(TRAIN.path))
    one_mini_batch(session)
    assert same(take().network, networks.in_use(session).network)
    assert not same(take().network, newest)


def test_an_earlier_moment_goes_along_as_it_was(inside: AppTest, take: Take) -> None:
    session = trained(inside)
    assert session.training.run
    first, *_, last = session.training.run.snapshot().checkpoints
    session.use("run", first.step)
    rerun(inside)
    assert same(take().network, first.network) and not same(first.network, last.network)
    assert take().saved.provenance.epochs == 0 and take().remark == ""


def test_what_its_settings_do_not_tell_is_remarked(inside: AppTest, take: Take) -> None:
    session = stepped(inside)
    assert take().remark == "It is the network after 1 mini-batch."
    run_control.change(session, "eta", 0.5)
    one_mini_batch(session)
    rerun(inside)
    assert take().remark == (
        "It is the network after 2 mini-batches. The settings were changed during the run: η 3 → "
        "0.5 after 1 mini-batch. Training from the start with the last ones gives another network."
    )
    assert "eta=0.5" in take().link


def test_of_a_run_whose_steps_were_too_large_it_is_remarked(inside: AppTest, take: Take) -> None:
    large = TrainingConfig((784, 90, 90, 10), activation="relu", cost="cross-entropy", eta=1000.0)
    trained(inside, large)
    assert take().remark.startswith("The weights stopped being finite numbers by mini-batch ")
    assert take().network.is_finite


def test_a_changed_network_goes_along_with_its_changes_to_read_with(
    inside: AppTest, take: Take
) -> None:
    visitor(inside).network.changes[0, 4] = Change(off=True)
    rerun(inside)
    assert take().network.weights[0].any() and not same(take().network, BOOK)
    assert "does not train again from the start. " in text(inside)
    assert "neurons were changed." in text(inside)
    assert take().link == ""


def test_a_file_without_settings_is_to_read_with_and_is_quoted_letter_by_letter(
    inside: AppTest, take: Take
) -> None:
    use_file(inside, BOOK)
    rerun(inside)
    assert "does not train again from the start. " in text(inside)
    assert take().link == "" and same(take().network, BOOK)
    use_file(inside, BOOK, TrainingConfig(), note="![](http://a.example/k.png)" + 500 * "x")
    rerun(inside)
    said = next(each.value for each in inside.main.caption if "a ZIP file" in each.value)
    assert "![](" not in said and len(said) < 900


@pytest.mark.parametrize("place", [TRAIN, INSIDE])
def test_of_draw_it_is_said_that_the_file_always_names_a_digit(
    place: Place, open_app: Open
) -> None:
    app = open_app(place, "draw")
    assert "The file always names a digit" in text(app)
    assert text(app).count("does not train again") == 1


def test_what_a_room_drew_stays_there(open_app: Open, take: Take) -> None:
    app = open_app(TRAIN)
    session = stepped(app)
    run = session.training.run
    assert run
    HOST.discard(run)
    run.extra_count = 24
    session.training.lessons[run] = RoomLesson(frozenset("p"), 0.0, 24, 24)
    rerun(app)
    assert "does not train again from the start. It learnt from MNIST and 24" in text(app)
    assert take().link == ""


@pytest.mark.parametrize("kind", NETWORKS)
def test_a_run_of_an_experiment_goes_along_without_being_in_use(
    kind: str, open_app: Open, take: Take
) -> None:
    app = open_app(EXPERIMENTS, "book")
    asked = visitor(app).experiments
    base = TrainingConfig(**NETWORKS[kind], training_images=300, epochs=2)
    asked.study, asked.run = finished(replace(TWO, base=base), 0.8, 0.9), 3
    session = rerun(app)
    own = next(it for it in asked.study.snapshot().results if it.number == 3)
    assert pack(take().network) == own.parameters and session.network.choice == "book"
    assert take().saved.provenance.config == own.config
    assert "does not train again from the start. " in text(app)
    assert take().link == ""
    asked.study = finished(replace(TWO, base=base), 0.1, 0.1, diverged=True)
    rerun(app)
    saves = [each.proto.id for each in app.main.get("download_button")]
    assert not any("_page" in name for name in saves)


def test_a_network_that_is_not_finite_is_refused(inside: AppTest, take: Take) -> None:
    network = SMALL.first_network()
    network.weights[-1][3] = np.nan
    use_file(inside, network, SMALL)
    rerun(inside)
    saved = take().saved
    with pytest.raises(ValueError, match="cannot be saved"):
        zipped(saved)
