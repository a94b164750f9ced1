"""A network as one page: a file that opens by a double click, offline and without Python.

    weights, packed as the browser gets them                 ─┐
    one_page.js and all that it imports, as data addresses    ├─> one_page.html -> my_network.html
    the styles, and in words what network it is               ─┘

The page has a policy of its own: only the scripts that are in it run, and nothing is loaded or
sent. `python -m pages.ui.live.take_home.one_page book` makes it without the app.
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
from nn.cli import predict, terminal
from nn.errors import PROJECT, Refused
from nn.evaluation import evaluate
from nn.export.folder import how_it_was_trained, rows_of_settings
from nn.figures import colours
from nn.mnist import load
from nn.storage import files
from nn.storage.network_files import Saved
from pages.ui.app import formats, html
from pages.ui.app.server import scripts, sent_network
from pages.ui.app.state.drawing import PAPER
from pages.ui.app.visitor import networks

NAME = "my_network.html"
HERE = Path(__file__).parent
ENTRY = "live/take_home/one_page.js"
STYLES = [
    scripts.FOLDER / name
    for name in ("live/live.css", "live/take_home/one_page.css", "app/everybody.css")
]
POLICY = (
    "default-src 'none'; script-src data: {}; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)


def made(saved: Saved, name: str, remark: str = "") -> bytes:
    """Return the page of a network, which it calls `name`; `remark` is what is special about it."""
    network, origin = saved.reader.network, saved.provenance
    test = evaluate(network, load().test)
    modules = {
        module: f"data:text/javascript;base64,{_base64(source.encode())}"
        for module, source in scripts.needed_by(ENTRY).items()
    }
    to_run = {
        "map": json.dumps({"imports": modules}),
        "start": f'import {{ begin }} from "{ENTRY}"; begin({json.dumps(PAPER)});',
    }
    digests = (_base64(hashlib.sha256(text.encode()).digest()) for text in to_run.values())
    styles = [f":root {{ {colours.variables()} }}", *(style.read_text("utf-8") for style in STYLES)]
    rows = (
        html.tag("tr", html.tag("th", name, scope="row"), html.tag("td", value))
        for name, value in rows_of_settings(origin.config)
    )
    words = {
        "name": name,
        "layers": " – ".join(map(str, network.sizes)),
        "correct": f"{test.correct:,}",
        "total": f"{test.total:,}",
        "percent": formats.percent(test.accuracy),
        "trained": how_it_was_trained(origin, remark),
        "version": nn.__version__,
    }
    page = Template((HERE / "one_page.html").read_text("utf-8")).substitute(
        {key: escape(text) for key, text in words.items()},
        **to_run,
        policy=POLICY.format(" ".join(f"'sha256-{digest}'" for digest in digests)),
        styles="\n".join(styles),
        settings=html.join(rows),
        network=_base64(gzip.compress(sent_network.packed(saved.reader), mtime=0)),
        licence=(PROJECT / "LICENSE").read_text("utf-8"),
    )
    return page.encode()


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _main() -> int:
    parser = argparse.ArgumentParser(description="Write a network as one page for the browser.")
    predict.add_network(parser)
    parser.add_argument("--out", type=Path, default=Path(NAME), help=f"a file; without it {NAME}")
    options = parser.parse_args()
    try:
        saved = predict.open_digit_network(options.network)
        name = networks.AWAY.get(options.network) or Path(options.network).name
        files.write(options.out, made(saved, name))
    except Refused as error:
        terminal.say(error)
        return terminal.BAD_USE
    return 0


if __name__ == "__main__":
    raise SystemExit(_main())
