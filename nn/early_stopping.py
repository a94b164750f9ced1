"""Early stopping (the book's chapter 3): end a run that gets no better, with its best network.

After each epoch the network reads the images that are held back. When it has not read more of them
right for `patience` epochs the run is over, and its network is the one from the best epoch.
"""

from nn.evaluation import Evaluation
from nn.fast_step import Workspace
from nn.functions import Array


class BestEpoch:
    """The best epoch of a run so far, with a copy of the weights and biases it ended with.

    `workspace` has the network that is being trained; `patience` is in epochs.
    """

    def __init__(self, workspace: Workspace, patience: int) -> None:
        self.epoch = 0  # from 1; 0 before the first one, and always without early stopping
        self.correct = -1  # how many held-back images it read right
        self._workspace, self._patience = workspace, patience
        self._copies: tuple[Array, Array] | None = None  # as `Workspace.keep` returns them

    @property
    def parameters(self) -> Array | None:
        """All its weights and biases, (p,) of float32; None without a best epoch."""
        return self._copies[0] if self._copies else None

    def note(self, epoch: int, held_back: Evaluation | None) -> None:
        """Take in an epoch that has just ended; `held_back` is None without early stopping."""
        if held_back and held_back.correct > self.correct:
            self.epoch, self.correct = epoch, held_back.correct
            self._copies = self._workspace.keep()

    def is_long_ago(self, epoch: int) -> bool:
        """Tell whether none of the latest epochs, up to this one, was better: the run is over."""
        return self.epoch > 0 and epoch - self.epoch >= self._patience

    def put_back(self) -> None:
        """Give the network the weights and biases of the best epoch, if there is one."""
        if self._copies:
            self._workspace.put_back(self._copies)

    def take_up(self, epoch: int, correct: int, parameters: Array | None, velocity: Array) -> None:
        """Go on with what another process knew; `velocity` is that of any step, (p,)."""
        self.epoch, self.correct = epoch, correct
        if parameters is not None:
            self._copies = parameters, velocity  # no step follows the best epoch
