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
from sse_dash.filter import parse
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.log import filter_index as matching
from sse_dash.streams.log.filtered_log import FilteredLog
from sse_dash.streams.log.history import History
from sse_dash.streams.monitor.label import label
from sse_dash.streams.monitor.snapshot import Snapshot
from sse_dash.streams.monitor.state import State
from sse_dash.tui.drawing.styled_text import StyledText, width
from sse_dash.tui.log import pane_border as frame
from sse_dash.tui.log.log_view import LogView
from sse_dash.tui.log.pane_border import ROUND
from sse_dash.tui.log.rows import Columns

ORDERS = StreamSpec(name="orders", url="http://shop.example/orders")
HEIGHT = 3


def snapshot_of(state: State = State.OPEN, *, events: int = 0, rate: float = 42.0, **words: Any) -> Snapshot:
    """How a stream stands; `words` are for its label, and what its footing says."""
    first_event_after, skipped = words.pop("first_event_after", None), words.pop("skipped", 0)
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
        skipped=skipped,
    )


def view_of(events: int = 0, *, max_events: int = 10_000) -> tuple[FilteredLog, History]:
    history = History(max_events)
    view = FilteredLog(history)
    come(history, events)
    return view, history


def come(history: History, events: int) -> None:
    history.extend([MessageEvent("-", str(number)) for number in range(events)], at=0.0)


def paused_view(came: int, lost: int = 0) -> FilteredLog:
    view, history = view_of(max_events=max(1, came - lost))
    view.pause()
    come(history, came)
    return view


def bars(columns: int) -> list[int]:
    return [1] * columns


def title(
    cells: int,
    snapshot: Snapshot | None = None,
    view: FilteredLog | None = None,
    *,
    spec: StreamSpec = ORDERS,
    number: int = 1,
) -> tuple[str, str]:
    """What stands left and right."""
    left, right = frame.title(number, spec, snapshot or snapshot_of(), view or view_of()[0], cells, bars)
    return said(left), said(right)


def reading_of(events: int = 0, *, wanted: str = "", evicted: int = 0) -> tuple[LogView, History]:
    """The view of so many events, before which others fell out, on a screen of HEIGHT lines."""
    history = History()
    history.evicted = evicted
    log_view = LogView(history, wanted)
    come(history, events)
    log_view.filtered.update()
    log_view.fits(HEIGHT, Columns(0, 0, 0, 10))
    return log_view, history


def footing(
    cells: int,
    log_view: LogView,
    *,
    events: int = 0,
    spec: StreamSpec = ORDERS,
    first_event_after: float | None = None,
    skipped: int = 0,
) -> tuple[str, str]:
    snapshot = snapshot_of(events=events, first_event_after=first_event_after, skipped=skipped)
    below = log_view.below(log_view.in_view(HEIGHT))
    left, right = frame.footing(spec, log_view, snapshot, below, cells)
    return said(left), said(right)


def said(parts: Sequence[StyledText]) -> str:
    return "".join(part.text for part in parts)


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
        (snapshot_of(State.ENDED, detail="ended, cut mid-event"), "■ ended, cut mid-event"),
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


def what_is_left(cells: int, snapshot: Snapshot, view: FilteredLog, name: str) -> str:
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
    snapshot: Snapshot, view: FilteredLog, steps: list[str]
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
def test_glyph_and_start_of_the_name_are_always_there(state: State, view: FilteredLog) -> None:
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
    assert width(left) + width(right) <= cells
    assert snapshot.label.glyph in said(left)


# The title of the timeline


def timeline_title(streams: int, view: FilteredLog, cells: int) -> str:
    left, right = frame.timeline_title(streams, view, cells)
    assert right == []
    return said(left)


def test_the_timeline_says_how_many_streams_are_in_it() -> None:
    view, _ = view_of()
    assert timeline_title(1_204, view, 40) == " timeline 1,204 streams "
    assert timeline_title(1, view, 40) == " timeline 1 stream "


def test_a_paused_timeline_says_so_and_how_much_came_since() -> None:
    assert timeline_title(3, paused_view(1_204), 40) == " timeline PAUSED +1,204 "


