"""The columns of the list: what they say, and which are there at which width."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash import text
from sse_dash.streams.monitor.state import State
from sse_dash.tui.list import columns
from sse_dash.tui.list.columns import Needs
from sse_dash.tui.list.order import Order, Sort
from tests.tui.list.listed import FakeMonitor, rows_of

LIFELIKE = Needs(state=18, name=24, number=3, events=9, reconnects=3, errors=3, error=80)


def labels(cells: int, needs: Needs = LIFELIKE) -> list[str]:
    return [placed.column.label for placed in columns.place(cells, needs)]


def cell(label: str, state: State = State.OPEN, **fields: Any) -> str:
    """What a column says of such a stream, and in what style."""
    (row,) = rows_of(FakeMonitor("orders", state, **fields))
    placed = columns.place(200, Needs.of([row]))
    parts = dict(zip((one.column.label for one in placed), columns.line(row, placed), strict=True))
    return f"{parts[label].style}: {parts[label].text.strip()}"


# What they say


@pytest.mark.parametrize(
    ("label", "fields", "said"),
    [
        ("#", {}, "muted: 1"),
        ("name", {}, "name: orders"),
        ("state", {}, "live: ● live"),
        ("rate", {"events_per_second": 1_240.0}, "rate: 1.2k/s"),
        ("rate", {}, "muted: 0/s"),
        ("events", {"events": 9_301}, "value: 9,301"),
        ("events", {}, "muted: 0"),
        ("bytes", {"bytes": 8_100_000}, "value: 8.1 MB"),
        ("bytes", {}, "muted: 0 B"),
        ("last", {"since_last_event": 0.4}, "value: now"),
        ("last", {"since_last_event": 1.9}, "value: 1s"),
        ("last", {"since_last_event": 125.0}, "value: 2m05s"),
        ("last", {}, "muted: –"),
        ("p50 gap", {"gap_p50": 0.012}, "value: 12ms"),
        ("p50 gap", {}, "muted: –"),
        ("p95 gap", {"gap_p95": 3.2}, "value: 3.2s"),
        ("reconn", {"reconnects": 3}, "value: 3"),
        ("errors", {"failures": 3}, "value: 3"),
        ("errors", {}, "muted: 0"),
        ("last error", {"last_error": "refused"}, "muted: refused"),
        ("last error", {"last_error": "\n404 Not Found\r\n<html>"}, "muted: 404 Not Found"),
        ("last error", {}, "muted:"),
    ],
)
def test_a_column_says_of_a_stream(label: str, fields: dict[str, Any], said: str) -> None:
    assert cell(label, **fields).rstrip() == said


def test_the_state_is_in_words_and_in_its_colour() -> None:
    assert cell("state", State.RETRYING, seconds=4, attempt=3) == "waiting: ↻ retry in 4s (3)"
    assert cell("state", State.FAILED, detail="404 Not Found") == "failed: ✖ 404 Not Found"


def test_errors_have_a_colour_while_the_trouble_lasts() -> None:
    trouble = {"failures": 2, "last_error": "refused", "trouble": "refused"}
    assert cell("errors", State.RETRYING, **trouble) == "waiting: 2"
    assert cell("last error", State.FAILED, **trouble) == "failed: refused"
    assert cell("last error", State.STOPPED, **trouble) == "muted: refused"


def test_the_time_of_the_last_event_fades_where_none_can_come() -> None:
    assert cell("last", State.ENDED, since_last_event=5.0) == "muted: 5s"


def test_the_sparkline_has_a_second_for_each_cell() -> None:
    monitor = FakeMonitor("orders")
    placed = columns.place(100, LIFELIKE)
    (row,) = rows_of(monitor)
    columns.line(row, placed)
    assert monitor.bars == next(one.cells for one in placed if one.column is columns.SPARK)


def test_a_number_that_does_not_fit_is_no_other_number() -> None:
    (row,) = rows_of(FakeMonitor("orders", reconnects=1_234_567_890))
    placed = columns.place(200, LIFELIKE)
    line = "".join(part.text for part in columns.line(row, placed))
    assert "1,234,…" in line


# Which are there


@pytest.mark.parametrize(
    ("cells", "there"),
    [
        (12, "state name"),
        (38, "state name rate"),
        (78, "state name rate activity last errors"),
        (118, "# state name rate activity events bytes last p50 gap p95 gap errors"),
        (
            198,
            "# state name rate activity events bytes last p50 gap p95 gap reconn errors last error",
        ),
    ],
)
def test_these_columns_fit(cells: int, there: str) -> None:
    assert " ".join(labels(cells)) == there


def test_a_wider_screen_never_shows_less() -> None:
    for narrow, wide in pairwise(range(8, 300)):
        assert set(labels(narrow)) <= set(labels(wide)), f"{narrow} to {wide}"


@given(st.builds(Needs, *[st.integers(2, 90)] * len(Needs._fields)))
def test_a_wider_screen_never_shows_less_whatever_is_in_the_rows(needs: Needs) -> None:
    for narrow, wide in pairwise(range(40, 301, 4)):
        assert set(labels(narrow, needs)) <= set(labels(wide, needs)), f"{narrow} to {wide}"


def test_other_columns_give_way_before_the_state_and_the_name() -> None:
    for cells in range(38, 301):
        there = widths(cells)
        whole = (there["state"], there["name"]) == (LIFELIKE.state, LIFELIKE.name)
        assert whole or set(there) <= {"state", "name", "rate", "last", "errors"}, cells
        assert there["state"] >= 15, cells
        assert there["name"] >= 14, cells


def test_where_no_state_is_long_its_column_is_short() -> None:
    assert widths(80, LIFELIKE._replace(state=6))["state"] == len("◌ connecting")
    assert widths(80)["state"] == LIFELIKE.state


def test_state_and_name_are_always_there() -> None:
    assert all({"state", "name"} <= set(labels(cells)) for cells in range(4, 300))


def test_short_names_leave_room_for_more_columns() -> None:
    assert set(labels(60, LIFELIKE._replace(name=8))) > set(labels(60))


def widths(cells: int, needs: Needs = LIFELIKE) -> dict[str, int]:
    return {placed.column.label: placed.cells for placed in columns.place(cells, needs)}


def test_room_that_is_left_goes_to_the_name_then_to_the_sparkline() -> None:
    long = LIFELIKE._replace(name=48)
    assert labels(84, long) == labels(88, long)
    assert widths(88, long)["name"] == widths(84, long)["name"] + 4
    assert labels(130) == labels(134)
    assert widths(134)["activity"] == widths(130)["activity"] + 4


def test_on_a_wide_screen_the_sparkline_has_its_share_and_the_last_error_the_rest() -> None:
    wide = widths(300)
    assert wide["activity"] > 40
    assert wide["last error"] > 80
    assert widths(200)["activity"] < widths(200)["last error"] < wide["last error"]


def test_where_there_are_no_errors_the_sparkline_has_a_minute_of_room() -> None:
    assert widths(200, LIFELIKE._replace(error=0))["activity"] == 60
    assert widths(170, LIFELIKE._replace(error=0))["activity"] > widths(170)["activity"]


@pytest.mark.parametrize("cells", range(150, 300, 7))
def test_all_of_a_wide_screen_is_used(cells: int) -> None:
    last = columns.place(cells, LIFELIKE)[-1]
    assert last.x + last.column.lead + last.cells == cells


def test_widths_are_those_of_all_streams() -> None:
    rows = rows_of(
        FakeMonitor("a"), FakeMonitor("数据流-上海", State.FAILED, detail="404 Not Found", events=10**7)
    )
    rows[0].snapshot = replace(rows[0].snapshot, last_error="数据\nmore")
    needs = Needs.of(rows)
    assert needs.error == 4
    assert (needs.name, needs.state, needs.events) == (11, 15, len("10,000,000"))


def test_columns_only_widen() -> None:
    wide = LIFELIKE._replace(name=30, state=8)
    assert LIFELIKE.or_wider(wide) == LIFELIKE._replace(name=30)


# The header


def header(cells: int, order: Order = Order()) -> str:  # noqa: B008 - frozen
    return "".join(part.text for part in columns.header(columns.place(cells, LIFELIKE), order))


def test_the_header_names_the_columns_and_shows_what_it_is_sorted_by() -> None:
    assert " ".join(header(78, Order(Sort.RATE)).split()) == "state name rate▼ activity last errors"
    assert "rate▲" in header(78, Order(Sort.RATE, reversed=True))
    assert "#▲" in header(198)


def test_a_label_stands_above_its_column() -> None:
    (row,) = rows_of(FakeMonitor("orders", events_per_second=42.0, failures=7))
    placed = columns.place(78, LIFELIKE)
    line = "".join(part.text for part in columns.line(row, placed))
    for label, said in [("state", "● live"), ("name", "orders")]:
        assert header(78).index(label) == line.index(said)
    for label, said in [("rate", "42/s"), ("errors", "7")]:
        assert header(78).index(label) + len(label) == line.index(said) + len(said)


def test_a_column_of_one_cell_has_no_label() -> None:
    assert header(12).split() == ["name"]


def test_a_click_sorts_by_what_the_label_under_it_names() -> None:
    placed = columns.place(78, LIFELIKE)
    assert columns.sort_at(placed, header(78).index("rate")) is Sort.RATE
    assert columns.sort_at(placed, header(78).index("last")) is Sort.LAST
    assert columns.sort_at(placed, header(78).index("activity") + 2) is None
    assert columns.sort_at(placed, 200) is None


@pytest.mark.parametrize("sort", Sort)
def test_everything_to_sort_by_has_a_column(sort: Sort) -> None:
    assert sort in [one.column.sort for one in columns.place(300, LIFELIKE)]


# Hostile words

_HOSTILE = st.text(st.characters() | st.sampled_from("\x1b\t\n数\u0301\u200d\u202e🏽[/]"), max_size=60)


@given(
    st.integers(0, 250),
    st.sampled_from(State),
    _HOSTILE,
    _HOSTILE,
    _HOSTILE,
    st.integers(0, 10**15),
    st.floats(0, 1e12),
)
def test_a_line_is_as_wide_as_its_columns_and_never_wider_than_asked_for(
    cells: int, state: State, name: str, detail: str, error: str, number: int, seconds: float
) -> None:
    monitor = FakeMonitor(
        name,
        state,
        detail=detail,
        last_error=error,
        events=number,
        bytes=number,
        failures=number,
        reconnects=number,
        events_per_second=seconds,
        gap_p50=seconds,
        since_last_event=seconds,
    )
    (row,) = rows_of(monitor)
    placed = columns.place(cells, Needs.of([row]))
    parts = columns.line(row, placed)
    widths = [text.width(part.text) for part in parts]
    assert widths == [one.column.lead + one.cells for one in placed]
    assert widths == [text.width(part.text) for part in columns.header(placed, Order())]
    assert sum(widths) <= max(cells, 3)
    assert "\x1b" not in "".join(part.text for part in parts)
