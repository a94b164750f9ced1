"""The report of `class_load`: what was measured of the people and of the server."""

from typing import Any

from tests.benchmarks import report
from tests.benchmarks.class_people import Crowd
from tests.benchmarks.room_people import Audience
from tests.benchmarks.server_process import Sample

MOST_ERRORS = 5  # that are shown


def of_people(crowd: Crowd) -> dict[str, Any]:
    counts = {
        "visits": len(crowd.opened),
        "people who got an answer": len(crowd.answered_to),
        "digits drawn": crowd.drawn,
        "late": crowd.late,
        "errors": len(crowd.errors),
    }
    if isinstance(crowd, Audience):
        counts["taken back"] = crowd.taken_back
    return {
        "seconds": {name: report.summary(times) for name, times in crowd.times.items() if times},
        "counts": counts,
        "error": crowd.errors[:MOST_ERRORS],
    }


def of_server(samples: dict[str, Sample], drawn: int) -> dict[str, Any]:
    """Return what the server took, while so many digits were drawn."""
    begin, end = samples["all in"], samples["end"]
    seconds, used = end.time - begin.time, end.cpu - begin.cpu
    idle = (end.idle - begin.idle) / seconds / report.machine()["cores"]
    half = list(samples)[len(samples) // 2]
    moments = [when for when in ("start", "all in", half, "end", "settled") if when in samples]
    rows = {when: counts(samples[when]) for when in moments}
    every = [counts(sample) for sample in samples.values()]
    most = {name: max(row[name] for row in every) for name in every[0]}
    return {
        "the server at": rows | {"most": most},
        "the server": {
            "ms of CPU a digit": 1000 * used / drawn if drawn else None,
            "cores used": used / seconds,
            "share of the machine that was idle": idle,
        },
    }


def counts(sample: Sample) -> dict[str, float]:
    return {name: getattr(sample, name) for name in ("memory", "threads", "handles", "processes")}
