"""Epochs of mini-batches: the book's `SGD` (chapter 1), as an iterator of events.

    for event in Trainer(TrainingConfig(), mnist.load()):
        ...

At its heart are the few lines of the book:

    for each epoch:
        shuffle the training images
        for each mini-batch x, y of them:
            network.update_mini_batch(x, y, eta)
        evaluate the network

What is more here: looks inside the first epoch, changes on the way, early stopping, and what to do
when the weights diverge. What a mini-batch does to the network is `Workspace.step`, which is
`Network.update_mini_batch` made fast; read the latter.

Nothing happens between one event and the next being asked for: pausing is not asking. All chance
comes from one generator, seeded by the settings: first the initial weights, then the shuffles and
the augmentation. So one seed gives one network, bit for bit on one machine with one number of
BLAS threads, however often the run was paused or looked at.
"""

import math
import time
from collections.abc import Generator, Iterator
from dataclasses import replace

import numpy as np

from nn.errors import Refused
from nn.evaluation import evaluate
from nn.events import Checkpoint, Diverged, EpochEnd, Event, Progress, Stopped
from nn.fast_step import Workspace
from nn.functions import Array
from nn.mini_batches import Feed
from nn.mnist import Images, Mnist
from nn.network import Network
from nn.settings.config import SETTINGS, TrainingConfig
from nn.settings.setting import Value

# In the first epoch most of what there is to see happens early: a look after so many mini-batches.
FIRST_EPOCH_CHECKPOINTS = (1, 3, 10, 30, 100, 300, 1000, 3000)
# Inside an epoch the accuracy on the training images is that on the first so many of them.
TRAINING_IMAGES_AT_A_GLANCE = 10_000

Batches = list[tuple[Array, Array]]


def initial_network(config: TrainingConfig, rng: np.random.Generator | None = None) -> Network:
    """Return the network that a run with these settings starts from.

    Parameters
    ----------
    config : TrainingConfig
    rng : np.random.Generator or None
        The run's generator, from which nothing has been drawn yet. A new one with the seed of the
        settings when None.
    """
    return Network.initialise(
        config.sizes,
        rng or np.random.default_rng(config.seed),
        activation=config.activation,
        output=config.output,
        initialisation=config.initialisation,
        input_scale=config.input_scale,
        dtype=np.float32,
    )


