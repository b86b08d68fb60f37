"""Copying: what the terminal is sent, and what is said about it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager

from textual.app import App
from textual.driver import Driver

from sse_dash.tui import clipboard
from tests.tui.piloting import piloted

HOSTILE = "\x1b]52;c;cm0gLXJm\x07 [red]not markup[/nope] \u202e\x9b1m\0"


class Host(App[None]):
    """An app that keeps what it would have sent to the terminal."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = ""

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Keep what is written meanwhile."""
        driver = self._driver
        assert isinstance(driver, Driver)
        write = driver.write
        driver.write = self._keep  # type: ignore[method-assign]
        yield
        driver.write = write  # type: ignore[method-assign]

    def _keep(self, data: str) -> None:
        self.sent += data

    @property
    def copied(self) -> list[str]:
        """What the terminal would have on its clipboard, one after the other."""
        found = re.findall("\x1b\\]52;c;([A-Za-z0-9+/=]*)\x07", self.sent)
        return [base64.b64decode(each).decode() for each in found]

    @property
    def said(self) -> list[str]:
        """The toasts there are."""
        return [notification.message for notification in self._notifications]


async def test_it_is_sent_to_the_terminal_and_said_with_its_size() -> None:
    app = Host()
    async with piloted(app, notifications=True) as pilot:
        with app.listening():
            assert clipboard.copy(app, "the data of event 812", "x" * 3100)
        await pilot.pause()
        assert app.copied == ["x" * 3100]
        assert app.said == [
            "copied the data of event 812, 3.1 kB, to the terminal's clipboard (OSC 52)",
        ]


async def test_what_is_copied_is_the_data_itself_and_no_terminal_obeys_it() -> None:
    app = Host()
    async with piloted(app, notifications=True) as pilot:
        with app.listening():
            clipboard.copy(app, "the data", HOSTILE)
        await pilot.pause()
        assert app.copied == [HOSTILE]
        assert app.sent.count("\x1b") == 1


async def test_half_characters_are_replaced_and_crash_nothing() -> None:
    app = Host()
    async with piloted(app, notifications=True) as pilot:
        with app.listening():
            assert clipboard.copy(app, "the data", "a\ud800b")
        await pilot.pause()
        assert app.copied == ["a\ufffdb"]


async def test_the_words_are_safe_to_draw() -> None:
    app = Host()
    async with piloted(app, notifications=True) as pilot:
        with app.listening():
            clipboard.copy(app, f"the value of {HOSTILE}", "1")
        await pilot.pause()
        assert "[red]not markup[/nope]" in app.said[0]
        assert not any(character in app.said[0] for character in "\x1b\x07\x9b\u202e\0")


async def test_more_than_many_terminals_take_is_sent_with_a_warning() -> None:
    app = Host()
    async with piloted(app, notifications=True) as pilot:
        with app.listening():
            assert clipboard.copy(app, "the data", "é" * 40_000)
        await pilot.pause()
        assert app.copied == ["é" * 40_000]
        assert "80 kB" in app.said[0]
        assert "many terminals drop more than 74 kB" in app.said[0]


async def test_more_than_any_terminal_takes_is_not_sent() -> None:
    app = Host()
    async with piloted(app, notifications=True) as pilot:
        with app.listening():
            assert not clipboard.copy(app, "the data of event 9", "x" * 4_000_001)
        await pilot.pause()
        assert app.copied == []
        assert app.said == ["the data of event 9 is too large for a terminal's clipboard: 4.0 MB"]


async def test_nothing_is_not_copied_as_that_would_clear_the_clipboard() -> None:
    app = Host()
    async with piloted(app, notifications=True) as pilot:
        with app.listening():
            assert not clipboard.copy(app, "the data of event 3", "")
        await pilot.pause()
        assert app.copied == []
        assert app.said == ["nothing was copied: the data of event 3 is empty"]
