"""A server whose streams do as a test tells them, and the dashboard over it as a person would use it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from rich.cells import cell_len
from textual import events
from textual._compositor import LayoutUpdate
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.tokenizer import Token
from textual.geometry import Region

from sse_dash.profiles import ProfileRef, Project, Session, StoredProfile, open_ref
from sse_dash.profiles.locate import ref_of
from sse_dash.profiles.settings import Settings
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.tui.app import SseDashApp
from sse_dash.tui.log.stream_pane import Pane
from sse_dash.tui.log.stream_set import WatchedStream
from tests.tui.piloting import PATIENCE, Pilot, piloted, send_key, until

# Each app of the tests would read the same styles anew, which takes longer than all else that it starts with.
_RULES: dict[tuple[object, ...], list[RuleSet]] = {}
_VARIABLES: dict[tuple[tuple[str, str], ...], dict[str, list[Token]]] = {}


@pytest.fixture(autouse=True, scope="session")
def styles_are_read_once() -> Iterator[None]:
    """Have apps of one process share what has become of style sheets: rules are never changed."""
    parse_rules = Stylesheet._parse_rules
    variable_tokens: property = vars(Stylesheet)["_variable_tokens"]

    def variables_of(sheet: Stylesheet) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(sheet._variables.items()))

    def rules(sheet: Stylesheet, *arguments: Any, **named: Any) -> list[RuleSet]:
        key = (variables_of(sheet), arguments, tuple(sorted(named.items())))
        if key not in _RULES:
            _RULES[key] = parse_rules(sheet, *arguments, **named)
        return _RULES[key]

    def tokens(sheet: Stylesheet) -> dict[str, list[Token]]:
        key = variables_of(sheet)
        if key not in _VARIABLES:
            assert variable_tokens.fget is not None
            _VARIABLES[key] = variable_tokens.fget(sheet)
        return _VARIABLES[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", rules)
        patch.setattr(Stylesheet, "_variable_tokens", property(tokens))
        yield


_FRAMES = re.compile("[\u2500-\u257f\u2580-\u259f]")


class Stream:
    """One path of the server. It sends what is pushed, or keeps it for the first who comes."""

    def __init__(self, server: Server, name: str) -> None:
        self.name = name
        self.requests: list[web.Request] = []
        """Every request that came, oldest first."""
        self._server = server
        self._listeners: list[asyncio.Queue[bytes | None]] = []
        self._waiting: list[bytes] = []
        self._status = 200
        self._refusal = ""
        self._answers = True

    @property
    def url(self) -> str:
        return f"{self._server.origin}/{self.name}"

    @property
    def listeners(self) -> int:
        """How many connections are open now."""
        return len(self._listeners)

    def spec(self, **fields: Any) -> StreamSpec:
        """This stream as the dashboard is to watch it."""
        return StreamSpec(**{"name": self.name, "url": self.url, **fields})

    def push(self, *data: str, event_type: str = "", last_event_id: str = "") -> None:
        """Send an event for each of `data`."""
        head = f"event: {event_type}\n" if event_type else ""
        head += f"id: {last_event_id}\n" if last_event_id else ""
        for one in data:
            self.send(f"{head}data: {one}\n\n".encode())

    def send(self, raw: bytes) -> None:
        """Send these bytes."""
        for listener in self._listeners:
            listener.put_nowait(raw)
        if not self._listeners:
            self._waiting.append(raw)

    def drop(self) -> None:
        """Cut every connection in the middle of its body."""
        for listener in self._listeners:
            listener.put_nowait(None)

    def refuse(self, status: int, body: str = "") -> None:
        """Answer every request from now on with this status; 200 streams again."""
        self._status, self._refusal = status, body

    def hang(self) -> None:
        """Take requests from now on and never answer them."""
        self._answers = False

    async def connected(self, requests: int = 1) -> None:
        """Wait until so many requests have come and somebody listens."""
        await until(
            lambda: len(self.requests) >= requests and self._listeners,
            lambda: f"{self.name}: {len(self.requests)} requests, {self.listeners} listeners",
        )

    async def left(self) -> None:
        """Wait until nobody listens."""
        await until(lambda: not self._listeners, lambda: f"{self.name} has {self.listeners} listeners")

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        if not self._answers:
            await asyncio.Event().wait()
        if self._status != 200:
            return web.Response(status=self._status, text=self._refusal or None)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        listener: asyncio.Queue[bytes | None] = asyncio.Queue()
        # Nobody wants to wait a second for each reconnect.
        for raw in [b"retry: 10\n\n", *self._waiting]:
            listener.put_nowait(raw)
        self._waiting.clear()
        self._listeners.append(listener)
        try:
            while (raw_or_cut := await listener.get()) is not None:
                await response.write(raw_or_cut)
            if request.transport is not None:
                request.transport.close()
        finally:
            self._listeners.remove(listener)
        return response


class Server:
    """HTTP on loopback, in the loop of the test."""

    def __init__(self) -> None:
        self.requests_open = 0
        """How many requests are being answered, or hang."""
        self._streams: dict[str, Stream] = {}
        app = web.Application()
        app.router.add_route("*", "/{name}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.05)

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()

    async def stop(self) -> None:
        await self._runner.cleanup()

    @property
    def origin(self) -> str:
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    def stream(self, name: str) -> Stream:
        """A stream at the path `/name`."""
        return self._streams.setdefault(name, Stream(self, name))

    def streams(self, *names: str) -> list[Stream]:
        """A stream for each name."""
        return [self.stream(name) for name in names]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests_open += 1
        try:
            return await self.stream(request.match_info["name"]).answer(request)
        except ConnectionError:
            return web.Response()
        finally:
            self.requests_open -= 1


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project called shop."""
    root = tmp_path / "shop"
    root.mkdir()
    return Project(root)


