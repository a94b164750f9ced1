"""A network as one page: a file that opens by a double click, offline and without Python.

    weights, packed as the browser gets them              ─┐
    one_page.js and all that it needs, as data addresses   ├─> one_page.html -> my_network.html
    the styles, and in words which network it is          ─┘

A policy in the page lets nothing come from elsewhere, and no request out. Without the app,
`python -m pages.ui.live.take_home.one_page book` writes it.
"""

import argparse
import base64
import gzip
import hashlib
import json
from html import escape
from pathlib import Path
from string import Template

import nn
from nn.cli import predict
from nn.errors import Refused
from nn.evaluation import evaluate
from nn.export.folder import how_it_was_trained, rows_of_settings
from nn.figures import colours
from nn.mnist import load
from nn.project import PROJECT, text_of
from nn.storage import files
from nn.storage.network_files import Saved
from pages.ui.app.formats import percent
from pages.ui.app.html import join, tag
from pages.ui.app.server import scripts, sent_network
from pages.ui.app.state.drawing import PAPER
from pages.ui.app.visitor import networks

NAME = "my_network.html"
ENTRY = "live/take_home/one_page.js"
STYLES = ("live/live.css", "live/take_home/one_page.css", "app/everybody.css")
START = f'import {{ begin }} from "{ENTRY}"; begin({json.dumps(PAPER)});'
POLICY = (
    "default-src 'none'; script-src data: 'sha256-{}' 'sha256-{}'; style-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'"
)


def made(saved: Saved, name: str, remark: str = "") -> bytes:
    """Return the page of a network, which it calls `name`; `remark` is what is special about it."""
    network, origin = saved.reader.network, saved.provenance
    test = evaluate(network, load().test)
    modules = {
        module: f"data:text/javascript;base64,{_base64(source.encode())}"
        for module, source in scripts.needed_by(ENTRY).items()
    }
    to_run = {"map": json.dumps({"imports": modules}), "start": START}
    digests = (_base64(hashlib.sha256(text.encode()).digest()) for text in to_run.values())
    styles = ((scripts.FOLDER / style).read_text("utf-8") for style in STYLES)
    rows = (
        tag("tr", tag("th", label, scope="row"), tag("td", value))
        for label, value in rows_of_settings(origin.config)
    )
    page = Template(Path(__file__).with_suffix(".html").read_text("utf-8")).substitute(
        to_run,
        policy=POLICY.format(*digests),
        styles=f":root {{ {colours.variables()} }}\n" + "".join(styles),
        name=escape(name),
        layers=" – ".join(map(str, network.sizes)),
        score=f"{test.correct:,} of {test.total:,} test digits right: {percent(test.accuracy)}",
        trained=escape(how_it_was_trained(origin, remark)),
        settings=join(rows),
        version=nn.__version__,
        network=_base64(gzip.compress(sent_network.packed(saved.reader), mtime=0)),
        licence=text_of(PROJECT / "LICENSE"),
    )
    return page.encode(errors="replace")  # a file's name may hold bytes that are no letters


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _main() -> None:
    parser = argparse.ArgumentParser(description="Write a network as one page for the browser.")
    predict.add_network(parser)
    parser.add_argument("--out", type=Path, default=Path(NAME), help=f"{NAME} if not given")
    options = parser.parse_args()
    try:
        saved = predict.open_digit_network(options.network)
        name = networks.NAMES.get(options.network, Path(options.network).name)
        files.write(options.out, made(saved, name))
    except Refused as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    _main()
