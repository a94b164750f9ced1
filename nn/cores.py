"""The cores that this process may use, and one thread of BLAS for a run that trains on one."""

from functools import cache

NO_THREAD = "can't start new thread"  # Python's words for it, in a RuntimeError


@cache
def cores() -> int:
    """Return the number of cores, as the system shares them out: also to a container, by quota."""
    from joblib import cpu_count  # here, since its import takes a tenth of a second

    return int(cpu_count())


@cache
def one_blas_thread() -> None:
    """Hold BLAS in this process at one thread: more would share a sum, and round it differently.

    `nn` asks for that as well, but NumPy may have been imported before, as on a Dask worker.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
