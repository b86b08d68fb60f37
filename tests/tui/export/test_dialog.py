"""Exporting events from the screen: choosing file, format and events, and what is said on the way."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.app import App
from textual.widgets import Input, Static

from sse_dash.client.message import MessageEvent
from sse_dash.files import with_tilde
from sse_dash.streams.log.received import ReceivedEvent, Row
from sse_dash.streams.recording.writer import Exported
from sse_dash.tui.export.dialog import ExportDialog, Selection
from sse_dash.tui.export.path_completion import complete
from tests.tui.piloting import Pilot, piloted

pytestmark = pytest.mark.slow


def events(count: int) -> list[ReceivedEvent]:
    """So many small events."""
    return [
        ReceivedEvent(number, 1.7e9, 1, MessageEvent("tick", "x", ""), stream="orders")
        for number in range(1, count + 1)
    ]


SHOWN, ALL = events(2), events(5)
SELECTIONS = [Selection("shown", 2, 2, lambda: SHOWN), Selection("in all", 5, None, lambda: ALL)]


class Host(App[None]):
    """An app with nothing but the dialog."""

    answer: Exported | None = None
    answered = False

    def set_answer(self, answer: Exported | None) -> None:
        self.answer, self.answered = answer, True


class Dialog:
    """The dialog as a person sees and uses it."""

    def __init__(self, app: Host, pilot: Pilot) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def path(self) -> str:
        """What stands in the field."""
        return self.app.screen.query_one(Input).value

    def said(self, name: str) -> str:
        """What a line of the dialog says."""
        return str(self.app.screen.query_one(f"#export-{name}", Static).content)

    @property
    def chosen(self) -> list[str]:
        """The format and the events that are chosen."""
        return [str(option.content)[2:] for option in self.app.screen.query(".-chosen").results(Static)]

    @property
    def toasts(self) -> list[str]:
        """All toasts."""
        return [notification.message for notification in self.app._notifications]

    async def type_path(self, path: Path | str) -> None:
        """Have this in the field, and nothing else."""
        entry = self.app.screen.query_one(Input)
        entry.value = str(path)
        entry.cursor_position = len(entry.value)
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for what happens by itself."""
        deadline = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < deadline
            await asyncio.sleep(0.01)

    async def until_files(self, folder: Path, *names: str) -> None:
        """Wait until the folder holds these and nothing else."""
        await self.until(lambda: sorted(path.name for path in folder.iterdir()) == list(names))


@asynccontextmanager
async def dialog(
    selections: list[Selection] = SELECTIONS, name: str = "orders", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Dialog]:
    """The dialog, open."""
    app = Host()
    async with piloted(app, size=size, notifications=True) as pilot:
        await app.push_screen(ExportDialog("Export orders", selections, name), app.set_answer)
        await pilot.pause()
        yield Dialog(app, pilot)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the program was started in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path


# The path


async def test_a_file_here_named_after_the_stream_is_suggested(folder: Path) -> None:
    async with dialog(name="orders/eu [1]\x1b..") as shown:
        assert shown.path == str(folder / "orders-eu-1.jsonl")


async def test_the_home_folder_is_shown_as_a_tilde_and_understood(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder / "home")
    async with dialog() as shown:
        assert shown.path == "~/orders.jsonl"
        await shown.pilot.press("enter")
        await shown.until(lambda: shown.app.answered)
        assert (folder / "home" / "orders.jsonl").exists()


async def test_tab_completes_as_far_as_all_that_may_be_meant_agree(folder: Path) -> None:
    (folder / "orders-1.csv").touch()
    (folder / "orders-2.csv").touch()
    async with dialog() as shown:
        await shown.type_path("o")
        await shown.pilot.press("tab")
        assert shown.path == "orders-"
        await shown.pilot.press("2", "tab")
        assert shown.path == "orders-2.csv"


async def test_what_may_be_meant_is_shown_below(folder: Path) -> None:
    (folder / "orders-1.csv").touch()
    (folder / "out").mkdir()
    async with dialog() as shown:
        await shown.type_path("o")
        await shown.until(lambda: shown.said("found") == "orders-1.csv  out/")


async def test_a_path_is_completed_through_folders(folder: Path) -> None:
    (folder / "out" / "deep").mkdir(parents=True)
    async with dialog() as shown:
        await shown.type_path("o")
        await shown.pilot.press("tab", "tab")
        assert shown.path == "out/deep/"


async def test_right_takes_what_is_suggested_behind_the_cursor(folder: Path) -> None:
    (folder / "orders-1.csv").touch()
    async with dialog() as shown:
        await shown.type_path("or")
        await shown.until(lambda: shown.said("found"))
        await shown.pilot.pause()
        await shown.pilot.press("right")
        assert shown.path == "orders-1.csv"


