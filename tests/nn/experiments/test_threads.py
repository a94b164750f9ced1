"""A run is measured with one BLAS thread, however many runs a process measures at once."""

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from nn.one_blas_thread import one_blas_thread


def threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_blas_has_one_thread_until_the_last_run_has_ended() -> None:
    with threadpool_limits(2, user_api="blas"):
        if threads() != {2}:
            pytest.skip("this BLAS has no number of threads to set")
        with one_blas_thread():
            with one_blas_thread():
                assert threads() == {1}
            assert threads() == {1}
        assert threads() == {2}
