"""One running stream: the only door to it. It starts, stops and reconnects, and says how it stands.

Nothing here knows that a screen exists; whoever draws reads a `Snapshot` and the history when it likes.
"""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from sse_dash.client import lifecycle
from sse_dash.client.errors import EventSourceError
from sse_dash.client.message import MessageEvent
from sse_dash.client.prepared import Attempt, Prepared
from sse_dash.requests.resolved import ResolvedRequest, as_it_stands
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.log.history import History
from sse_dash.streams.monitor.gaps import GapMeter
from sse_dash.streams.monitor.governor import Governor
from sse_dash.streams.monitor.prepared import prepared
from sse_dash.streams.monitor.rate import RateMeter
from sse_dash.streams.monitor.snapshot import Snapshot, failure
from sse_dash.streams.monitor.state import AFTER, LIVE, RUNNING, State, label
from sse_dash.units import duration

if TYPE_CHECKING:
    from sse_dash.client.event_source import EventSource

# Small enough that one read of one stream, parsed, doesn't hold up a key.
_READ_SIZE = 16 * 1024

# Characters; a row has no room for more, and the trouble line says it all.
_LONGEST_NOTE = 300

_END_WORDS = {
    lifecycle.EndReason.NO_CONTENT: "204 No Content: the server has nothing more to send",
    lifecycle.EndReason.CLOSED_BY_SERVER: "the server ended the stream",
    lifecycle.EndReason.LOST: "the connection was lost",
}


