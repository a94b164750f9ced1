"""Why a run does not learn, in words: the symptoms of chapter 3."""

from math import inf

from nn.explain.confusion import Readings
from nn.functions import ACTIVATIONS, COSTS
from nn.in_words import spoken
from nn.initial_weights import INITIALISERS
from nn.settings.config import TrainingConfig

# Test accuracies: that of a network which gives every image the same answer, one that has not
# learnt to read, and a good one.
ONE_IN_TEN = (0.08, 0.13)
HALF = 0.5
GOOD = 0.85
PERCENT = "\N{NO-BREAK SPACE}%"
GENTLE = 0.25  # a slope: one that is steeper needs smaller weights and steps than the book's
# Shares of the hidden activations.
MANY_SATURATED = 0.5
MANY_SILENT = 0.9


def diagnose(accuracy: float, flat: float, config: TrainingConfig) -> list[str]:
    """Return what is wrong with a run, why, and what to try; empty if all is well.

    `accuracy` is the share of the test images that it reads, 0 to 1, after the latest epoch.
    `flat` is the share of the first hidden layer's present activations with nearly no slope.

    Saturation alone is no fault: in a trained sigmoid network that reads 94 %, nine in ten hidden
    activations are near 0 or 1. It is a fault only where the network reads badly.
    """
    if accuracy >= GOOD:
        return []
    causes = " ".join(_causes(config))
    function = ACTIVATIONS[config.activation]
    name, levels_off = function.said.title, function.flat[1] < inf
    sentences = []
    if ONE_IN_TEN[0] <= accuracy <= ONE_IN_TEN[1]:
        sentences.append(
            f"The network reads one in ten ({100 * accuracy:.1f}{PERCENT} of the test images), no "
            f"better than one that gives the same answer to everything. {causes}"
        )
    elif accuracy < HALF:
        sentences.append(
            f"The network reads {100 * accuracy:.1f}{PERCENT} of the test images. {causes}"
        )
    if not levels_off and flat > MANY_SILENT:
        sentences.append(
            f"{100 * flat:.0f}{PERCENT} of the hidden neurons' activations are not above "
            f"{spoken(function.flat[0])}. There a neuron is silent: {name} is flat, so hardly any "
            "gradient reaches the weights. One that is silent for every image is dead: it hardly "
            "learns again. Start again with smaller steps and these initial weights: "
            f"{_initial_weights(config)}."
        )
    if levels_off and flat > MANY_SATURATED:
        sentences.append(
            f"{100 * flat:.0f}{PERCENT} of the hidden neurons' activations are on the flat "
            f"part of the {name}, where its slope σ′(z) is near 0. Each step is multiplied "
            "by this slope, so the weights of these neurons hardly move."
            f"{'' if sentences else ' ' + causes}"
        )
    return sentences


def on_equal_outputs(readings: Readings) -> str:
    """Return a sentence on the test images whose ten outputs are all equal; "" without one."""
    count = int(readings.all_equal.sum())
    if not count:
        return ""
    return (
        f"For {count:,} of {len(readings):,} test images all ten outputs are equal. The network "
        "cannot tell these digits apart; the first digit, 0, counts as its answer."
    )


def better_eta(config: TrainingConfig) -> float | None:
    """Return a learning rate to try where that of a run can be why it does not learn; else None."""
    others = config.pixels == "raw" or _starts_too_wide(config)
    return None if others or _fits(config) else _usual_eta(config)


def _starts_too_wide(config: TrainingConfig) -> bool:
    """Tell whether the initial weights alone keep a network from learning."""
    return config.initialisation == "normal" and not _is_gentle(config)


def _is_gentle(config: TrainingConfig) -> bool:
    return ACTIVATIONS[config.activation].steepest <= GENTLE


def _initial_weights(config: TrainingConfig) -> str:
    """Say which initial weights suit the activation."""
    return INITIALISERS[ACTIVATIONS[config.activation].initialisation].words


def _fits(config: TrainingConfig) -> bool:
    """Tell whether the learning rate is near one that works."""
    return _usual_eta(config) / 10 <= config.eta <= 10 * _usual_eta(config)


def _usual_eta(config: TrainingConfig) -> float:
    """Return a learning rate that works with this activation and cost."""
    gentle = 0.5 if COSTS[config.cost][config.output].slope_cancels else 3.0
    usual = gentle if _is_gentle(config) else 0.1
    return usual * (1.0 - config.momentum)  # momentum lengthens every step


def _causes(config: TrainingConfig) -> list[str]:
    """Return the settings that can hold a network back, with what to try instead."""
    usual, is_raw = _usual_eta(config), config.pixels == "raw"
    is_far_off = not (is_raw or _fits(config))
    causes = {
        "Raw pixels of 0 to 255 make z hundreds of times too large: choose pixels of 0 to 1.": (
            is_raw
        ),
        f"A learning rate of {config.eta:g} makes the weights far too large in a few steps: "
        f"try {usual:g}.": is_far_off and config.eta > usual,
        f"A learning rate of {config.eta:g} moves the weights only a little: try {usual:g}.": (
            is_far_off and config.eta < usual
        ),
        f"Regularisation of {config.lmbda:g} pulls the weights to 0 faster than the images can "
        "move them away: make it smaller.": (
            config.eta * config.lmbda > 0.001 * config.images_to_learn_from
        ),
        "Wide initial weights, N(0, 1), make z large from the start: try "
        f"{_initial_weights(config)}.": (
            config.initialisation == "normal" and (_fits(config) or _starts_too_wide(config))
        ),
    }
    return [cause for cause, applies in causes.items() if applies] or [
        "Try another seed, or a smaller learning rate."
    ]
