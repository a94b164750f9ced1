"""The command line, an experiment and a run of the app train through one loop, `nn.training`'s."""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nn.cli.commands import main
from nn.experiments.experiment import PlannedRun
from nn.experiments.one_run import measure, network_of
from nn.fast_network import FastNetwork
from nn.mnist import load
from nn.network import Network
from nn.runs.run import Run
from nn.settings.config import TrainingConfig
from nn.storage import network_files
from nn.training import TrainingRun, train
from tests.nn.runs.conftest import Driven, InThread, bits

CONFIG = TrainingConfig(sizes=(784, 12, 10), training_images=500, epochs=2)
STEPS = 100


def on_the_command_line(folder: Path) -> Network:
    file = folder / "net.npz"
    words = "train --sizes 784,12,10 --limit 500 --epochs 2 --out"
    assert main([*words.split(), str(file)]) == 0
    return network_files.load(file).reader.network


def in_an_experiment(folder: Path) -> Network:
    result = measure(PlannedRun(0, 0, CONFIG), keeps_network=True)
    network = network_of(result) if result else None
    assert network
    return network


def in_the_app(folder: Path) -> Network:
    host = Driven(InThread)  # where its steps can be seen
    network = host.play_out(Run(CONFIG)).newest
    host.close()
    return network


@pytest.mark.parametrize("trained", [on_the_command_line, in_an_experiment, in_the_app])
def test_all_train_through_one_loop(
    trained: Callable[[Path], Network], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    images = load().train[:500]
    run = TrainingRun.begin(CONFIG, images)
    for _ in train(run, images):
        pass
    callers = Counter[Any]()

    def seen(step: Callable[..., None]) -> Callable[..., None]:
        def update_mini_batch(*arguments: Any, **options: Any) -> None:
            callers[sys._getframe(1).f_code] += 1
            step(*arguments, **options)

        return update_mini_batch

    for kind in Network, FastNetwork:
        monkeypatch.setattr(kind, "update_mini_batch", seen(kind.update_mini_batch))
    network = trained(tmp_path)
    assert callers == {train.__code__: STEPS}
    assert bits(network) == bits(run.network)  # and nothing else has changed it
