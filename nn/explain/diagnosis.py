"""What is wrong with a run that does not learn, in words: the symptoms of chapter 3."""

from collections.abc import Sequence

from nn.settings.config import SETTING, TrainingConfig

# Test accuracy: what a network that says the same to everything gets, and what needs no excuse.
ONE_IN_TEN = (0.08, 0.13)
WELL = 0.85
PERCENT = "\N{NO-BREAK SPACE}%"
# Shares of the hidden answers.
MANY_SATURATED = 0.5
MANY_SILENT = 0.9


def diagnose(
    test_accuracies_by_epoch: Sequence[float],
    saturated: float,
    activation: str,
    config: TrainingConfig,
) -> list[str]:
    """Return what is wrong with a run, with the reason and what to try; empty if all is well.

    Parameters
    ----------
    test_accuracies_by_epoch : sequence of float
        Shares from 0 to 1, the first one after epoch 1.
    saturated : float
        The `saturated_share` of the network as it is now, 0 to 1.
    activation : {"sigmoid", "tanh", "relu"}
    config : TrainingConfig

    Notes
    -----
    Saturation alone is no fault: a trained sigmoid network that reads 94 % has nine in ten of its
    hidden answers near 0 or 1, because its neurons have made up their minds. It is one where the
    network reads badly.
    """
    if not test_accuracies_by_epoch or test_accuracies_by_epoch[-1] >= WELL:
        return []
    accuracy = test_accuracies_by_epoch[-1]
    causes = " ".join(_causes(config))
    found = []
    if ONE_IN_TEN[0] <= accuracy <= ONE_IN_TEN[1]:
        found.append(
            f"The network reads one in ten ({100 * accuracy:.1f}{PERCENT} of the test images), no "
            f"better than one that gives the same answer to everything. {causes}"
        )
    if activation == "relu" and saturated > MANY_SILENT:
        found.append(
            f"{100 * saturated:.0f}{PERCENT} of the hidden neurons' answers are 0. Where a ReLU "
            "is silent its slope is 0, so no gradient reaches its weights: a neuron that is silent "
            "for every image is dead and stays so. Start again with smaller steps and He initial "
            "weights."
        )
    if activation != "relu" and saturated > MANY_SATURATED:
        found.append(
            f"{100 * saturated:.0f}{PERCENT} of the hidden neurons' answers lie on the flat part "
            f"of the {activation}, where its slope σ′(z) is near 0. Every step is multiplied by "
            f"it, so these neurons' weights hardly move.{'' if found else ' ' + causes}"
        )
    return found


def usual_eta(config: TrainingConfig) -> float:
    """Return a learning rate that works with this activation and cost, without momentum."""
    if config.activation != "sigmoid":
        return 0.1
    return 3.0 if config.cost == "quadratic" else 0.5


def _causes(config: TrainingConfig) -> list[str]:
    """Return what in the settings can hold a network back, with what to try instead."""
    usual = usual_eta(config) * (1.0 - config.momentum)  # momentum lengthens every step
    better = "he" if config.activation == "relu" else "sqrt-n"
    known = (
        (
            config.pixels == "raw",
            "Raw pixels of 0 to 255 make z hundreds of times too large: choose pixels of 0 to 1.",
        ),
        (
            config.eta > 10 * usual,
            f"A learning rate of {config.eta:g} throws the weights far out in a few steps: "
            f"try {usual:g}.",
        ),
        (
            config.eta < usual / 10,
            f"A learning rate of {config.eta:g} moves the weights only a little: try {usual:g}.",
        ),
        (
            config.eta * config.lmbda > 0.001 * config.images_to_learn_from,
            f"Regularisation of {config.lmbda:g} pulls the weights back to 0 faster than the "
            "images can push them: make it smaller.",
        ),
        (
            config.initialisation == "normal" and usual / 10 <= config.eta <= 10 * usual,
            "Initial weights N(0, 1) make z large from the start: try "
            f"{SETTING['initialisation'].choices[better]}.",
        ),
    )
    return [text for applies, text in known if applies] or [
        "Try another seed, or a smaller learning rate."
    ]
