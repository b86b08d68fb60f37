"""The border lines of a pane: what they say at each width, and what gives way first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash import text
from sse_dash.client.message import MessageEvent
from sse_dash.streams.filter import parse
from sse_dash.streams.history import History
from sse_dash.streams.monitor import Snapshot
from sse_dash.streams.spec import StreamSpec
from sse_dash.streams.state import State, label
from sse_dash.streams.view import EventView
from sse_dash.tui import frame
from sse_dash.tui.frame import ROUND, Piece

ORDERS = StreamSpec(name="orders", url="http://shop.example/orders")
HEIGHT = 3


def snapshot_of(state: State = State.OPEN, *, events: int = 0, rate: float = 42.0, **words: Any) -> Snapshot:
    """How a stream stands; `words` are for its label, and `first_event_after`."""
    first_event_after = words.pop("first_event_after", None)
    return Snapshot(
        state=state,
        label=label(state, **words),
        trouble="",
        events=events,
        bytes=0,
        comments=0,
        events_per_second=rate,
        bytes_per_second=0.0,
        reconnects=0,
        first_event_after=first_event_after,
    )


def view_of(events: int = 0, *, max_events: int = 10_000) -> tuple[EventView, History]:
    history = History(max_events)
    view = EventView(history)
    come(history, events)
    return view, history


def come(history: History, events: int) -> None:
    history.extend([MessageEvent("-", str(number)) for number in range(events)], at=0.0)


def paused_view(came: int, lost: int = 0) -> EventView:
    view, history = view_of(max_events=max(1, came - lost))
    view.pause()
    come(history, came)
    return view


def bars(columns: int) -> list[int]:
    return [1] * columns


def title(
    cells: int,
    snapshot: Snapshot | None = None,
    view: EventView | None = None,
    *,
    spec: StreamSpec = ORDERS,
    number: int = 1,
) -> tuple[str, str]:
    """What stands left and right."""
    left, right = frame.title(number, spec, snapshot or snapshot_of(), view or view_of()[0], cells, bars)
    return said(left), said(right)


def footing(
    cells: int,
    view: EventView,
    *,
    events: int = 0,
    evicted: int = 0,
    spec: StreamSpec = ORDERS,
    first_event_after: float | None = None,
) -> tuple[str, str]:
    snapshot = snapshot_of(events=events, first_event_after=first_event_after)
    left, right = frame.footing(spec, view, snapshot, evicted, HEIGHT, cells)
    return said(left), said(right)


def said(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


# The title


def test_a_title_names_the_stream_and_says_how_it_stands_and_how_fast_it_runs() -> None:
    left, right = title(60)
    assert left == " 1 orders ● live "
    assert right == " 42/s " + "▇" * 35 + " "


def test_the_number_is_the_key_that_goes_there_so_there_is_none_past_nine() -> None:
    assert title(60, number=9)[0] == " 9 orders ● live "
    assert title(60, number=10)[0] == " orders ● live "


@pytest.mark.parametrize(
    ("snapshot", "words"),
    [
        (snapshot_of(State.CONNECTING), "◌ connecting"),
        (snapshot_of(State.STALE, seconds=45.0), "◐ silent 45s"),
        (snapshot_of(State.RETRYING, seconds=4.0, attempt=3), "↻ retry in 4s (3)"),
        (snapshot_of(State.ENDED, detail="cut mid-event"), "■ ended, cut mid-event"),
        (snapshot_of(State.FAILED, detail="404 Not Found"), "✖ 404 Not Found"),
        (snapshot_of(State.STOPPED), "○ stopped"),
    ],
)
def test_a_title_has_the_state_in_words(snapshot: Snapshot, words: str) -> None:
    assert title(60, snapshot)[0] == f" 1 orders {words} "


def test_a_paused_pane_says_so_and_how_much_came_since() -> None:
    assert title(60, view=paused_view(1_204))[0] == " 1 orders ● PAUSED +1,204 "


def test_a_paused_pane_says_how_much_fell_out_unseen() -> None:
    assert title(60, view=paused_view(1_204, lost=30))[0] == " 1 orders ● PAUSED +1,204, 30 lost "


def test_a_paused_pane_still_shows_the_glyph_of_its_state() -> None:
    assert title(60, snapshot_of(State.FAILED), paused_view(0))[0] == " 1 orders ✖ PAUSED +0 "


def test_each_state_has_a_style_of_the_pane() -> None:
    assert set(frame.STATE_STYLES) == set(State)


def what_is_left(cells: int, snapshot: Snapshot, view: EventView, name: str) -> str:
    """What a title of a width says, in a word for each thing."""
    left, right = title(cells, snapshot, view, spec=StreamSpec(name=name, url=""))
    words = "PAUSED" if view.paused else snapshot.label.text
    parts = {"bars": "▇" in right, "rate": "/s" in right, "words": words in left, "name": name in left}
    return " ".join(part for part, there in parts.items() if there)


@pytest.mark.parametrize(
    ("snapshot", "view", "steps"),
    [
        pytest.param(
            snapshot_of(),
            view_of()[0],
            ["bars rate words name", "rate words name", "rate name", "name", ""],
            id="live, which the glyph says already",
        ),
        pytest.param(
            snapshot_of(State.RETRYING, seconds=4, attempt=3),
            view_of()[0],
            ["bars rate words name", "rate words name", "words name", "name", ""],
            id="in trouble, where the words say what the glyph can't",
        ),
        pytest.param(
            snapshot_of(),
            paused_view(3),
            ["bars rate words name", "rate words name", "words name", "words", ""],
            id="paused, which must not be overlooked",
        ),
    ],
)
def test_as_it_narrows_things_give_way_in_this_order(
    snapshot: Snapshot, view: EventView, steps: list[str]
) -> None:
    narrowing = [what_is_left(cells, snapshot, view, "wikipedia-changes") for cells in range(100, 0, -1)]
    assert [step for step, _ in groupby(narrowing)] == steps


def test_the_sparkline_shrinks_before_it_goes_and_has_a_widest() -> None:
    widths = [title(cells)[1].count("▇") for cells in range(20, 120)]
    assert widths == sorted(widths)
    assert set(widths) == {0, *range(5, 41)}


def test_a_name_that_is_cut_keeps_its_start() -> None:
    spec = StreamSpec(name="wikipedia-changes", url="")
    assert title(14, spec=spec) == (" 1 wikiped… ● ", "")
    assert title(14, view=paused_view(3), spec=spec) == (" 1 wikiped… ● ", "")
    assert title(24, view=paused_view(3), spec=spec) == (" 1 wikiped… ● PAUSED +3 ", "")


def test_where_there_is_next_to_no_room_the_number_goes_before_the_glyph() -> None:
    assert [title(cells)[0] for cells in (8, 7, 4, 2, 1, 0)] == [" 1 o… ● ", "orde… ●", "o… ●", " ●", "●", ""]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("view", [view_of()[0], paused_view(1_204)], ids=["running", "paused"])
def test_glyph_and_start_of_the_name_are_always_there(state: State, view: EventView) -> None:
    spec = StreamSpec(name="wikipedia-changes", url="")
    for cells in range(8, 100):
        left, _ = title(cells, snapshot_of(state), view, spec=spec)
        assert label(state).glyph in left
        assert left.startswith(" 1 w")


_HOSTILE = st.text(st.characters() | st.sampled_from("\x1b\t\n数\u0301\u200d\u202e🏽[/]"), max_size=80)


@given(
    st.integers(1, 200),
    st.sampled_from(State),
    _HOSTILE,
    _HOSTILE,
    st.integers(0, 200),
    st.sampled_from([None, 0, 1_204]),
    st.floats(0, 1e12),
)
def test_a_title_is_never_wider_than_asked_for(
    cells: int, state: State, name: str, detail: str, number: int, paused: int | None, rate: float
) -> None:
    spec = StreamSpec(name=name, url="")
    view = view_of()[0] if paused is None else paused_view(paused)
    snapshot = snapshot_of(state, rate=rate, detail=detail, seconds=1e6, attempt=10**6)
    left, right = frame.title(number, spec, snapshot, view, cells, bars)
    assert frame.width(left) + frame.width(right) <= cells
    assert snapshot.label.glyph in said(left)


# The footing


def test_a_footing_counts_events() -> None:
    assert footing(40, view_of()[0], events=0) == ("", " 0 events ")
    assert footing(40, view_of()[0], events=1) == ("", " 1 event ")
    assert footing(40, view_of()[0], events=1_204) == ("", " 1,204 events ")


def test_a_footing_says_how_many_events_fell_out() -> None:
    assert footing(40, view_of()[0], events=9_301, evicted=4_301)[1] == " 9,301 events, 4,301 dropped "


def test_a_footing_has_the_filter_and_how_much_it_shows() -> None:
    view, _ = view_of(20)
    view.filter = parse("1")
    assert footing(40, view, events=20) == (" /1 ", " 11 of 20 ")
    assert footing(40, view, events=25, evicted=5) == (" /1 ", " 11 of 20, 5 dropped ")


def test_a_footing_says_when_the_view_is_scrolled_and_how_much_is_below() -> None:
    view, history = view_of(10)
    view.scroll(-2, HEIGHT)
    assert footing(40, view, events=10)[1] == " SCROLLED +2  10 events "
    come(history, 1_500)
    assert footing(40, view, events=1_510)[1] == " SCROLLED +1,502  1,510 events "
    view.scroll_end()
    assert footing(40, view, events=1_510)[1] == " 1,510 events "


def test_a_footing_of_a_request_says_how_long_its_first_event_took() -> None:
    chat = StreamSpec(name="chat", url="http://127.0.0.1/", method="POST")
    view, _ = view_of()
    answered = footing(60, view, events=3, spec=chat, first_event_after=0.212)
    assert answered[1] == " first event after 212ms, 3 events "
    assert footing(60, view, events=3, spec=chat)[1] == " 3 events "
    assert footing(60, view, events=3, first_event_after=0.212)[1] == " 3 events "


def test_counts_come_in_ever_fewer_words_as_it_narrows() -> None:
    view, _ = view_of()
    said = [footing(cells, view, events=9_301, evicted=301)[1] for cells in range(40, 0, -1)]
    assert [step.strip() for step, _ in groupby(said)] == [
        "9,301 events, 301 dropped",
        "9,301 events",
        "9,301",
        "",
    ]


def test_a_filter_is_cut_before_the_counts_go() -> None:
    view, _ = view_of(9)
    view.filter = parse("not type:order.*")
    assert footing(30, view) == (" /not type:order.* ", " 9 of 9 ")
    assert footing(22, view) == (" /not type:o…", " 9 of 9 ")
    assert footing(12, view) == (" /not type:…", "")


def test_a_narrow_footing_says_that_it_is_scrolled_rather_than_anything_else() -> None:
    view, _ = view_of(9)
    view.filter = parse("not type:order.*")
    view.scroll_home()
    assert footing(16, view) == (" /…", " SCROLLED +6 ")


@given(
    st.integers(-1, 120),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.sampled_from(["", "a", "not type:order.* or \u202e数数数数数数数数数数数数"]),
    st.booleans(),
    st.sampled_from([None, 0.212]),
)
def test_a_footing_is_never_wider_than_asked_for(
    cells: int, events: int, evicted: int, wanted: str, scrolled: bool, first_event_after: float | None
) -> None:
    view, _ = view_of(20)
    view.filter = parse(wanted)
    if scrolled:
        view.scroll_home()
    left, right = footing(
        cells,
        view,
        events=events,
        evicted=evicted,
        spec=StreamSpec(name="chat", url="", method="POST"),
        first_event_after=first_event_after,
    )
    assert text.width(left) + text.width(right) <= max(0, cells)


# The line


def test_a_line_is_filled_between_what_stands_left_and_right() -> None:
    left, right = [Piece("name", " a ")], [Piece("rate", " b ")]
    line = frame.line(ROUND.top_left, left, ROUND.horizontal, right, ROUND.top_right, 14)
    assert said(line) == "╭ a ───── b ─╮"


def test_a_line_with_nothing_to_say_is_a_border() -> None:
    assert said(frame.line("╰", [], "─", [], "╯", 5)) == "╰───╯"


@given(st.integers(2, 200), st.sampled_from(State), _HOSTILE, st.booleans())
def test_a_line_with_a_title_is_exactly_as_wide_as_asked_for(
    cells: int, state: State, name: str, paused: bool
) -> None:
    spec = StreamSpec(name=name, url="")
    view = paused_view(3) if paused else view_of()[0]
    left, right = frame.title(1, spec, snapshot_of(state), view, cells - 2, bars)
    assert frame.width(frame.line("╭", left, "─", right, "╮", cells)) == cells
    left, right = frame.footing(spec, view, snapshot_of(state), 3, HEIGHT, cells - 3)
    assert frame.width(frame.line("╰", left, "─", right, "╯", cells)) == cells