def test_names_that_can_not_be_drawn_as_they_are_are_not_offered(folder: Path) -> None:
    (folder / "a\x1b[31m").touch()
    (folder / "a\u202eb").touch()
    (folder / "ab").touch()
    assert complete("a").names == ("ab",)


def test_hidden_files_are_offered_once_their_dot_is_typed(folder: Path) -> None:
    (folder / ".hidden").touch()
    assert complete("").names == ("home/",)
    assert complete(".h").text == ".hidden"


def test_a_path_that_leads_nowhere_stays_as_it_is() -> None:
    for typed in ("none/x", "\0", "", "~nobody-of-that-name/x"):
        assert complete(typed).text in (typed, "home/")
    assert complete("~").text == "~/"


def test_only_the_home_folder_itself_becomes_a_tilde(folder: Path) -> None:
    assert with_tilde(str(folder / "home" / "a")) == "~/a"
    assert with_tilde(str(folder / "home2" / "a")) == str(folder / "home2" / "a")


# Format and events


async def test_the_ending_chooses_the_format() -> None:
    async with dialog() as shown:
        assert shown.chosen[0] == "JSON lines"
        await shown.type_path("a.csv")
        assert shown.chosen[0] == "CSV"
        await shown.type_path("a.txt")
        assert shown.chosen[0] == "CSV"


async def test_up_and_down_choose_the_format_and_change_the_ending() -> None:
    async with dialog() as shown:
        await shown.type_path("a.b.jsonl")
        await shown.pilot.press("down")
        assert (shown.chosen[0], shown.path) == ("raw SSE", "a.b.sse")
        await shown.pilot.press("up", "up")
        assert (shown.chosen[0], shown.path) == ("CSV", "a.b.csv")


async def test_a_name_with_another_ending_keeps_it_whatever_the_format() -> None:
    async with dialog() as shown:
        await shown.type_path("a.txt")
        await shown.pilot.press("down")
        assert (shown.chosen[0], shown.path) == ("raw SSE", "a.txt")


async def test_a_click_chooses_format_and_events_too() -> None:
    async with dialog() as shown:
        await shown.pilot.click(shown.app.screen.query(".format").last())
        await shown.pilot.click(shown.app.screen.query(".selection").last())
        assert shown.chosen == ["CSV", "5 in all"]


async def test_how_many_events_and_bytes_there_are_is_said_and_ctrl_t_chooses() -> None:
    async with dialog() as shown:
        assert shown.chosen[1] == "2 shown, 2 B"
        await shown.pilot.press("ctrl+t")
        assert shown.chosen[1] == "5 in all"
        await shown.pilot.press("ctrl+t")
        assert shown.chosen[1] == "2 shown, 2 B"


async def test_the_keys_that_work_are_said() -> None:
    async with dialog() as shown:
        assert shown.said("keys") == "enter export   tab complete   ↓ format   ^t which events   esc cancel"
    async with dialog(SELECTIONS[:1]) as shown:
        assert shown.said("keys") == "enter export   tab complete   ↓ format   esc cancel"


async def test_all_that_matters_fits_on_a_small_terminal() -> None:
    async with dialog(size=(40, 12)) as shown:
        await shown.type_path("none/a.csv")
        await shown.pilot.press("enter")
        await shown.until(lambda: shown.said("message"))
        screen = shown.app.screen
        for name in ("path", "message", "keys"):
            widget = screen.query_one(f"#export-{name}")
            assert screen.region.contains_region(widget.region)
            assert widget.region.height > 0


# Writing


async def test_enter_writes_the_chosen_events_and_says_where_they_are(folder: Path) -> None:
    async with dialog() as shown:
        await shown.type_path("a.jsonl")
        await shown.pilot.press("ctrl+t", "enter")
        await shown.until(lambda: shown.toasts)
        lines = (folder / "a.jsonl").read_bytes().splitlines()
        assert [json.loads(line)["number"] for line in lines] == [1, 2, 3, 4, 5]
        assert shown.app.answer is not None
        assert shown.app.answer.path == folder / "a.jsonl"
        size = (folder / "a.jsonl").stat().st_size
        assert shown.toasts == [f"5 events, {size} B, in {folder}/a.jsonl"]


async def test_that_events_could_not_be_held_as_they_are_is_said() -> None:
    formula = [ReceivedEvent(1, 1.7e9, 4, MessageEvent("t", "=1+1"), stream="s")]
    async with dialog([Selection("shown", 1, 4, lambda: formula)]) as shown:
        await shown.type_path("a.csv")
        await shown.pilot.press("enter")
        await shown.until(lambda: shown.toasts)
        assert shown.toasts[0].endswith("; 1 had a ' put before what a spreadsheet would run")


