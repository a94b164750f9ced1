from typing import Any

import numpy as np
import pytest

from nn.explain.confusion import readings_of
from nn.explain.diagnosis import better_eta, diagnose, on_equal_outputs
from nn.settings.config import TrainingConfig


def diagnosis(accuracy: float, saturated: float, **settings: object) -> str:
    config = TrainingConfig(**settings)  # type: ignore[arg-type]
    return "\n".join(diagnose(accuracy, saturated, config))


# In a trained network many neurons are saturated: that is no fault. Nor is learning slowly.
@pytest.mark.parametrize(("accuracy", "saturated"), [(0.94, 0.0), (0.94, 0.89), (0.6, 0.2)])
def test_nothing_is_wrong_with_a_network_that_reads_or_learns(
    accuracy: float, saturated: float
) -> None:
    assert diagnosis(accuracy, saturated) == ""
    # Half of the ReLUs silent is how they work.
    assert diagnosis(0.6, 0.6, activation="relu", initialisation="he", eta=0.1) == ""


def test_equal_outputs_are_counted_as_they_are_and_without_those_that_are_no_numbers() -> None:
    labels = np.zeros(4, np.uint8)
    outputs = np.full((4, 10), 1e-60)  # 0 as a float32
    outputs[1, 3], outputs[2] = 2e-60, np.inf
    no_digit = np.zeros(4, np.bool_)
    sentence = on_equal_outputs(readings_of(outputs, labels, no_digit))
    assert sentence.startswith("For 2 of 4 test images all ten outputs are equal.")
    assert on_equal_outputs(readings_of(outputs[1:3], labels[1:3], no_digit[1:3])) == ""


@pytest.mark.parametrize(("accuracy", "stuck"), [(0.08, True), (0.13, True), (0.079, False)])
def test_where_one_in_ten_begins_and_ends(accuracy: float, stuck: bool) -> None:
    assert ("one in ten" in diagnosis(accuracy, 0.0)) is stuck


@pytest.mark.parametrize(
    ("settings", "better"),
    [
        ({"eta": 100.0}, 3.0),
        ({"eta": 0.001}, 3.0),
        ({"eta": 100.0, "cost": "cross-entropy"}, 0.5),
        ({"eta": 100.0, "momentum": 0.5}, 1.5),
        ({"eta": 25.0}, None),  # so near is no cause
        ({"eta": 0.1, "pixels": "raw"}, None),  # what else is wrong has to be put right first
        ({"eta": 3.0, "activation": "relu"}, None),
        ({"eta": 3.0, "activation": "relu", "initialisation": "he"}, 0.1),
    ],
)
def test_another_learning_rate_is_offered_where_it_alone_may_help(
    settings: dict[str, Any], better: float | None
) -> None:
    assert better_eta(TrainingConfig(**settings)) == better


HE = {"activation": "relu", "initialisation": "he"}


@pytest.mark.parametrize(
    ("accuracy", "saturated", "settings", "words", "others"),
    [
        (0.103, 0.89, {"eta": 100.0}, ["10.3", "rate of 100", "try 3.", "σ′(z) is near 0"], []),
        (0.3, 1.0, {"eta": 0.1, "pixels": "raw"}, ["Raw pixels", "100"], ["learning rate"]),
        (0.232, 0.2, {"activation": "relu"}, ["23.2", "rate of 3 ", "N(0, 1)"], []),
        (0.73, 0.83, {}, ["N(0, 1)", "1/√n"], []),
        (0.73, 0.83, {"initialisation": "sqrt-n"}, ["flat part"], ["N(0, 1)"]),
        (0.1, 0.0, {"eta": 0.001}, ["only a little: try 3"], ["too large"]),
        (0.1, 0.9, {"eta": 4.0}, ["one in ten"], ["far too large"]),
        (0.1, 0.9, {"eta": 4.0, "momentum": 0.9}, ["far too large", "try 0.3"], []),
        (0.11, 0.0, {"lmbda": 1000.0}, ["Regularisation of 1000"], []),
        (0.726, 0.95, {"activation": "tanh"}, ["tanh"], ["sigmoid"]),
        (0.101, 1.0, {"eta": 3.0} | HE, ["are not above 0", "dead"], ["flat part"]),
        (0.1, 0.0, {"initialisation": "sqrt-n"}, ["another seed"], []),
    ],
)
def test_the_cause_and_what_to_try_are_named(
    accuracy: float,
    saturated: float,
    settings: dict[str, object],
    words: list[str],
    others: list[str],
) -> None:
    text = diagnosis(accuracy, saturated, **settings)
    assert all(word in text for word in words), text
    assert not any(word in text for word in others), text
