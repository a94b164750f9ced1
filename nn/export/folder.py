"""The folder to take home: the script, the notebook, the weights, the images and a README.md."""

import io
import zipfile
from pathlib import Path

import nn
from nn.errors import PROJECT, Refused, reason
from nn.evaluation import evaluate
from nn.export.notebook import notebook_of
from nn.export.script import as_it_is, script_of, why_it_only_reads
from nn.in_words import counted
from nn.mnist import PATH as MNIST
from nn.mnist import load
from nn.settings.config import SETTINGS, TrainingConfig
from nn.storage import files, network_files
from nn.storage.network_files import Saved

FILES = {
    "my_network.py": "the network in one file that needs NumPy alone",
    "my_network.ipynb": "the same as a notebook, with text and formulas between the code",
    "weights.npz": "its weights and biases; Thirty Neurons opens this file, too",
    "mnist.npz": "MNIST: 60,000 images to learn from and 10,000 to test on",
    "LICENSE": "the licence of the code",
}
TEXT = Path(__file__).parent / "folder.txt"
THE_SAME = (
    "From the same seed come the same first weights and the same order of the images. The script "
    "takes the book's plain steps, and gives one network, bit for bit, on one machine. The app "
    "takes the same steps faster, in another order of arithmetic, so sums are rounded otherwise, "
    "and the first epochs magnify that. The book's settings, measured with four seeds: after two "
    "epochs the two lay 0.1 to 0.4 points apart with three of them, and with one 8.5 (83.1 and "
    "74.6 % of the test images); after five epochs 0.1 to 0.3 with all."
)


def contents(saved: Saved, link: str = "", remark: str = "", mnist: str = "") -> dict[str, bytes]:
    """Return the folder's files but MNIST, by name.

    `link` replays the run in the app, `remark` tells what is special about it, and `mnist` is the
    path of MNIST's file if it is not beside them. Raises `Refused` for weights that are not finite.
    """
    weights = network_files.to_bytes(saved.reader, saved.provenance)
    texts = {
        "my_network.py": script_of(saved, mnist).text,
        "my_network.ipynb": notebook_of(saved, mnist),
        "README.md": _readme(saved, link, remark, has_mnist=not mnist),
        "LICENSE": (PROJECT / "LICENSE").read_text("utf-8"),
    }
    return {name: text.encode() for name, text in texts.items()} | {"weights.npz": weights}


def zipped(saved: Saved, link: str = "", remark: str = "") -> bytes:
    """Return the folder with MNIST as the bytes of a ZIP; as `contents`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents(saved, link, remark).items():
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
    if there := [name for name in content if (folder / name).exists()]:
        raise Refused(f"{folder} has a {there[0]} already. Choose a new folder, or an empty one.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{folder} cannot be made: {reason(error)}. Choose another folder.") from None
    for name, data in content.items():
        files.write(folder / name, data)
    return sorted(content)


def _readme(saved: Saved, link: str, remark: str, has_mnist: bool) -> str:
    network, origin = saved.reader.network, saved.provenance
    why_not, test = as_it_is(why_it_only_reads(saved)), evaluate(network, load().test)
    what = f"It reads {test.correct:,} of MNIST's {test.total:,} test images right"
    if saved.reader.least_energy is not None:
        remark += (
            " In the app it also says when it sees no digit. It learnt that with an eleventh "
            "output, which does not go along: here it always names a digit."
        )
    data = as_it_is(origin.data) or "images that are not known"
    trained = [f"It learnt from {data}, for {counted(origin.epochs, 'epoch')}."]
    trained += [as_it_is(origin.note), remark.strip()]
    there = {name: said for name, said in FILES.items() if name != MNIST.name or has_mnist}
    return TEXT.read_text("utf-8").format(
        layers="-".join(map(str, network.sizes)),
        what=f"{what}: {test.accuracy:.2%}.",
        and_trains="" if why_not else ", then trains it from the start",
        files="".join(f"| `{name}` | {said} |\n" for name, said in there.items()),
        trained=" ".join(filter(None, trained)),
        settings=_settings(saved.provenance.config, link),
        again=f"{why_not} So the script reads, and does not train." if why_not else THE_SAME,
        version=nn.__version__,
    )


def _settings(config: TrainingConfig | None, link: str) -> str:
    """Return the settings as a table, with the link that replays the run in the app."""
    if not config:
        return "Its settings are not known."
    texts = {s.short_label: s.format(getattr(config, s.name)) for s in SETTINGS}
    texts |= {s.label: s.choices[getattr(config, s.name)] for s in SETTINGS if s.choices}
    rows = "\n".join(f"| {label} | {text} |" for label, text in texts.items())
    table = f"| setting | |\n|---|---|\n{rows}"
    return f"{table}\n\nThis link replays the run in the app:\n<{link}>" if link else table
