"""About how long an experiment takes, before it begins and while it goes on.

A run is its steps and its evaluations:

    run        = epochs * steps an epoch * step + (epochs + 1) * images evaluated * reading
    step       = LAYER * layers + IMAGE * m + PARAMETER * p + PRODUCT * m * p
    reading    = READ_IMAGE + READ_PRODUCT * p

where a mini-batch has m images and the network p weights and biases. NumPy is called a few times a
layer (LAYER); an image is fetched and made into floats (IMAGE); all parameters are changed once a
step (PARAMETER); and each image goes forwards and back through each of them (PRODUCT). An image
that is only read goes forwards.

The constants are a least-squares fit, of relative errors, to 40 configurations on one core of a
shared AMD EPYC, from no hidden layer to 1,000 neurons and from mini-batches of 1 to 1,000: the
formula is between half and one and a half times what was measured. Other machines differ by more,
so that what the first runs took counts as soon as there is one.
"""

from collections.abc import Sequence
from statistics import fmean

from nn.evaluation import TRAINING_IMAGES_AT_A_GLANCE
from nn.experiments.experiment import Experiment
from nn.experiments.measuring import Result
from nn.mnist import TEST_IMAGES
from nn.settings.config import TrainingConfig

# All in seconds.
LAYER, IMAGE, PARAMETER, PRODUCT = 3.6e-6, 0.66e-6, 0.63e-9, 0.052e-9
READ_IMAGE, READ_PRODUCT = 1.24e-6, 0.0197e-9
WARP = {"none": 0.0, "affine": 35e-6, "elastic": 36e-6, "both": 40e-6}  # an image
START = 1.0  # until a new process trains: Python starts, the images are loaded


def seconds_of_run(config: TrainingConfig, epochs: float | None = None) -> float:
    """Return about how long a run takes on one core, with all evaluations.

    It takes `epochs`, or else as many as the settings allow: early stopping may end it before.
    """
    epochs = config.epochs if epochs is None else epochs
    return seconds_of_training(config, epochs) + (epochs + 1) * _seconds_to_evaluate(config)


def seconds_of_training(config: TrainingConfig, epochs: float | None = None) -> float:
    """Return about how long the steps of a run take on one core, as `Result.seconds` is."""
    m, p = config.mini_batch_size, config.parameter_count
    images = config.images_to_learn_from
    step = LAYER * (len(config.sizes) - 1) + IMAGE * m + PARAMETER * p + PRODUCT * m * p
    epoch = config.mini_batches(images) * step + images * WARP[config.augmentation]
    return (config.epochs if epochs is None else epochs) * epoch


def seconds_of_experiment(experiment: Experiment, at_once: int) -> float:
    """Return about how long all runs take, of which `at_once` are trained at the same time."""
    seeds = len(experiment.seeds)
    return START + _shared([(seeds, seconds_of_run(c.config)) for c in experiment.cells], at_once)


def seconds_left(experiment: Experiment, results: Sequence[Result], at_once: int) -> float:
    """Return about how long the runs without a result take, of which `at_once` are trained at once.

    A cell's runs take as long as those of it that have ended. Where none has, they take as much
    longer or shorter than the estimate as all others did. Runs in hand count as if they began now.
    """
    if not results:
        return seconds_of_experiment(experiment, at_once)
    by_cell: dict[int, list[Result]] = {cell.number: [] for cell in experiment.cells}
    for result in results:
        by_cell[result.cell].append(result)
    pace, seeds = _pace(results), len(experiment.seeds)
    left = []
    for cell in experiment.cells:
        ended = by_cell[cell.number]
        epochs = fmean(map(_epochs_of, ended)) if ended else None
        seconds = seconds_of_run(cell.config, epochs) * (_pace(ended) if ended else pace)
        left.append((seeds - len(ended), seconds))
    return _shared(left, at_once)


def _seconds_to_evaluate(config: TrainingConfig) -> float:
    images = TEST_IMAGES + min(config.images_to_learn_from, TRAINING_IMAGES_AT_A_GLANCE)
    images += config.held_back if config.early_stopping else 0
    return images * (READ_IMAGE + READ_PRODUCT * config.parameter_count)


def _pace(results: Sequence[Result]) -> float:
    """Return how many times as long as estimated the steps of these runs took."""
    estimated = sum(seconds_of_training(r.config, _epochs_of(r)) for r in results)
    return sum(result.seconds for result in results) / estimated


def _epochs_of(result: Result) -> float:
    """Return how many epochs a run took; one that diverged has begun another one."""
    return max(1, len(result.measured) - 1)


def _shared(runs: Sequence[tuple[int, float]], at_once: int) -> float:
    """Return how long runs take together, of which so many take so long each.

    That is at least as long as the longest one.
    """
    total = sum(count * seconds for count, seconds in runs)
    longest = max((seconds for count, seconds in runs if count), default=0.0)
    return max(total / max(1, at_once), longest)
