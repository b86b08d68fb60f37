"""That what is said in colours can be read: on every theme, and in a terminal of sixteen colours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from rich.style import Style
from textual.color import Color
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES
from textual.widget import Widget
from textual.widgets import Button, Input, Label, OptionList, Static, TextArea
from textual.widgets._toast import Toast

from sse_dash.filter import path_term
from sse_dash.profiles import Session
from sse_dash.requests.resolved import ResolvedRequest
from sse_dash.requests.spec import StreamSpec
from sse_dash.tui.app import SseDashApp
from sse_dash.tui.dashboard.keys import GROUPS, KEYS
from sse_dash.tui.dialogs.dialog import ConfirmDialog, Field, MessageDialog, TextDialog
from sse_dash.tui.drawing.colors import has_few_colors
from sse_dash.tui.drawing.contrast import LEAST, legible, legible_variables, ratio
from sse_dash.tui.drawing.self_drawn import SelfDrawn
from sse_dash.tui.export.dialog import ExportDialog, Selection
from sse_dash.tui.form.screen import StreamForm
from sse_dash.tui.help.screen import HelpScreen
from sse_dash.tui.inspector.screen import InspectorScreen
from sse_dash.tui.keys.key import always
from sse_dash.tui.log.stream_pane import Pane
from tests.tui.inspector.inspected import ListReader, events
from tests.tui.piloting import Pilot, piloted

_CYAN = 6
THEMES = sorted(name for name, theme in BUILTIN_THEMES.items() if not theme.ansi)
SPECS = tuple(StreamSpec(name=name, url="http://127.0.0.1:9/") for name in ("orders", "prices"))


AMONG = pytest.mark.parametrize(
    "themes",
    [
        pytest.param(("textual-dark", "textual-light"), id="usual"),
        pytest.param(THEMES, id="every", marks=pytest.mark.slow),
    ],
)
"""The themes that nearly everyone has, for who waits; every one for CI."""


def refused(_: StreamSpec) -> ResolvedRequest:
    raise AssertionError("nobody tries it")


SCREENS: dict[str, Callable[[], Screen[Any]]] = {
    "confirm": lambda: ConfirmDialog("Remove", "Sure?", "remove"),
    "message": lambda: MessageDialog("Trouble", "It broke"),
    "text": lambda: TextDialog("Add", [Field("URL", placeholder="https://")], "add", lambda _: "wrong"),
    "help": lambda: HelpScreen(KEYS, GROUPS, always),
    "export": lambda: ExportDialog("Export", [Selection("shown", 1, 1, list)], "orders"),
    "form": lambda: StreamForm("Add a stream", None, (), refused, "add"),
    "inspector": lambda: InspectorScreen(ListReader(events('{"a": 1}', '{"a": 2}')), path_term),
}

_QUICK = ("form", "inspector")
"""Those with most styles of their own."""


@pytest.fixture(autouse=True)
def _all_colors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("COLORFGBG", raising=False)


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[SseDashApp, Pilot]]:
    app = SseDashApp(Session(streams=SPECS))
    async with piloted(app, size=(120, 36), notifications=True) as pilot:
        yield app, pilot
        assert [str(fault) for fault in app.faults.newest_first] == []


def drawn_styles(screen: Screen[Any]) -> Iterator[tuple[str, Style]]:
    """What each word that is drawn by hand may look like, by its style's name."""
    for widget in screen.walk_children(Widget):
        if not isinstance(widget, SelfDrawn):
            continue
        prefix = f"{widget.STYLES}--"
        classes = {each for base in type(widget).__mro__ for each in vars(base).get("COMPONENT_CLASSES", ())}
        names = {each.removeprefix(prefix) for each in classes if each.startswith(prefix)}
        for name in names - widget.SHAPES - {"chosen"}:
            yield f"{prefix}{name}", widget.style_of(name)
            if "chosen" in names:
                yield f"{prefix}{name} where chosen", widget.style_of(name, is_chosen=True)


def other_styles(screen: Screen[Any]) -> Iterator[tuple[str, Style]]:
    """What Textual's own widgets write in, which dialogs are made of."""
    for widget in screen.walk_children(Widget):
        if isinstance(widget, Static | Label | Button | Input | TextArea | OptionList) and widget.display:
            yield f"{type(widget).__name__} {widget.id or ' '.join(widget.classes)}", widget.rich_style
        if isinstance(widget, Input):
            yield f"what {widget.id} is for", widget.get_component_rich_style("input--placeholder")
        if isinstance(widget, Toast):
            yield "title of what is said", widget.get_component_rich_style("toast--title")


def too_faint(styles: Iterator[tuple[str, Style]]) -> list[str]:
    """Those that can't be read, with how bright they are against what is behind them."""
    found = []
    for name, style in styles:
        assert style.color is not None
        assert style.bgcolor is not None
        seen = ratio(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))
        if seen < LEAST:
            found.append(f"{name}: {seen:.2f}")
    return found


@AMONG
@pytest.mark.parametrize("view", ["f2", "f3", "f4"])
async def test_every_word_of_the_dashboard_can_be_read(view: str, themes: Sequence[str]) -> None:
    async with opened() as (app, pilot):
        await pilot.press(view)
        for theme in themes:
            app.theme = theme
            await pilot.pause()
            assert not too_faint(drawn_styles(app.screen)), theme
            assert not too_faint(other_styles(app.screen)), theme