class Terminal:
    """The dashboard as a person has it before them: a screen to read, keys to press."""

    def __init__(self, app: SseDashApp, pilot: Pilot) -> None:
        self.app = app
        self._pilot = pilot
        self._lines: list[str] = []
        self._frame = -1
        self.takes_faults = False
        """Whether those that there are were made on purpose."""

    @property
    def lines(self) -> list[str]:
        """The screen from top to bottom, dialogs on top; as it was, while a screen is laid out."""
        if self._frame != self._pilot.frames:
            compositor = self.app.screen._compositor
            update = compositor.render_update(full=True, screen_stack=self.app._background_screens)
            assert isinstance(update, LayoutUpdate)
            lines = ["".join(segment.text for strip in line for segment in strip) for line in update.strips]
            if lines:
                self._lines, self._frame = lines, self._pilot.frames
        return self._lines

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def prose(self) -> str:
        """The text without frames, and with one space where there are more or a line ends."""
        return " ".join(_FRAMES.sub(" ", self.text).split())

    @property
    def header(self) -> str:
        return self.lines[0]

    @property
    def footer(self) -> str:
        return self.lines[-1]

    def faults(self) -> list[str]:
        """What went wrong inside sse-dash since it was last asked, each in a line."""
        self.takes_faults = True
        found = [f"{fault.place}: {fault.words}" for fault in self.app.faults.newest_first]
        self.app.faults.clear()
        return found

    @property
    def clipboard(self) -> str:
        """What was copied last."""
        return self.app.clipboard

    @property
    def current(self) -> str:
        """The name of the pane that the keys act on."""
        stream = self.app.dashboard.stream_set.current
        return "" if stream is None else stream.name

    @property
    def stream_names(self) -> list[str]:
        """The panes, whether they are on the screen or on another page."""
        return [spec.name for spec in self.app.dashboard.specs]

    def pane(self, name: str) -> list[str]:
        """The lines of one pane, borders included."""
        region = self._pane(name).region
        return [line[region.x : region.right] for line in self.lines[region.y : region.bottom]]

    def title(self, name: str) -> str:
        """The upper border of one pane; empty until the pane has its place."""
        return "".join(self.pane(name)[:1])

    def footing(self, name: str) -> str:
        """The lower border of one pane; empty until the pane has its place."""
        return "".join(self.pane(name)[-1:])

    def rows(self, name: str) -> list[str]:
        """What stands between the borders of one pane, without the empty lines."""
        inside = (line[1:-1].strip() for line in self.pane(name)[1:-1])
        return [line for line in inside if line]

    def data(self, name: str) -> list[str]:
        """What stands behind the types in the rows of one pane. Of a note, all but its first word."""
        return [row.split(maxsplit=2)[-1] for row in self.rows(name)]

    def chosen(self, name: str) -> str:
        """The row of one pane that the cursor is on; empty where it is on none."""
        return next((row[1:] for row in self.rows(name) if row.startswith("▌")), "")

    def set_off(self, style: str = "hit") -> list[str]:
        """The words in the log that keys read in that are drawn in this style of panes."""
        pane = self.app.dashboard.log_pane
        assert pane is not None
        wanted = pane.style_of(style)
        strips = pane.render_lines(Region(0, 0, *pane.size))
        return [segment.text for strip in strips for segment in strip if segment.style == wanted]

    def place_of(self, words: str) -> tuple[int, int]:
        """The cell where `words` begin, from the left and from the top."""
        for y, line in enumerate(self.lines):
            before, found, _ = line.partition(words)
            if found:
                return cell_len(before), y
        raise AssertionError(f"no {words} on the screen:\n{self.text}")

    def is_on_screen(self, name: str) -> bool:
        return any(pane.stream.name == name for pane in self.app.dashboard.grid.panes)

    def is_laid_out(self, streams: int) -> bool:
        """Whether there are so many streams, and the panes on the screen have their place."""
        dashboard = self.app.dashboard
        if len(dashboard.stream_set) != streams:
            return False
        panes = dashboard.grid.panes if dashboard.grid.display else []
        return all(pane.size for pane in panes)

    def watched(self, name: str) -> WatchedStream:
        stream = self.app.dashboard.stream_set.named(name)
        assert stream is not None, f"no stream {name}"
        return stream

    def monitor(self, name: str) -> Monitor:
        return self.watched(name).monitor

    def _pane(self, name: str) -> Pane:
        return next(pane for pane in self.app.dashboard.grid.panes if pane.stream.name == name)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for `condition`; if it never holds, fail with the screen as it is then."""
        await until(condition, lambda: f"not in {PATIENCE} s; the screen:\n{self.text}")

    async def shows(self, *words: str) -> None:
        """Wait until all of `words` are on the screen."""
        await self.until(lambda: has_all(self.text, words))

    async def says(self, *words: str) -> None:
        """Wait until all of `words` are on the screen, on however many lines each."""
        await self.until(lambda: has_all(self.prose, words))

    async def hides(self, *words: str) -> None:
        """Wait until none of `words` is on the screen."""
        await self.until(lambda: has_none(self.text, words))

    async def differs(self, before: str) -> None:
        """Wait until the screen is another one than `before`."""
        await self.until(lambda: self.text != before)

    async def fits(self, size: tuple[int, int]) -> None:
        """Wait until the screen fills a terminal of that size exactly."""
        await until(lambda: not misfits(self.lines, size), lambda: "\n".join(misfits(self.lines, size)))

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before has been dealt with."""
        for key in keys:
            send_key(self.app, key)
            await self._settled()

    async def type_ahead(self, *keys: str) -> None:
        """Press keys faster than the app can act on them, as pasting and fast fingers do."""
        for key in keys:
            send_key(self.app, key)
        await self._settled()

    async def paste(self, words: str) -> None:
        """Paste, as terminals that tell pasting from typing do."""
        self.app.post_message(events.Paste(words))
        await self._settled()

    async def _settled(self) -> None:
        """Wait until every key has gone its way: from the app to what has the focus, and back."""
        arrived = asyncio.Event()
        self.app.post_message(events.Callback(callback=arrived.set))
        await until(
            lambda: not self.app.is_running or (arrived.is_set() and not self.app.type_ahead.waiting),
            lambda: f"keys that nothing came of: {self.app.type_ahead.waiting}",
        )

    async def resize(self, width: int, height: int) -> None:
        await self._pilot.resize_terminal(width, height)

    async def click(self, x: int, y: int, times: int = 1) -> None:
        """Click on that cell, so many times in a row."""
        await self._pilot.click(offset=(x, y), times=times)

    async def click_on(self, words: str, times: int = 1) -> None:
        """Click on the first cell of `words`, wherever they are, once they are there."""
        await self.shows(words)
        x, y = self.place_of(words)
        await self.click(x, y, times)

    async def turn_wheel(self, x: int, y: int, by: int) -> None:
        """Turn the wheel over that cell by so many notches, down if positive."""
        for _ in range(abs(by)):
            kind = events.MouseScrollDown if by > 0 else events.MouseScrollUp
            event = kind(None, x, y, 0, 0, 0, False, False, False, screen_x=x, screen_y=y)
            event.set_sender(self.app)
            self.app.post_message(event)
        await self._settled()


