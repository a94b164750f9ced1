"""A recorded run, for when none can train: the first epoch of the book's run, in one small file.

The file is `nn/assets/first-epoch.npz`, and `np.load` opens it without pickles:

    steps        (n,), the mini-batches after which the network was kept, from 0 on
    differences  (n, p), what each network adds to the one before, the first one to 0
    evaluations  (n, 2, 3), of each network: images read right, images, cost; test and training
    costs        (m,), the cost of every mini-batch

The numbers of the networks are rounded to 1/64, which makes the file small. The evaluations are
those of the rounded networks.
"""

import io
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from nn.errors import Damaged, Refused
from nn.evaluation import Evaluation, evaluate
from nn.events import Checkpoint, Progress
from nn.functions import Array
from nn.mnist import PATH as MNIST
from nn.mnist import Mnist
from nn.network import Network
from nn.npz import Npz, NpzError
from nn.runs import messages
from nn.settings.config import TrainingConfig
from nn.storage import files
from nn.training import FIRST_EPOCH_CHECKPOINTS, TRAINING_IMAGES_AT_A_GLANCE, Trainer

CONFIG = TrainingConfig(epochs=1)
IMAGES = CONFIG.images_to_learn_from
MINI_BATCHES = CONFIG.mini_batches(IMAGES)
# The accuracy's usual moments, and enough others for a curve that never rests in six seconds.
STEPS = sorted({0, *FIRST_EPOCH_CHECKPOINTS, *range(300, MINI_BATCHES + 1, 300)})
PATH = MNIST.parent / "first-epoch.npz"

_GRID = 64  # steps of the rounded numbers between 0 and 1
_MOST_BYTES = 300_000
_SHAPES = {
    "steps": (len(STEPS),),
    "differences": (len(STEPS), CONFIG.parameter_count),
    "evaluations": (len(STEPS), 2, 3),
    "costs": (MINI_BATCHES,),
}
_DTYPES = {"steps": "<i4", "differences": "<i2", "evaluations": "<f8", "costs": "<f4"}


@dataclass(frozen=True, eq=False)
class Recording:
    """The checkpoints of a run's first epoch, and the cost of each of its mini-batches, (m,)."""

    checkpoints: tuple[Checkpoint, ...]
    costs: Array


def record(data: Mnist) -> Recording:
    """Train for one epoch, and return what there is to record of it."""
    trainer = Trainer(CONFIG, data, look_after=1, evaluates=False)
    networks, costs = {0: _rounded(trainer.network)}, []
    for event in trainer:
        if isinstance(event, Progress):
            costs.append(event.cost)
            if event.step in STEPS:
                networks[event.step] = _rounded(trainer.network)
    checkpoints = []
    for step, numbers in networks.items():
        network = _network(numbers)
        seen = data.train[: IMAGES if step == MINI_BATCHES else TRAINING_IMAGES_AT_A_GLANCE]
        test, train = (evaluate(network, images, CONFIG.cost) for images in (data.test, seen))
        checkpoints.append(_checkpoint(step, network, test, train))
    return Recording(tuple(checkpoints), np.array(costs))


def to_bytes(recording: Recording) -> bytes:
    """Return the content of the recording's file."""
    checkpoints = recording.checkpoints
    both = [(c.test, c.train) for c in checkpoints]
    arrays = {
        "steps": [c.step for c in checkpoints],
        "differences": np.diff([_rounded(c.network) for c in checkpoints], axis=0, prepend=0),
        "evaluations": [[(e.correct, e.total, e.cost) for e in pair] for pair in both],
        "costs": recording.costs,
    }
    stream = io.BytesIO()
    members = {name: np.asarray(array, _DTYPES[name]) for name, array in arrays.items()}
    np.savez_compressed(stream, allow_pickle=False, **members)
    return stream.getvalue()


def from_bytes(content: bytes) -> Recording:
    """Return the recording in the content of a file.

    Raises `NpzError` if `to_bytes` did not make it; the message is half a sentence about "it".
    """
    if len(content) > _MOST_BYTES:
        raise NpzError(f"it is longer than {_MOST_BYTES:,} bytes")
    npz = Npz(content)
    npz.expect((), _SHAPES, [np.dtype(dtype) for dtype in _DTYPES.values()])
    arrays = {name: npz.array(name) for name in _SHAPES}
    if arrays["steps"].tolist() != STEPS:
        raise NpzError("its steps are not those of a recording")
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise NpzError("it has numbers that are not finite")
    numbers = np.cumsum(arrays["differences"], axis=0, dtype=np.int32)
    checkpoints = []
    for step, row, both in zip(STEPS, numbers, arrays["evaluations"], strict=True):
        test, train = (Evaluation(int(right), int(all_), float(c)) for right, all_, c in both)
        if not all(0 <= e.correct <= e.total and e.total for e in (test, train)):
            raise NpzError("its evaluations are not those of a recording")
        checkpoints.append(_checkpoint(step, _network(row), test, train))
    return Recording(tuple(checkpoints), arrays["costs"])


@cache
def load() -> Recording:
    """Return the recording that comes with the project; raise `Refused` if it cannot be read."""
    try:
        return from_bytes(files.read(PATH, _MOST_BYTES))
    except Refused as error:
        raise Damaged("The recorded run is missing or damaged", PATH) from error


def _rounded(network: Network) -> npt.NDArray[np.int32]:
    """Return a network's numbers, (p,), in whole steps of the grid."""
    return np.rint(np.frombuffer(messages.pack(network), "<f4") * _GRID).astype(np.int32)


def _network(numbers: npt.NDArray[np.int32]) -> Network:
    return messages.unpack((numbers / _GRID).astype("<f4").tobytes(), CONFIG)


def _checkpoint(step: int, network: Network, test: Evaluation, train: Evaluation) -> Checkpoint:
    epoch = 1 if step else 0
    return Checkpoint(epoch, step, step, step / MINI_BATCHES, network, test, train)
