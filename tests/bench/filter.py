"""Microseconds an event to filter, beside decoding its JSON: `python tests/bench/filter.py [FILTER ...]`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median

from sse_dash.client.message import MessageEvent
from sse_dash.filter import parse

_EVENTS = 2_000
_RUNS = 9
_FILTERS = (
    "zebra",
    "lorem ipsum",
    "Name7",
    "type:mess*",
    "/time.?out|refused/",
    "/error.*timeout.*retry/",
    "data.user.name=Name5",
    "data.user.nope=x",
    "data.user.id=5",
    "data.user.id>25",
    "data.tags[*]=vip",
    "data.user.id>3 data.title:7",
    "size>1kB",
)


def event(number: int) -> MessageEvent:
    """One of about 1.2 KB, as a wiki's stream of edits has them."""
    document = {
        "meta": {"domain": "wiki.example", "id": number, "dt": "2024-05-01T10:00:00Z"},
        "user": {"id": number % 50, "name": f"Name{number % 50}"},
        "title": f"Page {number}",
        "tags": ["a", "vip" if number % 10 == 0 else "x"],
        "comment": "lorem ipsum dolor sit amet " * 38,
    }
    return MessageEvent("message", json.dumps(document), str(number))


def main() -> None:
    """Print a line for each filter."""
    events = [event(number) for number in range(_EVENTS)]
    decode = json.JSONDecoder().decode
    print(f"{'(decoding)':32}{_microseconds(lambda: [decode(event.data) for event in events]):8.2f}")
    for source in sys.argv[1:] or _FILTERS:
        matches = parse(source).matches
        taken = _microseconds(partial(_count, matches, events))
        print(f"{source:32}{taken:8.2f}{_count(matches, events):8,} match")


def _count(matches: Callable[[MessageEvent], bool], events: list[MessageEvent]) -> int:
    return sum(map(matches, events))


def _microseconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken) / _EVENTS * 1e6


if __name__ == "__main__":
    main()