class Monitor:
    """Follows one stream, for as long as `run()` runs.

    All methods are called from the loop that runs it, and none blocks.
    """

    def __init__(
        self,
        spec: StreamSpec,
        *,
        resolve: Callable[[StreamSpec], ResolvedRequest] = as_it_stands,
        governor: Governor | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """`resolve` gives the request of the spec, asked before each attempt, for values that aren't in the
        spec itself; what it raises, a ValueError, is shown as the stream's failure. `governor` is shared by
        all monitors of a loop. `clock` must be that of the loop; both are in seconds.
        """
        self.spec = spec
        self.history = History(spec.history, spec.history_size, spec.name)
        self.rate = RateMeter()
        self._gaps = GapMeter()
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
        self._request = as_it_stands(spec)
        self._masking = self._request.masking
        self._state = State.IDLE
        self._attempt = 0
        self._due = 0.0
        self._detail = ""
        self._trouble = ""
        self._failures = 0
        self._last_error = ""
        self._lost_at: float | None = None
        self._notice = ""
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
        if self._state in LIVE:
            self._lost_at = self._clock()
            self._note("disconnected")
        self._break_off()

    def _break_off(self) -> None:
        self._start.clear()
        self._disconnect()
        if self._state in RUNNING or self._state is State.IDLE:
            self._enter(State.STOPPED)

    def reconnect(self) -> None:
        """Connect anew now, whatever it is doing; it resumes after the last event id."""
        if self._state in LIVE:
            self._lost_at = self._clock()
        self._break_off()
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
            comments=self._comments_before + (self._source.comment_count if self._source else 0),
            # Where nothing can come, the last seconds are no rate any more.
            events_per_second=self.rate.events_per_second(now) if state in RUNNING else 0.0,
            bytes_per_second=self.rate.bytes_per_second(now) if state in RUNNING else 0.0,
            reconnects=max(0, self._connections - 1),
            first_event_after=self._first_event_after,
            since_last_event=self._gaps.since_last(now),
            gap_p50=self._gaps.percentile(50),
            gap_p95=self._gaps.percentile(95),
            failures=self._failures,
            last_error=self._last_error,
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
        from sse_dash.client.event_source import EventSource

        spec = self.spec
        first_delay = timedelta(seconds=spec.retry)
        source = EventSource(
            method=spec.method,
            prepare=self._prepare,
            reconnection_time=first_delay if self._reconnection_time is None else self._reconnection_time,
            max_connect_retry=None,
            secret_headers=list(spec.headers),
            max_delay=spec.backoff,
            last_event_id=self._last_event_id,
            reconnect=spec.reconnect,
            done=spec.done,
            connect_timeout=spec.connect_timeout or None,
            idle_timeout=spec.idle_timeout or None,
            observer=self._observe,
            read_size=_READ_SIZE,
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
                self._count_failure(self._trouble)
        finally:
            self._gaps.break_off()
            self._last_event_id = source.last_event_id
            self._reconnection_time = source.reconnection_time
            await source.close()
            self._count_bytes(self._clock())
            self._bytes_before += source.bytes_received
            self._comments_before += source.comment_count
            self._source = None

    async def _prepare(self, _: Attempt) -> Prepared:
        """Asked before each attempt: a token may have been renewed."""
        before = self._request.masking
        request = self._request = self._resolve(self.spec)
        # Until it is open, the trouble that is shown is that of the attempt before.
        self._masking = request.masking | before
        return await prepared(request)

    def _take(self, batch: list[MessageEvent]) -> None:
        now = self._clock()
        self.history.extend(batch, self._wall())
        self.rate.add(now, len(batch), 0)
        self._gaps.add(now, len(batch))
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
                self._notice = ""
            case lifecycle.Opened():
                self._connections += 1
                self._heard_at = self._clock()
                self._trouble = ""
                self._note_opened()
            case lifecycle.Retrying(error=error, delay=delay, attempt=attempt, clean=clean):
                self._attempt = attempt
                self._due = self._clock() + delay
                self._trouble = str(error)
                self._note_lost(self._trouble, clean=clean)
                # A server that ends its answers, and is asked again, is not in trouble.
                if not clean:
                    self._count_failure(self._trouble)
            case lifecycle.Ended(reason=reason, cut=cut):
                self._detail = "cut mid-event" if cut else ""
                self._trouble = _END_WORDS.get(reason, "")
                self._note(f"ended, {self._detail}" if cut else "ended", is_trouble=cut)
            case lifecycle.Failed(error=error):
                self._detail, self._trouble = failure(error)
                self._count_failure(self._trouble)
                self._note(self._detail or self._trouble, is_trouble=True)
            case lifecycle.Notice(text=text):
                # Each attempt has it again: it is said once, when one of them has come through.
                self._notice = text
                return
            case lifecycle.Closed():
                pass
        self._enter(AFTER[type(what)])

    def _note_opened(self) -> None:
        """Say that there is a connection again, and where it went on; the first one is no news."""
        if self._notice:
            self._note(self._notice, is_trouble=True)
        lost_at, self._lost_at = self._lost_at, None
        if lost_at is None or self._source is None:
            return
        after = duration(self._clock() - lost_at)
        # There is one notice: that the id can't be sent.
        at = "" if self._notice else self._source.last_event_id
        self._note(f"reconnected after {after}, " + (f"resumed at id {at}" if at else "without an id"))

    def _note_lost(self, words: str, *, clean: bool) -> None:
        """Say that the connection was lost; attempts that fail meanwhile are only counted."""
        if self._state in LIVE:
            self._lost_at = self._clock()
            # A server that ends its answers, and is asked again, would fill the log with it.
            if not clean:
                self._note(f"connection lost: {words}", is_trouble=True)

    def _note(self, words: str, *, is_trouble: bool = False) -> None:
        first_line = self._masked(words).partition("\n")[0]
        self.history.note(first_line[:_LONGEST_NOTE], self._wall(), is_trouble=is_trouble)
        self.version += 1

    def _count_failure(self, words: str) -> None:
        self._failures += 1
        # Masked now: by the time it is shown, the secrets may be others.
        self._last_error = self._masked(words)

    def _masked(self, words: str) -> str:
        """Without the secrets that a server may quote when it refuses them."""
        return self._masking.hide(words)

    def _enter(self, state: State) -> None:
        self._state = state
        self.version += 1

    def _surface(self, following: asyncio.Task[None]) -> None:
        """What no one expected, a mistake in `resolve` or in the code, is the stream's failure, and seen."""
        if following.cancelled():
            return
        exc = following.exception()
        if exc is not None:
            self._detail, self._trouble = failure(exc)
            self._count_failure(self._trouble)
            self._enter(State.FAILED)
