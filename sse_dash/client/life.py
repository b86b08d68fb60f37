"""The life of one event stream: from connecting to closed, step by step (HTML standard, 9.2.3).

The state lives on the object and not in a running coroutine, so that cancelling whoever waits for an event
loses none. What the bytes mean is the parser's affair, how a request is sent is `exchange.py`'s.

    closed --connect, restart--> connecting --an answer that is a stream--> open --lost--> connecting …
    connecting, open --204, done, an end that is final, a failure, close--> closed
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import aiohttp

from . import failures, lifecycle
from .body import Body, BrokenOff
from .constants import ReadyState
from .delivery import Delivery
from .errors import EventSourceError, NoContentError, ParseLimitError, TransientError
from .exchange import Answer, Exchange, Given
from .lifecycle import EndReason, Lifecycle, Observer
from .message import Aside, MessageEvent
from .notices import Notices
from .readers import Readers
from .response import keep_alive, opened, watch_for_breaks
from .retry import LONGEST_HINT, Backoff
from .waiting import Pace, Pause

_FIRST_BYTES_KEPT = 2048


class Life:
    """What `EventSource` shows and steers. One task takes steps; any may close or restart."""

    def __init__(
        self,
        exchange: Exchange | Given,
        readers: Readers,
        delivery: Delivery,
        backoff: Backoff,
        *,
        is_get: bool,
        reconnect: Literal["always", "never", "on-error"],
        ends_after_one: bool,
        reconnection_time: float,
        read_size: int,
        pace: Pace,
        observer: Observer | None,
        on_open: Callable[[object], Awaitable[None]],
        on_error: Callable[[object], Awaitable[None]],
    ) -> None:
        self.exchange = exchange
        self.readers = readers
        self.delivery = delivery
        self.ready_state = ReadyState.CONNECTING
        self.response: aiohttp.ClientResponse | None = None
        self.opened: lifecycle.Opened | None = None
        """What was told of the connection that is open."""
        self.end: lifecycle.Ended | lifecycle.Failed | None = None
        self.bytes_received = 0
        self.last_byte_at: float | None = None
        self.first_bytes = b""
        self.told: deque[Lifecycle] | None = None
        """What the observer was told and an iterator over everything has not had; None while there is
        none."""
        self._backoff = backoff
        self._ends_after_one = ends_after_one
        self._opened_at = 0.0
        self._ends_when_clean = reconnect != "always"
        self._asks_again_when_cut = reconnect == "always" or is_get
        self._never_again = reconnect == "never"
        self._reconnection_time = reconnection_time
        self._read_size = read_size
        self._pace = pace
        self._body: Body | None = None  # while it is open
        self._observer = observer
        self._on_open = on_open
        self._on_error = on_error
        self._attempt: asyncio.Task[Answer | None] | None = None
        self._news: asyncio.Future[None] | None = None  # who is told of `told` while an attempt runs
        self._pause = Pause()
        self._loss: EventSourceError | None = None  # known, but events before it are not yet handed out
        self._failure: EventSourceError | None = None  # announced, but not yet raised
        self._was_open = False  # since it was last started anew
        self._notices = Notices(self.tell)

    @property
    def is_closed(self) -> bool:
        """A call, since any await may change it behind the back of whoever compared it before."""
        return self.ready_state is ReadyState.CLOSED

    @property
    def base_delay(self) -> float:
        """Seconds: the server's last `retry`, or what was given to start with."""
        retry = self.readers.current.retry
        return self._reconnection_time if retry is None else min(retry / 1000, LONGEST_HINT)

    # -- Steps.

    async def connect(self, most_retries: int | Literal["as given"] | None) -> None:
        """Come to be open, from wherever; raise what it fails with."""
        if self.is_closed:
            self._begin_anew()
        if self.response is not None:
            await asyncio.sleep(0)  # a loop around this starves no other task
        given = self._backoff.max_attempts
        if most_retries != "as given":
            self._backoff.max_attempts = most_retries
        try:
            while self.response is None and not self.is_closed:
                await self._step_towards_open()
        finally:
            self._backoff.max_attempts = given

    async def fill(self) -> None:
        """Have an event that is not delivered yet, or raise StopAsyncIteration at the end."""
        while not self.delivery.pending:
            if self.is_closed:
                await self._raise_end()
            await self.step()

    async def step(self) -> None:
        """Go on by one: what no one has had yet is told; then a read, a loss, or one step towards open."""
        if not self.delivery.is_empty:
            await self.delivery.announce_asides()
        elif self.delivery.is_done:
            await self._finish(lifecycle.Ended(EndReason.DONE, cut=False))
        elif self._loss is not None:
            loss, self._loss = self._loss, None
            await self._lose(loss)
        elif self._body is None:
            await self._step_towards_open()
        else:
            await self._read(self._body)

    async def next_thing(self) -> Lifecycle | MessageEvent | Aside:
        """The next of everything: what happened to the connection, an event, or what stands between events.

        Raises StopAsyncIteration at the end, how it ended having been told.
        """
        if self.told is None:
            self.told = deque([self.opened] if self.opened else ())
            self.delivery.keeps_asides = True
        while True:
            # What lies in the delivery came before what has been told since.
            if not self.delivery.is_empty:
                if (thing := await self.delivery.next_thing()) is not None:
                    return thing
            elif self.told:
                return self.told.popleft()
            elif self.is_closed:
                self._failure = None
                await self._raise_end()
            else:
                try:
                    await self.step()
                except EventSourceError:
                    if self.end is None:
                        raise

    async def _raise_end(self) -> None:
        failure, self._failure = self._failure, None
        await asyncio.sleep(0)  # a loop around an iteration that is over starves no other task
        raise failure or StopAsyncIteration

    # -- Towards open.

    def _begin_anew(self) -> None:
        self.ready_state = ReadyState.CONNECTING
        self.end = self._loss = self._failure = None
        self._was_open = False
        self.delivery.is_done = False
        self.readers.current.end_of_stream()
        self._backoff.begin_anew()
        self._pause.end()

    async def _step_towards_open(self) -> None:
        if self._attempt is None:
            await self._pause.over()
            if self.is_closed or self._attempt is not None or self.response is not None:
                return
            number = self._backoff.failed_attempts + 1
            attempting = self.exchange.attempt(
                number,
                self.readers.current.last_event_id,
                lambda: not self.is_closed,
                is_first=not self._was_open,
            )
            self._attempt = asyncio.create_task(attempting, name="EventSource: connect")
        attempt = self._attempt
        # Waited for, not awaited: who cancels us doesn't cancel the attempt, and the next call finds it.
        waited_for: list[asyncio.Future[Any]] = [attempt]
        if self.told is not None:
            self._news = asyncio.get_running_loop().create_future()
            waited_for.append(self._news)
        await asyncio.wait(waited_for, return_when=asyncio.FIRST_COMPLETED)
        if self._attempt is not attempt or not attempt.done():
            return
        self._attempt = None
        if attempt.cancelled():
            return
        try:
            answer = attempt.result()
        except NoContentError as error:
            await self._finish(lifecycle.Ended(EndReason.NO_CONTENT, cut=False))
            if not self._was_open:
                await self._on_error(error)
        except EventSourceError as error:
            await self._lose(error)
        else:
            if answer is not None:
                await self._take(answer)

    async def _take(self, answer: Answer) -> None:
        response = answer.response
        self.response = response
        self._body = Body(response, self._read_size, self._pace)
        self.ready_state = ReadyState.OPEN
        self._was_open = True
        self.first_bytes = b""
        self._opened_at = asyncio.get_running_loop().time()
        self._backoff.opened(self._opened_at)
        self.readers.read(answer.kind)
        parser = self.readers.current
        if answer.last_event_id != parser.last_event_id:
            parser.resume_from(answer.last_event_id)
        parser.origin = str(response.url.origin())
        keep_alive(response)
        watch_for_breaks(response)
        self.opened = opened(response, answer.proxy)
        self.tell(self.opened)
        self._notices.opened(response.status, is_get=answer.is_get)
        await self._on_open(None)

    # -- Open, and lost.

    async def _read(self, body: Body) -> None:
        """One read: its events into `delivery`, and into `_loss` what ended the connection."""
        try:
            chunk = await body.read()
        except BrokenOff:
            return
        if body is not self._body:
            return
        if not chunk and body.failure is not None:
            self._loss = body.failure
            return
        if not chunk:
            self._take_events(self.readers.current.finish())
            self._loss = failures.ended(in_an_event=self.readers.current.unfinished)
            return
        self.bytes_received += len(chunk)
        self.last_byte_at = asyncio.get_running_loop().time()
        if len(self.first_bytes) < _FIRST_BYTES_KEPT:
            self.first_bytes += chunk[: _FIRST_BYTES_KEPT - len(self.first_bytes)]
        try:
            events = self.readers.current.feed(chunk)
        except ParseLimitError as error:
            events = list(error.events)
            self._loss = error
        self._take_events(events)

    def _take_events(self, events: list[MessageEvent]) -> None:
        asides = self.readers.current.asides
        self._notices.read(events, asides)
        if events:
            self._backoff.productive = True
        if events or asides:
            self.delivery.take(events, asides)

    async def _lose(self, error: EventSourceError) -> None:
        """The connection is gone or was not made: wait and try again, or end, or fail."""
        was_open = self.response is not None
        parser, is_over = self.readers.current, self._ends_when_clean
        if self.response is not None:
            lasted = asyncio.get_running_loop().time() - self._opened_at
            has_length = "Content-Length" in self.response.headers
            is_over |= self._ends_after_one and self.readers.was_one_value(lasted, has_length=has_length)
        cut, unfinished = parser.unfinished, parser.unfinished_event
        parser.end_of_stream()
        if self.response is not None:
            self.response.close()
            self.response = self.opened = self._body = None
        now = asyncio.get_running_loop().time()
        self._backoff.lost(now)
        if self.delivery.would_end(unfinished):
            await self._finish(lifecycle.Ended(EndReason.DONE, False, unfinished))
            return
        if error.clean and is_over:
            # A single JSON value, an error say, is a whole answer.
            cut |= self.delivery.waits_for_more and not self.readers.reads_json
            await self._finish(lifecycle.Ended(EndReason.CLOSED_BY_SERVER, cut, unfinished))
            return
        may_have_acted = was_open or error.was_sent
        is_final = self._never_again or (may_have_acted and not self._asks_again_when_cut)
        delay = None if is_final else self._backoff.next_delay(error, self.base_delay)
        if delay is None:
            # Kept until raised: who is cancelled in `on_error` hears of it from the next call.
            self._failure = error
            if was_open and isinstance(error, TransientError):
                reason = EndReason.LOST if self._never_again else EndReason.CUT
                await self._finish(lifecycle.Ended(reason, True, unfinished))
            else:
                await self._finish(lifecycle.Failed(error))
            await self._on_error(error)
            self._failure = None
            raise error
        self._pause.until(now + delay)
        self.ready_state = ReadyState.CONNECTING
        error.delay = delay
        failed = self._backoff.failed_attempts
        self.tell(lifecycle.Retrying(error, delay, failed, error.clean, cut, unfinished))
        self._notices.lost()
        await self._on_error(error)

    # -- Ends.

    async def _finish(self, end: lifecycle.Ended | lifecycle.Failed) -> None:
        self.ready_state = ReadyState.CLOSED
        self.end = end
        self.tell(end)
        await self._release()
        await self.exchange.close()

    async def close(self) -> None:
        """Close for good, at once; no event comes after it."""
        if self.is_closed:
            await asyncio.sleep(0)  # a loop around this starves no other task
        else:
            self.ready_state = ReadyState.CLOSED
            self.tell(lifecycle.Closed())
        self._failure = None
        self.delivery.clear()
        try:
            inside = await self._release()
        finally:
            # Also where who closes is cancelled once more, as a program's end does.
            await self.exchange.close()
        if inside is not None:
            inside.cancel()

    async def restart(self, last_event_id: str | None) -> None:
        """Give up the connection or the attempt there is; the next step connects anew, without a wait."""
        await asyncio.sleep(0)  # a loop around this starves no other task
        inside = await self._release()
        self._begin_anew()
        if last_event_id is not None:
            self.readers.current.resume_from(last_event_id)
            self._was_open = True  # the headers' own id is not asked for any more
        if inside is not None:
            inside.cancel()

    async def _release(self) -> asyncio.Task[Answer | None] | None:
        """Give back what is held: wait, attempt, response. Returns the attempt if it is who calls: a callable
        that is asked for the URL may close, and no task can wait for itself."""
        self._pause.end()
        body, self._body, self.response, self.opened = self._body, None, None, None
        self._loss = None
        if body is not None:
            body.break_off()
        attempt, self._attempt = self._attempt, None
        if attempt is None:
            return None
        if attempt is asyncio.current_task():
            return attempt
        attempt.cancel()
        await asyncio.wait([attempt])
        if not attempt.cancelled() and attempt.exception() is None and (late := attempt.result()):
            late.response.close()
        return None

    def tell(self, what: Lifecycle) -> None:
        """Tell the observer, and whoever iterates over everything."""
        if self.told is not None:
            self.told.append(what)
            if self._news is not None and not self._news.done():
                self._news.set_result(None)
        if self._observer is not None:
            self._observer(what)
