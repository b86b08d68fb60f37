"""The question about a team file: all of what it would do is there to read, and only `y` is a yes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.app import App
from textual.containers import VerticalScroll

from sse_dash.profiles import Project, TeamFile
from sse_dash.profiles.team import load_team
from sse_dash.tui.profiles.trust_dialog import DEAF_FOR, MOST_LISTED, TrustDialog
from tests.tui.piloting import Pilot, piloted

TEAM = """
[[streams]]
name = "orders"
url = "https://me:s3cr3t@shop.example/events/orders?token=s3cr3t"
headers = { Authorization = "Bearer ${SHOP_TOKEN}" }

[[streams]]
name = "audit"
url = "http://audit.example:81/"
method = "POST"
body = "${AUDIT}"
proxy = "http://me:s3cr3t@proxy.example:3128"
tls = { verify = false, ca = "~/ca.pem" }
"""


class Now:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Asking(App[None]):
    """An app that asks at once."""

    def __init__(self, dialog: TrustDialog) -> None:
        super().__init__()
        self.dialog = dialog
        self.answers: list[bool | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.answers.append)

    def shown(self) -> str:
        """All rows of the screen."""
        strips = self.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)


def team(folder: Path, text: str = TEAM) -> TeamFile:
    """The team file that says this."""
    (folder / "sse-dash.toml").write_text(text)
    read = load_team(Project(folder))
    assert read is not None
    return read


@asynccontextmanager
async def asking(
    file: TeamFile, *, size: tuple[int, int] = (120, 50), changed: bool = False, waited: bool = True
) -> AsyncIterator[tuple[Asking, Pilot]]:
    """The question on a screen of that size, after it stood there for a while if `waited`."""
    now = Now()
    app = Asking(TrustDialog(file, changed=changed, clock=now))
    async with piloted(app, size=size) as pilot:
        await pilot.pause()
        now.seconds += DEAF_FOR if waited else DEAF_FOR / 2
        yield app, pilot


async def test_it_says_where_it_would_connect_and_what_it_would_send_and_read(tmp_path: Path) -> None:
    async with asking(team(tmp_path)) as (app, _):
        rows = [row.strip(" │") for row in app.shown().splitlines()]
    for row in [
        "It would connect to",
        "https://shop.example  GET  for orders",
        "and send it ${SHOP_TOKEN}",
        "http://audit.example:81  POST  for audit",
        "and send it ${AUDIT}, without encryption",
        "through the proxy http://proxy.example:3128, which sees what is not encrypted",
        "It would read the variables",
        "AUDIT",
        "SHOP_TOKEN",
        "It would read the files",
        "~/ca.pem  certificates to trust instead of the system's",
    ]:
        assert row in rows
    assert any("a team file can't turn off TLS checks" in row for row in rows)
    assert not any("s3cr3t" in row for row in rows)


async def test_it_says_which_commands_it_would_run_to_their_last_word(tmp_path: Path) -> None:
    long = " ".join(["word"] * 60) + " last"
    text = '[[streams]]\nname = "a"\nurl = "https://shop.example/"\n'
    text += (
        f'headers.A = "Bearer ${{!gcloud auth token}}"\nbefore = [{{ url = "/x", body = "${{!{long}}}" }}]\n'
    )
    async with asking(team(tmp_path, text)) as (app, _):
        shown = " ".join(app.shown().split())
    for words in [
        "It would run the commands",
        "gcloud auth token",
        "word last",
        "send it ${!gcloud auth token}",
    ]:
        assert words in shown


@pytest.mark.parametrize("key", ["enter", "escape", "n", "q"])
async def test_everything_else_that_closes_it_is_no(tmp_path: Path, key: str) -> None:
    async with asking(team(tmp_path)) as (app, pilot):
        await pilot.press(key)
        assert app.answers == [False]


async def test_y_is_yes(tmp_path: Path) -> None:
    async with asking(team(tmp_path)) as (app, pilot):
        await pilot.press("y")
        assert app.answers == [True]


async def test_a_y_that_was_typed_before_it_was_there_is_no_answer(tmp_path: Path) -> None:
    async with asking(team(tmp_path), waited=False) as (app, pilot):
        await pilot.press("y", "space", "z", "f", "ctrl+s")
        assert app.answers == []
        assert isinstance(app.screen, TrustDialog)


async def test_a_changed_file_is_told_to_be_one(tmp_path: Path) -> None:
    async with asking(team(tmp_path), changed=True) as (app, _):
        shown = app.shown()
    assert "The team file has changed" in shown
    assert "is not as it was when you trusted it" in shown


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (200, 50)])
async def test_the_keys_are_in_sight_however_long_it_is(tmp_path: Path, size: tuple[int, int]) -> None:
    many = "".join(f'[[streams]]\nname = "s{n}"\nurl = "http://h{n}.example"\n' for n in range(60))
    async with asking(team(tmp_path, many), size=size) as (app, _):
        shown = app.shown()
        assert "y trust it" in shown
        assert "esc not now" in shown
        assert "h0.example" in shown


async def test_what_does_not_fit_is_scrolled_to(tmp_path: Path) -> None:
    many = "".join(f'[[streams]]\nname = "s{n}"\nurl = "http://h{n}.example"\n' for n in range(60))
    async with asking(team(tmp_path, many), size=(80, 24)) as (app, pilot):
        scroll = app.screen.query_one(VerticalScroll)
        assert "h59.example" not in app.shown()
        await pilot.press("j", "j", "down")
        assert scroll.scroll_y == 3
        await pilot.press("k")
        assert scroll.scroll_y == 2
        for _ in range(10):
            await pilot.press("pagedown")
        await pilot.pause()
        assert "h59.example" in app.shown()
        await pilot.press("pageup")
        assert "h59.example" not in app.shown()


@pytest.mark.slow
async def test_of_very_many_servers_the_rest_is_counted(tmp_path: Path) -> None:
    many = "".join(
        f'[[streams]]\nname = "s{n}"\nurl = "http://h{n}.example"\n' for n in range(MOST_LISTED + 7)
    )
    async with asking(team(tmp_path, many), size=(80, 400)) as (app, _):
        shown = app.shown()
    assert f"h{MOST_LISTED - 1}.example" in shown
    assert f"h{MOST_LISTED}.example" not in shown
    assert "servers: 7 more; look into the file before you say yes" in shown


async def test_hostile_words_are_drawn_as_what_they_are(tmp_path: Path) -> None:
    hostile = (
        '[[streams]]\nname = "[/nope][bold]\\u001b[2J\\u202e$text"\nurl = "https://${A:-[red]}/"\n'
        'tls = { ca = "[/]\\u009b31m" }\n"[/nope]\\u001b" = 1\n'
    )
    async with asking(team(tmp_path, hostile)) as (app, _):
        shown = app.shown()
    assert "[/nope][bold]␛[2J‹U+202E›$text" in shown
    assert "https://${A:-[red]}" in shown
    assert "where a variable says" in shown
    assert not {"\x1b", "\x9b", "\u202e"} & set(shown)


async def test_a_file_without_streams_says_so(tmp_path: Path) -> None:
    async with asking(team(tmp_path, "version = 1\n")) as (app, _):
        assert "It holds no streams." in app.shown()


@pytest.mark.slow
async def test_the_largest_file_there_can_be_is_shown_at_once(tmp_path: Path) -> None:
    text = "".join(f'[[streams]]\nname = "{n:x}"\nurl = "http://{n:x}.example"\n' for n in range(5_000))
    text = text[: text.rindex("[[", 0, 255 * 1024)]
    async with asyncio.timeout(20), asking(team(tmp_path, text), size=(80, 400)) as (app, _):
        assert f"servers: {text.count('[[') - MOST_LISTED:,} more;" in app.shown()