@pytest.mark.parametrize("view", [view_of()[0], paused_view(1_204)], ids=["running", "paused"])
def test_the_title_of_the_timeline_is_never_wider_than_asked_for(view: FilteredLog) -> None:
    for cells in range(60):
        assert text.width(timeline_title(3, view, cells)) <= cells


# The footing


def test_a_footing_counts_events() -> None:
    log_view, _ = reading_of()
    assert footing(40, log_view, events=0) == ("", " 0 events ")
    assert footing(40, log_view, events=1) == ("", " 1 event ")
    assert footing(40, log_view, events=1_204) == ("", " 1,204 events ")


def test_a_footing_says_how_many_events_fell_out() -> None:
    log_view, _ = reading_of(evicted=4_301)
    assert footing(40, log_view, events=9_301)[1] == " 9,301 events, 4,301 dropped "


def test_a_footing_has_the_filter_and_how_much_it_shows() -> None:
    assert footing(40, reading_of(20, wanted="1")[0]) == (" /1 ", " 11 of 20 ")
    assert footing(40, reading_of(20, wanted="1", evicted=5)[0]) == (" /1 ", " 11 of 20, 5 dropped ")


def test_notes_are_counted_as_no_events() -> None:
    log_view, history = reading_of(2, wanted="1")
    history.note("lost 1", at=0.0)
    log_view.filtered.update()
    assert footing(40, log_view)[1] == " 1 of 2 "


def test_a_footing_says_when_a_filter_is_not_through_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "BUDGET", -1.0)
    log_view, _ = reading_of(1_000, wanted="1")
    assert footing(40, log_view)[1].endswith(" of 1,000… ")
    while not log_view.filtered.is_current:
        log_view.filtered.update()
    assert footing(40, log_view)[1] == " 271 of 1,000 "


def test_a_footing_says_what_is_looked_for_and_how_often_it_is_found() -> None:
    log_view, _ = reading_of(20)
    log_view.look_for(parse("1"))
    assert footing(50, log_view, events=20) == (" found 11: 1 ", " 20 events ")


def test_a_footing_says_which_of_what_was_found_is_chosen() -> None:
    log_view, _ = reading_of(20)
    log_view.look_for(parse("1"))
    log_view.next_hit(-1)
    log_view.next_hit(-1)
    assert footing(50, log_view)[0] == " found 10 of 11: 1 "


def test_a_footing_has_the_filter_and_what_is_looked_for_side_by_side() -> None:
    log_view, _ = reading_of(20, wanted="1")
    log_view.look_for(parse("2"))
    assert footing(50, log_view) == (" /1  found 1: 2 ", " 11 of 20 ")


def test_a_footing_says_when_the_view_is_scrolled_and_how_much_is_below() -> None:
    log_view, history = reading_of(10)
    log_view.scroll(-2)
    assert footing(40, log_view, events=10)[1] == " SCROLLED +2  10 events "
    come(history, 1_500)
    assert footing(40, log_view, events=1_510)[1] == " SCROLLED +1,502  1,510 events "
    log_view.follow()
    assert footing(40, log_view, events=1_510)[1] == " 1,510 events "


def test_a_footing_of_a_request_says_how_long_its_first_event_took() -> None:
    chat = StreamSpec(name="chat", url="http://127.0.0.1/", method="POST")
    log_view, _ = reading_of()
    answered = footing(60, log_view, events=3, spec=chat, first_event_after=0.212)
    assert answered[1] == " first event after 212ms, 3 events "


def test_what_was_skipped_is_said_before_the_number_of_events() -> None:
    log_view, _ = reading_of()
    assert footing(60, log_view, events=3, skipped=1_204)[1] == " 1,204 skipped, 3 events "
    chat = StreamSpec(name="chat", url="http://127.0.0.1/", method="POST")

    def narrowed(cells: int) -> str:
        return footing(cells, log_view, events=3, spec=chat, first_event_after=0.212, skipped=2)[1]

    assert narrowed(60) == " first event after 212ms, 2 skipped, 3 events "
    assert narrowed(34) == " 2 skipped, 3 events "
    assert footing(60, log_view, events=3, spec=chat)[1] == " 3 events "
    assert footing(60, log_view, events=3, first_event_after=0.212)[1] == " 3 events "


