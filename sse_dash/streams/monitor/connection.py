"""A stream's connection: made when it is wanted, made again when it is lost, and in one state at any time.

What may follow on what is the table of `state`. How much came is for the tally to count, and what happened is
for the diary to tell.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from sse_dash.client import lifecycle
from sse_dash.client.errors import EventSourceError, PermanentError, TransientError
from sse_dash.client.message import MessageEvent
from sse_dash.requests.template import MissingVariable, is_command
from sse_dash.streams.log.history import History
from sse_dash.streams.monitor.after_open import AfterOpen
from sse_dash.streams.monitor.again import SLOW_FIRST, Again
from sse_dash.streams.monitor.beginning import Beginning
from sse_dash.streams.monitor.diary import Diary
from sse_dash.streams.monitor.error_events import errors_in
from sse_dash.streams.monitor.event_source import WANTS_CREDENTIALS, CurrentRequest, Resume, event_source
from sse_dash.streams.monitor.governor import Governor
from sse_dash.streams.monitor.standing import Standing
from sse_dash.streams.monitor.state import CONNECTED, RUNNING, On, State, after
from sse_dash.streams.monitor.tally import Tally
from sse_dash.streams.monitor.words import NOT_AGAIN, end_words, masked_failure

if TYPE_CHECKING:
    from sse_dash.client.event_source import EventSource


class Connection:
    """One stream's. All methods are called from the loop that runs it, and none blocks."""

    def __init__(
        self,
        request: CurrentRequest,
        history: History,
        tally: Tally,
        diary: Diary,
        governor: Governor,
        clock: Callable[[], float],
        wall: Callable[[], float],
        rng: Callable[[], float] = random.random,
    ) -> None:
        """`clock` must be that of the loop; it and `wall` are in seconds. `rng` gives numbers in [0, 1)."""
        self.standing = Standing()
        self.proxy: str | None = None
        """The proxy that the newest connection goes by, secrets masked; None for none."""
        self.version = 0
        """Grows with each batch of events and each change of state."""
        self.is_cleared = False
        """Whether what came is not wanted any more: who then connects anew wants it from the beginning."""
        self._request = request
        request.when_steps_begin = self._steps_begin
        self._spec = request.spec
        self._is_request = request.spec.method.upper() != "GET"
        self._history = history
        self._tally = tally
        self._diary = diary
        self._governor = governor
        self._clock = clock
        self._wall = wall
        self._again = Again(rng)
        self._wanted = asyncio.Event()
        self._retired = False
        self._following: asyncio.Task[None] | None = None
        self._breaking_off = False
        self._source: EventSource | None = None
        self._resume = Resume()
        self._heard_at = 0.0
        self._beginning = Beginning()
        self._is_odd_told = False
        self._begins_afresh = False
        self._is_session_over = False
        self._after_open = AfterOpen(request.after_open, request.spec.name)

    @property
    def stage(self) -> lifecycle.Stage | None:
        """How far an attempt to connect has come; None while there is none."""
        return None if self._source is None else self._source.stage

    @property
    def without_event(self) -> tuple[bytes, bool]:
        """What the newest connection began with, where no event came of it in good time, and whether that is
        read as JSON; empty else."""
        if self.standing.state in (State.IDLE, State.FAILED, State.STOPPED):
            return b"", False
        return self._beginning.without_event(self._clock(), self._source)

    @property
    def held_back(self) -> str:
        """What may hold the body of the open connection back, of which nothing has come; empty else."""
        return self._beginning.held_back(self._clock(), self._source)

    @property
    def is_running(self) -> bool:
        """Whether it is connected, or will be by itself."""
        return self._wanted.is_set() or self.standing.state in RUNNING

    async def run(self) -> None:
        """Follow the stream whenever it is wanted, until cancelled or retired; then it is disconnected."""
        try:
            while True:
                await self._wanted.wait()
                self._wanted.clear()
                if self._retired:
                    return
                # Now and not with the first request, or a second start() before that would count.
                self.begin()
                self._following = asyncio.create_task(self._follow(), name=f"sse-dash: {self._spec.name}")
                await asyncio.wait([self._following])
                self._surface(self._following)
        finally:
            if self._following is not None:
                self._break_off()
                await asyncio.wait([self._following])
            if self.standing.state in RUNNING:
                self._move(On.STOP)

    def start(self) -> None:
        """Connect, unless it is running."""
        if not self.is_running:
            self._wanted.set()

    def stop(self) -> None:
        """Disconnect, or don't try again."""
        if self.standing.state in CONNECTED:
            self._diary.disconnected()
        self._stop()

    def reconnect(self) -> None:
        """Connect anew now, whatever it is doing; it resumes after the last event id, or afresh if what came
        was cleared since."""
        if self.standing.state in CONNECTED:
            self._diary.left()
        self._stop()
        self._again.begin_anew()
        self._begins_afresh, self.is_cleared = self.is_cleared, False
        self._wanted.set()

    def retire(self) -> None:
        """Disconnect and let `run()` return; the stream is not wanted any more."""
        self._retired = True
        self.stop()
        self._wanted.set()

    def broke(self, words: str) -> None:
        """What no one expected has ended `run()`, whatever state that was in."""
        self._tally.failed(words)
        self.standing = Standing(State.FAILED, self._clock(), detail="broke", trouble=words)
        self.version += 1

    def look(self) -> float:
        """Count what has come and notice silence; return how many seconds it has been quiet, or 0 where that
        doesn't matter. Called by whoever looks: no clock is needed for what nobody sees."""
        now = self._clock()
        self._count(now)
        if self.standing.state not in CONNECTED or not self._spec.stale_after:
            return 0.0
        quiet = self._quiet(now)
        is_silent = quiet >= self._spec.stale_after
        if is_silent and self.standing.state is State.OPEN:
            self._move(On.SILENT)
        elif not is_silent and self.standing.state is State.STALE:
            self._move(On.HEARD)
        return quiet

    def begin(self) -> None:
        """It is going to be asked for."""
        self._breaking_off = False
        if self._begins_afresh:
            self._begins_afresh = False
            self._resume = replace(self._resume, last_event_id=None)
        self._move(On.START, attempt=1, is_slow=False, lacks="")

    def take(self, batch: list[MessageEvent]) -> None:
        """The events of one read."""
        now = self._clock()
        self._heard_at = now
        self._beginning.has_brought_events = True
        self._after_open.heard(batch)
        self._history.extend(batch, self._wall())
        self._tally.events(now, len(batch))
        for later, words in errors_in(batch):
            self._tally.told_error(now, self._masked(words), later)
        self._count(now)
        self.version += 1

    def observe(self, what: lifecycle.Lifecycle) -> None:
        """The observer of the EventSource: what each step means for the stream."""
        if self._breaking_off:
            return  # what it says while it is being closed concerns nobody
        match what:
            case lifecycle.Connecting(attempt=attempt):
                self._tally.asked(self._clock())
                self._diary.asked()
                self._move(On.ASKED, attempt=attempt)
            case lifecycle.Opened():
                self._opened(what)
            case lifecycle.Retrying():
                self._lost(what)
            case lifecycle.Ended():
                self._ended(what)
            case lifecycle.Failed(error=error):
                self._failed(error)
            case lifecycle.Notice():
                self._diary.notice(what, is_connecting=self.standing.state is State.CONNECTING)
            case lifecycle.Closed():
                pass  # our own doing

    def _steps_begin(self) -> None:
        if not self._breaking_off and self.standing.state is State.RETRYING:
            self._move(On.ASKED, attempt=self.standing.attempt + 1)

    def _opened(self, what: lifecycle.Opened) -> None:
        self._tally.opened()
        self._heard_at = self._clock()
        self._beginning.opened(self._heard_at)
        self._is_odd_told = False
        self.proxy = what.proxy
        self._diary.opened(self._source.last_event_id if self._source else "", what.proxy)
        self._move(On.OPENED, trouble="", refusal=None)
        if self._spec.after_open and self._source is not None:
            self._after_open.begin(self._source.close)

    def _lost(self, what: lifecycle.Retrying) -> None:
        was_connected, quiet = self.standing.state in CONNECTED, self._quiet(self._clock())
        self._left()
        # A server that ends its answers, and is asked again, is not in trouble.
        if not what.clean:
            self._tally.failed(self._masked(str(what.error)))
        if was_connected and what.clean:
            self._diary.closed(is_cut=what.cut, unfinished=what.unfinished, quiet=quiet)
        elif was_connected:
            self._diary.lost(str(what.error), what.unfinished, quiet)
        _, words, refusal = masked_failure(what.error, self._masked)
        self._move(
            On.LOST,
            attempt=what.attempt,
            due=self._clock() + what.delay,
            is_slow=False,
            trouble="" if what.clean and not what.cut else words,
            refusal=refusal,
        )

    def _lost_by_step(self, error: TransientError) -> None:
        """What follows the opening came to nothing, and may well the next time: it is connected anew."""
        base = self._spec.retry if self._source is None else self._source.reconnection_time.total_seconds()
        error.delay = self._again.after_failed_step(error, base, self._spec.backoff)
        self._lost(lifecycle.Retrying(error, error.delay, self._again.failed_steps))

    def _ended(self, what: lifecycle.Ended) -> None:
        self._left()
        of_event = "ended, cut mid-event" if what.unfinished is not None else "ended, cut off"
        cut = "cut mid-answer" if self._is_request else of_event
        detail = cut if what.cut else ""
        if what.unfinished is not None:
            self._diary.cut_off(what.unfinished, is_wanted=not what.cut)
        self._diary.note(detail or "ended", is_trouble=what.cut)
        trouble = end_words(what, is_request=self._is_request, done=self._spec.done)
        self._move(On.ENDED, detail=detail, trouble=trouble, is_cut=what.cut, refusal=None)

    def _failed(self, error: EventSourceError) -> None:
        was_connected = self.standing.state in CONNECTED
        self._left()
        short, words, refusal = masked_failure(error, self._masked)
        self._tally.failed(words)
        if error.was_sent and self._is_request:
            words = f"{words}\n{NOT_AGAIN}"
        if refusal is not None and self._request.refused(refusal.status):
            # What it was asked for with was of before: a session that is over, a token that has expired.
            # Ids are a session's own, and mean nothing in the next one.
            self._is_session_over = refusal.status not in WANTS_CREDENTIALS
            if self._is_session_over:
                self._diary.note(f"{short}: a new session begins, history may be missing", is_trouble=True)
            self._move(On.ODD, due=self._clock(), is_slow=False, trouble=words, refusal=refusal)
            return
        if not self._is_asked_again(error):
            self._diary.note(short or words, is_trouble=True)
            self._move(On.FAILED, detail=short, trouble=words, refusal=refusal)
            return
        if was_connected:
            self._diary.left()
        if not self._is_odd_told:  # those that follow it are only counted
            self._is_odd_told = True
            self._diary.note(f"{short or words}; will be asked again", is_trouble=True)
        due = self._clock() + self._again.after_odd_answer()
        self._move(On.ODD, due=due, is_slow=True, trouble=words, refusal=refusal)

    def _is_asked_again(self, error: EventSourceError) -> bool:
        """Whether it was live once, and may be so again: a proxy that restarts answers oddly for a while."""
        may_be_again = isinstance(error, PermanentError | TransientError)  # the latter is of a step
        return self._may_ask_again and self._tally.connections > 0 and may_be_again

    @property
    def _may_ask_again(self) -> bool:
        """Whether it may be asked for again though an answer had begun."""
        spec = self._spec
        return spec.reconnect == "always" or (spec.reconnect != "never" and not self._is_request)

    def _left(self) -> None:
        """The connection is gone, if there was one; after a good one, odd answers are asked again sooner."""
        opened_at, self._beginning.opened_at = self._beginning.opened_at, None
        if opened_at is not None and self._clock() - opened_at >= SLOW_FIRST:
            self._again.begin_anew()

    async def _follow(self) -> None:
        """Follow it until it ends for good or is cancelled."""
        while True:
            await self._follow_once()
            if self.standing.state is not State.RETRYING:
                return
            await asyncio.sleep(self.standing.due - self._clock())

    async def _follow_once(self) -> None:
        """One EventSource, from connecting until it has no more to say."""
        source = await event_source(self._request, self.observe, self._governor, resume=self._resume)
        self._source = source
        try:
            async for batch in source.batches():
                self.take(batch)
            self._surface_step(self._after_open.taken_error())
        except EventSourceError as error:
            # The observer has been told how it ended; why it was lost only the error says.
            if isinstance(source.end, lifecycle.Ended):
                words = self._masked(str(error))
                self._tally.failed(words)
                trouble = end_words(source.end, is_request=self._is_request, why=words)
                self.standing = replace(self.standing, trouble=trouble)
        finally:
            await self._after_open.end()
            last_event_id = "" if self._is_session_over else source.last_event_id
            self._is_session_over = False
            self._resume = Resume(last_event_id, source.reconnection_time)
            self._beginning.over(source)
            await source.close()
            self._count(self._clock())
            self._tally.break_off()
            self._source = None

    def _surface_step(self, error: BaseException | None) -> None:
        """A step that failed is the stream's failure, or where it may pass, the connection's; what no one
        expected surfaces as such."""
        if error is None:
            self._again.failed_steps = 0
        elif isinstance(error, TransientError) and self._may_ask_again:
            self._lost_by_step(error)
        elif isinstance(error, EventSourceError):
            self._failed(error)
        else:
            raise error

    def _quiet(self, now: float) -> float:
        """Seconds in which nothing came."""
        return now - max(self._heard_at, (self._source and self._source.last_byte_at) or 0.0)

    def _count(self, now: float) -> None:
        if self._source is not None:
            source = self._source
            self._tally.heard(now, source.bytes_received, source.comment_count, source.skipped_count)

    def _stop(self) -> None:
        self._wanted.clear()
        self._break_off()
        self._move(On.STOP)

    def _break_off(self) -> None:
        # Once: to be cancelled again would break into its closing.
        if self._following is not None and not self._breaking_off:
            self._breaking_off = True
            self._following.cancel()

    def _surface(self, following: asyncio.Task[None]) -> None:
        """What no one expected, a mistake in `resolve` or in the code, is the stream's failure, and seen."""
        if following.cancelled():
            return
        exc = following.exception()
        if exc is not None:
            short, words, refusal = masked_failure(exc, self._masked)
            self._tally.failed(words)
            lacks = exc.name if isinstance(exc, MissingVariable) and not is_command(exc.name) else ""
            self._move(On.BROKE, detail=short, trouble=words, refusal=refusal, lacks=lacks)

    def _masked(self, words: str) -> str:
        return self._request.masking.hide(words)

    def _move(self, on: On, **changes: object) -> None:
        """Go to the state that follows; with what else changes by it."""
        state = after(self.standing.state, on)
        if state is not self.standing.state:
            changes["since"] = self._clock()
        self.standing = replace(self.standing, state=state, **changes)  # type: ignore[arg-type]
        self.version += 1
