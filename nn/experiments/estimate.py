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
so what the first runs took counts as soon as there is one.
"""

from collections import Counter
from collections.abc import Sequence

from nn.evaluation import TRAINING_IMAGES_AT_A_GLANCE
from nn.experiments.experiment import Experiment
from nn.experiments.one_run import Result
from nn.mnist import TEST_IMAGES
from nn.settings.config import TrainingConfig

# All in seconds.
LAYER, IMAGE, PARAMETER, PRODUCT = 3.6e-6, 0.66e-6, 0.63e-9, 0.052e-9
READ_IMAGE, READ_PRODUCT = 1.24e-6, 0.0197e-9
WARP = {"none": 0.0, "affine": 35e-6, "elastic": 36e-6, "both": 40e-6}  # an image


def seconds_of_run(config: TrainingConfig) -> float:
    """Return about how long a run takes on one core: all its epochs, with all evaluations."""
    images = TEST_IMAGES + min(config.images_to_learn_from, TRAINING_IMAGES_AT_A_GLANCE)
    images += config.held_back if config.early_stopping else 0
    reading = images * (READ_IMAGE + READ_PRODUCT * config.parameter_count)
    return seconds_of_training(config) + (config.epochs + 1) * reading


def seconds_of_training(config: TrainingConfig) -> float:
    """Return about how long the steps of a run take on one core, as `Result.seconds` is."""
    m, p = config.mini_batch_size, config.parameter_count
    images = config.images_to_learn_from
    step = LAYER * (len(config.sizes) - 1) + IMAGE * m + PARAMETER * p + PRODUCT * m * p
    return config.epochs * (config.mini_batches(images) * step + images * WARP[config.augmentation])


def seconds_left(experiment: Experiment, results: Sequence[Result], at_once: int) -> float:
    """Return about how long the runs without a result take, of which `at_once` are trained at once.

    They take as much longer or shorter than the formula says as those that have ended. Where these
    stopped early, so will the others. Runs in hand count as if they began now.
    """
    pace = 1.0
    if results:
        took = sum(result.seconds for result in results)
        pace = took / sum(seconds_of_training(result.config) for result in results)
    ended = Counter(result.cell for result in results)
    total = longest = 0.0
    for cell in experiment.cells:
        if left := len(experiment.seeds) - ended[cell.number]:
            seconds = pace * seconds_of_run(cell.config)
            total += left * seconds
            longest = max(longest, seconds)
    return max(total / at_once, longest)
