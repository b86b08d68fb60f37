"""Copying: what the terminal is sent, and what is said about it."""

from __future__ import annotations

import asyncio
import base64
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.app import App
from textual.driver import Driver

from sse_dash.tui.clipboard import copying
from tests.tui.piloting import piloted, until

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


async def said_after_copying(app: Host, value: str) -> str:
    """Copy it, and wait for what is said."""
    with app.listening():
        copying.copy(app, "the data", value)
        await until(lambda: app.said, lambda: "nothing was said")
    return app.said[-1]


async def test_it_is_sent_to_the_terminal_and_said_with_its_size() -> None:
    app = Host()
    async with piloted(app, notifications=True) as pilot:
        with app.listening():
            copying.copy(app, "the data of event 812", "x" * 3100)
        await pilot.pause()
        assert app.copied == ["x" * 3100]
        assert app.said == [
            "sent the data of event 812, 3.1 kB, to the terminal for its clipboard (OSC 52)",
        ]


async def test_what_is_copied_is_the_data_itself_and_no_terminal_obeys_it() -> None:
    app = Host()
    async with piloted(app, notifications=True) as pilot:
        with app.listening():
            copying.copy(app, "the data", HOSTILE)
        await pilot.pause()
        assert app.copied == [HOSTILE]
        assert app.sent.count("\x1b") == 1


async def test_half_characters_are_replaced_and_crash_nothing() -> None:
    app = Host()
    async with piloted(app, notifications=True) as pilot:
        with app.listening():
            copying.copy(app, "the data", "a\ud800b")
        await pilot.pause()
        assert app.copied == ["a\ufffdb"]


async def test_the_words_are_safe_to_draw() -> None:
    app = Host()
    async with piloted(app, notifications=True) as pilot:
        with app.listening():
            copying.copy(app, f"the value of {HOSTILE}", "1")
        await pilot.pause()
        assert "[red]not markup[/nope]" in app.said[0]
        assert not any(character in app.said[0] for character in "\x1b\x07\x9b\u202e\0")


async def test_more_than_many_terminals_take_is_sent_with_a_warning() -> None:
    app = Host()
    async with piloted(app, notifications=True) as pilot:
        with app.listening():
            copying.copy(app, "the data", "é" * 40_000)
        await pilot.pause()
        assert app.copied == ["é" * 40_000]
        assert "80 kB" in app.said[0]
        assert "many terminals drop more than 74 kB" in app.said[0]


async def test_more_than_any_terminal_takes_is_not_sent() -> None:
    app = Host()
    async with piloted(app, notifications=True) as pilot:
        with app.listening():
            copying.copy(app, "the data of event 9", "x" * 4_000_001)
        await pilot.pause()
        assert app.copied == []
        assert app.said == ["the data of event 9 is too large for a terminal's clipboard: 4.0 MB"]


async def test_nothing_is_not_copied_as_that_would_clear_the_clipboard() -> None:
    app = Host()
    async with piloted(app, notifications=True) as pilot:
        with app.listening():
            copying.copy(app, "the data of event 3", "")
        await pilot.pause()
        assert app.copied == []
        assert app.said == ["nothing was copied: the data of event 3 is empty"]


async def test_gnu_screen_is_given_it_in_pieces_that_it_hands_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STY", "4711.pts-0.host")
    monkeypatch.setenv("TERM", "screen-256color")
    app = Host()
    async with piloted(app, notifications=True):
        said = await said_after_copying(app, "x" * 3000)
        pieces = re.findall("\x1bP(.*?)\x1b\\\\", app.sent, re.DOTALL)
        app.sent = "".join(pieces)
        assert len(pieces) > 3
        assert app.copied == ["x" * 3000]
        assert said == "sent the data, 3.0 kB, to the terminal for its clipboard (OSC 52)"


@pytest.mark.parametrize("term", ["tmux-256color", "screen", "screen-256color"])
async def test_a_multiplexer_that_can_not_be_asked_may_keep_it(
    monkeypatch: pytest.MonkeyPatch, term: str
) -> None:
    monkeypatch.setenv("TERM", term)
    app = Host()
    async with piloted(app, notifications=True):
        said = await said_after_copying(app, "x")
        assert app.copied == ["x"]
        assert "tmux and screen keep it unless they are told otherwise" in said


async def test_the_linux_console_has_no_clipboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")
    app = Host()
    async with piloted(app, notifications=True):
        said = await said_after_copying(app, "x")
        assert app.sent == ""
        assert said == "the Linux console has no clipboard; w writes events to a file"


