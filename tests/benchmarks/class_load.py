"""Measure the app with a class: how soon it answers many people, and what they take.

    python tests/benchmarks/class_load.py [--people N] [--training K] [--seconds S] [--every S]
        [--churn] [--settle S] [--browser] [--url URL [--pid PID]] [--json]
    python tests/benchmarks/class_load.py --room [--people N] [--join-seconds S] [--seconds S]
        [--every S] [--settle S] [--url URL [--pid PID]] [--json]

Starts the app. People who speak Streamlit's protocol, without a browser each, open the Draw page
one after the other. Then each draws a digit every few seconds, each at their own moment. Two times
are taken, from when a drawing is sent: until the answer is there, and until the page is finished.
(The digit is read by the browser itself, without waiting for the server.) A digit that is due
before the page is finished is drawn late. After 30 seconds a person gives up, which is an error and
has no time, and comes in anew.

`--churn`: people stay for 10 to 60 seconds, leave, and come back as somebody new.
`--settle S`: look at the server S seconds after everybody has left. Streamlit drops the sessions
that are over only when another begins, so one visitor looks in before.
`--url`: measure an app that runs already; with `--pid`, what its process takes as well. Everybody
keeps the cookies of a first page, by which a proxy may tell to which process they belong.

`--room`: one of them opens a room and keeps the wall open. The others join it with phones within a
minute, and from then on send digits; a phone with ten on the wall takes its oldest back first.
Measured are the times from opening the page to the phone's canvas, from Send until the phone is
told that it was heard, and from Send until the host's page has the digit. A page asks by itself
what is new, so those times have that in them.

What the server takes is known on Linux only: memory, threads and file handles of its own process.
"CPU a digit" is all that it used, divided by the digits drawn without the browser's: the pages of
those who train, and the visits of those who come and go, are in it.
"""

import argparse
import asyncio
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from nn.errors import Refused
from tests.benchmarks import class_report, report, server_process
from tests.benchmarks.class_people import ANSWER, Crowd, attend, browse, draw, finish, train
from tests.benchmarks.room_people import Audience, hold
from tests.benchmarks.server_process import Sample
from tests.benchmarks.streamlit_client import visit
from tests.browser.server import running_server

EVERY, EVERY_IN_ROOM = 5.0, 10.0  # seconds
SETTLE = 75.0  # seconds; a session whose visitor has gone is kept for a minute
ENTER_SECONDS = 120.0  # in which everybody must have come in, after the last moment to do so
TICK = 0.1  # seconds
LEFT = "WebSocketDisconnected"  # Streamlit prints it when somebody leaves while it sends

Task = asyncio.Task[None]


def main() -> None:
    parser = report.parser(
        __doc__,
        ("people", 1, 40, "who use the app"),
        ("training", 0, 0, "of them train and do not draw"),
        ("seconds", 1.0, 30.0, "of drawing"),
        ("join-seconds", 0.0, 60.0, "in which the phones of a room join"),
    )
    every = f"seconds between a person's digits ({EVERY:g}, {EVERY_IN_ROOM:g} in a room)"
    parser.add_argument("--every", type=report.at_least(0.1), help=every)
    parser.add_argument("--room", action="store_true", help="they join a room with phones")
    parser.add_argument("--churn", action="store_true", help="people come and go")
    settle = "seconds until the server is looked at without people"
    parser.add_argument("--settle", type=report.at_least(0.0), help=settle)
    parser.add_argument("--browser", action="store_true", help="a real browser draws as well")
    parser.add_argument("--url", help="of an app that runs already")
    parser.add_argument("--pid", type=int, help="of that app's process")
    report.run(parser, measure)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    if options.room and (options.training or options.churn or options.browser):
        raise Refused("Nobody in a room trains, comes and goes, or has a browser.")
    if options.every is None:
        options.every = EVERY_IN_ROOM if options.room else EVERY
    if options.settle is None:
        options.settle = SETTLE if options.churn else 0.0
    with app(options) as (url, pid, log):
        return {"task": vars(options), **asyncio.run(of_class(options, url, pid, log))}


@contextmanager
def app(options: argparse.Namespace) -> Iterator[tuple[str, int | None, Path | None]]:
    """Return the app's address, process and log, after starting it if there is no address."""
    if options.url:
        yield options.url.rstrip("/"), options.pid, None
        return
    with tempfile.TemporaryDirectory() as home, running_server(Path(home)) as server:
        pid = server.pid if sys.platform == "linux" else None
        yield server.url, pid, Path(home, "server.log")


async def of_class(
    options: argparse.Namespace, url: str, pid: int | None, log: Path | None
) -> dict[str, Any]:
    """Have everybody come in, draw and leave; return what was noted."""
    samples: dict[str, Sample] = {}

    def look(when: str) -> None:
        if pid is not None:
            samples[when] = server_process.sample(pid)

    look("start")
    crowd, people = in_room(options, url) if options.room else in_class(options, url)
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
    measured = class_report.of_people(crowd)
    if samples:
        measured |= class_report.of_server(samples, crowd.drawn - drawn)
    return {**measured, "this program": {"s of CPU": busy, "ms behind, at most": 1000 * lag}}


def in_class(options: argparse.Namespace, url: str) -> tuple[Crowd, list[Task]]:
    crowd = Crowd(url, options.every, options.churn, bool(options.url))
    acts = [train if number < options.training else draw for number in range(options.people)]
    people = [asyncio.create_task(attend(crowd, number, act)) for number, act in enumerate(acts)]
    if options.browser:
        people.append(asyncio.create_task(asyncio.to_thread(browse, crowd, options.people)))
    return crowd, people


def in_room(options: argparse.Namespace, url: str) -> tuple[Audience, list[Task]]:
    audience = Audience(url, options.every, has_cookies=bool(options.url))
    held = hold(audience, options.people, options.join_seconds)
    return audience, [asyncio.create_task(held)]


async def everybody_in(crowd: Crowd, options: argparse.Namespace, tasks: list[Task]) -> None:
    people = options.people + options.browser
    deadline = perf_counter() + options.room * options.join_seconds + ENTER_SECONDS
    while len(crowd.ready) < people:
        for task in tasks:
            if task.done():
                task.result()  # raises what went wrong
        if perf_counter() > deadline:
            raise RuntimeError(f"Only {len(crowd.ready)} of {people} came in: {crowd.errors[:1]}")
        await asyncio.sleep(TICK)


async def watch(seconds: float, look: Callable[[str], None]) -> float:
    """Look at the server every second; return by how many seconds this program was behind."""
    start, lag = perf_counter(), 0.0
    for tick in range(1, round(seconds / TICK) + 1):
        due = start + tick * TICK
        await asyncio.sleep(due - perf_counter())
        lag = max(lag, perf_counter() - due)
        if tick % round(1 / TICK) == 0:
            look(f"{tick * TICK:.0f} s")
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
    main()
