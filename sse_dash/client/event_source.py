"""EventSource: the life of one event stream over aiohttp, from connecting to closed (HTML standard, 9.2).

The state lives on the object and not in a running coroutine, so that cancelling whoever waits for an
event loses none. What the bytes mean is the parser's affair, how a request is sent is `request.py`'s.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from datetime import timedelta
from types import TracebackType
from typing import Any, Literal, Self, Unpack

import aiohttp
from aiohttp.abc import AbstractCookieJar
from yarl import URL

from . import failures, lifecycle
from .callbacks import Done, done_predicate, with_optional_argument
from .constants import (
    DEFAULT_MAX_CONNECT_RETRY,
    DEFAULT_READ_SIZE,
    DEFAULT_RECONNECTION_TIME,
    ReadyState,
)
from .delivery import Delivery
from .errors import EventSourceError, ParseLimitError, TransientError
from .exchange import Exchange
from .lifecycle import EndReason, Lifecycle, Observer
from .message import MessageEvent
from .parser import DEFAULT_MAX_EVENT_SIZE, EventStreamParser
from .prepared import HeadersSource, Prepare, RequestOptions, UrlSource
from .request import Request
from .response import break_off_when_garbled, keep_alive, opened, take_rest
from .retry import LONGEST_HINT, Backoff, RetryPolicy, RetryTuning
from .sessions import Sessions
from .timeouts import UNSET, Timeouts, Unset
from .waiting import Pause


class _ClosedByUs(Exception):
    """Wakes a reader whose stream `close()` closes."""


class EventSource:
    """One event stream, reconnected until it ends for good.

    Iterate over it for events, or over `batches()` for a list of them per read. Use it as
    `async with EventSource(url) as source:`, or call `close()` when done. One task iterates; any task,
    and any callback, may close.
    """

    def __init__(
        self,
        url: UrlSource | None = None,
        option: Mapping[str, Any] | None = None,
        reconnection_time: timedelta = DEFAULT_RECONNECTION_TIME,
        max_connect_retry: int | None = DEFAULT_MAX_CONNECT_RETRY,
        session: aiohttp.ClientSession | None = None,
        on_open: Callable[..., Any] | None = None,
        on_message: Callable[[MessageEvent], Any] | None = None,
        on_error: Callable[..., Any] | None = None,
        *,
        method: str | None = None,
        headers: HeadersSource | None = None,
        prepare: Prepare | None = None,
        last_event_id: str = "",
        reconnect: Literal["always", "never", "on-error"] | None = None,
        done: str | Done | None = None,
        connect_timeout: float | Unset | None = UNSET,
        idle_timeout: float | Unset | None = UNSET,
        retry: RetryTuning | RetryPolicy | None = None,
        max_delay: float | None = None,
        max_event_size: int = DEFAULT_MAX_EVENT_SIZE,
        secret_headers: Collection[str] = (),
        cookie_jar: AbstractCookieJar | None = None,
        observer: Observer | None = None,
        on_comment: Callable[[str], None] | None = None,
        read_size: int = DEFAULT_READ_SIZE,
        rng: Callable[[], float] = random.random,
        **request_kwargs: Unpack[RequestOptions],
    ) -> None:
        """Nothing is connected yet, and no event loop needs to run.

        `url` and `headers` may be callables, plain or async, which are asked before each attempt.
        `prepare`, plain or async, is asked before each attempt for URL, headers and options together
        (`Prepared`); what it gives comes before what is given here, and `url` may be left out with it.
        `method` is the HTTP method; `option` holds it, too: `{"method": "POST"}`.
        `reconnection_time` is the first wait, until the server sends a `retry`.
        `max_connect_retry` is how many attempts may follow a failed one in a row; None is no end.
        `session` is borrowed and never closed. Without it one is made.
        `on_open`, `on_message(event)` and `on_error(error)` may be plain or async; `on_open` and
        `on_error` may take no argument. What they raise comes out of the iteration.
        `last_event_id` is the id to resume from.
        `reconnect` says what a clean end means: None is `always` for GET, `on-error` for other methods.
        `done` is the `data` of the last event, such as `[DONE]`, or a predicate; that event is delivered.
        `connect_timeout` and `idle_timeout` are in seconds, None for no limit. The first covers waiting for
        a free connection, DNS, TCP and TLS (10 s); the second is how long no byte may come (comments count),
        from when the request is sent (no limit). `timeout` says the same in aiohttp's way, and a lent
        session's own limits apply where neither says more, but for its total.
        `retry` tunes how waits grow, or is a function that decides; `max_delay`, in seconds, is the one
        part of the tuning that is changed most, and stands for `RetryTuning(max_delay=...)`.
        `max_event_size` caps an unfinished line or event, in bytes.
        `secret_headers` names headers that, like `Authorization` and `Cookie`, don't go to other origins.
        `cookie_jar` keeps the cookies of sessions of ours; given by the caller, it outlives the EventSource.
        `observer` is told of each change in the connection's life; it must not raise.
        `read_size` is the most bytes that one read, and so one batch, is made of.
        `rng` gives chance in [0, 1), for waits.
        `request_kwargs` go to `aiohttp.ClientSession.request`: `json`, `data`, `params`, `ssl`, `proxy` …

        Raises TypeError for a body that can't be sent again, for keywords that no request has, and without
        a URL; ValueError for what is no URL, an unknown `reconnect`, and what contradicts itself.
        """
        asked_for = (option or {}).get("method")
        if method is not None and asked_for is not None and method.upper() != str(asked_for).upper():
            raise ValueError(f"method={method!r} and option's method {asked_for!r} contradict each other")
        method = str(method or asked_for or "GET").upper()
        if reconnect not in (None, "always", "never", "on-error"):
            raise ValueError(f"reconnect must be always, never or on-error, not {reconnect!r}")
        self._reconnect = reconnect or ("always" if method == "GET" else "on-error")
        timeouts = Timeouts(request_kwargs.pop("timeout", None), connect=connect_timeout, idle=idle_timeout)
        request = Request(
            url, method, headers, secret_headers, request_kwargs, prepare, may_be_relative=session is not None
        )
        first_id = request.take_last_event_id()
        self._sessions = Sessions(session, cookie_jar)
        self._exchange = Exchange(request, self._sessions, timeouts, self._tell)
        self._delivery = Delivery(on_message, on_comment, done_predicate(done))
        self._parser = EventStreamParser(
            last_event_id or first_id,
            max_event_size=max_event_size,
            on_comment=None if on_comment is None else self._delivery.comments.append,
        )
        self._reconnection_time = reconnection_time.total_seconds()
        self._backoff = Backoff(retry, max_attempts=max_connect_retry, rng=rng, max_delay=max_delay)
        self._read_size = read_size
        self._on_open = with_optional_argument(on_open)
        self._on_error = with_optional_argument(on_error)
        self._observer = observer

        self._ready_state = ReadyState.CONNECTING
        self._attempt: asyncio.Task[aiohttp.ClientResponse | None] | None = None
        self._response: aiohttp.ClientResponse | None = None
        self._pause = Pause()
        self._loss: EventSourceError | None = None  # known, but events before it are not yet handed out
        self._failure: EventSourceError | None = None  # announced, but not yet raised
        self._end: lifecycle.Ended | lifecycle.Failed | None = None

        self.bytes_received = 0
        """Bytes of bodies, decompressed, over all connections."""
        self.last_byte_at: float | None = None
        """The running loop's time when bytes last came, comments among them; None before the first."""

    @property
    def url(self) -> URL | None:
        """The URL asked for; None until the first attempt where it is a callable."""
        return self._exchange.url

    @property
    def ready_state(self) -> ReadyState:
        """CONNECTING also before the first attempt and between attempts."""
        return self._ready_state

    @property
    def end(self) -> lifecycle.Ended | lifecycle.Failed | None:
        """How the stream ended for good; None while it has not, and when `close()` ended it."""
        return self._end

    @property
    def last_event_id(self) -> str:
        """The id that the next connection resumes from; empty for none."""
        return self._parser.last_event_id

    @property
    def reconnection_time(self) -> timedelta:
        """The server's last `retry` (at most an hour), or what was given to start with."""
        return timedelta(seconds=self._base_delay())

    @property
    def comment_count(self) -> int:
        """How many comment lines came, over all connections."""
        return self._parser.comment_count

    async def __aenter__(self) -> Self:
        try:
            await self.connect()
        except BaseException:
            # Python leaves only what it has entered, and a session of ours may be open already.
            await self.close()
            raise
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def __enter__(self) -> Self:
        raise TypeError("use 'async with' for an EventSource, not 'with'")

    def __exit__(self, *_: object) -> None:
        """Never reached; without it `with` would not get as far as the message above."""

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> MessageEvent:
        await self._fill()
        event = await self._delivery.next_event()
        # A callback that closes the stream has had its last event, and so has the iteration.
        if event is None:
            raise StopAsyncIteration
        return event

    def batches(self) -> AsyncIterator[list[MessageEvent]]:
        """Events by the list, one list a read, never empty; cheaper than one by one on a busy stream."""
        return _Batches(self)

    async def connect(self) -> None:
        """Make the stream open, or return at once if it is or was. Also called by the first iteration.

        Returns with the state CLOSED if the server answered 204. Raises `PermanentError` for an answer
        that no repetition mends, and the last `TransientError` when `max_connect_retry` is used up.
        """
        while self._response is None and not self._is_closed():
            await self._pause.over()
            if self._is_closed():
                return
            if self._attempt is None:
                attempting = self._exchange.attempt(
                    self._backoff.failed_attempts + 1, self.last_event_id, lambda: not self._is_closed()
                )
                self._attempt = asyncio.create_task(attempting, name="EventSource: connect")
            # Waited for, not awaited: who cancels us doesn't cancel the attempt, and the next call finds it.
            await asyncio.wait([self._attempt])
            attempt, self._attempt = self._attempt, None
            if attempt is None or attempt.cancelled():
                return
            try:
                response = attempt.result()
            except EventSourceError as error:
                await self._lose(error, was_open=False)
            else:
                await self._take(response)

    async def close(self) -> None:
        """Close for good, at once, from wherever; no event comes after it. Calling it again does nothing."""
        if not self._is_closed():
            self._ready_state = ReadyState.CLOSED
            self._tell(lifecycle.Closed())
        self._failure = None
        self._delivery.clear()
        await self._release()

    async def _take(self, response: aiohttp.ClientResponse | None) -> None:
        if response is None:
            await self._finish(lifecycle.Ended(EndReason.NO_CONTENT, cut=False))
            return
        self._response = response
        self._ready_state = ReadyState.OPEN
        self._backoff.opened(asyncio.get_running_loop().time())
        self._parser.origin = str(response.url.origin())
        keep_alive(response)
        break_off_when_garbled(response)
        self._tell(opened(response))
        await self._on_open(None)

    async def _fill(self) -> None:
        """Have an event that is not delivered yet, or raise StopAsyncIteration at the end."""
        while not self._delivery.pending:
            if self._is_closed():
                failure, self._failure = self._failure, None
                raise failure or StopAsyncIteration
            if self._delivery.is_done:
                await self._finish(lifecycle.Ended(EndReason.DONE, cut=False))
            elif self._loss is not None:
                loss, self._loss = self._loss, None
                await self._lose(loss, was_open=True)
            elif self._response is None:
                await self.connect()
            else:
                await self._read(self._response)

    async def _next_batch(self) -> list[MessageEvent]:
        await self._fill()
        batch = await self._delivery.rest()
        if not batch:
            raise StopAsyncIteration
        return batch

    async def _read(self, response: aiohttp.ClientResponse) -> None:
        """One read: its events into `_delivery`, and into `_loss` what ended the connection."""
        try:
            chunk = await response.content.read(self._read_size)
            if not chunk:
                self._loss = failures.CleanEnd("the server ended the stream")
                return
        except _ClosedByUs:
            return
        except failures.NETWORK_EXCEPTIONS as exc:
            chunk = take_rest(response.content)
            self._loss = failures.from_reading(exc, str(response.url))
        if self._is_closed():
            return
        self.bytes_received += len(chunk)
        self.last_byte_at = asyncio.get_running_loop().time()
        try:
            events = self._parser.feed(chunk)
        except ParseLimitError as error:
            events = list(error.events)
            self._loss = error
        if events:
            self._backoff.productive = True
        self._delivery.take(events)

    async def _lose(self, error: EventSourceError, *, was_open: bool) -> None:
        """The connection is gone or was not made: wait and try again, or end, or fail."""
        cut = self._parser.unfinished
        self._parser.end_of_stream()
        if self._response is not None:
            self._response.close()
            self._response = None
        now = asyncio.get_running_loop().time()
        self._backoff.lost(now)
        if error.clean and self._reconnect != "always":
            await self._finish(lifecycle.Ended(EndReason.CLOSED_BY_SERVER, cut))
            return
        delay = None
        if self._reconnect != "never":
            may_pass = isinstance(error, TransientError)
            retry_after = error.retry_after if isinstance(error, TransientError) else None
            delay = self._backoff.next_delay(
                error, self._base_delay(), retry_after=retry_after, may_pass=may_pass
            )
        if delay is None:
            # Kept until raised: who is cancelled in `on_error` hears of it from the next call.
            self._failure = error
            if was_open and isinstance(error, TransientError):
                await self._finish(lifecycle.Ended(EndReason.LOST, cut=True))
            else:
                await self._finish(lifecycle.Failed(error))
            await self._on_error(error)
            self._failure = None
            raise error
        self._pause.until(now + delay)
        self._ready_state = ReadyState.CONNECTING
        error.delay = delay
        self._tell(lifecycle.Retrying(error, delay, self._backoff.failed_attempts, error.clean))
        await self._on_error(error)

    async def _finish(self, end: lifecycle.Ended | lifecycle.Failed) -> None:
        self._ready_state = ReadyState.CLOSED
        self._end = end
        self._tell(end)
        await self._release()

    async def _release(self) -> None:
        """Give back whatever is held: waiting, attempt, response, session."""
        self._pause.end()
        response, self._response = self._response, None
        if response is not None:
            response.content.set_exception(_ClosedByUs())
            response.close()
        attempt, self._attempt = self._attempt, None
        # A callable that is asked for the URL may be who closes; no task can wait for itself.
        inside_attempt = attempt is asyncio.current_task()
        if attempt is not None and not inside_attempt:
            attempt.cancel()
            await asyncio.wait([attempt])
            if not attempt.cancelled() and attempt.exception() is None and (late := attempt.result()):
                late.close()
        await self._exchange.close()
        if attempt is not None and inside_attempt:
            attempt.cancel()

    def _is_closed(self) -> bool:
        # A call, since any await may have changed it behind the back of whoever compared it before.
        return self._ready_state is ReadyState.CLOSED

    def _base_delay(self) -> float:
        retry = self._parser.retry
        return self._reconnection_time if retry is None else min(retry / 1000, LONGEST_HINT)

    def _tell(self, what: Lifecycle) -> None:
        if self._observer is not None:
            self._observer(what)


class _Batches:
    """The iterator behind `EventSource.batches()`; it holds no state, so that cancelling it loses none."""

    def __init__(self, source: EventSource) -> None:
        self._source = source

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[MessageEvent]:
        return await self._source._next_batch()
