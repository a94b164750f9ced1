"""Whether there is a Dask scheduler at an address, and its workers train the same networks."""

import asyncio
import hashlib
import re
from functools import cache
from typing import Any

import numpy as np

from nn.errors import PROJECT, Refused, shown

FIND_SECONDS = 4.0  # for a scheduler to answer, and then for its first worker to be there
COMPARE_SECONDS = 60.0  # for the workers to import this project, on busy machines
MISSING = re.compile(r"No module named '([^']+)'")


def check(address: str) -> None:
    """Raise `Refused` unless a scheduler with fitting workers is at an address.

    It leaves no thread behind, as a client that finds no scheduler would.
    """
    try:
        asyncio.run(_compare(address))
    except Refused:
        raise
    except (ValueError, TypeError):  # such as http://..., or tls:// without certificates
        raise Refused(
            f"{shown(address) or repr(address)} is not the address of a scheduler; "
            "expected one such as tcp://192.168.1.5:8786."
        ) from None
    except OSError:  # TimeoutError, too
        raise absent(address) from None
    except Exception:  # anything may come of the bytes that another server sends
        raise Refused(f"What answers at {shown(address)} is not a Dask scheduler.") from None


def absent(address: str) -> Refused:
    """Return the refusal of an address where nothing answers."""
    return Refused(
        f"No Dask scheduler answers at {shown(address)}; see whether it runs and the address "
        "is right."
    )


async def _compare(address: str) -> None:
    from distributed import Client

    await asyncio.wait_for(_find(address), FIND_SECONDS + 1)
    async with Client(
        address, asynchronous=True, timeout=FIND_SECONDS, set_as_default=False
    ) as client:
        try:
            async with asyncio.timeout(COMPARE_SECONDS):
                await _check_scheduler(address, client)
                answers = await client.run(about, on_error="return")
        except TimeoutError:
            raise Refused(
                f"A worker of {shown(address)} does not answer; end it and start it again."
            ) from None
    for worker, answer in answers.items():
        check_worker(worker, answer)


async def _check_scheduler(address: str, client: Any) -> None:
    """Raise `Refused` for a scheduler that cannot import this project: it reads what is sent."""
    try:
        await client.run_on_scheduler(about)
    except OSError:
        raise
    except Exception as error:  # of which kind, is Dask's to choose
        if missing := MISSING.search(str(error)):
            raise _cannot_import(f"scheduler {shown(address)}", missing[1], "scheduler") from None
        raise Refused(
            f"The scheduler {shown(address)} cannot be used: {shown(str(error))}."
        ) from None


async def _find(address: str) -> None:
    """Wait for a scheduler with a worker."""
    from distributed import rpc
    from distributed.security import Security

    arguments = Security().get_connection_args("client")
    async with rpc(address, timeout=FIND_SECONDS, connection_args=arguments) as scheduler:
        kind = (await scheduler.identity())["type"]
        if kind != "Scheduler":
            raise Refused(f"At {shown(address)} is a Dask {kind.lower()}, not the scheduler.")
        try:
            async with asyncio.timeout(FIND_SECONDS / 2):
                while not await scheduler.ncores():
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise Refused(
                f"The scheduler at {shown(address)} has no workers; start some in the "
                f"project's folder: python -m dask worker {shown(address)}"
            ) from None


def check_worker(worker: str, answer: Any) -> None:
    """Raise `Refused` unless a worker trains the same networks as this machine.

    `answer` is its `about()`, or the error that it got instead.
    """
    if isinstance(answer, Exception) and (missing := MISSING.search(str(answer))):
        raise _cannot_import(f"worker {worker}", missing[1], "worker")
    if isinstance(answer, Exception):
        raise Refused(f"The worker {worker} cannot be used: {shown(str(answer))}.")
    for what, here in about().items():
        if answer.get(what) != here:
            raise Refused(
                f"The worker {worker} has another {what} ({answer.get(what)}) than this machine "
                f"({here}), and may train other networks; give it the same, and start it again."
            )


def _cannot_import(who: str, module: str, command: str) -> Refused:
    return Refused(
        f"The {who} cannot import {module}; install both requirements.txt and .deploy/cluster/"
        "requirements.txt there, and start it in the project's folder with python -m dask "
        f"{command}."
    )


def about() -> dict[str, str]:
    """Return what must be the same on two machines for the same results, as it is on this one."""
    return {"NumPy": np.__version__, "source code in nn/": _source_digest()}


@cache
def _source_digest() -> str:
    """Return a digest of this package's source, whatever ends its lines."""
    digest = hashlib.sha256()
    for path in sorted((PROJECT / "nn").rglob("*.py")):
        digest.update(path.relative_to(PROJECT).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:8]
