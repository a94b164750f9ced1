import numpy as np
import pytest

from nn.explain.confusion import readings_of
from nn.explain.diagnosis import PERCENT, diagnose, on_equal_outputs
from nn.settings.config import TrainingConfig
from nn.settings.presets import PRESETS


def diagnosis(accuracy: float, saturated: float, **settings: object) -> str:
    config = TrainingConfig(**settings)  # type: ignore[arg-type]
    return "\n".join(diagnose([0.5, accuracy], saturated, config.activation, config))


def test_before_the_first_epoch_there_is_nothing_to_say() -> None:
    assert diagnose([], 1.0, "sigmoid", TrainingConfig()) == []


# In a trained network many neurons are saturated: that is no fault. Nor is learning slowly.
@pytest.mark.parametrize(("accuracy", "saturated"), [(0.94, 0.0), (0.94, 0.89), (0.6, 0.2)])
def test_nothing_is_wrong_with_a_network_that_reads_or_learns(
    accuracy: float, saturated: float
) -> None:
    assert diagnosis(accuracy, saturated) == ""


def test_equal_outputs_are_counted_as_they_are_and_without_those_that_are_no_numbers() -> None:
    labels = np.zeros(4, np.uint8)
    outputs = np.full((4, 10), 1e-60)  # 0 as a float32
    outputs[1, 3], outputs[2] = 2e-60, np.inf
    sentence = on_equal_outputs(readings_of(outputs, labels))
    assert sentence.startswith("For 2 of 4 test images all ten outputs are equal.")
    assert on_equal_outputs(readings_of(outputs[1:3], labels[1:3])) == ""


def test_eta_far_too_large_is_stuck_at_one_in_ten() -> None:
    sentences = diagnose([0.103], 0.89, "sigmoid", TrainingConfig(eta=100.0))
    assert len(sentences) == 2
    assert sentences[0].startswith(
        f"The network reads one in ten (10.3{PERCENT} of the test images)"
    )
    assert "the same answer to everything" in sentences[0]
    assert "learning rate of 100" in sentences[0]
    assert "try 3." in sentences[0]
    assert "σ′(z) is near 0" in sentences[1]


@pytest.mark.parametrize(("accuracy", "stuck"), [(0.08, True), (0.13, True), (0.079, False)])
def test_where_one_in_ten_begins_and_ends(accuracy: float, stuck: bool) -> None:
    assert ("one in ten" in diagnosis(accuracy, 0.0)) is stuck


def test_the_last_epoch_counts() -> None:
    config = TrainingConfig()
    assert diagnose([0.1, 0.9], 0.1, "sigmoid", config) == []
    assert diagnose([0.9, 0.1], 0.1, "sigmoid", config) != []


def test_raw_pixels_are_named_as_the_cause() -> None:
    text = diagnosis(0.3, 1.0, eta=0.1, pixels="raw")
    assert text.startswith(f"100{PERCENT} of the hidden neurons' activations are on the flat part")
    assert "Raw pixels" in text
    assert "0 to 1" in text


def test_unscaled_initial_weights_are_named_as_the_cause() -> None:
    assert "N(0, 1)" in diagnosis(0.73, 0.83)
    assert "1/√n" in diagnosis(0.73, 0.83)
    assert "N(0, 1)" not in diagnosis(0.73, 0.83, initialisation="sqrt-n")


def test_a_tiny_eta_is_told_to_grow() -> None:
    text = diagnosis(0.1, 0.0, eta=0.001)
    assert "learning rate of 0.001 moves the weights only a little: try 3." in text


def test_momentum_makes_a_step_larger() -> None:
    assert "far too large" not in diagnosis(0.1, 0.9, eta=4.0)
    text = diagnosis(0.1, 0.9, eta=4.0, momentum=0.9)
    assert "makes the weights far too large in a few steps: try 0.3." in text


def test_of_the_presets_only_those_that_show_it_have_a_wrong_learning_rate() -> None:
    names = {
        name
        for name, preset in PRESETS.items()
        if "learning rate of"
        in "".join(diagnose([0.1], 0.9, preset.config.activation, preset.config))
    }
    assert names == {"eta-too-large", "eta-too-small", "r-version"}


def test_too_much_regularisation_is_named() -> None:
    assert "Regularisation of 1000" in diagnosis(0.11, 0.0, lmbda=1000.0)


def test_dead_relus_are_told_apart_from_flat_sigmoids() -> None:
    text = diagnosis(0.101, 1.0, activation="relu", initialisation="he", eta=3.0)
    assert f"100{PERCENT} of the hidden neurons' activations are 0." in text
    assert "dead" in text
    assert "flat part" not in text
    # Half of them silent is how a ReLU works.
    assert diagnosis(0.6, 0.6, activation="relu", initialisation="he", eta=0.1) == ""


# The book's σ stands for any activation, as in the figures.
def test_a_tanh_is_told_by_its_name() -> None:
    text = diagnosis(0.726, 0.95, activation="tanh")
    assert "flat part of the tanh, where its slope σ′(z) is near 0" in text


def test_there_is_always_something_to_try() -> None:
    assert "Try another seed" in diagnosis(0.1, 0.0, initialisation="sqrt-n")
