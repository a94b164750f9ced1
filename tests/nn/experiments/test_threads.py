"""A run is measured with one BLAS thread, whatever NumPy was imported with."""

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from nn.cores import one_blas_thread


def threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_a_run_has_one_blas_thread_from_the_first_one_on() -> None:
    with threadpool_limits(2, user_api="blas"):
        if threads() != {2}:
            pytest.skip("this BLAS has no number of threads to set")
        one_blas_thread.cache_clear()
        one_blas_thread()
        assert threads() == {1}