async def test_a_file_that_is_there_is_replaced_by_a_second_enter_only(folder: Path) -> None:
    (folder / "a.csv").write_text("mine")
    async with dialog() as shown:
        await shown.type_path("a.csv")
        await shown.pilot.press("enter")
        await shown.until(lambda: shown.said("message"))
        assert shown.said("message") == "it is there already, 4 B; enter again replaces it"
        assert (folder / "a.csv").read_text() == "mine"
        await shown.pilot.press("enter")
        await shown.until(lambda: shown.app.answered)
        assert (folder / "a.csv").read_text().startswith("stream,")


async def test_another_path_asks_anew(folder: Path) -> None:
    (folder / "a.csv").write_text("mine")
    (folder / "ab.csv").write_text("mine, too")
    async with dialog() as shown:
        await shown.type_path("a.csv")
        await shown.pilot.press("enter")
        await shown.type_path("ab.csv")
        assert shown.said("message") == ""
        await shown.pilot.press("enter")
        await shown.until(lambda: shown.said("message"))
        assert (folder / "ab.csv").read_text() == "mine, too"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("none/a.csv", "there is no folder none"),
        ("home", "it is a folder: name a file in it"),
        ("home/", "name a file"),
        ("", "name a file"),
        ("..", "name a file"),
        ("x" * 300, "the name is too long"),
    ],
)
async def test_what_can_not_be_written_is_said_in_place_and_can_be_mended(
    folder: Path, path: str, words: str
) -> None:
    async with dialog() as shown:
        await shown.type_path(path)
        await shown.pilot.press("enter")
        await shown.until(lambda: shown.said("message"))
        assert shown.said("message") == words
        await shown.type_path("a.csv")
        assert shown.said("message") == ""
        await shown.pilot.press("enter")
        await shown.until(lambda: shown.app.answered)
        assert (folder / "a.csv").exists()


async def test_where_there_is_no_event_nothing_is_written(folder: Path) -> None:
    async with dialog([Selection("shown", 0, 0, list)]) as shown:
        await shown.type_path("a.csv")
        await shown.pilot.press("enter")
        await shown.until(lambda: shown.said("message"))
        assert shown.said("message") == "there is no event to write"
        assert not (folder / "a.csv").exists()


class Endless:
    """Events that come until they are let end."""

    def __init__(self) -> None:
        self.enough = threading.Event()

    def __call__(self) -> Iterable[Row]:
        return self._rows()

    def _rows(self) -> Iterator[Row]:
        many = events(300)
        while not self.enough.wait(0.05):
            yield from many


async def test_progress_is_shown_and_escape_stops_leaving_nothing_behind(folder: Path) -> None:
    endless = Endless()
    async with dialog([Selection("shown", 1_000_000_000, None, endless)]) as shown:
        await shown.type_path("a.csv")
        await shown.pilot.press("enter")
        await shown.until(lambda: " of 1,000,000,000 events" in shown.said("doing"))
        await shown.until(lambda: not shown.said("doing").startswith("writing, 0 of"))
        assert shown.said("progress-keys") == "esc stop"
        await shown.pilot.press("escape")
        await shown.until(lambda: shown.said("message") == "stopped; nothing was written")
        await shown.until_files(folder, "home")
        await shown.pilot.press("escape")
        assert shown.app.answered
        assert shown.app.answer is None


@pytest.mark.slow
async def test_keys_do_nothing_else_while_it_writes(folder: Path) -> None:
    endless = Endless()
    async with dialog([Selection("shown", 10, None, endless)]) as shown:
        await shown.type_path("a.csv")
        await shown.pilot.press("enter", "enter", "tab", "x", "ctrl+t")
        await shown.until(lambda: shown.said("doing"))
        endless.enough.set()
        await shown.until(lambda: shown.app.answered)
        await shown.until_files(folder, "a.csv", "home")


async def test_leaving_the_app_while_it_writes_leaves_nothing_behind(folder: Path) -> None:
    async with dialog([Selection("shown", 10, None, Endless())]) as shown:
        await shown.type_path("a.csv")
        await shown.pilot.press("enter")
        await shown.until(lambda: shown.said("doing"))
    await shown.until_files(folder, "home")


async def test_names_are_drawn_safely() -> None:
    async with dialog([Selection("\x1b[31m[/nope]", 1, None, lambda: ALL)]) as shown:
        assert shown.chosen[1] == "1 ␛[31m[/nope]"
