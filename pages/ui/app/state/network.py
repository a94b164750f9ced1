"""Which network all pages show, as state; `networks` finds it."""

from dataclasses import dataclass, field

from nn.storage.network_files import Saved

AT_FIRST = "draw"  # the network in use when the app opens


@dataclass(frozen=True)
class Change:
    """What was changed by hand on one hidden neuron."""

    scale: float = 1.0  # of its weights from the layer before
    shift: float = 0.0  # of its bias
    off: bool = False  # the next layer ignores it


Changes = dict[tuple[int, int], Change]  # by layer and neuron


@dataclass
class NetworkInUse:
    """Which network all pages show."""

    # Or "untrained", another shipped name, "run", "file", "experiment", "corrected".
    choice: str = AT_FIRST
    moment: int | None = None  # with "run": the step of a checkpoint, None for the newest weights
    loaded: Saved | None = None  # from a file
    of_experiment: Saved | None = None  # a run's, chosen on Experiments; its note says which
    changes: Changes = field(default_factory=dict)
