"""Early stopping: chapter 3, "How to choose a neural network's hyper-parameters?"."""

from dataclasses import dataclass

from nn.network import Network
from nn.sgd import Descent


@dataclass(eq=False)
class EarlyStopping(Descent):
    """A run that may end before all its epochs, if the settings say so."""

    best_network: Network | None = None  # as it was after `best_epoch`, the best one so far
    best_epoch: int = 0  # from 1
    best_correct: int = -1  # how many held-back images it read right

    @property
    def is_over(self) -> bool:
        """Whether all epochs are done, or the best one is too long ago."""
        c, since = self.config, self.epochs_done - self.best_epoch
        has_waited = c.early_stopping > 0 and self.best_epoch > 0 and since >= c.early_stopping
        return self.epochs_done >= c.epochs or has_waited

    def note_epoch(self, correct: int) -> None:
        """Note how many held-back images are read right after an epoch, and keep the best one."""
        if correct > self.best_correct:
            self.best_epoch, self.best_correct = self.epochs_done, correct
            self.best_network = self.network.copy()
