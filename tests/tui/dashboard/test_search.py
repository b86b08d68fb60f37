"""Searching: `/` sets off what it finds and hides nothing, `n` and `N` go through it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.tui.conftest import Server, Terminal, dashboard

pytestmark = pytest.mark.slow

FRUIT = ["an apple", "a pear", "a pineapple", "a plum", "a crab apple"]


@asynccontextmanager
async def fruit_stall(server: Server, *more: str, **spec: Any) -> AsyncIterator[Terminal]:
    """A dashboard on one stream of five events, or more, and one without any."""
    fruit = server.stream("fruit")
    fruit.push(*FRUIT, *more)
    async with dashboard(fruit.spec(**spec), server.stream("other"), size=(80, 30)) as terminal:
        await terminal.shows(" message ")
        yield terminal


def shown(terminal: Terminal) -> list[str]:
    """The data of the rows in the pane, the cursor or not."""
    return [" ".join(row.split()[2:]) for row in terminal.rows("fruit")]


async def search(terminal: Terminal, words: str) -> None:
    await terminal.press("slash", *words, "enter")
    await terminal.hides("find in fruit ›")


async def chooses(terminal: Terminal, row: str) -> None:
    """Wait until the cursor is on that row."""
    await terminal.until(lambda: terminal.chosen("fruit").endswith(row))


async def test_slash_opens_a_line_that_names_what_is_searched(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("slash")
        await terminal.shows("find in fruit ›", "tab turns it into a filter")
        await terminal.until(lambda: "tab Turn into a filter" in terminal.footer)


async def test_what_is_found_is_set_off_while_it_is_typed_and_nothing_is_hidden(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("slash", *"app")
        await terminal.shows("3 found")
        await terminal.until(lambda: terminal.set_off() == ["app", "app", "app"])
        await terminal.press(*"le")
        await terminal.until(lambda: terminal.set_off() == ["apple", "apple", "apple"])
        assert shown(terminal) == FRUIT
        assert terminal.set_off("hit-sign")[:3] == ["•", "•", "•"]


async def test_enter_keeps_the_search_and_chooses_the_newest_that_is_found(server: Server) -> None:
    async with fruit_stall(server, "a fig") as terminal:
        await search(terminal, "apple")
        await chooses(terminal, "a crab apple")
        assert "found 3 of 3: apple" in terminal.footing("fruit")


async def test_n_goes_down_capital_n_up_and_on_from_the_other_end(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await search(terminal, "apple")
        for key, row, place in [
            ("N", "a pineapple", 2),
            ("N", "an apple", 1),
            ("n", "a pineapple", 2),
            ("n", "a crab apple", 3),
        ]:
            await terminal.press(key)
            await chooses(terminal, row)
            assert f"found {place} of 3: apple" in terminal.footing("fruit")
        assert "other end" not in terminal.text
        await terminal.press("n")
        await terminal.says("Went on from the other end.")
        await chooses(terminal, "an apple")
        await terminal.press("N")
        await chooses(terminal, "a crab apple")


async def test_what_is_found_far_above_is_brought_into_view(server: Server) -> None:
    async with fruit_stall(server, *(f"berry-{n}" for n in range(200))) as terminal:
        await search(terminal, "plum")
        await chooses(terminal, "a plum")
        await terminal.until(lambda: terminal.set_off() == ["plum"])
        assert "SCROLLED" in terminal.footing("fruit")


async def test_what_comes_later_is_searched_too(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await search(terminal, "apple")
        server.stream("fruit").push("apple pie")
        await terminal.until(lambda: "found 3 of 4: apple" in terminal.footing("fruit"))
        await terminal.until(lambda: terminal.set_off() == ["apple"] * 4)


async def test_tab_turns_the_search_into_a_filter(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("slash", *"apple", "tab")
        await terminal.hides("find in fruit ›")
        await terminal.until(lambda: shown(terminal) == ["an apple", "a pineapple", "a crab apple"])
        assert "/apple " in terminal.footing("fruit")
        assert "found" not in terminal.text
        assert terminal.set_off() == []
        # The key is the pane's again.
        await terminal.press("tab")
        assert terminal.current == "other"


async def test_a_search_that_does_not_parse_turns_into_no_filter(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("slash", *"(apple", "tab")
        await terminal.shows("find in fruit › (apple", "this ( is never closed")
        assert shown(terminal) == FRUIT


async def test_escape_while_typing_takes_back_what_was_typed(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await search(terminal, "plum")
        await terminal.press("slash", *" or pear")
        await terminal.until(lambda: terminal.set_off() == ["pear", "plum"])
        await terminal.press("escape")
        await terminal.until(lambda: terminal.set_off() == ["plum"])


async def test_escape_after_it_ends_the_search(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await search(terminal, "apple")
        await terminal.shows("found 3 of 3")
        await terminal.press("escape")
        await terminal.hides("found 3 of 3")
        await terminal.until(lambda: terminal.set_off() == [])
        assert "•" not in terminal.text


async def test_in_zoom_escape_ends_the_search_first(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("z")
        await search(terminal, "apple")
        await terminal.press("escape")
        await terminal.hides("found 3 of 3")
        assert not terminal.is_on_screen("other")
        await terminal.press("escape")
        await terminal.until(lambda: terminal.is_on_screen("other"))


async def test_where_nothing_is_found_n_says_so(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await search(terminal, "kiwi")
        await terminal.press("n")
        await terminal.says("Nothing was found.")
        assert "found 0: kiwi" in terminal.footing("fruit")
        assert shown(terminal) == FRUIT


async def test_n_without_a_search_says_what_searches(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("n")
        await terminal.says("Nothing is searched for; / searches.")


async def test_only_what_the_filter_shows_is_searched(server: Server) -> None:
    async with fruit_stall(server, filter="-pine") as terminal:
        await search(terminal, "apple")
        await terminal.until(lambda: "found 2 of 2: apple" in terminal.footing("fruit"))
        assert "/-pine " in terminal.footing("fruit")


async def test_a_search_finds_by_the_whole_language_of_filters(server: Server) -> None:
    fruit = server.stream("fruit")
    fruit.push('{"sku": "A-1"}', event_type="order.created")
    fruit.push('{"sku": "B-1"}', event_type="order.paid")
    async with dashboard(fruit) as terminal:
        await terminal.shows("order.paid")
        await search(terminal, "data.sku~^A")
        await terminal.until(lambda: "found 1 of 1: data.sku~^A" in terminal.footing("fruit"))
        assert "order.created" in terminal.chosen("fruit")


async def test_a_paused_pane_can_be_searched(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await terminal.press("space")
        server.stream("fruit").push("apple pie")
        await terminal.shows("PAUSED +1")
        await search(terminal, "apple")
        await terminal.until(lambda: "found 3 of 3: apple" in terminal.footing("fruit"))


async def test_each_pane_has_a_search_of_its_own(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await search(terminal, "apple")
        await terminal.press("2", "n")
        await terminal.says("Nothing is searched for")
        assert "found 3 of 3" in terminal.footing("fruit")


async def test_what_was_searched_for_and_filtered_by_can_be_had_again(server: Server) -> None:
    async with fruit_stall(server) as terminal:
        await search(terminal, "plum")
        await terminal.press("f", *"pear", "enter")
        await terminal.press("slash")
        await terminal.shows("find in fruit › plum")
        await terminal.press("up")
        await terminal.shows("find in fruit › pear")
