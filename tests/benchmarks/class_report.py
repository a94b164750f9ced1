"""The report of `class_load`: what was measured, as JSON has it and as a table."""

from collections.abc import Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

from tests.benchmarks import report, watching
from tests.benchmarks.class_people import Crowd
from tests.benchmarks.room_people import Audience
from tests.benchmarks.server_process import Sample

MOST_ERRORS = 5  # that are shown

TIMES = (  # of the report, by the name of `Crowd.times`
    ("to open the app", "opened"),
    ("from a drawing to its answer", "answered"),
    ("  to the finished page", "finished"),
    ("  in a browser, from pen-up to it", "in_browser"),
    ("from the address to the canvas", "joined"),
    ("from Send to the phone's answer", "heard"),
    ("  to the wall", "on_wall"),
)


def result(crowd: Crowd, generator: dict[str, float]) -> dict[str, Any]:
    """Return what was measured of the people, as JSON has it."""
    return {
        "digits": crowd.drawn,
        "late": crowd.late,
        "people_answered": len(crowd.answered_to),
        "visits": len(crowd.opened),
        "seconds": {name: summary(times) for name, times in crowd.times.items()},
        "errors": {"count": len(crowd.errors), "first": crowd.errors[:MOST_ERRORS]},
        "generator": generator,
        **({"taken_back": crowd.taken_back} if isinstance(crowd, Audience) else {}),
    }


def server(samples: dict[str, Sample], drawn: int) -> dict[str, Any]:
    """Return what was measured of the server, while so many digits were drawn."""
    begin, end = samples["all in"], samples["end"]
    seconds, used = end.time - begin.time, end.cpu - begin.cpu
    cores = watching.machine()["cores"]
    return {
        "cpu_ms_a_digit": 1000 * used / drawn if drawn else None,
        "cores_used": used / seconds,
        "idle_share": (end.idle - begin.idle) / seconds / cores,
        "samples": {when: asdict(one) for when, one in samples.items()},
    }


def summary(seconds: Sequence[float]) -> dict[str, float] | None:
    """Return the median, the 95th percentile and the largest; None if there are none."""
    if not seconds:
        return None
    p95 = report.percentile_95(seconds)
    return {"median": median(seconds), "p95": p95, "max": max(seconds)}


def table(measured: dict[str, Any]) -> report.Table:
    """Return the rows of the report's table."""
    rows: report.Table = [("seconds", "median", "95 %", "most")]
    for label, name in TIMES:
        if times := measured["seconds"].get(name):
            rows.append((label, *(f"{times[key]:.3f}" for key in ("median", "p95", "max"))))
    task, errors = measured["task"], measured["errors"]
    rows += [
        ("people; who train", f"{task['people']}", f"{task['training']}"),
        ("visits", f"{measured['visits']}"),
        ("digits drawn; late", f"{measured['digits']}", f"{measured['late']}"),
        *([("  taken back", f"{measured['taken_back']}")] if "taken_back" in measured else []),
        ("errors", f"{errors['count']}"),
        *((f"  {error}",) for error in errors["first"]),
        *server_rows(measured.get("server")),
        ("this program: s of CPU", f"{measured['generator']['cpu_seconds']:.1f}"),
        ("  ms behind, at most", f"{measured['generator']['lag_ms']:.0f}"),
    ]
    return rows


def server_rows(server: dict[str, Any] | None) -> report.Table:
    """Return the rows about the server's process, none if it is not known."""
    if server is None:
        return []
    samples = server["samples"]
    half = list(samples)[len(samples) // 2]
    moments = [when for when in ("start", "all in", half, "end", "settled") if when in samples]
    rows: report.Table = [("the server at", *moments, "most")]
    for label, name in (
        ("  memory, MB", "memory"),
        ("  threads", "threads"),
        ("  file handles", "handles"),
        ("  processes", "processes"),
    ):
        values = [samples[when][name] for when in moments]
        most = max(one[name] for one in samples.values())
        rows.append((label, *(f"{value:.0f}" for value in [*values, most])))
    each = server["cpu_ms_a_digit"]
    return [
        *rows,
        ("  CPU a digit", "-" if each is None else f"{each:.0f} ms"),
        ("  cores that it used", f"{server['cores_used']:.2f}"),
        ("  of the machine was idle", f"{server['idle_share']:.0%}"),
    ]