def test_counts_come_in_ever_fewer_words_as_it_narrows() -> None:
    log_view, _ = reading_of(evicted=301)
    said = [footing(cells, log_view, events=9_301)[1] for cells in range(40, 0, -1)]
    assert [step.strip() for step, _ in groupby(said)] == [
        "9,301 events, 301 dropped",
        "9,301 events",
        "9,301",
        "",
    ]


def test_a_footing_says_of_how_many_events_a_regex_could_not_tell() -> None:
    log_view, history = reading_of(2, wanted=r"/a\w+!/")
    history.extend([MessageEvent("-", "a" * 70_000)] * 3, at=0.0)
    log_view.filtered.update()
    while not log_view.filtered.is_current:
        log_view.filtered.update()
    assert footing(60, log_view, events=5)[1] == " 0 of 5, 3 too long to test "
    assert footing(22, log_view, events=5)[1] == " 0 of 5 "


def test_a_filter_is_cut_before_the_counts_go() -> None:
    log_view, _ = reading_of(9, wanted="not type:order.*")
    assert footing(30, log_view) == (" /not type:order.* ", " 9 of 9 ")
    assert footing(22, log_view) == (" /not type:o…", " 9 of 9 ")
    assert footing(12, log_view) == (" /not type…", "")


def test_what_is_looked_for_is_cut_before_the_filter_is() -> None:
    log_view, _ = reading_of(9, wanted="not type:order.*")
    log_view.look_for(parse("something that is long"))
    assert footing(40, log_view) == (" /not type:order.*  found 0: s…", " 9 of 9 ")
    assert footing(30, log_view) == (" /not type:order.* ", " 9 of 9 ")


def test_a_narrow_footing_says_that_it_is_scrolled_rather_than_anything_else() -> None:
    log_view, _ = reading_of(9, wanted="not type:order.*")
    log_view.home()
    assert footing(16, log_view) == ("", " SCROLLED +6 ")


@given(
    st.integers(-1, 120),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.sampled_from(["", "1", "not type:order.* or \u202e数数数数数数数数数数数数"]),
    st.sampled_from(["", "1", "\u202e数数数数数数数数数数数数"]),
    st.booleans(),
    st.sampled_from([None, 0.212]),
)
def test_a_footing_is_never_wider_than_asked_for(
    cells: int,
    events: int,
    evicted: int,
    wanted: str,
    sought: str,
    scrolled: bool,
    first_event_after: float | None,
) -> None:
    log_view, _ = reading_of(20, wanted=wanted, evicted=evicted)
    log_view.look_for(parse(sought))
    if scrolled:
        log_view.home()
    chat = StreamSpec(name="chat", url="", method="POST")
    left, right = footing(cells, log_view, events=events, spec=chat, first_event_after=first_event_after)
    assert text.width(left) + text.width(right) <= max(0, cells)


# The line


def test_a_line_is_filled_between_what_stands_left_and_right() -> None:
    left, right = [StyledText("name", " a ")], [StyledText("rate", " b ")]
    line = frame.line(ROUND.top_left, left, ROUND.horizontal, right, ROUND.top_right, 14)
    assert said(line) == "╭ a ───── b ─╮"


def test_a_line_with_nothing_to_say_is_a_border() -> None:
    assert said(frame.line("╰", [], "─", [], "╯", 5)) == "╰───╯"


@given(st.integers(3, 200), st.sampled_from(State), _HOSTILE, st.booleans(), st.booleans())
def test_a_line_is_exactly_as_wide_as_asked_for(
    cells: int, state: State, name: str, paused: bool, scrolled: bool
) -> None:
    spec = StreamSpec(name=name, url="")
    log_view, _ = reading_of(9)
    log_view.look_for(parse("1"))
    if paused:
        log_view.toggle_pause()
    if scrolled:
        log_view.home()
    left, right = frame.title(1, spec, snapshot_of(state), log_view.filtered, cells - 2, bars)
    assert width(frame.line("╭", left, "─", right, "╮", cells)) == cells
    left, right = frame.timeline_title(3, log_view.filtered, cells - 2)
    assert width(frame.line("╭", left, "─", right, "╮", cells)) == cells
    left, right = frame.footing(spec, log_view, snapshot_of(state), 3, cells - 3)
    assert width(frame.line("╰", left, "─", right, "╯", cells)) == cells