@AMONG
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in _QUICK else pytest.mark.slow) for name in SCREENS]
)
async def test_every_word_of_a_dialog_can_be_read(name: str, themes: Sequence[str]) -> None:
    async with opened() as (app, pilot):
        await app.push_screen(SCREENS[name]())
        for theme in themes:
            app.theme = theme
            await pilot.pause()
            assert not too_faint(drawn_styles(app.screen)), theme
            assert not too_faint(other_styles(app.screen)), theme


@AMONG
async def test_what_is_said_in_passing_can_be_read(themes: Sequence[str]) -> None:
    async with opened() as (app, pilot):
        for severity in ("information", "warning", "error"):
            app.notify("It broke", title="Trouble", severity=severity, timeout=3600)
        await pilot.pause()
        for theme in themes:
            app.theme = theme
            await pilot.pause()
            assert len(app.screen.query(Toast)) >= 3
            assert not too_faint(other_styles(app.screen)), theme


async def test_what_can_be_read_keeps_the_color_of_its_theme() -> None:
    async with opened() as (app, _):
        theme = BUILTIN_THEMES["textual-dark"].to_color_system().generate()
        for name in ("text-success", "text-error", "text-primary"):
            assert app.theme_variables[name] == theme[name]


@pytest.mark.parametrize("name", BUILTIN_THEMES)
def test_the_variables_of_every_theme_are_read_as_style_sheets_have_them(name: str) -> None:
    theme = BUILTIN_THEMES[name]
    variables = theme.to_color_system().generate() | theme.variables
    changed = legible_variables(variables)
    assert changed.keys() == variables.keys()
    assert (changed == variables) is theme.ansi


def test_a_color_is_made_lighter_on_dark_and_darker_on_light() -> None:
    black, white, red = Color(0, 0, 0), Color(255, 255, 255), Color(150, 0, 0)
    assert legible(red, black).brightness > red.brightness
    assert legible(Color(255, 120, 120), white).brightness < Color(255, 120, 120).brightness
    assert legible(red, white) == red
    assert ratio(legible(red, black), black) >= LEAST


def test_in_the_middle_the_side_that_is_far_enough_is_taken() -> None:
    blue = Color(0x26, 0x8B, 0xD2)
    cream = Color(0xFD, 0xF6, 0xE3)
    assert ratio(Color(255, 255, 255), blue) < LEAST
    assert ratio(legible(cream, blue), blue) >= LEAST


@pytest.mark.parametrize(
    ("term", "colorterm", "few"),
    [
        ("xterm", "", True),
        ("screen", "", True),
        ("linux", "", True),
        ("vt220", "", True),
        ("xterm", "truecolor", False),
        ("screen", "24bit", False),
        ("xterm-256color", "", False),
        ("screen-256color", "", False),
        ("", "", False),
    ],
)
def test_which_terminals_have_sixteen_colors(
    monkeypatch: pytest.MonkeyPatch, term: str, colorterm: str, few: bool
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("COLORTERM", colorterm)
    assert has_few_colors() is few


@pytest.mark.parametrize(("theme", "own"), [("nord", "ansi-dark"), ("textual-light", "ansi-light")])
async def test_in_sixteen_colors_they_are_the_terminals_and_the_theme_keeps_its_name(
    monkeypatch: pytest.MonkeyPatch, theme: str, own: str
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    async with opened() as (app, pilot):
        app.theme = theme
        await pilot.pause()
        assert app.theme == theme
        assert app.current_theme.name == own
        assert app.native_ansi_color


async def test_they_are_so_from_the_first_frame_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    async with opened() as (app, _):
        styles = dict(drawn_styles(app.screen))
        for name in ("summary--name", "keys--key"):
            color = styles[name].color
            assert color is not None
            assert color.number == _CYAN


@pytest.mark.parametrize(
    ("said", "own"), [("15;0", "ansi-dark"), ("0;15", "ansi-light"), ("0;default;7", "ansi-light")]
)
async def test_a_terminal_that_says_what_is_behind_its_words_is_believed(
    monkeypatch: pytest.MonkeyPatch, said: str, own: str
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv("COLORFGBG", said)
    async with opened() as (app, _):
        assert app.current_theme.name == own


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light"])
async def test_the_terminals_own_colors_tell_live_failed_and_data_apart_and_dim_what_matters_less(
    theme: str,
) -> None:
    async with opened() as (app, pilot):
        app.theme = theme
        await pilot.pause()
        styles = dict(drawn_styles(app.screen))
        colors = {name: styles[f"pane--{name}"].color for name in ("live", "failed", "waiting", "data")}
        assert len({str(color) for color in colors.values()}) == len(colors)
        assert styles["pane--time"].dim
        assert styles["pane--note"].dim
        assert not styles["pane--data"].dim
        borders = [
            (pane.has_class("-current"), bool(pane.style_of("border").dim)) for pane in app.query(Pane)
        ]
        assert sorted(borders) == [(False, True), (True, False)]
