"""What is on the screen: panes, the line above them, and how they share the room there is."""

from __future__ import annotations

import re
import socket

import pytest

from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor import beginning
from tests.tui.conftest import Server, dashboard, misfits

SOME = r"\d*\.?[1-9][\d.]*"
"""A pattern for a number that isn't zero."""

SIZES = [(40, 12), (80, 24), (200, 50)]


def nobody_listens_here() -> str:
    """The URL of a port of this machine that refuses connections."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/events"


async def test_a_pane_shows_number_name_and_state_of_its_stream(server: Server) -> None:
    async with dashboard(server.stream("orders"), server.stream("prices")) as terminal:
        await terminal.shows("1 orders ● live", "2 prices ● live")


async def test_an_event_is_a_row_of_time_type_and_data(server: Server) -> None:
    orders = server.stream("orders")
    orders.push('{"id": 1}', event_type="order.created")
    async with dashboard(orders) as terminal:
        await terminal.until(lambda: terminal.rows("orders") != ["connected, no event yet"])
        await terminal.shows("order.created")
        (row,) = terminal.rows("orders")
        assert re.fullmatch(r'\d\d:\d\d:\d\d\.\d\d\d order\.created \{"id": 1\}', row)


async def test_the_newest_events_are_at_the_bottom_and_push_older_ones_out(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(*(f"event-{n:03}" for n in range(100)))
    async with dashboard(orders) as terminal:
        await terminal.shows("event-099")
        rows = terminal.rows("orders")
        assert [row[-9:] for row in rows] == [f"event-{n:03}" for n in range(100 - len(rows), 100)]


async def test_events_that_come_later_appear_by_themselves(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await orders.connected()
        orders.push("here I am")
        await terminal.shows("here I am")


async def test_data_too_long_for_the_pane_ends_in_an_ellipsis(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("long " * 100)
    async with dashboard(orders) as terminal:
        await terminal.shows("long long")
        (row,) = terminal.rows("orders")
        assert row.endswith("…")


async def test_the_title_shows_the_rate_and_a_sparkline(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(*"abcdefghij")
    async with dashboard(orders) as terminal:
        await terminal.until(lambda: re.search(rf" {SOME}/s .*[▁-█]", terminal.title("orders")))


async def test_a_silent_stream_has_a_rate_of_zero_and_no_bar(server: Server) -> None:
    async with dashboard(server.stream("orders")) as terminal:
        await terminal.shows("● live")
        assert re.search(r" 0/s +━┓$", terminal.title("orders"))


async def test_the_footing_counts_the_events(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await orders.connected()
        await terminal.shows(" 0 events ")
        orders.push("one")
        await terminal.shows(" 1 event ")
        orders.push("two")
        await terminal.shows(" 2 events ")


async def test_the_footing_says_how_many_events_fell_out_of_the_history(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(*(f"event-{n}" for n in range(8)))
    async with dashboard(orders.spec(history=5)) as terminal:
        await terminal.shows(" 8 events, 3 dropped ")


async def test_a_stream_that_gets_no_answer_is_connecting(server: Server) -> None:
    orders = server.stream("orders")
    orders.hang()
    async with dashboard(orders) as terminal:
        await terminal.shows("1 orders ◌ connecting", "connecting …")


async def test_a_connected_stream_without_events_says_so(server: Server) -> None:
    async with dashboard(server.stream("orders")) as terminal:
        await terminal.shows("connected, no event yet")


async def test_bytes_without_an_event_are_shown_with_what_is_wrong(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning, "BROUGHT_BY", 0.0)
    orders = server.stream("orders")
    orders.send(b"data: one\ndata: \x1b[31mtwo\n")
    async with dashboard(orders) as terminal:
        await terminal.says("2 `data` lines have come, and no empty line after")
        await terminal.shows("│ data: one", "│ data: ␛[31mtwo")
        await terminal.press("v")
        await terminal.says("2 `data` lines have come")
        orders.send(b"\n")
        await terminal.press("v", "v")
        await terminal.hides("data: one")


async def test_keep_alive_comments_are_counted_where_nothing_else_comes(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await orders.connected()
        orders.send(b": still here\n\n")
        await terminal.shows("no event yet, 1 keep-alive comment ")
        orders.send(b": still here\n\n")
        await terminal.shows("no event yet, 2 keep-alive comments")


async def test_a_stream_without_a_byte_for_a_while_is_silent(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders.spec(stale_after=0.2)) as terminal:
        await terminal.shows("1 orders ◐ silent")
        orders.push("back")
        await terminal.shows("1 orders ● live")


async def test_a_refused_connection_is_retried_and_its_pane_says_why() -> None:
    url = nobody_listens_here()
    async with dashboard(StreamSpec(name="audit", url=url)) as terminal:
        address = url.removeprefix("http://").removesuffix("/events")
        await terminal.shows("1 audit ↻ retry in ", f"connection refused: {address}")


async def test_a_server_in_trouble_is_retried_and_its_pane_says_why(server: Server) -> None:
    audit = server.stream("audit")
    audit.refuse(503, "moving house")
    async with dashboard(audit) as terminal:
        await terminal.shows("1 audit ↻ retry in ", "503 Service Unavailable")


async def test_a_stream_that_is_not_found_has_failed_and_shows_what_the_server_said(server: Server) -> None:
    audit = server.stream("audit")
    audit.refuse(404, "no such feed")
    async with dashboard(audit) as terminal:
        await terminal.shows("1 audit ✖ 404 Not Found", "no such feed")


async def test_a_stream_that_has_no_more_to_say_has_ended(server: Server) -> None:
    audit = server.stream("audit")
    audit.refuse(204)
    async with dashboard(audit) as terminal:
        await terminal.shows("1 audit ■ ended", "204 No Content")


async def test_a_dropped_stream_comes_back_and_loses_nothing(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await orders.connected()
        orders.push("before", last_event_id="7")
        await terminal.shows("before")
        orders.drop()
        await orders.connected(requests=2)
        orders.push("after")
        await terminal.shows("before", "after", "● live")
        assert orders.requests[1].headers["Last-Event-ID"] == "7"


async def test_streams_that_fail_leave_the_others_alone(server: Server) -> None:
    orders, missing, prices = server.streams("orders", "missing", "prices")
    missing.refuse(404)
    refused = StreamSpec(name="refused", url=nobody_listens_here())
    async with dashboard(orders, missing, refused, prices) as terminal:
        await terminal.shows("2 missing ✖ 404 Not Found", "3 refused ↻ retry")
        orders.push("an order")
        prices.push("a price")
        await terminal.shows("an order", "a price", "1 orders ● live", "4 prices ● live")


async def test_the_header_sums_up_all_streams(server: Server) -> None:
    orders, prices, missing, down = server.streams("orders", "prices", "missing", "down")
    missing.refuse(404)
    down.refuse(503)
    orders.push(*"abcdefghij")
    async with dashboard(orders, prices, missing, down, title="shop") as terminal:
        await terminal.until(lambda: "4 streams  ✖ 1 failed  ↻ 1 retrying  ● 2 live " in terminal.header)
        await terminal.until(lambda: re.search(rf" {SOME} ev/s  {SOME} B/s  UTC\S* $", terminal.header))
        assert terminal.header.startswith(" sse-dash · shop ")


async def test_the_numbers_of_the_header_add_up(server: Server) -> None:
    ended, hanging, live, stopped = server.streams("ended", "hanging", "live", "stopped")
    ended.refuse(204)
    hanging.hang()
    async with dashboard(ended, hanging, live, stopped) as terminal:
        await terminal.until(lambda: "4 streams  ◌ 1 connecting  ● 2 live  ■ 1 ended " in terminal.header)
        await terminal.press("4", "x")
        await terminal.until(
            lambda: "4 streams  ◌ 1 connecting  ● 1 live  ■ 1 ended  ○ 1 stopped " in terminal.header
        )


async def test_a_click_on_a_number_lists_the_streams_that_it_counts(server: Server) -> None:
    live, failed, retrying = server.streams("live-feed", "missing", "not-failed-yet")
    failed.refuse(404)
    retrying.refuse(503)
    async with dashboard(live, failed, retrying) as terminal:
        await terminal.until(lambda: "✖ 1 failed  ↻ 1 retrying  ● 1 live" in terminal.header)
        await terminal.click_on("1 failed")
        await terminal.shows("state:failed", "1 of 3")
        assert "missing" in terminal.text
        assert "not-failed-yet" not in terminal.text
        await terminal.click_on("3 streams")
        await terminal.shows("live-feed", "missing", "not-failed-yet")


async def test_where_there_is_little_room_what_needs_someone_stays_in_the_header(server: Server) -> None:
    orders, missing = server.streams("orders", "missing")
    missing.refuse(404)
    async with dashboard(orders, missing, title="shop", size=(36, 12)) as terminal:
        await terminal.until(lambda: "✖ 1 failed" in terminal.header)
        assert "live" not in terminal.header
        assert "ev/s" in terminal.header


async def test_where_there_is_hardly_any_room_the_page_goes_last(server: Server) -> None:
    names = [f"feed-{number}" for number in range(8)]
    async with dashboard(*server.streams(*names), title="shop", size=(40, 12)) as terminal:
        await terminal.until(lambda: re.search(r"page 1 of \d", terminal.header))
        await terminal.resize(20, 12)
        await terminal.until(lambda: re.search(r"^ *page 1 of \d", terminal.header))


async def test_a_filter_stands_below_its_pane_with_how_many_events_match(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("an apple", "a pear", "a pineapple")
    async with dashboard(orders.spec(filter="apple")) as terminal:
        await terminal.until(lambda: "2 of 3" in terminal.footing("orders"))
        assert "/apple " in terminal.footing("orders")
        assert [row.split(maxsplit=2)[2] for row in terminal.rows("orders")] == ["an apple", "a pineapple"]


async def test_without_streams_the_screen_says_how_to_begin() -> None:
    async with dashboard() as terminal:
        await terminal.shows("No streams yet.", "add one: a URL, or a curl command", "sse-dash demo")
        await terminal.until(lambda: "Add" in terminal.footer)
        assert "Pause" not in terminal.footer


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
async def test_nine_streams_fit_a_terminal_of_any_size(server: Server, size: tuple[int, int]) -> None:
    streams = server.streams(*(f"a-stream-with-a-long-name-{n}" for n in range(1, 10)))
    streams[7].refuse(404, "nothing here\n" * 9)
    for stream in streams:
        stream.push("値段 " * 90, event_type="日本語.a.very.long.event.type")
    async with dashboard(*streams, size=size) as terminal:
        for stream in streams[:7]:
            await stream.connected()
        await terminal.shows("値段")
        assert misfits(terminal.lines, size) == []


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: "x".join(map(str, size)))
async def test_whatever_a_key_opens_fits_a_terminal_of_any_size(
    server: Server, size: tuple[int, int]
) -> None:
    async with dashboard(server.stream("orders"), server.stream("prices"), size=size) as terminal:
        for key in ["question_mark", "a", "delete", "o", "ctrl+s", "ctrl+p", "f", "z"]:
            before = terminal.text
            await terminal.press(key)
            await terminal.differs(before)
            assert misfits(terminal.lines, size) == [], key
            await terminal.press("escape")


async def test_more_streams_than_fit_are_on_pages(server: Server) -> None:
    names = [f"stream-{n:02}" for n in range(1, 21)]
    streams = server.streams(*names)
    async with dashboard(*streams, size=(80, 24)) as terminal:
        await terminal.until(lambda: "page 1 of 2  20 streams  ● 20 live" in terminal.header)
        first_page = [name for name in names if terminal.is_on_screen(name)]
        assert first_page == names[: len(first_page)]
        # Those on no page that is seen run as well.
        streams[-1].push("hello from afar")
        await terminal.press("shift+tab")
        await terminal.shows("hello from afar", "page 2 of 2")
        assert [name for name in names if terminal.is_on_screen(name)] == names[len(first_page) :]
        assert misfits(terminal.lines, (80, 24)) == []


async def test_the_panes_share_the_room_anew_when_the_terminal_is_resized(server: Server) -> None:
    streams = server.streams("orders", "prices", "builds", "audit")
    async with dashboard(*streams, size=(200, 50)) as terminal:
        await terminal.shows("1 orders ● live")
        for size in [(40, 12), (80, 24), (20, 5), (120, 36)]:
            await terminal.resize(*size)
            await terminal.fits(size)
        await terminal.shows("1 orders ● live", "2 prices ● live", "3 builds ● live", "4 audit ● live")
