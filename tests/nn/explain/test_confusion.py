import numpy as np
import pytest

from nn import mnist
from nn.answers import NO_ANSWER, Reader
from nn.evaluation import evaluate
from nn.explain import confusion
from nn.explain.confusion import NUMBER_DIGITS, Cautious, DigitReadings, Read, Readings
from nn.settings.config import TrainingConfig
from nn.sgd import one_hot


def readings(*images: tuple[int, dict[int, float]]) -> Readings:
    """Return readings of images, each its label and the outputs that are not 0."""
    outputs = np.zeros((len(images), 10))
    for row, (_, given) in zip(outputs, images, strict=True):
        for digit, output in given.items():
            row[digit] = output
    labels = np.array([label for label, _ in images], np.uint8)
    return confusion.readings_of(outputs, labels, no_digit=np.zeros(len(images), np.bool_))


# In this order: wrong by 0.7, right, wrong by 0.1, no answer, right but hardly, wrong by 0.9.
SIX = readings(
    (4, {9: 0.9, 4: 0.2}),
    (4, {4: 0.8}),
    (4, {9: 0.5, 4: 0.4}),
    (7, {1: np.nan}),
    (9, {9: 0.3, 4: 0.2}),
    (9, {4: 0.95, 9: 0.05}),
)


def test_the_largest_output_is_the_answer_and_how_sure_it_is() -> None:
    assert SIX.answers.tolist() == [9, 4, 9, NO_ANSWER, 9, 4]
    assert SIX.sure.tolist() == pytest.approx([0.9, 0.8, 0.5, 0.0, 0.3, 0.95])
    assert SIX.correct == 2


def test_an_output_that_is_no_number_leaves_none_behind() -> None:
    for bad in (np.nan, np.inf, -np.inf):
        reading = readings((3, {3: 1.0, 5: bad}))
        assert reading.answers.tolist() == [NO_ANSWER]
        assert not reading.outputs.any()


@pytest.mark.parametrize(
    "settings",
    [{}, {"output": "softmax", "activation": "relu"}, {"pixels": "raw"}, {"sizes": (784, 10)}],
)
def test_reading_agrees_with_evaluate(settings: dict[str, object]) -> None:
    network = TrainingConfig(**settings).first_network()  # type: ignore[arg-type]
    # In float64, since a float32 sum depends on how many images are multiplied at once.
    network = network.astype(np.float64)
    test = mnist.load().test[:4_500]
    result = confusion.read(Reader(network), test)
    assert result.correct == evaluate(network, test).correct
    matrix = confusion.confusion_matrix(result)
    assert matrix.shape == (10, 11) and matrix.sum() == 4_500 and matrix.trace() == result.correct
    floats = network.feedforward(mnist.to_floats(test.images, np.float64))
    np.testing.assert_allclose(result.outputs, floats, rtol=1e-6, atol=1e-7)


def test_each_digit_is_named_with_its_most_frequent_mistake() -> None:
    results = confusion.by_digit(SIX)
    assert results[4] == DigitReadings(4, total=3, right=1, taken_for=(9,), times=2)
    assert results[9] == DigitReadings(9, total=2, right=1, taken_for=(4,), times=1)
    assert results[7] == DigitReadings(7, total=1, right=0, taken_for=(NO_ANSWER,), times=1)
    assert results[0] == DigitReadings(0, total=0, right=0, taken_for=(), times=0)
    assert confusion.confusion_matrix(SIX)[7].tolist() == [0] * 10 + [1]
    tied = confusion.by_digit(readings((2, {7: 0.9}), (2, {4: 0.8})))
    assert tied[2] == DigitReadings(2, total=2, right=0, taken_for=(4, 7), times=1)


def test_the_most_wrong_come_first_and_then_the_least_sure() -> None:
    assert confusion.ranking(SIX).tolist() == [5, 0, 2, 3, 4, 1]


@pytest.mark.parametrize(
    ("digit", "answer", "expected"),
    [
        (None, None, [5, 0, 2, 3]),
        (4, 9, [0, 2]),
        (None, 4, [5]),
        (4, 4, [1]),
        (7, NO_ANSWER, [3]),
        (0, 1, []),
    ],
)
def test_a_cell_a_row_or_a_column_is_picked(
    digit: int | None, answer: int | None, expected: list[int]
) -> None:
    assert confusion.pick(SIX, digit, answer).tolist() == expected


def test_who_answers_only_when_sure_answers_less_and_better() -> None:
    assert SIX.cautious(0.0) == Cautious(total=6, answered=5, right=2)
    result = SIX.cautious(0.4)
    assert (result.answered, result.right, result.wrong, result.left) == (4, 1, 3, 2)
    assert SIX.cautious(1.0) == Cautious(total=6, answered=0, right=0)


# Cheques: composed by seed, and read without asking or left to a person.

LABELS = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9] * 5, np.uint8)


def test_a_stack_has_amounts_and_numbers_of_the_right_length_and_repeats_by_seed() -> None:
    stack = confusion.cheques(LABELS, 200, seed=1)
    assert {len(digits) - NUMBER_DIGITS for digits in stack} == set(range(2, 9))
    assert all(LABELS[digits[0]] != 0 for digits in stack)
    assert {0} < {int(LABELS[k]) for digits in stack for k in digits} <= set(range(10))
    again, other = confusion.cheques(LABELS, 200, seed=1), confusion.cheques(LABELS, 200, seed=2)
    assert all(np.array_equal(a, b) for a, b in zip(stack, again, strict=True))
    assert any(len(a) != len(b) for a, b in zip(stack, other, strict=True))


def read_cheques(*cheques_of: list[int]) -> Read:
    """Read cheques of 0 (surely), 1 (with 0.8), 2 (wrong, surely), 3 (no answer), 4 (no digit)."""
    labels = np.array([0, 1, 2, 3, 4], np.uint8)
    outputs = one_hot(np.array([0, 1, 5, 3, 4], np.uint8))
    outputs[1, 1] = 0.8
    outputs[3] = np.nan
    stack = [np.array(digits) for digits in cheques_of]
    return confusion.read_cheques(
        stack, confusion.readings_of(outputs, labels, no_digit=labels == 4)
    )


def test_a_cheque_is_as_sure_as_its_least_sure_digit_and_right_if_all_are() -> None:
    result = read_cheques([0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 2], [3, 0, 0, 0])
    assert result.sure == pytest.approx([1.0, 0.8, 1.0, 0.0])
    assert result.right.tolist() == [True, True, False, False]
    assert result.answered(0.9).tolist() == [True, False, True, False]
    assert result.cautious(0.9) == (4, 2, 1)
    assert result.answered(0.5).tolist() == [True, True, True, False]
    assert result.cautious(0.5) == (4, 3, 2)


@pytest.mark.parametrize("unreadable", [3, 4])
def test_a_cheque_with_a_digit_without_an_answer_is_left_to_a_person(unreadable: int) -> None:
    result = read_cheques([unreadable, 0, 0, 0], [0, 0, 0, 0])
    assert result.answered(0.0).tolist() == [False, True]
    assert result.cautious(0.0) == (2, 1, 1)
