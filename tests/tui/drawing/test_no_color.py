"""`NO_COLOR`: that no colour reaches the terminal, and that what is chosen can still be seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.app import ComposeResult
from textual.binding import Binding
from textual.color import Color
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Button, Footer, Input, OptionList, ProgressBar, Static

from sse_dash.tui.dashboard.keys import GROUPS, KEYS
from sse_dash.tui.dialogs.dialog import ConfirmDialog, Field, MessageDialog, TextDialog
from sse_dash.tui.drawing.no_color import NoColorApp, WithoutColor, is_wanted
from sse_dash.tui.export.dialog import ExportDialog, Selection
from sse_dash.tui.help.screen import HelpScreen
from sse_dash.tui.keys.key import always
from tests.tui.piloting import piloted

pytestmark = pytest.mark.slow

SGR = re.compile("\x1b\\[([0-9;]*)m")


class Host(NoColorApp):
    """A bit of everything that draws by itself."""

    CSS_PATH = "../../../sse_dash/tui/drawing/few_colors.tcss"
    BINDINGS = [Binding("x", "bell", "Ring")]  # noqa: RUF012 - as Textual has it

    def compose(self) -> ComposeResult:
        yield Input("typed", placeholder="type here")
        yield OptionList("first", "second")
        yield Button("press", variant="error")
        yield ProgressBar(total=10, show_eta=False)
        with VerticalScroll():
            yield Static("[red on blue]loud[/] select this\n" * 50, id="text")
        yield Footer()

    def written(self) -> str:
        """All that the terminal would be sent to draw the screen."""
        update = self.screen._compositor.render_full_update()
        assert isinstance(update, LayoutUpdate)
        return update.render_segments(self.console)


def colors(written: str) -> list[str]:
    """The attributes that set a colour, of all that were written; a reset isn't one."""
    attributes = [code for codes in SGR.findall(written) for code in codes.split(";")]
    return [code for code in attributes if code not in ("", "0", "1", "2", "3", "4", "7", "9", "24")]


@pytest.fixture
def _no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.mark.parametrize(("value", "wanted"), [("1", True), ("0", True), ("false", True), ("", False)])
async def test_any_value_but_an_empty_one_asks_for_no_color(
    monkeypatch: pytest.MonkeyPatch, value: str, wanted: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", value)
    app = Host()
    async with piloted(app):
        assert app.no_color is is_wanted() is wanted
        assert (not colors(app.written())) is wanted


async def test_without_it_there_are_colors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    app = Host()
    async with piloted(app):
        assert colors(app.written())


SCREENS: list[Callable[[], Screen[Any]]] = [
    lambda: ConfirmDialog("Remove", "Sure?", "remove"),
    lambda: MessageDialog("Trouble", "It broke"),
    lambda: TextDialog("Add", [Field("URL", placeholder="https://")], "add", lambda _: ""),
    lambda: HelpScreen(KEYS, GROUPS, always),
    lambda: ExportDialog("Export", [Selection("shown", 1, 1, list)], "orders"),
]


@pytest.mark.usefixtures("_no_color")
@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark", "ansi-light", "nord"])
async def test_no_theme_brings_colors_back(theme: str) -> None:
    app = Host()
    async with piloted(app) as pilot:
        app.theme = theme
        await pilot.pause()
        assert colors(app.written()) == []


@pytest.mark.usefixtures("_no_color")
@pytest.mark.parametrize("screen", SCREENS)
async def test_no_dialog_has_a_color(screen: Callable[[], Screen[Any]]) -> None:
    app = Host()
    async with piloted(app, notifications=True) as pilot:
        app.notify("a toast", severity="error")
        await app.push_screen(screen())
        await pilot.pause()
        assert colors(app.written()) == []


@pytest.mark.usefixtures("_no_color")
async def test_the_palette_has_no_color() -> None:
    app = Host()
    async with piloted(app) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause(0.2)
        assert len(app.screen_stack) == 2
        assert "\x1b[1;4m" in app.written()
        assert colors(app.written()) == []


@pytest.mark.usefixtures("_no_color")
async def test_the_chosen_line_and_the_cursor_are_seen_without_color() -> None:
    app = Host()
    async with piloted(app) as pilot:
        app.set_focus(app.query_one(OptionList))
        await pilot.press("home", "down")
        assert re.search("\x1b\\[1;4m *second", app.written())
        app.query_one(Input).cursor_position = 0
        app.set_focus(app.query_one(Input))
        await pilot.pause()
        assert "\x1b[7mt" in app.written()


@pytest.mark.usefixtures("_no_color")
async def test_what_is_only_a_hint_is_faint() -> None:
    app = Host()
    async with piloted(app) as pilot:
        app.query_one(Input).clear()
        app.set_focus(None)
        await pilot.pause()
        assert "\x1b[2mtype here" in app.written()


@pytest.mark.usefixtures("_no_color")
async def test_text_is_still_selected_by_mouse() -> None:
    app = Host()
    async with piloted(app, size=(80, 40)) as pilot:
        await pilot.mouse_down("#text", offset=(5, 0))
        await pilot.hover("#text", offset=(10, 0))
        await pilot.mouse_up("#text", offset=(10, 0))
        await pilot.pause()
        assert app.screen.get_selected_text() == "select"


def test_what_is_bold_underlined_or_reversed_stays_so_and_keeps_its_meta() -> None:
    loud = Style(
        color="red", bgcolor="blue", bold=True, underline=True, reverse=True, meta={"offset": (1, 2)}
    )
    strip = Strip([Segment("x", loud), Segment("y")]).apply_filter(WithoutColor(), Color(0, 0, 0))
    first, second = strip
    assert first.style is not None
    assert (first.style.color, first.style.bgcolor) == (None, None)
    assert (first.style.bold, first.style.underline, first.style.reverse) == (True, True, True)
    assert first.style.meta == {"offset": (1, 2)}
    assert second.style is None
