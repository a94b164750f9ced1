"""`my_network.py`: one file that needs NumPy alone, made of the project's own source."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import nn
from nn.errors import shown
from nn.export import copied
from nn.export.pieces import BETWEEN, imports_of, joined, print_of, settings_of
from nn.export.source import Name, Wanted, calls, select, source
from nn.functions import COSTS
from nn.in_words import uncapitalised
from nn.mnist import load
from nn.settings.config import SETTINGS, TrainingConfig
from nn.storage.network_files import Saved
from nn.training import Descent, TrainingRun, mini_batches, sgd, train

Run = TypeVar("Run", bound=Descent)

SETTINGS_CLASS = Name("nn.settings.config", "TrainingConfig")
COPIED = "nn.export.copied"
# In the place of what makes the app fast.
FAST_MINI_BATCHES = Name("nn.fast_mini_batches", "fast_mini_batches")  # and the one that warps
INSTEAD = {
    Name("nn.fast_network", "fast"): Name(COPIED, "fast"),
    Name("nn.evaluation", "evaluate"): Name(COPIED, "evaluate"),
    FAST_MINI_BATCHES: Name(COPIED, "fast_mini_batches"),
}
# The modules in their order, and the titles of the parts; "" belongs to the part before.
PARTS = {
    "nn.settings.config": "The settings",
    "nn.functions": "Activations, outputs and costs: chapters 1 and 3",
    "nn.mnist": "The images, and what the network should answer",
    "nn.network": "The network: chapters 1 and 2",
    "nn.initial_weights": "The random weights at the start: chapters 1 and 3",
    "nn.beginning": "",
    "nn.augmentation": "Warped images: chapter 3",
    "nn.evaluation": "Stochastic gradient descent, with more around it: chapters 1 and 3",
    "nn.endings": "",
    "nn.fast_mini_batches": "",
    "nn.training": "Stochastic gradient descent: chapter 1",
    COPIED: "What this file does: it trains, counts what is read right, and reads a picture",
}
IMAGES = 40  # of the run that shows which functions are called

HEAD = '''"""The network {layers}, as a file of its own.

    python my_network.py              tells how well it reads{and_trains}
    python my_network.py digit.png    reads a picture; this takes Pillow

It is the network of Michael Nielsen's book *Neural Networks and Deep Learning*, chapters 1 to 3:
http://neuralnetworksanddeeplearning.com. The functions are those of Thirty Neurons {version},
letter by letter; what this network never calls is left out.

Images are rows here, and a mini-batch goes through the network at once, as a matrix (m, 784); in
the book each image is a column. Where the book's names are:

    feedforward                  the same, on Network{names}
"""'''
NAMES = """
    load_data_wrapper            load
    evaluate                     count_right"""
NAMES_OF_TRAINING = """
    backprop, update_mini_batch  the same, on Network
    Network([784, 30, 10])       initial_network
    SGD                          train_again, with sgd and mini_batches
    cost_derivative              a - y in {cost}.delta
    vectorized_result            one_hot"""
END = """if __name__ == "__main__":
    try:
        for picture in sys.argv[1:]:
            read(picture)
        if not sys.argv[1:]:
            test_images = load("test")
            tell("weights.npz", load_network(), test_images)
            {at_last}
    except ImportError:
        sys.exit("Reading a picture takes Pillow: pip install pillow")
    except OSError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped.")"""


@dataclass(frozen=True)
class Script:
    """The file, part by part, and whether it trains."""

    head: str
    imports: str
    parts: dict[str, str]  # by their titles
    end: str
    config: TrainingConfig | None  # that it trains with; None if it only reads
    why_not: str  # why it only reads
    again: str  # the function that trains; "" if it only reads

    @property
    def text(self) -> str:
        """The whole file."""
        parts = [f"# {title}\n\n\n{text}" for title, text in self.parts.items()]
        return f"{self.head}\n\n{self.imports}\n\n{BETWEEN.join([*parts, self.end])}\n"


def why_it_only_reads(saved: Saved) -> str:
    """Return why a network cannot be trained from the start, in one line; "" where it can."""
    network, origin, config = saved.reader.network, saved.provenance, saved.provenance.config
    if config is None:
        return "The settings that it was trained with are not known."
    if origin.data != "MNIST":
        return f"It learnt from {one_line(origin.data)}; only MNIST goes along."
    same = ("sizes", "activation", "output", "input_scale")
    if any(getattr(network, name) != getattr(config, name) for name in same):
        return "The settings that are saved with it are those of another network."
    if note := uncapitalised(one_line(origin.note)):
        return f"It does not come straight from a run on Train or the command line: {note}"
    return ""


