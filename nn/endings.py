"""How a training run ended, in sentences for a person."""

from typing import TYPE_CHECKING

from nn.in_words import counted

if TYPE_CHECKING:
    from nn.training import TrainingRun


def finished(run: "TrainingRun") -> str:
    """Say how a run came to its end, and with early stopping from which epoch its network is."""
    config, epochs = run.config, run.epochs_done
    message = f"Finished {counted(epochs, 'epoch')}."
    if epochs < config.epochs:
        patience = counted(config.early_stopping, "epoch")
        message = f"Stopped after epoch {epochs}: no better accuracy for {patience}."
    if run.best_epoch:  # even if the last epoch came first
        message += (
            f" The network is the one from epoch {run.best_epoch}, its best on the "
            f"{counted(config.held_back, 'held-back image')}."
        )
    return message


def diverged(run: "TrainingRun") -> str:
    """Say that a run's steps were too large, and what to try."""
    config = run.config
    advice = f"a learning rate of {config.eta / 10:g} or less (it was {config.eta:g})"
    if config.momentum:
        advice += f", or less momentum (it was {config.momentum:g})"
    if config.pixels == "raw":
        advice += ", or pixels scaled to 0 to 1"
    if config.activation == "relu" and config.initialisation != "he":
        advice += ", or He's initial weights, which are made for ReLU"
    return (
        f"The weights stopped being finite numbers by mini-batch {run.mini_batches_done:,} of "
        f"epoch {run.epochs_done + 1}: the steps were too large. Try {advice}. The network is one "
        "from shortly before."
    )
