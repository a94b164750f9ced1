"""What `my_network.py` does: it loads, trains, counts what is read right, and reads a picture.

It uses NumPy alone, and for a picture Pillow.
"""

import json
import sys
from pathlib import Path

import numpy as np

from nn.early_stopping import EarlyStopping
from nn.errors import Refused
from nn.functions import Array
from nn.network import Network
from nn.sgd import Config, Images, sgd

BLOCK = 1_000  # images that are read at a time


def load(file: Path, part: str) -> Images:
    """Return the images of MNIST's part "train" or "test", one a row of 784 bytes."""
    with np.load(file) as arrays:
        return Images(arrays[f"x_{part}"].reshape(-1, 784), arrays[f"y_{part}"])


def load_network(file: Path) -> Network:
    """Return the trained network, which lies in weights.npz layer by layer."""
    with np.load(file) as arrays:
        about = json.loads(arrays["about"].tobytes())
        layers = range(1, len(about["sizes"]))
        # Weights that are whole numbers have a factor for each row.
        weights = [arrays[f"weights_{l}"] * arrays.get(f"factors_{l}", 1) for l in layers]
        biases = [arrays[f"biases_{l}"] for l in layers]
    return Network(weights, biases, about["activation"], about["output"], about["input_scale"])


def count_right(network: Network, data: Images) -> int:
    """Return how many images are read right: the largest of the ten outputs is the answer.

    Bytes, 0 to 255, are divided by 255 in the first weights: rounding goes as in the app.
    """
    first, *others = network.weights
    first = first * first.dtype.type(network.input_scale / 255.0)
    reader = Network([first, *others], network.biases, network.activation, network.output)
    right = 0
    for block in data.in_blocks(BLOCK):
        outputs = reader.feedforward(block.images.astype(first.dtype))
        answers = np.where(np.isfinite(outputs).all(axis=1), outputs.argmax(axis=1), -1)
        right += int((answers == block.labels).sum())
    return right


def tell(who: str, network: Network, test: Images) -> float:
    """Print how many of the test images a network reads right, and return their share."""
    right, n = count_right(network, test), len(test)
    print(f"{who}: {right:,} of {n:,} test images read right, {right / n:.2%}", flush=True)
    return right / n


def check(c: Config, n: int) -> None:
    """Raise `Refused` for a setting that does not fit, where there are n training images."""

    def expect(name: str, fits: bool, expected: str) -> None:
        if not fits:
            got = f"got {getattr(c, name)!r}; change SETTINGS."
            raise Refused(f"{name}: expected {expected}, {got}")

    whole = isinstance(c.sizes, (tuple, list)) and all(type(k) is int and k > 0 for k in c.sizes)
    ends = whole and [*c.sizes[:1], *c.sizes[-1:]] == [784, 10]
    expect("sizes", ends, "whole numbers in brackets, 784 first and 10 last")
    for names, kinds, least, expected in (
        ("mini_batch_size epochs training_images", (int,), 1, "a whole number of at least 1"),
        ("early_stopping held_back seed", (int,), 0, "a whole number of at least 0"),
        ("eta lmbda momentum", (int, float), 0, "a number of at least 0"),
    ):
        for name in names.split():
            value = getattr(c, name)
            expect(name, isinstance(value, kinds) and value >= least, expected)
    expect("training_images", c.training_images <= n, f"1 to {n:,}")
    fits = not c.early_stopping or 0 < c.held_back < c.training_images
    expect("held_back", fits, f"1 or more, and fewer than training_images, {c.training_images:,}")


def train_again(config: Config, data: Images, test: Images) -> tuple[Network, list[float]]:
    """Train from the start; return the network, and the accuracy after each epoch."""
    check(config, len(data))
    images = data[: config.images_to_learn_from]
    held_back = data[config.images_to_learn_from : config.training_images]
    run = EarlyStopping.begin(config, images)
    accuracies: list[float] = []
    for mini_batch in sgd(run, images):
        if mini_batch is None:
            if not run.network.is_finite:
                print("The weights stopped being finite numbers. Try a smaller eta.")
                break
            accuracies.append(tell(f"epoch {run.epochs_done}", run.network, test))
            if config.early_stopping:
                run.note_epoch(count_right(run.network, held_back))
    if run.best_network:
        run.network = run.best_network
        tell(f"the best epoch, {run.best_epoch}", run.network, test)
    return run.network, accuracies


def pixels_of(picture: str) -> Array:
    """Return the digit in a picture as MNIST has its digits, (1, 784) in [0, 1], 1 is ink.

    It is cut out, its longer side becomes 20 pixels, and its centre of mass goes to the middle.
    """
    from PIL import Image, ImageOps

    image = ImageOps.exif_transpose(Image.open(picture)).convert("RGBA")  # upright
    paper = Image.new("RGBA", image.size, "gray")  # below what is transparent
    grey = np.asarray(Image.alpha_composite(paper, image).convert("L"), np.float32)
    ink = np.abs(grey - np.median(grey))  # most of a picture is paper
    ink[ink < max(0.3 * ink.max(), 20.0)] = 0.0  # shades of the paper
    rows, columns = np.nonzero(ink)
    if not len(rows):
        raise Refused(f"{picture} is empty: expected one digit, dark on light or light on dark")
    box = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    height, width = (max(1, round(20 * side / max(box.shape))) for side in box.shape)
    digit = np.asarray(Image.fromarray(box).resize((width, height), Image.Resampling.BOX))
    middle = [(np.arange(n) + 0.5) @ digit.sum(axis=1 - k) for k, n in enumerate(digit.shape)]
    top, left = np.rint(14.0 - np.array(middle) / digit.sum()).astype(int)
    top, left = np.clip(top, 0, 28 - height), np.clip(left, 0, 28 - width)
    pixels = np.zeros((28, 28), np.float32)
    pixels[top : top + height, left : left + width] = digit / digit.max()
    return pixels.reshape(1, 784)


def read(picture: str, network: Network) -> None:
    """Print which digit the trained network reads in a picture."""
    outputs = network.feedforward(pixels_of(picture))[0]
    digit = int(outputs.argmax())
    if np.isfinite(outputs).all():
        print(f"{picture}: {digit} (output {outputs[digit]:.3f})")
    else:
        print(f"{picture}: no answer, the outputs are not finite numbers")


def main(home: Path, mnist: Path, config: Config | None, remark: str) -> None:
    """Read the pictures that are named; without one, say how well the network reads, and train.

    Without `config` it does not train. `remark` is said about that.
    """
    try:
        if {"-h", "--help"} & {*sys.argv}:
            return print(__doc__)
        network, *pictures = load_network(home / "weights.npz"), *sys.argv[1:]
        for picture in pictures:
            read(picture, network)
        if not pictures:
            test = load(mnist, "test")
            tell("weights.npz", network, test)
            if remark:
                print(remark)
            if config:
                train_again(config, load(mnist, "train"), test)
    except ImportError:
        sys.exit("Reading a picture takes Pillow: pip install pillow")
    except (OSError, Refused) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