@asynccontextmanager
async def dashboard(
    *streams: Stream | StreamSpec,
    size: tuple[int, int] = (100, 30),
    project: Project | None = None,
    stored: StoredProfile | None = None,
    session: Session | None = None,
    settings: Settings | None = None,
    title: str = "",
) -> AsyncIterator[Terminal]:
    """The dashboard on these streams, on the profile that is `stored`, or on that session.

    When it is left, nothing that it began may still run, and no exception may have gone unnoticed: who makes
    some takes them with `faults`.
    """
    loop = asyncio.get_running_loop()
    before = asyncio.all_tasks()
    complaints: list[str] = []
    loop.set_exception_handler(lambda _, context: complaints.append(repr(context)))
    if stored is not None:
        ref = ref_of(project, stored.path) or ProfileRef(stored.path.stem, stored.path, project)
        session = open_ref(ref, project)
    if session is None:
        given = (stream.spec() if isinstance(stream, Stream) else stream for stream in streams)
        session = Session(project=project, streams=tuple(given), title=title)
    specs = session.profile.streams
    app = SseDashApp(session, settings)
    async with piloted(app, size=size, notifications=True) as pilot:
        terminal = Terminal(app, pilot)
        await terminal.until(lambda: terminal.is_laid_out(len(specs)))
        yield terminal
    assert terminal.takes_faults or [str(fault) for fault in app.faults.newest_first] == []
    await until(
        lambda: asyncio.all_tasks() <= before, lambda: f"still running: {asyncio.all_tasks() - before}"
    )
    assert complaints == []


def has_all(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)


def has_none(text: str, words: Sequence[str]) -> bool:
    return not any(word in text for word in words)


def misfits(lines: Sequence[str], size: tuple[int, int]) -> list[str]:
    """What keeps `lines` from filling a terminal of that size exactly."""
    width, height = size
    wrong = [f"{cell_len(line)} cells: {line}" for line in lines if cell_len(line) != width]
    return wrong if len(lines) == height else [*wrong, f"{len(lines)} lines and not {height}"]
