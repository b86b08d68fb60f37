"""EventSource: what a program has of one event stream over aiohttp (HTML standard, 9.2).

Everything that is given and that can be asked is here; what happens by and by is `life.py`.
"""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from datetime import timedelta
from types import TracebackType
from typing import Any, Literal, Self, Unpack

import aiohttp
from aiohttp.abc import AbstractCookieJar, AbstractResolver
from yarl import URL

from . import lifecycle
from .callbacks import Done, done_predicate, with_optional_argument
from .constants import (
    DEFAULT_MAX_CONNECT_RETRY,
    DEFAULT_READ_SIZE,
    DEFAULT_RECONNECTION_TIME,
    ReadyState,
)
from .delivery import Delivery
from .errors import ResponseDetails
from .exchange import Exchange, Given
from .formats import FORMATS, Format, Formats
from .iterators import Batches, Everything
from .life import Life
from .lifecycle import Lifecycle, Observer, Stage
from .message import Aside, MessageEvent
from .parser import DEFAULT_MAX_EVENT_SIZE, DEFAULT_MAX_ID_SIZE
from .prepared import HeadersSource, Prepare, RequestOptions, UrlSource
from .progress import Progress
from .proxies import Proxies
from .readers import Readers
from .request import Request
from .response import packed_bytes
from .retry import Backoff, RetryPolicy, RetryTuning
from .sessions import Sessions
from .timeouts import UNSET, Timeouts, Unset, check_seconds
from .waiting import Pace, let_others_run

Reconnect = Literal["always", "never", "on-error"]


