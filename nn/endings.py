"""How a training run ended, in sentences for a person."""

from math import inf

from nn.functions import ACTIVATIONS
from nn.in_words import counted
from nn.initial_weights import INITIALISERS
from nn.sgd import Config


def finished(config: Config, epochs: int, best_epoch: int) -> str:
    """Say how a run came to its end, and with early stopping from which epoch its network is."""
    message = f"Finished {counted(epochs, 'epoch')}."
    if epochs < config.epochs:
        patience = counted(config.early_stopping, "epoch")
        message = f"Stopped after epoch {epochs}: no better accuracy for {patience}."
    # The best epoch counts even if the last epoch came first.
    return f"{message} {_best(config, best_epoch)}".strip()


def interrupted(config: Config, epochs: int, best_epoch: int) -> str:
    """Say that somebody ended a run, and with early stopping from which epoch its network is."""
    message = f"Interrupted after {counted(epochs, 'whole epoch')}. {_best(config, best_epoch)}"
    return message.strip()


def diverged(config: Config, epoch: int, mini_batch: int, best_epoch: int) -> str:
    """Say that a run's steps were too large, what to try, and which network is left."""
    advice = f"a learning rate of {config.eta / 10:g} or less (it was {config.eta:g})"
    if config.momentum:
        advice += f", or less momentum (it was {config.momentum:g})"
    if config.pixels == "raw":
        advice += ", or pixels scaled to 0 to 1"
    activation = ACTIVATIONS[config.activation]
    if activation.between[1] == inf and config.initialisation != activation.initialisation:
        advice += f", or as initial weights {INITIALISERS[activation.initialisation].words}"
    left = _best(config, best_epoch) or "The network is one from shortly before."
    return (
        f"The weights stopped being finite numbers by mini-batch {mini_batch:,} of epoch {epoch}: "
        f"the steps were too large. Try {advice}. {left}"
    )


def _best(config: Config, best_epoch: int) -> str:
    """Say which network early stopping keeps; "" if there is none."""
    if not best_epoch:
        return ""
    held_back = counted(config.held_back, "held-back image")
    return f"The network is the one from epoch {best_epoch}, its best on the {held_back}."
