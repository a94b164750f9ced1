"""Which digit ten outputs say, also where outputs are equal."""

import numpy as np
import pytest

from nn.answers import NO_ANSWER, Answer, Reader, answer_of, answers_of, energy
from nn.functions import Array
from nn.network import Network


def outputs(**values: float) -> Array:
    """Return ten outputs, 0 where no other value is given: `_3=0.5` is the output of digit 3."""
    array = np.zeros(10, np.float32)
    for name, value in values.items():
        array[int(name[1:])] = value
    return array


def test_largest_output_is_the_answer_and_the_next_the_runner_up() -> None:
    assert answer_of(outputs(_3=0.75, _5=0.25)) == Answer(3, 5, 0.75, 0.25, all_equal=False)


def test_of_equal_outputs_the_lower_digit_comes_first() -> None:
    answer = answer_of(outputs(_4=0.5, _7=0.5, _9=0.5))
    assert (answer.digit, answer.runner_up) == (4, 7)
    assert answer.unsure


def test_ten_equal_outputs_are_no_real_answer() -> None:
    assert answer_of(np.full(10, 0.1, np.float32)).all_equal
    assert not answer_of(outputs(_2=1.0)).all_equal
    assert not answer_of(np.full(10, np.nan)).all_equal


def test_many_answers_are_those_of_one_at_a_time() -> None:
    rng = np.random.default_rng(0)
    # Rounded, so that many rows have ties.
    many = rng.random((500, 10)).round(1)
    assert answers_of(many).tolist() == [answer_of(row).digit for row in many]


def test_outputs_that_are_not_finite_have_no_answer() -> None:
    many = np.stack([outputs(_2=1.0), outputs(_2=np.nan), outputs(_2=np.inf)])
    assert answers_of(many).tolist() == [2, NO_ANSWER, NO_ANSWER]
    assert [answer_of(row).digit for row in many] == [2, NO_ANSWER, NO_ANSWER]


def test_energy_is_the_log_of_the_sum_of_powers() -> None:
    # e^0 + e^0 = 2, and e^ln 3 + e^ln 4 + e^ln 5 = 12
    assert energy(np.zeros(2)) == pytest.approx(np.log(2))
    assert energy(np.log([[3.0, 4.0, 5.0]])).tolist() == pytest.approx([np.log(12)])
    # e^1000 is more than a number holds
    assert energy(np.array([1000.0, 1000.0], np.float32)) == pytest.approx(1000 + np.log(2))
    assert energy(np.array([-1000.0, -1000.0])) == pytest.approx(-1000 + np.log(2))


def test_no_digit_is_seen_below_the_least_energy() -> None:
    network = Network([np.zeros((10, 4))], [np.zeros(10)])
    z = np.zeros((4, 10))
    z[1] = -0.001
    z[2, 3], z[3, 3] = np.nan, -np.inf  # no answer, which is said instead
    assert Reader(network, np.log(9.999)).sees_digit(z).tolist() == [True, False, True, True]
    assert Reader(network).sees_digit(z - 1000).all()


def test_an_answer_is_unsure_where_one_in_five_is_wrong_or_another_is_near() -> None:
    assert answer_of(outputs(_1=0.79, _7=0.21)).unsure
    assert not answer_of(outputs(_1=0.8, _7=0.2)).unsure
    assert answer_of(outputs(_1=0.9, _7=0.46)).unsure  # outputs of sigmoids need not add up to 1
    assert not answer_of(outputs(_1=0.9, _7=0.44)).unsure