class EventSource:
    """One event stream, reconnected until it ends for good.

    Iterate over it for events, over `batches()` for a list of them per read, or over `everything()`. Use
    it as `async with EventSource(url) as source:`, or call `close()` when done. One task iterates; any task,
    and any callback, may close or restart.
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
        user_agent: str | None = None,
        last_event_id: str = "",
        reconnect: Reconnect | None = None,
        done: str | Done | None = None,
        format: Format = "sse",
        content_types: Collection[str] = (),
        connect_timeout: float | Unset | None = UNSET,
        answer_timeout: float | None = None,
        idle_timeout: float | Unset | None = UNSET,
        retry: RetryTuning | RetryPolicy | None = None,
        max_delay: float | None = None,
        max_event_size: int | None = DEFAULT_MAX_EVENT_SIZE,
        max_id_size: int = DEFAULT_MAX_ID_SIZE,
        secret_headers: Collection[str] = (),
        no_proxy: str | None = None,
        trust_env: bool | None = None,
        cookie_jar: AbstractCookieJar | None = None,
        resolver: AbstractResolver | None = None,
        observer: Observer | None = None,
        on_comment: Callable[[str], Any] | None = None,
        on_aside: Callable[[Aside], Any] | None = None,
        read_size: int = DEFAULT_READ_SIZE,
        pace: Pace = let_others_run,
        rng: Callable[[], float] = random.random,
        **request_kwargs: Unpack[RequestOptions],
    ) -> None:
        """Nothing is connected yet, and no event loop needs to run.

        What to ask. `url` and `headers` may be callables, plain or async, which are asked before each
        attempt; `prepare` is asked for URL, headers and options together (`Prepared`), and what it gives
        comes before the rest. `method` is the HTTP method; `option` holds it, too: `{"method": "POST"}`.
        `user_agent` is sent where no header says otherwise. `last_event_id` is the id to start from; so is
        a `Last-Event-ID` among the headers. `request_kwargs` go to `aiohttp.ClientSession.request`:
        `json`, `data`, `ssl` …

        When to ask again. `reconnection_time` is the first wait, until the server sends a `retry`;
        `max_connect_retry` how many attempts may follow a failed one in a row, None for no end. `reconnect`
        says what is asked for anew: `always`; `never`; `on-error`, after losses and not after a clean end.
        None is `always` for GET and `on-error` for other methods. A request other than GET whose
        connection broke after it was sent, answered or not, is asked again only if it is `always`: it may
        cost money, or act twice. `retry` tunes how waits grow, or is a function that decides; `max_delay`,
        in seconds, stands for `RetryTuning(max_delay=...)`. `done` is the `data` of the last
        event, such as `[DONE]`, or a predicate; that event is delivered.

        What an answer may be. `format` is `sse`, as the standard has it; `ndjson`, JSON values one after
        another, each a `message` whose data is its text; or `auto`, either of them by content type. A GET
        answered with a single JSON value isn't sent again unless `reconnect` is `always`. `content_types`
        are taken for that format besides its own, such as `text/plain`; an empty one is an answer without,
        and `*/*` is any.

        Limits of time, in seconds, None for no limit. `connect_timeout` covers waiting for a free connection,
        DNS, TCP and TLS (10 s); `answer_timeout` from when the request is sent until the head of the
        answer is there (none: some servers answer with their first event); `idle_timeout` is how long no
        byte may come, comments count, from when the request is sent (none). `timeout` says the same in
        aiohttp's way; a lent session's own limits apply where neither says more, but for its total.

        Limits of size, in bytes. `max_event_size` caps an unfinished line or event (16 MiB; None for none);
        `max_id_size` ids and types (4 KiB); `read_size` is the most that one read, and so one batch, is of.

        How to get there. `session` is borrowed and never closed; without it one is made, over TCP or the
        socket at `unix`, with its own cookies or those of `cookie_jar`, which outlives it. Hosts are looked
        up by `resolver`, which is never closed; None asks the system, in threads that hold up no end of a
        program. `trust_env`
        says that the environment's proxies count: None is yes for our own session. `proxy` among
        `request_kwargs` is the proxy to ask, or None for none; `no_proxy` names hosts that are asked
        directly. `secret_headers` names headers that, like `Authorization` and `Cookie`, don't go to other
        origins.

        Who is told. `on_open`, `on_message(event)`, `on_error(error)`, `on_comment(text)` and
        `on_aside(aside)` may be plain or async; `on_open` and `on_error` may take no argument. What they
        raise comes out of the iteration. `observer` is told of each change in the connection's life.

        `pace` is awaited before each read, with the seconds for which the last one, and what was made of it,
        kept the event loop: a program that has more to do than read may hold reading back there.

        `rng` gives chance in [0, 1), for waits.

        Raises TypeError for a body that can't be sent again, for keywords that no request has, and without
        a URL; ValueError for what is no URL, for an unknown `reconnect`, and for what contradicts itself.
        """
        method = _method(option, method)
        if reconnect not in (None, "always", "never", "on-error"):
            raise ValueError(f"reconnect must be always, never or on-error, not {reconnect!r}")
        if format not in FORMATS:
            raise ValueError(f"format must be sse, ndjson or auto, not {format!r}")
        formats = Formats(format, frozenset(content_type.lower() for content_type in content_types))
        check_seconds("answer_timeout", answer_timeout)
        if not isinstance(reconnection_time, timedelta):
            raise TypeError(f"reconnection_time must be a timedelta, not {reconnection_time!r}")
        for name, value in (("cookie_jar", cookie_jar), ("resolver", resolver)):
            if session is not None and value is not None:
                raise ValueError(f"{name} is for a session of our own: give it to the one that is lent")
        timeouts = Timeouts(request_kwargs.pop("timeout", None), connect=connect_timeout, idle=idle_timeout)
        counts = session is None if trust_env is None else trust_env
        request = Request(
            url, method, headers, secret_headers, request_kwargs, prepare,
            user_agent=user_agent, formats=formats,
            proxies=Proxies(no_proxy=no_proxy, environ=os.environ if counts else None),
            may_be_relative=_has_base(session),
        )  # fmt: skip
        first_id = request.take_last_event_id()
        progress = Progress()
        self._sessions = Sessions(session, cookie_jar, progress, resolver)
        exchange = Exchange(
            request, self._sessions, timeouts, progress,
            answer_timeout=answer_timeout, max_id_size=max_id_size, formats=formats,
            tell=lambda what: self._life.tell(what),
        )  # fmt: skip
        self._exchange: Exchange | Given = exchange
        self._life = Life(
            exchange,
            Readers(last_event_id or first_id, max_event_size=max_event_size, max_id_size=max_id_size),
            Delivery(on_message, on_comment, on_aside, done_predicate(done)),
            Backoff(retry, max_attempts=max_connect_retry, rng=rng, max_delay=max_delay),
            is_get=method == "GET",
            reconnect=reconnect or ("always" if method == "GET" else "on-error"),
            ends_after_one=reconnect != "always",
            reconnection_time=reconnection_time.total_seconds(),
            read_size=read_size,
            pace=pace,
            observer=observer,
            on_open=with_optional_argument(on_open),
            on_error=with_optional_argument(on_error),
        )

    @classmethod
    def from_response(cls, response: aiohttp.ClientResponse, **options: Any) -> Self:
        """The events of an answer that one already has, whose body is unread.

        `options` are those of the constructor that are about what comes: callbacks, `done`, sizes,
        `observer`, `last_event_id`. It is never asked again: the iteration ends when it does, or raises
        what broke it. An answer that is no event stream is refused at the first step, as if it had been
        asked for.
        """
        source = cls(response.url, method=response.method, reconnect="never", **options)
        formats = Formats(options.get("format", "sse"), frozenset(options.get("content_types", ())))
        source._exchange = source._life.exchange = Given(response, formats)
        return source

    @property
    def url(self) -> URL | None:
        """The URL asked for; None until the first attempt where it is a callable."""
        return self._exchange.url

    @property
    def ready_state(self) -> ReadyState:
        """CONNECTING also before the first attempt and between attempts."""
        return self._life.ready_state

    @property
    def stage(self) -> Stage | None:
        """How far the attempt under way has come; None while there is none, and before it has come to
        anything."""
        return self._exchange.progress.stage

    @property
    def response(self) -> ResponseDetails | None:
        """Status, reason and headers of the answer that is being read; None while there is none."""
        opened = self._life.opened
        return None if opened is None else ResponseDetails(opened.status, opened.reason, opened.headers)

    @property
    def end(self) -> lifecycle.Ended | lifecycle.Failed | None:
        """How the stream ended for good; None while it has not, and when `close()` ended it."""
        return self._life.end

    @property
    def last_event_id(self) -> str:
        """The id that the next connection resumes from; empty for none."""
        return self._life.readers.current.last_event_id

    @property
    def reconnection_time(self) -> timedelta:
        """The server's last `retry` (at most an hour), or what was given to start with."""
        return timedelta(seconds=self._life.base_delay)

    @property
    def comment_count(self) -> int:
        """How many comment lines came, over all connections."""
        return self._life.readers.comment_count

    @property
    def skipped_count(self) -> int:
        """How many lines, or parts of lines, of streams of JSON were none and were skipped, over all
        connections."""
        return self._life.readers.skipped_count

    @property
    def bytes_received(self) -> int:
        """Bytes of bodies, decompressed, over all connections."""
        return self._life.bytes_received

    @property
    def last_byte_at(self) -> float | None:
        """The running loop's time when bytes last came, comments among them; None before the first."""
        return self._life.last_byte_at

    @property
    def first_bytes(self) -> bytes:
        """The first 2 KiB of the body of the newest connection: what it is, where no event comes of it."""
        return self._life.first_bytes

    @property
    def reads_json(self) -> bool:
        """Whether the newest answer was read as JSON values."""
        return self._life.readers.reads_json

    @property
    def packed_bytes(self) -> int:
        """Bytes of the body that is being read as they came, compressed; 0 where they came as they are, and
        where aiohttp is too old to count them."""
        return 0 if self._life.response is None else packed_bytes(self._life.response)

    @property
    def unfinished(self) -> MessageEvent | None:
        """The event that has begun and is not complete, as it would be now; None where it has no data."""
        return self._life.readers.current.unfinished_event

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
        delivery = self._life.delivery
        if delivery.is_plain and delivery.events:
            return delivery.events.popleft()
        await self._life.fill()
        event = await delivery.next_event()
        # A callback that closes the stream has had its last event, and so has the iteration.
        if event is None:
            raise StopAsyncIteration
        return event

    def batches(self) -> AsyncIterator[list[MessageEvent]]:
        """Events by the list, one list a read, never empty; cheaper than one by one on a busy stream."""
        return Batches(self._life)

    def everything(self) -> AsyncIterator[Lifecycle | MessageEvent | Aside]:
        """All that happens, in order: attempts, the answer with its status and headers (`Opened`), events,
        comments and lines that are ignored (`Aside`), losses (`Retrying`), the end (`Ended`, `Failed`).

        A failure is the last of these, and isn't raised. What came before the first step is not among them,
        but for the `Opened` of a connection that is open.
        """
        return Everything(self._life)

    async def connect(self, retry: int | Literal["as given"] | None = "as given") -> None:
        """Make the stream open, or return at once if it is. One that ended, failed or was closed begins anew,
        with its last event id. Also called by the first iteration.

        `retry` is how many attempts may follow a failed one this time, None for no end, 0 to raise at once.
        Returns with the state CLOSED if the server answered 204. Raises `PermanentError` for an answer
        that no repetition mends, and the last `TransientError` when the attempts are used up.
        """
        await self._life.connect(retry)

    async def restart(self, last_event_id: str | None = None) -> None:
        """Give up the connection or the wait there is, and let the next step of the iteration connect anew;
        from wherever. Also for a stream that has ended.

        `last_event_id` is the id to go on from; empty to begin afresh, None for the one that the stream has.
        """
        await self._life.restart(last_event_id)

    async def close(self) -> None:
        """Close at once, from wherever; no event comes after it. Calling it again does nothing."""
        await self._life.close()


def _method(option: Mapping[str, Any] | None, method: str | None) -> str:
    asked_for = (option or {}).get("method")
    if method is not None and asked_for is not None and method.upper() != str(asked_for).upper():
        raise ValueError(f"method={method!r} and option's method {asked_for!r} contradict each other")
    return str(method or asked_for or "GET").upper()


def _has_base(session: aiohttp.ClientSession | None) -> bool:
    """Whether a URL may be relative: aiohttp says so only in private."""
    return getattr(session, "_base_url", None) is not None
