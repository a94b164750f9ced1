"""`my_network.py`: one file that needs NumPy alone, made of whole modules of the project.

    settings of the run -> functions -> first weights -> network -> sgd -> what the file does

The modules stand in it letter by letter, one after the other, without their imports of each other.
"""

import ast
import json
from collections import defaultdict
from dataclasses import dataclass, fields
from functools import cache

import nn
from nn.errors import shown
from nn.in_words import uncapitalised
from nn.project import PROJECT, text_of
from nn.sgd import Config
from nn.storage.network_files import Saved

# The modules in their order, with the titles of their parts.
MODULES = {
    "nn.errors": "Errors and tables",
    "nn.formulas": "What is said of the functions",
    "nn.functions": "Activations, outputs and costs: chapters 1 and 3",
    "nn.network": "The network: chapters 1 and 2",
    "nn.initial_weights": "The random weights at the start: chapters 1 and 3",
    "nn.sgd": "Stochastic gradient descent: chapter 1",
    "nn.early_stopping": "Early stopping: chapter 3",
    "nn.export.at_home": "What this file does",
}
HEAD = '''"""The network {layers}, as a file of its own.

    python my_network.py              tells how well it reads{and_trains}
    python my_network.py digit.png    reads a picture; this takes Pillow

It is the network of Michael Nielsen's book *Neural Networks and Deep Learning*, chapters 1 to 3:
http://neuralnetworksanddeeplearning.com. The modules are those of Thirty Neurons {version}, letter
by letter, one after the other.

Images are rows here, and a mini-batch goes through the network at once, as a matrix (m, 784); in
the book each image is a column. Where the book's names are:

{names}
"""'''
NAMES = """    SGD                          sgd, which train_again drives
    Network([784, 30, 10])       initial_network
    backprop, update_mini_batch  the same, on Network, and so is feedforward
    QuadraticCost                quadratic, with sigmoid_error for its delta
    CrossEntropyCost             cross_entropy, with difference for its delta
    vectorized_result            one_hot
    evaluate                     count_right
    load_data_wrapper            load"""
SETTINGS = """# The settings of the run. Change one, and run the file again. What the names
# stand for is in the tables below: ACTIVATIONS, OUTPUTS, COSTS and INITIALISERS.
SETTINGS = dict(
{values}
)"""
END = """if __name__ == "__main__":
    home = Path(__file__).parent
    main(home, {mnist}, {config}, {remark})"""
UNWARPED = "The app warped the training images a little; this file trains without that."


@dataclass(frozen=True)
class Script:
    """The file, part by part, and whether it trains."""

    head: str
    imports: str
    settings: str  # "" if it only reads
    parts: dict[str, str]  # by their titles
    end: str
    why_not: str  # why it only reads
    remark: str  # what is said before it trains, or why it does not

    @property
    def text(self) -> str:
        """The whole file."""
        parts = [f"# {title}\n\n{text}" for title, text in self.parts.items()]
        blocks = [self.settings, *parts, self.end]
        return f"{self.head}\n\n{self.imports}\n\n" + "\n\n\n".join(filter(None, blocks)) + "\n"


def why_it_only_reads(saved: Saved) -> str:
    """Return why a network cannot be trained from the start, in one line; "" where it can."""
    network, origin, config = saved.reader.network, saved.provenance, saved.provenance.config
    if config is None:
        return "The settings that it was trained with are not known."
    note = one_line(origin.note)
    if origin.data != "MNIST":
        changed = "" if origin.calibration else note  # which goes as soon as it is changed
        return f"It learnt from {one_line(origin.data)}; only MNIST goes along. {changed}".strip()
    same = ("sizes", "activation", "output", "input_scale")
    if any(getattr(network, name) != getattr(config, name) for name in same):
        return "The settings that are saved with it are those of another network."
    run = "It does not come straight from a run on Train or the command line"
    return f"{run}: {uncapitalised(note)}" if note else ""


def one_line(text: str) -> str:
    """Return a text from a file, which may hold anything, in one line of a bearable length."""
    return shown("".join(c for c in " ".join(text.split()) if c.isprintable()), 200)


def script_of(saved: Saved, mnist: str = "") -> Script:
    """Return the script for a network; `mnist` is the path of MNIST's file if not beside it."""
    why_not, config = why_it_only_reads(saved), saved.provenance.config
    settings, remark = "", f"It does not train from the start. {why_not}"
    if config and not why_not:
        values = ((field.name, getattr(config, field.name)) for field in fields(Config))
        lines = (f"    {name}={json.dumps(v) if isinstance(v, str) else v}," for name, v in values)
        settings = SETTINGS.format(values="\n".join(lines))
        remark = UNWARPED if config.augmentation != "none" else ""
    head = HEAD.format(
        layers="-".join(map(str, saved.reader.network.sizes)),
        and_trains=", then trains it from the start" if settings else "",
        version=nn.__version__,
        names=NAMES,
    )
    end = END.format(
        mnist=f"Path({mnist!r})" if mnist else 'home / "mnist.npz"',
        config="Config(**SETTINGS)" if settings else "None",
        remark=json.dumps(remark, ensure_ascii=False),
    )
    sources = {title: source(module) for module, title in MODULES.items()}
    parts = {title: text for title, (_, text) in sources.items()}
    imports = imports_of({name for names, _ in sources.values() for name in names})
    return Script(head, imports, settings, parts, end, why_not, remark)


@cache
def source(module: str) -> tuple[frozenset[tuple[str, str]], str]:
    """Return what a module imports from outside, as (module, name), and its text without imports.

    The name of `import json` is "", and that of `import numpy as np` is "as np".
    """
    text = text_of(PROJECT / f"{module.replace('.', '/')}.py")
    lines, outside = text.splitlines(), set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import):
            outside |= {(a.name, f"as {a.asname}" if a.asname else "") for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            if not (node.module or "").startswith("nn."):
                outside |= {(node.module or "", a.name) for a in node.names}
        else:
            continue
        end = node.end_lineno or node.lineno
        lines[node.lineno - 1 : end] = [""] * (end - node.lineno + 1)
    docstring, rest = "\n".join(lines).split('"""\n', 1)
    return frozenset(outside), f'{docstring}"""\n\n\n{rest.strip()}'


def imports_of(names: set[tuple[str, str]]) -> str:
    """Return the imports, sorted: the standard library, and then NumPy."""
    whole, parts = set(), defaultdict(set)
    for module, name in names:
        if name and not name.startswith("as "):
            parts[module].add(name)
        else:
            whole.add(f"import {module} {name}".strip())
    froms = [f"from {module} import {', '.join(sorted(parts[module]))}" for module in sorted(parts)]
    lines = [*sorted(whole), *froms]
    return "\n".join(sorted(lines, key=lambda line: "numpy" in line)).replace(
        "\nimport numpy as np", "\n\nimport numpy as np"
    )
