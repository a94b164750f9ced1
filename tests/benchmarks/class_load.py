"""Measure the app with a class: how soon it answers many people, and what they take.

    python tests/benchmarks/class_load.py [--people N] [--seconds S] [--every S] [--settle S]
        [--churn] [--room [--join-seconds S]] [--url URL]

Starts the app. People who speak Streamlit's protocol, without a browser each, open the Draw page
one after the other. Then each draws a digit every few seconds, each at their own moment. Two times
are taken, from when a drawing is sent: until the answer is there, and until the page is finished.
(The digit is read by the browser itself, without waiting for the server.) A digit that is due
before the page is finished is drawn late. After 30 seconds a person gives up, which is an error and
has no time, and comes in anew.

`--churn`: people stay for 10 to 60 seconds, leave, and come back as somebody new.
`--settle S`: look at the server S seconds after everybody has left, 75 if all sessions are to be
gone. Streamlit drops those that are over only when another begins, so one visitor looks in before.
`--url`: measure an app that runs already. Everybody keeps the cookies of a first page, by which a
proxy may tell to which process they belong. A phone whose line is cut comes back as a browser does,
which is an error as well: kill a process, and see how many phones the wall counts.

`--room`: one of them opens a room and keeps the wall open. The others join it with phones within a
minute, and from then on send digits; a phone with ten on the wall takes its oldest back first.
Measured are the times from opening the page to the phone's canvas, from Send until the phone is
told that it was heard, and from Send until the host's page has the digit. A page asks by itself
what is new, so those times have that in them.

What the server takes is known on Linux only: memory, threads and file handles of its own process.
"""

import asyncio
import os
import re
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks import report
from tests.benchmarks.class_people import ANSWER, Crowd, attend, finish
from tests.benchmarks.room_people import Audience, hold
from tests.benchmarks.streamlit_client import visit
from tests.browser.server import children, running_server

ENTER_SECONDS = 120.0  # in which everybody must have come in, after the last moment to do so
TICK = 0.1  # seconds
MOST_ERRORS = 5  # that are shown
LEFT = "WebSocketDisconnected"  # Streamlit prints it when somebody leaves while it sends

Task = asyncio.Task[None]


class Sample(NamedTuple):
    """What the server takes at a moment; all but `processes` without its children."""

    memory: float  # the resident set, in megabytes
    threads: int
    handles: int
    processes: int
    cpu: float  # seconds since it started


def sample(pid: int) -> Sample:
    # The columns after the name: 11 and 12 are ticks of CPU, 17 the threads, 21 pages in memory.
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return Sample(
        memory=int(stat[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20,
        threads=int(stat[17]),
        handles=len(os.listdir(f"/proc/{pid}/fd")),
        processes=1 + len(children(pid)),
        cpu=(int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK"),
    )


def measure(options: Namespace) -> dict[str, Any]:
    with app(options) as (url, pid, log):
        return {"task": vars(options), **asyncio.run(of_class(options, url, pid, log))}


@contextmanager
def app(options: Namespace) -> Iterator[tuple[str, int | None, Path | None]]:
    """Return the app's address, process and log, after starting it if there is no address."""
    if options.url:
        yield options.url.rstrip("/"), None, None
        return
    with tempfile.TemporaryDirectory() as home, running_server(Path(home)) as server:
        pid = server.pid if sys.platform == "linux" else None
        yield server.url, pid, Path(home, "server.log")


async def of_class(
    options: Namespace, url: str, pid: int | None, log: Path | None
) -> dict[str, Any]:
    """Have everybody come in, draw and leave; return what was noted."""
    samples: dict[str, Sample] = {}

    def look(when: str) -> None:
        if pid is not None:
            samples[when] = sample(pid)

    look("start")
    if options.room:
        crowd: Crowd = (audience := Audience(url, options.every, has_cookies=bool(options.url)))
        acts = [hold(audience, options.people, options.join_seconds)]
    else:
        crowd = Crowd(url, options.every, options.churn, bool(options.url))
        acts = [attend(crowd, number) for number in range(options.people)]
    people = [asyncio.create_task(act) for act in acts]
    await everybody_in(crowd, options, people)
    report.progress(f"all {options.people} are in")
    look("all in")
    drawn, busy = crowd.drawn, process_time()
    crowd.end = perf_counter() + options.seconds
    crowd.begun.set()
    lag = await watch(options.seconds, look)
    await asyncio.gather(*people)
    look("end")
    busy = process_time() - busy
    if options.settle:
        report.progress(f"everybody has left; {options.settle:g} s until the last look")
        await asyncio.sleep(options.settle)
        await look_in(url)
        look("settled")
    if log is not None:
        crowd.errors += tracebacks(log)
    measured = crowd.noted | {
        "errors": len(crowd.errors),
        "error": crowd.errors[:MOST_ERRORS],
        "this program": {"s of CPU": busy, "ms behind, at most": 1000 * lag},
    }
    if samples:
        used = samples["end"].cpu - samples["all in"].cpu
        measured["the server at"] = {when: each._asdict() for when, each in samples.items()}
        measured["ms of the server's CPU a digit"] = 1000 * used / max(1, crowd.drawn - drawn)
        measured["cores used"] = used / options.seconds
    return measured


async def everybody_in(crowd: Crowd, options: Namespace, tasks: list[Task]) -> None:
    deadline = perf_counter() + options.room * options.join_seconds + ENTER_SECONDS
    while len(crowd.ready) < options.people:
        for task in tasks:
            if task.done():
                task.result()  # raises what went wrong
        if perf_counter() > deadline:
            came = f"{len(crowd.ready)} of {options.people}"
            raise RuntimeError(f"Only {came} came in: {crowd.errors[:1]}")
        await asyncio.sleep(TICK)


async def watch(seconds: float, look: Callable[[str], None]) -> float:
    """Look at the server in the midst; return by how many seconds this program was behind."""
    start, lag = perf_counter(), 0.0
    ticks = round(seconds / TICK)
    for tick in range(1, ticks + 1):
        due = start + tick * TICK
        await asyncio.sleep(due - perf_counter())
        lag = max(lag, perf_counter() - due)
        if tick == ticks // 2:
            look("half time")
    return lag


async def look_in(url: str) -> None:
    """Open the app once: Streamlit drops the sessions that are over when the next one comes."""
    async with visit(url, ANSWER.search) as client:
        await finish(await client.open())
    await asyncio.sleep(1.0)


def tracebacks(log: Path) -> list[str]:
    """Return the last line of every traceback in the server's log."""
    found = re.findall(
        r"^Traceback .*\n(?:[ \t].*\n|\n)*(.*)", log.read_text("utf-8"), re.MULTILINE
    )
    return [f"in the server's log: {line}" for line in found if LEFT not in line]


if __name__ == "__main__":
    parser = report.parser(
        __doc__,
        ("people", 1, 40, "who use the app"),
        ("seconds", 1.0, 30.0, "of drawing"),
        ("every", 0.1, 5.0, "seconds from one digit of a person to the next"),
        ("settle", 0.0, 0.0, "seconds until the server is looked at without people"),
        ("join-seconds", 0.0, 60.0, "in which the phones of a room join"),
    )
    parser.add_argument("--room", action="store_true", help="they join a room with phones")
    parser.add_argument("--churn", action="store_true", help="people come and go, but in a room")
    parser.add_argument("--url", help="of an app that runs already")
    report.run(parser, measure)
