"""One running stream: the only door to it. It starts, stops and reconnects, and says how it stands.

Nothing here knows that a screen exists; whoever draws reads a `Snapshot` and the history when it likes.
"""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sse_dash.client import lifecycle
from sse_dash.client.errors import EventSourceError, PermanentError, ResponseDetails, TransientError
from sse_dash.client.message import MessageEvent
from sse_dash.client.redact import MASK, secrets_in_url
from sse_dash.streams.governor import Governor
from sse_dash.streams.history import History
from sse_dash.streams.rate import RateMeter
from sse_dash.streams.spec import StreamSpec
from sse_dash.streams.state import AFTER, LIVE, RUNNING, Label, State, label

if TYPE_CHECKING:
    from sse_dash.client.event_source import EventSource

# Small enough that one read of one stream, parsed, doesn't hold up a key.
_READ_SIZE = 16 * 1024
# Characters. Shorter header values hide nothing, and masking a `1` would garble every address.
_SHORTEST_SECRET = 6

_END_WORDS = {
    lifecycle.EndReason.NO_CONTENT: "204 No Content: the server has nothing more to send",
    lifecycle.EndReason.CLOSED_BY_SERVER: "the server ended the stream",
    lifecycle.EndReason.LOST: "the connection was lost",
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How a stream stands at one moment. Strings in it come from outside and aren't safe to draw."""

    state: State
    label: Label
    """The state in words."""
    trouble: str
    """Why there is no connection; empty when there is one, or none is wanted. May be several lines."""
    events: int
    """Events since the stream was first started."""
    bytes: int
    """Bytes of bodies since then, decompressed."""
    comments: int
    events_per_second: float
    bytes_per_second: float
    reconnects: int
    """Connections made after the first."""
    first_event_after: float | None
    """Seconds from asking to the first event of the newest connection; None before it came."""


class Monitor:
    """Follows one stream, for as long as `run()` runs.

    All methods are called from the loop that runs it, and none blocks.
    """

    def __init__(
        self,
        spec: StreamSpec,
        *,
        resolve: Callable[[StreamSpec], StreamSpec] = lambda spec: spec,
        governor: Governor | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """`resolve` gives the spec to connect with, asked each time, for values that aren't in the spec
        itself; what it raises, a ValueError, is shown as the stream's failure. `governor` is shared by all
        monitors of a loop. `clock` must be that of the loop; both are in seconds.
        """
        self.spec = spec
        self.history = History(spec.history)
        self.rate = RateMeter()
        self.version = 0
        """Grows with each batch of events and each change of state: equal means that nothing changed."""
        self._resolve = resolve
        self._governor = governor or Governor()
        self._clock = clock
        self._wall = wall
        self._start = asyncio.Event()
        self._retired = False
        self._following: asyncio.Task[None] | None = None
        self._disconnecting = False
        self._source: EventSource | None = None
        self._last_event_id = ""
        self._reconnection_time: timedelta | None = None
        self._resolved = spec
        self._is_fresh = False  # resolved for the very attempt that comes next
        self._secrets: list[str] = []
        self._state = State.IDLE
        self._attempt = 0
        self._due = 0.0
        self._detail = ""
        self._trouble = ""
        self._heard_at = 0.0
        self._asked_at = 0.0
        self._first_event_after: float | None = None
        self._connections = 0
        self._bytes_counted = 0
        self._bytes_before = 0
        self._comments_before = 0

    @property
    def is_running(self) -> bool:
        """Whether the stream is connected, or will be by itself."""
        return self._start.is_set() or self._state in RUNNING

    async def run(self) -> None:
        """Follow the stream whenever it is started, until cancelled or retired; then it is disconnected."""
        try:
            while True:
                await self._start.wait()
                self._start.clear()
                if self._retired:
                    return
                # Now and not with the first request, or a second start() before that would count.
                self._attempt = 1
                self._enter(State.CONNECTING)
                self._disconnecting = False
                self._following = asyncio.create_task(self._follow(), name=f"sse-dash: {self.spec.name}")
                await asyncio.wait([self._following])
                self._surface(self._following)
        finally:
            if self._following is not None:
                self._disconnect()
                await asyncio.wait([self._following])
            if self._state in RUNNING:
                self._enter(State.STOPPED)

    def start(self) -> None:
        """Connect, unless it is running."""
        if not self.is_running:
            self._start.set()

    def stop(self) -> None:
        """Disconnect, or don't try again."""
        self._start.clear()
        self._disconnect()
        if self._state in RUNNING or self._state is State.IDLE:
            self._enter(State.STOPPED)

    def reconnect(self) -> None:
        """Connect anew now, whatever it is doing; it resumes after the last event id."""
        self.stop()
        self._start.set()

    def retire(self) -> None:
        """Disconnect and let `run()` return; the stream is not wanted any more."""
        self._retired = True
        self.stop()
        self._start.set()

    def clear(self) -> None:
        """Forget the history; the counts stay."""
        self.history.clear()
        self.version += 1

    def snapshot(self) -> Snapshot:
        """How it stands now."""
        now = self._clock()
        self._count_bytes(now)
        state, seconds = self._state, 0.0
        if state is State.OPEN and self.spec.stale_after:
            heard_at = max(self._heard_at, (self._source and self._source.last_byte_at) or 0.0)
            seconds = now - heard_at
            if seconds >= self.spec.stale_after:
                state = State.STALE
        elif state is State.RETRYING:
            seconds = max(0.0, self._due - now)
        return Snapshot(
            state=state,
            label=label(state, seconds=seconds, attempt=self._attempt, detail=self._masked(self._detail)),
            trouble="" if state in LIVE or state is State.STOPPED else self._masked(self._trouble),
            events=self.history.total,
            bytes=self._bytes_counted,
            comments=self._comments_before + (self._source.comments if self._source else 0),
            # Where nothing can come, the last seconds are no rate any more.
            events_per_second=self.rate.events_per_second(now) if state in RUNNING else 0.0,
            bytes_per_second=self.rate.bytes_per_second(now) if state in RUNNING else 0.0,
            reconnects=max(0, self._connections - 1),
            first_event_after=self._first_event_after,
        )

    def sparkline(self, columns: int) -> list[int]:
        """Events in each of the last `columns` whole seconds, oldest first."""
        return self.rate.series(self._clock(), columns)

    def _disconnect(self) -> None:
        # Once: to be cancelled again would break into its closing.
        if self._following is not None and not self._disconnecting:
            self._disconnecting = True
            self._following.cancel()

    async def _follow(self) -> None:
        """One EventSource, from connecting until it ends for good or is cancelled."""
        # aiohttp takes longer to import than the first frame takes to draw: not in its way, nor in a key's.
        await asyncio.to_thread(importlib.import_module, "sse_dash.client.event_source")
        from sse_dash.client.event_source import DEFAULT_RECONNECTION_TIME, EventSource

        # The body is resolved here, and sent again as it is; URL and headers, before each attempt.
        spec = self._resolved = self._resolve(self.spec)
        self._is_fresh = True
        source = EventSource(
            self._current_url,
            {"method": spec.method},
            DEFAULT_RECONNECTION_TIME if self._reconnection_time is None else self._reconnection_time,
            max_connect_retry=None,
            headers=lambda: self._resolved.headers,
            secret_headers=list(spec.headers),
            last_event_id=self._last_event_id,
            reconnect=spec.reconnect,
            done=spec.done,
            connect_timeout=spec.connect_timeout or None,
            idle_timeout=spec.idle_timeout or None,
            observer=self._observe,
            read_size=_READ_SIZE,
            json=spec.json,
            data=spec.body,
        )
        self._source = source
        try:
            async for batch in source.batches():
                self._take(batch)
                await self._governor.turn()
        except EventSourceError as error:
            # The observer has been told how it ended; why it was lost only the error says.
            if self._state is State.ENDED:
                self._trouble = str(error)
        finally:
            self._last_event_id = source.last_event_id
            self._reconnection_time = source.reconnection_time
            await source.close()
            self._count_bytes(self._clock())
            self._bytes_before += source.bytes_received
            self._comments_before += source.comments
            self._source = None

    def _current_url(self) -> str:
        """Asked before each attempt, and before the headers are: a token may have been renewed meanwhile."""
        if not self._is_fresh:
            self._resolved = self._resolve(self.spec)
        self._is_fresh = False
        self._secrets = _secrets(self._resolved)
        return self._resolved.url

    def _take(self, batch: list[MessageEvent]) -> None:
        now = self._clock()
        self.history.extend(batch, self._wall())
        self.rate.add(now, len(batch), 0)
        self._count_bytes(now)
        if self._first_event_after is None:
            self._first_event_after = now - self._asked_at
        self.version += 1

    def _count_bytes(self, now: float) -> None:
        received = self._bytes_before + (self._source.bytes_received if self._source else 0)
        if received > self._bytes_counted:
            self.rate.add(now, 0, received - self._bytes_counted)
            self._bytes_counted = received

    def _observe(self, what: lifecycle.Lifecycle) -> None:
        """The observer of the EventSource: what each step means to who watches."""
        match what:
            case lifecycle.Connecting(attempt=attempt):
                self._attempt = attempt
                self._asked_at = self._clock()
                self._first_event_after = None
            case lifecycle.Opened():
                self._connections += 1
                self._heard_at = self._clock()
                self._trouble = ""
            case lifecycle.Retrying(error=error, delay=delay, attempt=attempt):
                self._attempt = attempt
                self._due = self._clock() + delay
                self._trouble = str(error)
            case lifecycle.Ended(reason=reason, cut=cut):
                self._detail = "cut mid-event" if cut else ""
                self._trouble = _END_WORDS.get(reason, "")
            case lifecycle.Failed(error=error):
                self._detail, self._trouble = _failure(error)
            case lifecycle.Notice(text=text):
                self._trouble = text
                self.version += 1
                return
            case lifecycle.Closed():
                pass
        self._enter(AFTER[type(what)])

    def _masked(self, words: str) -> str:
        """Without the secrets that a server may quote when it refuses them."""
        for secret in self._secrets:
            words = words.replace(secret, MASK)
        return words

    def _enter(self, state: State) -> None:
        self._state = state
        self.version += 1

    def _surface(self, following: asyncio.Task[None]) -> None:
        """What no one expected, a mistake in `resolve` or in the code, is the stream's failure, and seen."""
        if following.cancelled():
            return
        exc = following.exception()
        if exc is not None:
            self._detail, self._trouble = _failure(exc)
            self._enter(State.FAILED)


def _secrets(spec: StreamSpec) -> list[str]:
    """What a server may quote that must not be shown, the longest first: header values, what follows the
    scheme in those like `Bearer …`, and what is secret in the URL."""
    values = {part for value in spec.headers.values() for part in (value, value.partition(" ")[2])}
    values.update(secrets_in_url(spec.url))
    return sorted((value for value in values if len(value) >= _SHORTEST_SECRET), key=len, reverse=True)


def _failure(error: BaseException) -> tuple[str, str]:
    """The few words for a title, and the whole text."""
    response: ResponseDetails | None = None
    if isinstance(error, PermanentError | TransientError):
        response = error.response
    if response is None:
        if isinstance(error, EventSourceError | ValueError) and str(error):
            return "", str(error)
        return "", f"{type(error).__name__}: {error}".removesuffix(": ")
    short = f"{response.status} {response.reason}".rstrip() if response.status != 200 else "no event stream"
    return short, f"{error}\n{response.body}".rstrip()
