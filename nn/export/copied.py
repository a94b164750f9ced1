"""What `my_network.py` does with the network: these functions are copied into it, letter by letter.

They use NumPy alone, and for a picture Pillow. In the file, the defaults of `TrainingConfig` are
the settings of its run.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nn.beginning import initial_network
from nn.evaluation import Evaluation
from nn.functions import Array
from nn.mnist import Images
from nn.network import Network
from nn.settings.config import TrainingConfig
from nn.training import Descent, Diverged, MiniBatch, TrainingRun, mini_batches, sgd, train

HERE = Path(__file__).parent
MNIST = HERE / "mnist.npz"
CONFIG = TrainingConfig()


def begin(config: TrainingConfig, n: int) -> Descent:
    """Return a run before its first step, which learns from n images."""
    rng = np.random.default_rng(config.seed)
    return Descent(config, initial_network(config, rng), rng, n, np.arange(n))


def train_again(test: Images) -> tuple[Network, list[float]]:
    """Train from the start; return the network, and the accuracy after each epoch."""
    images, run = load("train"), begin(CONFIG, CONFIG.training_images)
    accuracies: list[float] = []
    for mini_batch in sgd(run, images, run.network, mini_batches):
        if mini_batch is None:
            if not run.network.is_finite:
                print("The weights stopped being finite numbers. Try a smaller eta.")
                break
            accuracies.append(tell(f"epoch {run.epochs_done}", run.network, test))
    return run.network, accuracies


# The same for a run with early stopping, or with images that are warped


def fast(network: Network, cost: str) -> Network:
    """Return the network itself; the app has a twin here, which takes the same steps faster."""
    return network


def fast_mini_batches(run: TrainingRun, images: Images) -> Iterator[MiniBatch]:
    """Return the plain mini-batches; the app has a twin here, which cuts the same ones faster."""
    return mini_batches(run, images)


def evaluate(network: Network, data: Images, cost: str) -> Evaluation:
    """Return how many images are read right; what they cost is not asked for."""
    return Evaluation(count_right(network, data), len(data.labels), np.nan)


def train_whole_again(test: Images) -> tuple[Network, list[float]]:
    """Train from the start; return the network, and the accuracy after each epoch."""
    images, n = load("train"), CONFIG.images_to_learn_from
    run = TrainingRun.begin(CONFIG, images[:n])
    accuracies: list[float] = []
    try:
        for mini_batch in train(run, images[:n], images[n : CONFIG.training_images]):
            if mini_batch is None:
                accuracies.append(tell(f"epoch {run.epochs_done}", run.network, test))
    except Diverged as error:
        print(error)
    if run.best_epoch:
        tell(f"the best epoch, {run.best_epoch}", run.network, test)
    return run.network, accuracies


# For all


def load(part: str) -> Images:
    """Return the images of MNIST's part "train" or "test", one a row of 784 bytes."""
    with np.load(MNIST) as file:
        return Images(file[f"x_{part}"].reshape(-1, 784), file[f"y_{part}"])


def load_network() -> Network:
    """Return the trained network, which lies in weights.npz layer by layer."""
    with np.load(HERE / "weights.npz") as file:
        about = json.loads(file["about"].tobytes())
        layers = range(1, len(about["sizes"]))
        # Weights that are whole numbers have a factor for each row.
        weights = [file[f"weights_{l}"] * file.get(f"factors_{l}", 1) for l in layers]
        biases = [file[f"biases_{l}"] for l in layers]
    return Network(weights, biases, about["activation"], about["output"], about["input_scale"])


def count_right(network: Network, data: Images) -> int:
    """Return how many images are read right: the largest of the ten outputs is the answer.

    Bytes, 0 to 255, are divided by 255 in the first weights: rounding goes as in the app.
    """
    first, *others = network.weights
    first = first * first.dtype.type(network.input_scale / 255.0)
    reader = Network([first, *others], network.biases, network.activation, network.output)
    outputs = reader.feedforward(data.images.astype(first.dtype))
    answers = np.where(np.isfinite(outputs).all(axis=1), outputs.argmax(axis=1), -1)
    return int((answers == data.labels).sum())


def tell(who: str, network: Network, test: Images) -> float:
    """Print how many of the test images a network reads right, and return their share."""
    right = count_right(network, test)
    n, accuracy = len(test.labels), right / len(test.labels)
    print(f"{who}: {right:,} of {n:,} test images read right, {accuracy:.2%}", flush=True)
    return accuracy


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
        raise OSError(f"{picture} is empty: expected one digit, dark on light or light on dark")
    box = ink[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    height, width = (max(1, round(20 * side / max(box.shape))) for side in box.shape)
    digit = np.asarray(Image.fromarray(box).resize((width, height), Image.Resampling.BOX))
    middle = [(np.arange(n) + 0.5) @ digit.sum(axis=1 - k) for k, n in enumerate(digit.shape)]
    top, left = np.rint(14.0 - np.array(middle) / digit.sum()).astype(int)
    top, left = np.clip(top, 0, 28 - height), np.clip(left, 0, 28 - width)
    pixels = np.zeros((28, 28), np.float32)
    pixels[top : top + height, left : left + width] = digit / digit.max()
    return pixels.reshape(1, 784)


def read(picture: str) -> None:
    """Print which digit the trained network reads in a picture."""
    outputs = load_network().feedforward(pixels_of(picture))[0]
    digit = int(outputs.argmax())
    if np.isfinite(outputs).all():
        print(f"{picture}: {digit} (output {outputs[digit]:.3f})")
    else:
        print(f"{picture}: no answer, the outputs are not finite numbers")
