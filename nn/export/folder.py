"""The folder to take home: the script, the notebook, the weights, the images and a README.md."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import nn
from nn.errors import Refused, reason, shown
from nn.evaluation import evaluate
from nn.export.notebook import notebook_of
from nn.export.script import one_line, script_of
from nn.in_words import counted
from nn.mnist import PATH as MNIST
from nn.mnist import load
from nn.project import PROJECT, text_of
from nn.settings.config import SETTINGS, TrainingConfig
from nn.storage import files, network_files
from nn.storage.network_files import Saved
from nn.storage.provenance import Provenance

FILES = {
    "my_network.py": "the network in one file that needs NumPy alone",
    "my_network.ipynb": "the same as a notebook, with formulas between the code and pictures",
    "my_network.html": "a page for the browser: it reads what somebody draws, also offline",
    "weights.npz": "its weights and biases; Thirty Neurons opens this file, too",
    "mnist.npz": "MNIST: 60,000 images to learn from and 10,000 to test on",
    "LICENSE": "the licence of the code",
}
TEXT = Path(__file__).parent / "folder.txt"
TO_CHANGE = (
    " To try another setting, change it at the top of `my_network.py`, and run it again. What the "
    "script trains is forgotten at its end: pictures are read with `weights.npz`."
)
THE_BOOK = (
    "## Beside the book's code\n\n"
    "The book's `network.py` takes image by image, as columns; here a mini-batch is a matrix with "
    "an image a row, and goes through at once. The head of `my_network.py` says where each of the "
    "book's names is. The book learns from 50,000 images and keeps 10,000 back; `training_images` "
    "says how many it is here.\n\n"
)
THE_SAME = (
    "The script starts with the first weights of this network, and takes the same mini-batches in "
    "the same order: they come from the seed. Each time that it runs, it gives the same network, "
    "bit for bit on one machine. But it takes the book's plain steps, and the app the same steps "
    "faster, with other rounding. So the accuracy differs: often a little, in the first epochs "
    "now and then by some points (of four seeds after three epochs: by 0.2, 0.2, 0.2 and 8.5), and "
    "later by tenths of a point."
)


def contents(
    saved: Saved, link: str = "", remark: str = "", mnist: str = "", page: bytes = b""
) -> dict[str, bytes]:
    """Return the folder's files but MNIST, by name.

    `link` replays the run in the app, `remark` tells what is special about it, and `mnist` is the
    path of MNIST's file if it is not beside them. `page` is my_network.html, which the app makes.
    Raises `Refused` for weights that are not finite, and `Damaged` without the project's files.
    """
    script = script_of(saved, mnist)
    content = {
        "my_network.py": script.text.encode(),
        "my_network.ipynb": notebook_of(
            saved.reader.network, saved.provenance.config, script, mnist
        ).encode(),
        "weights.npz": network_files.to_bytes(saved.reader, saved.provenance),
        "LICENSE": text_of(PROJECT / "LICENSE").encode(),
    }
    if page:
        content["my_network.html"] = page
    names = [*content, *([] if mnist else [MNIST.name])]
    readme = _readme(saved, script.why_not, link, remark, names)
    return content | {"README.md": readme.encode()}


def zipped(saved: Saved, link: str = "", remark: str = "", page: bytes = b"") -> bytes:
    """Return the folder with MNIST as the bytes of a ZIP; as `contents`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents(saved, link, remark, page=page).items():
            archive.writestr(name, content)
        archive.write(MNIST, MNIST.name, zipfile.ZIP_STORED)  # is compressed already
    return stream.getvalue()


def write(folder: Path, saved: Saved, link: str = "", with_mnist: bool = True) -> list[str]:
    """Write the folder, and return the names of its files; as `contents`.

    Raises `Refused` if one of them is there already, or cannot be written.
    """
    content = contents(saved, link, mnist="" if with_mnist else str(MNIST))
    if with_mnist:
        content[MNIST.name] = MNIST.read_bytes()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = [name for name in content if (folder / name).exists()]
    except OSError as error:
        name = shown(str(folder), most=200)
        raise Refused(f"{name} cannot be used: {reason(error)}. Choose another folder.") from None
    if before:
        raise Refused(f"{folder} has a {before[0]} already. Choose a new folder, or an empty one.")
    try:
        for name, data in content.items():
            files.write(folder / name, data)
    except Refused:  # such as a disk that is full: then nothing stays
        for name in content:
            (folder / name).unlink(missing_ok=True)
        raise
    return sorted(content)


def how_it_was_trained(origin: Provenance, remark: str) -> str:
    """Return in sentences what a network has learnt from."""
    data = origin.data or "images that are not known"
    if origin.epochs:
        trained = f"It learnt from {data}, for {counted(origin.epochs, 'whole epoch')}."
    elif origin.config is None:
        trained = "How it was trained is not known."
    else:
        trained = "" if remark else "It has learnt nothing: these are its first weights."
    return " ".join(filter(None, [trained, origin.note, remark.strip()]))


def rows_of_settings(config: TrainingConfig | None) -> list[tuple[str, str]]:
    """Return each setting that a network was trained with, and its value, in words."""
    if config is None:
        return []
    rows = []
    for setting in SETTINGS:
        value = getattr(config, setting.name)
        label = "Layers" if setting.name == "sizes" else setting.label
        if setting.name != "held_back" or config.early_stopping:
            rows.append((label, setting.choices.get(value) or setting.format(value)))
    return rows


def _readme(saved: Saved, why_not: str, link: str, remark: str, names: list[str]) -> str:
    network, origin = saved.reader.network, saved.provenance
    test = evaluate(network, load().test)
    what = f"It reads {test.correct:,} of MNIST's {test.total:,} test images right"
    if saved.reader.least_energy is not None:
        remark += (
            " In the app it also says when it sees no digit. It learnt that with an eleventh "
            "output, which does not go along: here it always names a digit."
        )
    escaped = replace(origin, data=_as_it_is(origin.data), note=_as_it_is(origin.note))
    return text_of(TEXT).format(
        layers="-".join(map(str, network.sizes)),
        count=len(network.sizes),
        what=f"{what}: {test.accuracy:.2%}.",
        and_trains="" if why_not else ", then trains it from the start",
        how_to_change="" if why_not else TO_CHANGE,
        against_the_book="" if why_not else THE_BOOK,
        files="".join(f"| `{name}` | {FILES[name]} |\n" for name in FILES if name in names),
        trained=how_it_was_trained(escaped, remark),
        settings=_settings(origin.config, "" if why_not else link),
        again=f"{_as_it_is(why_not)} So the script reads, and does not train."
        if why_not
        else THE_SAME,
        version=nn.__version__,
    )


def _as_it_is(text: str) -> str:
    """Return a text from a file so that Markdown shows it letter by letter, in one line."""
    return re.sub(r"([\\`*_\[\]<>&$~#|!])", r"\\\1", one_line(text))


def _settings(config: TrainingConfig | None, link: str) -> str:
    """Return the settings as a table, with the link that replays the run in the app."""
    if not config:
        return "Its settings are not known."
    rows = (f"| {label} | {value} |" for label, value in rows_of_settings(config))
    table = "\n".join(["| setting | |", "|---|---|", *rows])
    if not link:
        return table
    return f"{table}\n\nThis link replays the run, where the app is started:\n<{link}>"