class Trainer:
    """Trains one network.

    Parameters
    ----------
    config : TrainingConfig
    data : Mnist
        The run learns from the first `config.training_images` of its training images.
    progress_every : int
        Mini-batches from one `Progress` to the next. An attribute that may be changed at any
        time: 1 goes step by step.
    extra : Images or None
        More images to learn from, shuffled together with MNIST's. None of them is held back, and
        the settings do not count them. L2's n, equation (93), does.

    Attributes
    ----------
    images : int
        How many images an epoch learns from, the extra ones included.
    network : Network
        The network being trained; take a copy to keep it.
    config : TrainingConfig
        With the changes made so far.

    Raises
    ------
    Refused
        If the data set has fewer images than the settings ask for.
    """

    def __init__(
        self,
        config: TrainingConfig,
        data: Mnist,
        progress_every: int = 500,
        extra: Images | None = None,
    ) -> None:
        if len(data.train) < config.training_images:
            raise Refused(
                f"The settings ask for {config.training_images:,} training images, but the data "
                f"set has {len(data.train):,}."
            )
        self.config = config
        self.progress_every = progress_every
        rng = np.random.default_rng(config.seed)
        self.network = initial_network(config, rng)
        self._workspace = Workspace(self.network, config.cost)
        learn_from = config.images_to_learn_from
        self._train = data.train[:learn_from]
        if extra is not None and len(extra):
            self._train = self._train.and_also(extra)
        self.images = len(self._train)
        self._held_back = data.train[learn_from : config.training_images]
        self._test = data.test
        self._feed = Feed(self._train, config, rng)
        self._stop_asked = self._over = False
        self._epoch_reached = 0
        self._events = self._run()

    def __iter__(self) -> Iterator[Event]:
        return self

    def __next__(self) -> Event:
        if self._over:
            raise StopIteration
        if self._stop_asked:
            self._events.close()
            epoch = self._epoch_reached
            event: Event = Stopped("asked", epoch, f"Stopped in epoch {epoch}, as asked.")
        else:
            event = next(self._events)
        self._over = isinstance(event, Stopped | Diverged)
        return event

    def change(self, **settings: Value) -> None:
        """Change settings from the next mini-batch on: eta, lmbda, momentum, mini_batch_size.

        Raises
        ------
        ConfigError
            If a value is out of range or does not go with the others; nothing has changed then.
        Refused
            If the setting cannot change during a run.
        """
        can = [setting.name for setting in SETTINGS if setting.live]
        for name in settings:
            if name not in can:
                raise Refused(f"{name} cannot change during a run; these can: {', '.join(can)}.")
        self.config = replace(self.config, **settings)  # type: ignore[arg-type]
        self._feed.change_size(self.config.mini_batch_size)

    def stop(self) -> None:
        """End the run: the next event is the last."""
        self._stop_asked = True

    def _run(self) -> Generator[Event, None, None]:
        yield self._checkpoint(0, 0, glance=True)
        best_epoch, best_correct, best = 0, -1, self._workspace.keep()
        for epoch in range(1, self.config.epochs + 1):
            for event in self._epoch(epoch):
                yield event
                if isinstance(event, Stopped | Diverged):
                    return
                if isinstance(event, EpochEnd) and event.held_back:
                    if event.held_back.correct > best_correct:
                        best_epoch, best_correct = epoch, event.held_back.correct
                        best = self._workspace.keep()
            if best_epoch and epoch - best_epoch >= self.config.early_stopping:
                reason = "early"
                message = f"Stopped after epoch {epoch}: no better accuracy for "
                message += f"{_counted(self.config.early_stopping, 'epoch')}."
                break
        else:
            reason, message = "finished", f"Finished {_counted(self.config.epochs, 'epoch')}."
        if best_epoch:  # with early stopping, also where the last epoch came first
            self._workspace.put_back(best)
            message += (
                f" The network is the one from epoch {best_epoch}, its best on the "
                f"{_counted(len(self._held_back), 'held-back image')}."
            )
        yield Stopped(reason, best_epoch or self.config.epochs, message)

    def _epoch(self, epoch: int) -> Generator[Event, None, None]:
        """Train for one epoch: the events inside it, its end, and its checkpoint."""
        start = time.perf_counter()
        self._feed.shuffle()
        done, seconds = 0, time.perf_counter() - start
        while self._feed.mini_batches_left:
            start = time.perf_counter()
            images_before = (epoch - 1) * self.images + self._feed.images_taken
            batches = self._feed.take(self._next_look(epoch, done) - done)
            etas = self._etas(images_before, batches)
            good = self._steps(batches, etas)
            seconds += time.perf_counter() - start
            done += good
            self._epoch_reached = epoch
            if good < len(batches):
                yield Diverged(epoch, done + 1, self._diverged_message(epoch, done + 1))
                return
            left = self._feed.mini_batches_left
            if done % max(1, self.progress_every) == 0 or not left:
                cost = self._workspace.cost(*batches[-1])
                yield Progress(epoch, done, done + left, cost, etas[-1], seconds)
            if epoch == 1 and done in FIRST_EPOCH_CHECKPOINTS and left:
                yield self._checkpoint(epoch, done, glance=True)
        checkpoint = self._checkpoint(epoch, done)
        held_back = None
        if self.config.early_stopping:
            held_back = evaluate(self.network, self._held_back, self.config.cost)
        yield EpochEnd(epoch, checkpoint.test, checkpoint.train, held_back, seconds)
        yield checkpoint

    def _next_look(self, epoch: int, done: int) -> int:
        """Return the mini-batch of this epoch after which there is something to tell."""
        every = max(1, self.progress_every)
        looks = [done + every - done % every]
        if epoch == 1:
            looks += [at for at in FIRST_EPOCH_CHECKPOINTS if at > done]
        return min(looks)

    def _etas(self, images_before: int, batches: Batches) -> list[float]:
        """Return each mini-batch's learning rate.

        `images_before` counts what the run has learnt from before them, in all its epochs.
        """
        if self.config.schedule == "constant":
            return [self.config.eta] * len(batches)
        total = self.config.epochs * self.images
        etas = []
        for x, _ in batches:
            etas.append(self.config.eta * 0.5 * (1.0 + math.cos(math.pi * images_before / total)))
            images_before += len(x)
        return etas

    def _steps(self, batches: Batches, etas: list[float]) -> int:
        """Take a step on each mini-batch; return how many left the weights finite.

        Whether the weights are finite is asked once after all the steps, since the answer would
        take a tenth of a step's time. Where they are not, the steps are taken again one by one,
        up to the last good one.
        """
        shrink_per_eta = self.config.lmbda / self.images
        momentum = self.config.momentum
        before = self._workspace.keep()
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                for (x, y), eta in zip(batches, etas, strict=True):
                    self._workspace.step(x, y, eta, eta * shrink_per_eta, momentum)
                if self._workspace.finite():
                    return len(batches)
                self._workspace.put_back(before)
                for good, ((x, y), eta) in enumerate(zip(batches, etas, strict=True)):
                    before = self._workspace.keep()
                    self._workspace.step(x, y, eta, eta * shrink_per_eta, momentum)
                    if not self._workspace.finite():
                        self._workspace.put_back(before)
                        return good
        except BaseException:  # Ctrl-C in the middle of a step, which is taken in place
            self._workspace.put_back(before)
            raise
        raise AssertionError("the same steps on the same images gave other weights")

    def _checkpoint(self, epoch: int, mini_batch: int, glance: bool = False) -> Checkpoint:
        train = self._train[:TRAINING_IMAGES_AT_A_GLANCE] if glance else self._train
        return Checkpoint(
            epoch,
            mini_batch,
            self.network.copy(),
            evaluate(self.network, self._test, self.config.cost),
            evaluate(self.network, train, self.config.cost),
        )

    def _diverged_message(self, epoch: int, mini_batch: int) -> str:
        config = self.config
        advice = f"a learning rate of {config.eta / 10:g} or less (it was {config.eta:g})"
        if config.momentum:
            advice += f", or less momentum (it was {config.momentum:g})"
        if config.pixels == "raw":
            advice += ", or pixels scaled to 0 to 1"
        if config.activation == "relu" and config.initialisation != "he":
            advice += ", or He's initial weights, which are made for ReLU"
        return (
            f"The weights stopped being finite numbers at mini-batch {mini_batch:,} of epoch "
            f"{epoch}: the steps were too large. Try {advice}. The network is the one from before "
            "that mini-batch."
        )


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