class Programs:
    """Programs of these names in a folder that is all of `PATH`, and what they were given."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._monkeypatch = monkeypatch
        monkeypatch.setenv("PATH", str(folder))

    def have(self, name: str, script: str) -> None:
        """A program that does what the script of the shell says; `given` is a file for what it is given."""
        program = self._folder / name
        lines = ["#!/bin/sh", "PATH=/usr/bin:/bin", f"given={self._folder / f'{name}.given'}", script, ""]
        program.write_text("\n".join(lines))
        program.chmod(0o755)

    def given(self, name: str) -> str:
        """What it has written of what it was given."""
        return (self._folder / f"{name}.given").read_text()

    def are_local(self, **environment: str) -> None:
        """Nobody came by SSH; the environment has these."""
        self._monkeypatch.delenv("SSH_CONNECTION")
        for name, value in environment.items():
            self._monkeypatch.setenv(name, value)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    if sys.platform != "linux":
        pytest.skip("which tools there are depends on the system")
    folder = tmp_path / "bin"
    folder.mkdir()
    return Programs(folder, monkeypatch)


async def test_a_local_tool_takes_what_no_terminal_would(programs: Programs) -> None:
    programs.are_local(DISPLAY=":0")
    programs.have("xclip", 'cat > "$given"')
    value = "é" * 3_000_000
    app = Host()
    async with piloted(app, notifications=True):
        said = await said_after_copying(app, value)
        assert said == "copied the data, 6.0 MB, to the system's clipboard (xclip)"
        assert programs.given("xclip") == value
        assert app.sent == ""


async def test_a_tool_that_stays_to_serve_the_clipboard_is_not_waited_for(programs: Programs) -> None:
    programs.are_local(DISPLAY=":0")
    # As xclip and wl-copy do it, with all that they inherited held open.
    programs.have("xclip", 'cat > "$given"; sleep 5 &')
    app = Host()
    async with piloted(app, notifications=True):
        begun = asyncio.get_running_loop().time()
        assert "(xclip)" in await said_after_copying(app, "x")
        assert asyncio.get_running_loop().time() - begun < 2


async def test_a_tool_that_fails_or_hangs_gives_way_to_the_next_and_then_to_the_terminal(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs.are_local(DISPLAY=":0", WAYLAND_DISPLAY="wayland-0")
    monkeypatch.setattr("sse_dash.tui.clipboard.copying.PATIENCE", 0.2)
    programs.have("wl-copy", "exec sleep 60")
    programs.have("xclip", 'echo "Error: Can\'t open display: :0" >&2; exit 1')
    app = Host()
    async with piloted(app, notifications=True):
        said = await said_after_copying(app, "x")
        assert app.copied == ["x"]
        assert said == (
            "sent the data, 1 B, to the terminal for its clipboard (OSC 52); "
            "wl-copy didn't end within 200ms; xclip: Error: Can't open display: :0"
        )


async def test_what_a_tool_complains_of_is_safe_to_draw(programs: Programs) -> None:
    programs.are_local(DISPLAY=":0")
    programs.have("xclip", r"printf '\033]0;x\007[bold]\377' >&2; exit 3")
    app = Host()
    async with piloted(app, notifications=True):
        said = await said_after_copying(app, "x")
        assert "[bold]" in said
        assert said.isprintable()


async def test_while_a_tool_hangs_the_app_goes_on_and_the_next_copy_takes_its_place(
    programs: Programs,
) -> None:
    programs.are_local(DISPLAY=":0")
    programs.have("xclip", 'read -r line; test "$line" = slow && exec sleep 60; echo "$line" > "$given"')
    app = Host()
    async with piloted(app, notifications=True):
        begun = asyncio.get_running_loop().time()
        copying.copy(app, "the first", "slow\n")
        assert asyncio.get_running_loop().time() - begun < 0.5
        await asyncio.sleep(0.05)
        assert await said_after_copying(app, "second\n") == (
            "copied the data, 7 B, to the system's clipboard (xclip)"
        )
        assert programs.given("xclip") == "second\n"


async def test_inside_tmux_that_does_not_answer_it_is_sent_to_the_terminal(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux-1000/gone,1,0")
    programs.have("tmux", "echo 'no server running on /tmp/tmux-1000/gone' >&2; exit 1")
    app = Host()
    async with piloted(app, notifications=True):
        said = await said_after_copying(app, "x")
        assert app.copied == ["x"]
        assert "tmux: no server running on /tmp/tmux-1000/gone; tmux and screen keep it unless" in said


async def test_an_older_tmux_has_it_in_its_buffer(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux-1000/default,1,0")
    programs.have("tmux", 'test "$2" = -w && { echo "usage: load-buffer" >&2; exit 1; }; cat > "$given"')
    app = Host()
    async with piloted(app, notifications=True):
        said = await said_after_copying(app, "x")
        assert programs.given("tmux") == "x"
        assert said == (
            "copied the data, 1 B, to tmux's buffer; tmux knows no clipboard of this terminal: "
            "the README says what to set"
        )


async def test_locally_inside_tmux_it_goes_both_ways(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux-1000/default,1,0")
    programs.are_local(DISPLAY=":0")
    programs.have("tmux", 'test "$1" = load-buffer && cat > "$given"')
    programs.have("xsel", 'cat > "$given"')
    app = Host()
    async with piloted(app, notifications=True):
        said = await said_after_copying(app, "x")
        assert programs.given("tmux") == programs.given("xsel") == "x"
        assert said == "copied the data, 1 B, to tmux's buffer and the system's clipboard (xsel)"