def one_line(text: str) -> str:
    """Return a text from a file, which may hold anything, in one line of a bearable length."""
    return shown("".join(c for c in " ".join(text.split()) if c.isprintable()), 200)


def script_of(saved: Saved, mnist: str = "") -> Script:
    """Return the script for a network; `mnist` is the path of MNIST's file if not beside it."""
    network, why_not = saved.reader.network, why_it_only_reads(saved)
    config = None if why_not else saved.provenance.config
    roots = ["load", "load_network", "tell", "read"]
    entries = {"ACTIVATIONS": network.activation, "OUTPUTS": network.output}
    at_last, again = print_of(f"It does not train from the start. {why_not}"), ""
    if config:
        again = "train_whole_again" if _is_whole(config) else "train_again"
        roots, at_last = [*roots, again], f"{again}(test_images)"
        entries |= {"COSTS": config.cost, "INITIALISERS": config.initialisation}
        entries["KINDS"] = config.augmentation
    few = load().test[:IMAGES]
    with calls() as called:
        copied.count_right(network, few)
    instead = dict(INSTEAD)
    if config:
        called |= _called_in(config)
        if config.augmentation != "none":
            del instead[FAST_MINI_BATCHES]
    names = [Name(COPIED, root) for root in roots]
    found = select(Wanted(names, called, entries, instead, SETTINGS_CLASS))
    texts = found.texts
    found.imports["sys"] = Name("sys", "")  # for the file's end
    if config:
        used = [setting.name for setting in SETTINGS if setting.name in found.attributes]
        values = {name: getattr(config, name) for name in used}
        constant = texts.pop(Name(COPIED, "CONFIG"))
        texts[SETTINGS_CLASS] = f"{settings_of(texts[SETTINGS_CLASS], values)}{BETWEEN}{constant}"
    if mnist:
        texts[Name(COPIED, "MNIST")] = f"MNIST = Path({mnist!r})"
    head = HEAD.format(
        layers="-".join(map(str, network.sizes)),
        and_trains=", then trains it from the start" if config else "",
        version=nn.__version__,
        names=names_of_the_book(config),
    )
    imports, end = imports_of(found.imports), END.format(at_last=at_last)
    return Script(head, imports, _parts(texts), end, config, why_not, again)


def names_of_the_book(config: TrainingConfig | None) -> str:
    """Return where the book's names are in the file, a line each."""
    cost = type(COSTS[config.cost]).__name__ if config else ""
    return (NAMES_OF_TRAINING.format(cost=cost) if config else "") + NAMES


def _parts(texts: Mapping[Name, str]) -> dict[str, str]:
    """Return the definitions part by part, in the order of their source."""
    parts: dict[str, list[str]] = {}
    title = ""
    for module, begins in PARTS.items():
        title = begins or title
        here = [name for name in texts if name.module == module]
        here.sort(key=lambda name: source(name.module).definitions[name.name].lineno)
        parts.setdefault(title, []).extend(texts[name] for name in here)
    return {title: joined(part) for title, part in parts.items() if part}


def _is_whole(config: TrainingConfig) -> bool:
    """Return whether a run needs more than the book's loop."""
    return config.early_stopping > 0 or config.augmentation != "none"


def _called_in(config: TrainingConfig) -> set[str]:
    """Return what is called in such a run, by the plain network, with few images."""
    few: dict[str, Any] = {"epochs": 2, "training_images": IMAGES, "held_back": IMAGES // 2}
    small = replace(config, **few, mini_batch_size=10, eta=min(config.eta, 0.01))
    images = load().train
    with calls() as called:
        if _is_whole(config):
            images = images[: small.images_to_learn_from]
            for _ in train(_harmless(TrainingRun.begin(small, images)), images, images):
                pass
            run: Descent = _harmless(TrainingRun.begin(small, images))
        else:
            run = _harmless(copied.begin(small, IMAGES))
        for _ in sgd(run, images, run.network, mini_batches):
            assert run.network.is_finite
    return called


def _harmless(run: Run) -> Run:
    """Return a run whose weights begin at 0: with any settings, its first steps stay small."""
    for parameter in run.network.parameters:
        parameter *= 0.0
    return run
