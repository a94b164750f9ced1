"""What is fuzzed: each target takes bytes that a stranger may send, and may only refuse them.

Any error but `Refused` is a finding.
"""

import io
import json
import math
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl

import numpy as np

from nn.drawing.picture_files import open_picture
from nn.drawing.picture_to_digits import digits_of_picture, several_pictured
from nn.drawing.picture_to_pixels import stages_of_picture
from nn.drawing.strokes import Stroke
from nn.drawing.strokes_to_number import read_number
from nn.drawing.strokes_to_pixels import stages_of_strokes
from nn.errors import Refused
from nn.experiments import file_and_link, results_file
from nn.experiments.estimate import seconds_left
from nn.experiments.experiment import Experiment
from nn.experiments.summary import differences, summaries
from nn.settings.link import from_query, to_query
from nn.storage import drawing_files, network_files
from pages.ui.app.state.drawing import Drawing
from pages.ui.app.state.room import InRoom, Question
from pages.ui.app.state.session import Session
from pages.ui.app.visitor import digits, networks
from pages.ui.class_room.redis_store import from_json, to_json
from pages.ui.class_room.rules import asked
from pages.ui.class_room.who_may import Rooms, is_code, read_code
from pages.ui.every_page.tab import greeting
from pages.ui.join import requests
from pages.ui.live.pen import sent_strokes
from pages.ui.talk import director, script

LINE = (Stroke(((280.0, 80.0), (282.0, 480.0)), 24.0),)


def pictures(data: bytes) -> None:
    """A picture, read as one digit and as a row of digits."""
    ink = open_picture(io.BytesIO(data)).ink
    with suppress(Refused):
        for digit in digits_of_picture(ink):
            assert digit.image.shape == (28, 28) and np.isfinite(digit.image).all()
    assert stages_of_picture(ink)[-1].image.shape == (28, 28)
    several_pictured(networks.shipped("draw").reader, ink)


def network(data: bytes) -> None:
    """A file with a network, which then reads a digit."""
    saved = network_files.load(data)
    networks.refuse_unfit(saved.reader.network, "the file")
    with np.errstate(all="ignore"):
        saved.reader.network.feedforward(np.zeros((1, saved.reader.network.sizes[0]), np.float32))
    network_files.load(network_files.to_bytes(saved.reader, saved.provenance))


def drawings(data: bytes) -> None:
    """A file with corrected drawings."""
    images = drawing_files.load_drawings(data)
    assert len(images) and images.labels.max() < 10


def talk(data: bytes) -> None:
    """A talk's text."""
    for step in script.steps_in(data):
        (step.line + step.note).encode()
        script.settings_in(step.settings)


def links(data: bytes) -> None:
    """The end of an address: the settings of a run, a step of the talk, a room's code."""
    query = dict(parse_qsl(data.decode("utf-8", "replace"), keep_blank_values=True))
    config, sentences = from_query(query)
    assert from_query(to_query(config)) == (config, [])
    " ".join(sentences).encode()
    for text in query.values():
        assert 0 <= director._number(text, 13) < 13
        with suppress(Refused):
            assert is_code(read_code(text))


def experiments(data: bytes) -> None:
    """An experiment's file, and the end of an address that has one."""
    text = data.decode("utf-8", "replace")
    with suppress(Refused):
        _check_experiment(file_and_link.from_link(text))
    _check_experiment(file_and_link.from_file(text))


def _check_experiment(experiment: Experiment) -> None:
    assert file_and_link.from_link(file_and_link.to_link(experiment)) == experiment
    assert file_and_link.from_file(file_and_link.to_file(experiment)) == experiment
    assert len(experiment) == len(experiment.cells) * len(experiment.seeds)
    assert math.isfinite(seconds_left(experiment, [], 2))
    for cell in range(len(experiment.cells[:10])):
        experiment.named(cell).encode()


def results(data: bytes) -> None:
    """A file of an experiment's results, and what is made of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.jsonl"
        path.write_bytes(data)
        experiment, there, whole = results_file.read(path)
    assert 0 < whole <= len(data) and 0 < len(there) <= len(experiment)
    assert len(results_file.missing(experiment, there)) == len(experiment) - len(there)
    assert math.isfinite(seconds_left(experiment, there, 2))
    for one in summaries(experiment, there):
        assert 0 <= one.lowest <= one.highest <= 1
    for pair in differences(there[:20]):
        assert 0 <= pair.p <= 1
    for result in there[:20]:
        json.loads(results_file.to_line(experiment, result)).get("message").encode()


def canvas(data: bytes) -> None:
    """Strokes that a browser sends, read as a digit and as a number."""
    message = json_of(data)
    for size in ((560, 560), (1120, 560)):
        drawing = Drawing(size=size)
        strokes = sent_strokes.strokes_of(message)
        if strokes is None:
            continue
        drawing.receive(strokes)
        json.dumps(sent_strokes.as_sent(drawing.strokes), allow_nan=False)
        strokes_seen, pen = digits.visible(drawing)
        with suppress(Refused):
            stages_of_strokes(strokes_seen, pen, size[1])
        with suppress(Refused):
            read_number(networks.shipped("draw").reader, strokes_seen, pen)
        drawing.receive(LINE)  # what is drawn next is read
        assert stages_of_strokes(*digits.visible(drawing), size[1])[-1].image.any()


def phones(data: bytes) -> None:
    """What a phone asks of a room."""
    rooms, here = Rooms(), InRoom()
    host = rooms.open()
    choices = ("yes", "no") if len(data) % 2 else ()
    rooms.change(host, lambda it: asked(it, Question("How many?", choices)))
    here.phone = rooms.join(host.code)
    with mock.patch.object(requests, "ROOMS", rooms):
        message = json_of(data)
        for said in message if isinstance(message, list) else [message]:
            if isinstance(said, dict):
                for ask in (requests.send, requests.guess, requests.take_back):
                    here.heard = ""
                    ask(here, said)
                    (here.heard + here.refused).encode()
    room = rooms.look(host.code)
    assert room is not None
    assert from_json(to_json(room)) == room


def tabs(data: bytes) -> None:
    """What a tab says of itself when it comes, or comes back. Junk costs it its own page."""
    try:
        visitor = greeting._visitor_of(json_of(data))
    except (AttributeError, KeyError, TypeError, ValueError):
        return
    json.dumps([it.drawing.canvas_told for it in visitor.sheets])
    for sheet in visitor.sheets:
        json.dumps(sent_strokes.as_sent(sheet.drawing.strokes), allow_nan=False)
    networks.in_use(visitor)
    digits.read_or_stand_in(visitor)
    assert isinstance(visitor, Session)


TARGETS: dict[str, Callable[[bytes], None]] = {
    check.__name__: check
    for check in (
        *(pictures, network, drawings, talk, links, experiments, results),
        *(canvas, phones, tabs),
    )
}


def json_of(data: bytes) -> Any:
    """Return a message as the app gets it: Streamlit drops what is no JSON."""
    with suppress(ValueError, RecursionError):
        return json.loads(data.decode("utf-8", "replace"))
    return None
