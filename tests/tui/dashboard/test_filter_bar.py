"""Filtering a pane: `f` opens a line below the panes, and what is typed there holds at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from sse_dash import profiles
from tests.tui.conftest import Server, Terminal, dashboard
from tests.tui.piloting import until

FRUIT = ["an apple", "a pear", "a pineapple"]


@asynccontextmanager
async def fruit_stall(server: Server, **spec: Any) -> AsyncIterator[Terminal]:
    """A dashboard on one stream of three events and one without any."""
    fruit = server.stream("fruit")
    fruit.push(*FRUIT)
    async with dashboard(fruit.spec(**spec), server.stream("other"), size=(80, 24)) as terminal:
        await terminal.shows(" message ")
        yield terminal


def bar(terminal: Terminal) -> str:
    """The line in which the filter is typed."""
    return next((line for line in terminal.lines if " › " in line), "")


def says_in_bar(terminal: Terminal, words: str) -> bool:
    return words in bar(terminal)


def shown(terminal: Terminal) -> list[str]:
    """The data of the rows in the pane."""
    return [row.split(maxsplit=2)[2] for row in terminal.rows("fruit")]


async def test_f_opens_a_line_that_names_the_stream(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("f")
        await terminal.shows("filter fruit ›")


async def test_a_filter_holds_while_it_is_typed(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("f", *"pi")
        await terminal.until(lambda: shown(terminal) == ["a pineapple"])
        await terminal.press("backspace")
        await terminal.until(lambda: shown(terminal) == FRUIT)


async def test_letters_typed_right_after_f_are_no_keys_of_the_dashboard(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        # Among them are quit, pause, reconnect and zoom.
        await terminal.type_ahead(*"fpear", "space", *"-qx")
        await terminal.shows("filter fruit › pear -qx")
        await terminal.until(lambda: shown(terminal) == ["a pear"])
        assert "PAUSED" not in terminal.text


async def test_enter_keeps_the_filter(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("f", *"apple", "enter")
        await terminal.hides("filter fruit ›")
        await terminal.until(lambda: shown(terminal) == ["an apple", "a pineapple"])
        assert "/apple " in terminal.footing("fruit")
        assert "2 of 3" in terminal.footing("fruit")


async def test_escape_restores_the_filter_that_was(server: Server) -> None:
    async with fruit_stall(server, filter="apple") as terminal:
        await terminal.press("f", *" -pine")
        await terminal.until(lambda: shown(terminal) == ["an apple"])
        await terminal.press("escape")
        await terminal.until(lambda: shown(terminal) == ["an apple", "a pineapple"])
        assert "/apple " in terminal.footing("fruit")


async def test_after_the_filter_the_keys_are_the_panes_again(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.type_ahead("f", *"apple", "enter", "space")
        await terminal.shows("1 fruit ● PAUSED", "/apple ")
        await terminal.type_ahead("f", "escape", "space")
        await terminal.shows("1 fruit ● live")


async def test_emptying_the_filter_shows_every_event_again(server: Server) -> None:
    async with fruit_stall(server, filter="pear") as terminal:
        await terminal.press("f", *["backspace"] * 4, "enter")
        await terminal.until(lambda: shown(terminal) == FRUIT)
        assert "/" not in terminal.footing("fruit")


async def test_a_filter_that_does_not_parse_is_an_error_with_its_place(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("f", *"(apple")
        await terminal.shows("this ( is never closed")
        typed = next(line for line in terminal.lines if "filter fruit ›" in line)
        marked = next(line for line in terminal.lines if "▲" in line)
        assert marked.index("▲") == typed.index("(")


async def test_an_error_far_to_the_right_is_told_on_the_left_of_its_place(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("f", *"apple or pear or pine and grape or cherry (")
        await terminal.shows("a term is missing here ▲")


async def test_while_a_filter_does_not_parse_the_one_before_goes_on(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("f", *"pear (")
        await terminal.shows("a term is missing here")
        assert shown(terminal) == ["a pear"]


async def test_enter_does_not_take_what_does_not_parse(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("f", *"pear (", "enter")
        await terminal.shows("filter fruit › pear (", "a term is missing here")
        await terminal.press("backspace", "backspace")
        await terminal.hides("a term is missing here")
        await terminal.press("enter")
        await terminal.hides("filter fruit ›")
        assert shown(terminal) == ["a pear"]


async def test_what_comes_later_is_filtered_too(server: Server) -> None:
    async with fruit_stall(server, filter="apple") as terminal:
        server.stream("fruit").push("a plum", "a crab apple")
        await terminal.until(lambda: shown(terminal) == ["an apple", "a pineapple", "a crab apple"])


async def test_a_paused_pane_can_be_filtered(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("space")
        server.stream("fruit").push("a crab apple")
        await terminal.shows("PAUSED +1")
        await terminal.press("f", *"apple", "enter")
        await terminal.until(lambda: shown(terminal) == ["an apple", "a pineapple"])
        await terminal.press("space")
        await terminal.until(lambda: shown(terminal) == ["an apple", "a pineapple", "a crab apple"])


async def test_a_filter_that_nothing_matches_says_so(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("f", *"kiwi")
        await terminal.until(lambda: terminal.rows("fruit") == ["no event matches the filter"])


async def test_each_pane_has_a_filter_of_its_own(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("2", "f", *"pear", "enter")
        await terminal.until(lambda: "/pear " in terminal.footing("other"))
        assert shown(terminal) == FRUIT


async def test_how_many_events_match_is_said_while_it_is_typed(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("f")
        await terminal.until(lambda: " 3 of 3 " in bar(terminal))
        await terminal.press(*"apple")
        await terminal.until(lambda: " 2 of 3 " in bar(terminal))
        server.stream("fruit").push("a crab apple", "a plum")
        await terminal.until(lambda: " 3 of 5 " in bar(terminal))


async def test_a_pane_that_is_scrolled_can_be_filtered(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("g", "j")
        await terminal.until(lambda: terminal.chosen("fruit").endswith("a pear"))
        await terminal.press("f", *"apple", "enter")
        await terminal.until(lambda: len(terminal.rows("fruit")) == 2)
        # The row that was chosen is hidden: the one after it takes its place.
        assert terminal.chosen("fruit").endswith("a pineapple")


async def test_a_stream_that_is_disconnected_can_be_filtered(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("x")
        await terminal.shows("○ stopped")
        await terminal.press("f", *"apple", "enter")
        await terminal.until(lambda: shown(terminal) == ["an apple", "a pineapple"])


async def test_up_and_down_go_through_what_was_filtered_by_before(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        for words in ["apple", "pear"]:
            await terminal.press("f", "ctrl+u", *words, "enter")
        await terminal.press("f", "ctrl+u", *"pl")
        for key, words in [
            ("up", "pear"),
            ("up", "apple"),
            ("up", "apple"),
            ("down", "pear"),
            ("down", "pl"),
        ]:
            await terminal.press(key)
            await terminal.until(partial(says_in_bar, terminal, f"filter fruit › {words} "))
        # What is recalled holds as if it was typed.
        await terminal.press("up", "up")
        await terminal.until(lambda: shown(terminal) == ["an apple", "a pineapple"])
        await terminal.press("escape")
        await terminal.until(lambda: shown(terminal) == ["a pear"])


async def test_what_was_taken_back_can_be_had_again(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("f", *"apple or (", "escape")
        await terminal.press("f", "up")
        await terminal.shows("filter fruit › apple or (")


async def test_what_was_filtered_by_is_remembered_for_the_next_time(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("f", *"apple", "enter")
        await terminal.press("f", *" or (", "escape")
        await until(
            lambda: profiles.recent_filters().expressions == ("apple",), lambda: "nothing is remembered"
        )
    async with dashboard(server.stream("other")) as terminal:
        await terminal.until(lambda: terminal.app.dashboard.bar.remembered)
        await terminal.press("f", "up")
        await terminal.shows("filter other › apple")


async def test_going_to_another_pane_keeps_the_filter_and_closes_the_line(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("f", *"pear")
        await terminal.click(5, 18)
        await terminal.hides("filter fruit ›")
        assert terminal.current == "other"
        await terminal.until(lambda: shown(terminal) == ["a pear"])


async def test_the_footer_names_the_keys_of_the_line(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("f")
        await terminal.until(lambda: "⏎ Keep" in terminal.footer and "esc Cancel" in terminal.footer)
        assert "Pause" not in terminal.footer


async def test_the_bar_says_of_how_many_events_a_regex_could_not_tell(server: Server) -> None:
    stall = server.stream("stall")
    stall.push("an apple", "a" * 70_000)
    async with dashboard(stall, size=(120, 24)) as terminal:
        await terminal.shows("an apple")
        await terminal.press("f", *r"/a\w+!/")
        await terminal.until(lambda: says_in_bar(terminal, "0 of 2, 1 too long to test"))
