"""Is the output how often it is right? Bins worked by hand."""

import numpy as np
import pytest

from nn.explain import calibration
from nn.explain.calibration import Bin


def test_answers_go_into_bins_by_their_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "BINS", 2)
    sure = np.array([0.0, 0.3, 0.55, 0.85, 0.95, 1.0], np.float32)
    right = np.array([0, 0, 1, 0, 1, 1], bool)
    bins = calibration.reliability(sure, right)
    assert [(part.answers, part.right) for part in bins] == [(2, 0.0), (4, 0.75)]
    assert [part.mean for part in bins] == pytest.approx([0.15, 0.8375])


def test_the_error_is_the_mean_distance_between_sure_and_right() -> None:
    bins = [Bin(1, 0.4, 0.0), Bin(3, 0.9, 1.0)]
    assert calibration.calibration_error(bins) == pytest.approx((1 * 0.4 + 3 * 0.1) / 4)
    assert calibration.overall(bins) == pytest.approx(((0.4 + 2.7) / 4, 0.75))
    assert calibration.calibration_error([Bin(0, 0.0, 0.0)]) == 0.0
