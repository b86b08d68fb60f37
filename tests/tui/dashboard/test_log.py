"""The log of a stream: the cursor, following, layout of rows, notes of the connection, clearing."""

from __future__ import annotations

import re

from tests.tui.conftest import Server, Terminal, dashboard

ONE_LINE = re.compile(r"^\d\d:\d\d:\d\d\.\d{3} message ")


def numbers(terminal: Terminal) -> list[int]:
    """Those of the events in view, `event-007` and so on."""
    return [int(row[-3:]) for row in terminal.rows("orders")]


def below(terminal: Terminal) -> int | None:
    """The rows that are newer than those in view; None while the pane follows."""
    found = re.search(r"SCROLLED \+([\d,]+)", terminal.footing("orders"))
    return int(found[1].replace(",", "")) if found else None


async def chooses(terminal: Terminal, row: str) -> None:
    """Wait until the cursor is on a row that ends like this."""
    await terminal.until(lambda: terminal.chosen("orders").endswith(row))


async def begins(terminal: Terminal, pattern: str) -> None:
    """Wait until the first row is of this pattern."""
    await terminal.until(lambda: re.fullmatch(pattern, terminal.rows("orders")[0]))


# The cursor.


async def test_k_chooses_the_row_above_and_j_the_one_below(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(*(f"event-{n:03}" for n in range(5)))
    async with dashboard(orders) as terminal:
        await terminal.shows("event-004")
        assert terminal.chosen("orders") == ""
        for key, number in [("k", "003"), ("up", "002"), ("k", "001"), ("j", "002"), ("down", "003")]:
            await terminal.press(key)
            await chooses(terminal, number)


async def test_at_the_oldest_row_there_is_none_above(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("event-000", "event-001", "event-002")
    async with dashboard(orders) as terminal:
        await terminal.shows("event-002")
        await terminal.press("g", "k", "k")
        await chooses(terminal, "event-000")
        await terminal.press("j")
        await chooses(terminal, "event-001")


async def test_the_view_goes_along_with_the_cursor(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(*(f"event-{n:03}" for n in range(100)))
    async with dashboard(orders) as terminal:
        await terminal.shows("event-099")
        height = len(terminal.rows("orders"))
        await terminal.type_ahead(*["k"] * (height + 4))
        await terminal.until(lambda: terminal.chosen("orders").endswith(f"event-{99 - height - 4:03}"))
        assert terminal.rows("orders")[0].startswith("▌")
        assert below(terminal) == 5


async def test_the_badge_counts_what_is_below(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(*(f"event-{n:03}" for n in range(100)))
    async with dashboard(orders) as terminal:
        await terminal.shows("event-099")
        await terminal.press("g")
        await terminal.until(lambda: numbers(terminal)[0] == 0)
        assert below(terminal) == 99 - numbers(terminal)[-1]


async def test_rows_stay_in_their_place_while_older_ones_fall_out_of_the_history(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(*(f"event-{n:03}" for n in range(50)))
    async with dashboard(orders.spec(history=50), size=(100, 14)) as terminal:
        await terminal.shows("event-049")
        await terminal.press("ctrl+u", "ctrl+u")
        await terminal.shows("SCROLLED")
        before, newer = terminal.rows("orders"), below(terminal)
        assert newer is not None
        orders.push(*(f"event-{n:03}" for n in range(50, 70)))
        await terminal.until(lambda: below(terminal) == newer + 20)
        assert terminal.rows("orders") == before
        await terminal.shows(" 70 events, 20 dropped ")


async def test_when_the_row_itself_falls_out_the_oldest_takes_its_place(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(*(f"event-{n:03}" for n in range(50)))
    async with dashboard(orders.spec(history=50), size=(100, 14)) as terminal:
        await terminal.shows("event-049")
        await terminal.press("g")
        await chooses(terminal, "event-000")
        orders.push(*(f"event-{n:03}" for n in range(50, 80)))
        await chooses(terminal, "event-030")
        await terminal.shows("── 30 older events lost from history ──")


async def test_capital_f_stays_and_follows_in_turn(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("event-000", "event-001")
    async with dashboard(orders) as terminal:
        await terminal.shows("event-001")
        await terminal.press("F")
        await chooses(terminal, "event-001")
        orders.push(*(f"event-{n:03}" for n in range(2, 60)))
        await terminal.until(lambda: below(terminal) is not None and " 60 events" in terminal.text)
        assert "event-059" not in terminal.text
        await terminal.press("F")
        await terminal.shows("event-059")
        assert (below(terminal), terminal.chosen("orders")) == (None, "")


async def test_a_pane_that_is_scrolled_can_be_paused_and_goes_on_where_it_was(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(*(f"event-{n:03}" for n in range(100)))
    async with dashboard(orders) as terminal:
        await terminal.shows("event-099")
        await terminal.press("ctrl+u", "space")
        await terminal.shows("PAUSED +0")
        before, newer = terminal.rows("orders"), below(terminal)
        orders.push("event-100")
        await terminal.shows("PAUSED +1")
        assert (terminal.rows("orders"), below(terminal)) == (before, newer)
        await terminal.press("space")
        await terminal.until(lambda: newer is not None and below(terminal) == newer + 1)
        assert terminal.rows("orders") == before


# How rows are laid out.


async def test_b_breaks_long_lines_and_cuts_them_again(server: Server) -> None:
    orders = server.stream("orders")
    words = " ".join(f"word-{n:03}" for n in range(40))
    orders.push(words)
    async with dashboard(orders) as terminal:
        await terminal.shows("word-000")
        assert "word-039" not in terminal.text
        await terminal.press("b")
        await terminal.shows("word-039")
        assert len(terminal.rows("orders")) > 3
        await terminal.press("b")
        await terminal.hides("word-039")
        assert len(terminal.rows("orders")) == 1


async def test_lines_are_broken_in_every_pane_and_in_those_that_are_added(server: Server) -> None:
    orders, prices, builds = server.streams("orders", "prices", "builds")
    for stream in (orders, prices, builds):
        stream.push(f"{'x' * 200} end of {stream.name}")
    async with dashboard(orders, prices) as terminal:
        await terminal.shows("xxx")
        await terminal.press("b")
        await terminal.shows("end of orders", "end of prices")
        await terminal.press("a")
        await terminal.paste(builds.url)
        await terminal.press("enter")
        await terminal.shows("end of builds")


async def test_the_lines_of_data_are_lines_once_they_are_broken(server: Server) -> None:
    orders = server.stream("orders")
    orders.send(b"data: first\ndata: second\ndata: third\n\n")
    async with dashboard(orders) as terminal:
        await terminal.shows("first")
        assert len(terminal.rows("orders")) == 1
        await terminal.press("b")
        await terminal.until(lambda: terminal.data("orders") == ["first", "second", "third"])


async def test_t_goes_from_local_time_to_utc_to_ages_to_gaps(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await orders.connected()
        orders.push("first")
        await terminal.shows("first")
        orders.push("second")
        await terminal.shows("second")
        assert all(ONE_LINE.match(row) for row in terminal.rows("orders"))
        for words, pattern in [
            ("The first column shows the time of day in UTC.", r"\d\d:\d\d:\d\d\.\d{3} message first"),
            ("The first column shows the age.", r"(now|\d+s) message first"),
            ("The first column shows the gap to the row before.", r"message first"),
            ("The first column shows the local time of day.", r"\d\d:\d\d:\d\d\.\d{3} message first"),
        ]:
            await terminal.press("t")
            await terminal.says(words)
            await begins(terminal, pattern)
            if "gap" in words:
                assert re.fullmatch(r"\+\d+(ms|\.\ds) message second", terminal.rows("orders")[1])


async def test_ages_grow_while_nothing_comes(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("first")
    async with dashboard(orders) as terminal:
        await terminal.shows("first")
        await terminal.press("t", "t")
        await terminal.until(lambda: terminal.rows("orders")[0].startswith("now "))
        await terminal.until(lambda: terminal.rows("orders")[0].startswith("1s "))


async def test_right_and_left_scroll_long_lines(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(" ".join(f"word-{n:03}" for n in range(40)))
    async with dashboard(orders) as terminal:
        await terminal.shows("word-000")
        await terminal.press("right", "l")
        await terminal.hides("word-000")
        assert re.search(r" message …\S* ?word-004 ", terminal.rows("orders")[0])
        await terminal.press(*["right"] * 30)
        await terminal.shows("word-039")
        await terminal.press(*["h", "left"] * 20)
        await terminal.shows("word-000")


async def test_a_long_line_says_how_much_there_is_of_it(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("x" * 68_000)
    async with dashboard(orders) as terminal:
        await terminal.shows("xxx")
        assert terminal.rows("orders")[0].endswith("x… 68 kB")


# What happened to the connection.


async def test_a_lost_connection_and_where_it_went_on_are_rows_between_the_events(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await orders.connected()
        orders.push("before", last_event_id="812")
        await terminal.shows("before")
        orders.drop()
        await orders.connected(requests=2)
        orders.push("and on")
        # What was wrong stands below the rows for a frame longer.
        await terminal.until(lambda: terminal.rows("orders")[-1].endswith("message and on"))
        rows = [row[13:] for row in terminal.rows("orders")]
        assert rows[0] == "message before"
        assert rows[1].startswith("── connection lost: ")
        assert re.fullmatch(r"── reconnected after \S+, resumed at id 812 ──", rows[2])
        assert rows[3:] == ["message and on"]


async def test_without_an_id_it_says_that_nothing_could_be_resumed(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await orders.connected()
        orders.drop()
        await orders.connected(requests=2)
        await terminal.until(lambda: re.search(r"── reconnected after \S+, without an id ──", terminal.text))


async def test_disconnecting_is_a_row_too(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await terminal.shows("1 orders ● live")
        await terminal.press("x")
        await terminal.shows("── disconnected ──")


async def test_an_id_from_the_server_is_only_text_in_its_row(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await orders.connected()
        orders.push("before", last_event_id="[red]\x9b31m[/nope]")
        await terminal.shows("before")
        await terminal.press("r")
        await orders.connected(requests=2)
        await terminal.shows("[red]", "[/nope]")
        assert "\x9b" not in terminal.text


async def test_a_filter_hides_the_notes(server: Server) -> None:
    orders = server.stream("orders")
    async with dashboard(orders) as terminal:
        await orders.connected()
        orders.push("an apple")
        await terminal.shows("an apple")
        await terminal.press("x")
        await terminal.shows("── disconnected ──")
        await terminal.press("f", *"apple", "enter")
        await terminal.hides("── disconnected ──")


# Clearing.


async def test_clearing_takes_badge_marks_and_the_cursor_along(server: Server) -> None:
    orders = server.stream("orders")
    orders.push(*(f"event-{n:03}" for n in range(100)))
    async with dashboard(orders) as terminal:
        await terminal.shows("event-099")
        await terminal.press("g", "m", "C")
        await terminal.hides("SCROLLED")
        orders.push("event-100")
        await terminal.until(lambda: terminal.data("orders") == ["event-100"])
        await terminal.press("apostrophe")
        await terminal.says("Nothing is marked here")


async def test_what_was_cleared_is_not_said_to_be_lost(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("one", "two")
    async with dashboard(orders) as terminal:
        await terminal.shows("two")
        await terminal.press("C")
        await terminal.until(lambda: " 2 cleared, u undoes " in terminal.footing("orders"))
        assert "dropped" not in terminal.text
        assert "lost" not in terminal.text
