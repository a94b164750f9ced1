"""Cheques of test digits: composed by seed, and read without asking or left to a person."""

import numpy as np
import pytest

from nn.explain import cheques
from nn.explain.cheques import Cheque, ReadCheques
from nn.explain.confusion import readings_of
from nn.mnist import one_hot

LABELS = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9] * 5, np.uint8)


def test_a_stack_has_amounts_and_numbers_of_the_right_length_and_repeats_by_seed() -> None:
    stack = cheques.stack(LABELS, 200, seed=1)
    lengths = {len(cheque.amount) for cheque in stack}
    assert lengths == set(range(2, 9))
    assert {len(cheque.number) for cheque in stack} == {10}
    assert all(LABELS[cheque.amount[0]] != 0 for cheque in stack)
    assert {0} < {int(LABELS[k]) for cheque in stack for k in cheque.digits} <= set(range(10))
    again, other = cheques.stack(LABELS, 200, seed=1), cheques.stack(LABELS, 200, seed=2)
    assert all(np.array_equal(a.digits, b.digits) for a, b in zip(stack, again, strict=True))
    assert any(len(a.amount) != len(b.amount) for a, b in zip(stack, other, strict=True))


def read(*cheques_of: list[int]) -> ReadCheques:
    """Read cheques of 0 (surely), 1 (with 0.8), 2 (wrong, surely), 3 (no answer), 4 (no digit)."""
    labels = np.array([0, 1, 2, 3, 4], np.uint8)
    outputs = one_hot(np.array([0, 1, 5, 3, 4], np.uint8))
    outputs[1, 1] = 0.8
    outputs[3] = np.nan
    stack = [Cheque(np.array(digits[:2]), np.array(digits[2:])) for digits in cheques_of]
    no_digit = labels == 4
    return cheques.read(stack, readings_of(outputs, labels, no_digit))


def test_a_cheque_is_as_sure_as_its_least_sure_digit_and_right_if_all_are() -> None:
    result = read([0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 2], [3, 0, 0, 0])
    assert result.sure == pytest.approx([1.0, 0.8, 1.0, 0.0])
    assert result.right.tolist() == [True, True, False, False]
    assert result.asked(0.9).tolist() == [1, 3] and result.wrong(0.9).tolist() == [2]
    assert result.cautious(0.9) == (4, 2, 1)
    assert result.asked(0.5).tolist() == [3]
    assert result.cautious(0.5) == (4, 3, 2)


@pytest.mark.parametrize("unreadable", [3, 4])
def test_a_cheque_with_a_digit_without_an_answer_is_left_to_a_person(unreadable: int) -> None:
    result = read([unreadable, 0, 0, 0], [0, 0, 0, 0])
    assert result.asked(0.0).tolist() == [0] and not result.wrong(0.0).size
    assert result.cautious(0.0) == (2, 1, 1)


def test_ten_digits_are_right_less_often_than_one() -> None:
    assert cheques.all_right(0.992, 10) == pytest.approx(0.9228, abs=1e-4)
    assert cheques.all_right(0.992, 1) == 0.992
