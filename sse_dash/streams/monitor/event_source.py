"""The client's EventSource as a spec asks for one: the only place where one is made from a request.

Who follows it, and what becomes of what it brings, is not known here.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from sse_dash import __version__
from sse_dash.client.formats import ANY
from sse_dash.client.lifecycle import Observer
from sse_dash.client.message import MessageEvent
from sse_dash.client.prepared import Attempt, Prepared, RequestOptions
from sse_dash.requests.resolve import commands, with_values
from sse_dash.requests.resolved import ResolvedRequest, as_it_stands
from sse_dash.requests.secrecy import secret_headers
from sse_dash.requests.secret import Masking
from sse_dash.requests.spec import StreamSpec
from sse_dash.requests.tls import tls_option
from sse_dash.streams.monitor.commands import COMMANDS, Commands
from sse_dash.streams.monitor.governor import Governor
from sse_dash.streams.monitor.steps import Steps

if TYPE_CHECKING:
    from aiohttp.abc import AbstractCookieJar

    from sse_dash.client.event_source import EventSource

Resolve = Callable[[StreamSpec], ResolvedRequest]
"""Gives the request of a spec, with every value known; raises a ValueError where one isn't."""

READ_SIZE = 16 * 1024
"""Bytes: small enough that one read of one stream, parsed, doesn't hold up a key."""


WANTS_CREDENTIALS = frozenset({401, 403, 407})
"""Refusals that are about who asks, and not about a session that is over."""
_IS_ABOUT_TOKENS = WANTS_CREDENTIALS - {403}


class CurrentRequest:
    """What a spec asks for now, and how what is secret of it is hidden."""

    def __init__(self, spec: StreamSpec, resolve: Resolve, run: Commands = COMMANDS) -> None:
        """`run` gives what commands print."""
        self.spec = spec
        self._resolve = resolve
        self._current = as_it_stands(spec)
        self.masking: Masking = self._current.masking
        """Hides the secrets of the last two: a server may quote the one before."""
        self._cookie_jar: AbstractCookieJar | None = None
        self._steps = Steps(spec, resolve, lambda: self.cookie_jar)
        self._before_this = self.masking
        self._has_values = self._are_reused = False
        self._run = run
        self._commands = commands(spec)
        self._printed: dict[str, str] = {}
        self._are_printed_before = False
        self.when_steps_begin: Callable[[], None] = lambda: None
        """Called before steps are sent that come before the request: the attempt begins with them."""

    @property
    def cookie_jar(self) -> AbstractCookieJar:
        """Where its cookies are kept: as long as the stream is there, whatever becomes of its connections."""
        if self._cookie_jar is None:
            from aiohttp import CookieJar

            # Unsafe is what aiohttp calls cookies of servers that have no name, only an address.
            self._cookie_jar = CookieJar(unsafe=True)
        return self._cookie_jar

    async def renewed(self) -> ResolvedRequest:
        """The request with the values of this moment: a token may have been renewed, and steps that come
        before it have given theirs. Raises ValueError, and an EventSourceError where a step failed."""
        self._before_this = self._current.masking | self._steps.masking | Masking(self._printed.values())
        self._are_reused = self._has_values and self.spec.repeat_before == "refused"
        try:
            await self._run_commands()
            if self.spec.before and not self._are_reused:
                self._has_values = False
                self.when_steps_begin()
                await self._steps.before()
                self._has_values = True
            values: dict[str, str | None] = {**self._printed, **self._steps.values}
            self._current = self._resolve(with_values(self.spec, values))
        finally:
            self._mask_all()
        return self._current

    async def after_open(self, first_event: Awaitable[MessageEvent]) -> None:
        """Send the steps that follow once the stream is open. Raises as `renewed` does."""
        try:
            await self._steps.after_open(first_event)
        finally:
            self._mask_all()

    def refused(self, status: int) -> bool:
        """The server has refused what it was asked for: whether that was with values of before, so that it is
        worth asking for new ones. They are forgotten."""
        if not 400 <= status <= 499:
            return False
        was_reused, self._has_values, self._are_reused = self._are_reused, False, False
        if status in _IS_ABOUT_TOKENS and self._printed:
            was_reused |= self._are_printed_before
            for name, value in self._printed.items():
                self._run.forget(name, value)
        return was_reused

    async def _run_commands(self) -> None:
        if self._commands:
            self.when_steps_begin()
        self._are_printed_before = False
        for name in sorted(self._commands):
            self._printed[name], is_new = await self._run.printed(name)
            self._are_printed_before |= not is_new
        self._steps.given = dict(self._printed)

    def _mask_all(self) -> None:
        printed = Masking(self._printed.values())
        self.masking = self._current.masking | self._steps.masking | printed | self._before_this


@dataclass(frozen=True, slots=True)
class Resume:
    """What is left of a connection when another one takes its place."""

    last_event_id: str | None = None
    """None where nothing was connected yet, so that the spec says where it begins."""
    reconnection_time: timedelta | None = None
    """What the server asked to wait; None if it didn't."""


async def event_source(
    request: CurrentRequest,
    observer: Observer,
    governor: Governor,
    *,
    resume: Resume | None = None,
    once: bool = False,
) -> EventSource:
    """One that asks for the request anew before each attempt; nothing is connected yet.

    `governor` says when it may read, and whatever comes, events or not, it is asked.
    `resume` is where it goes on. With `once` it is asked for once, and not again, whatever comes of it, and
    silence is no reason to break off: that is for who tries it.
    """
    await _import_client()
    from sse_dash.client.event_source import EventSource

    spec, resume = request.spec, resume or Resume()

    async def prepare(_: Attempt) -> Prepared:
        current = await request.renewed()
        options = {"ssl": await tls_option(current.tls), **current.options()}
        return Prepared(
            url=current.url.reveal(),
            headers=_completed(current.headers.reveal(), is_resumed=resume.last_event_id is not None),
            options=cast(RequestOptions, options),
        )

    return EventSource(
        method=spec.method,
        prepare=prepare,
        reconnection_time=(
            timedelta(seconds=spec.retry) if resume.reconnection_time is None else resume.reconnection_time
        ),
        max_connect_retry=0 if once else None,
        secret_headers=secret_headers(spec.headers),
        max_delay=spec.backoff,
        last_event_id=spec.last_event_id if resume.last_event_id is None else resume.last_event_id,
        max_event_size=spec.max_event_size,
        max_id_size=spec.max_id_size,
        cookie_jar=request.cookie_jar,
        reconnect="never" if once else spec.reconnect,
        done=spec.done,
        format=spec.format,
        content_types=() if spec.format == "auto" else (ANY,),  # who says what it is knows better
        connect_timeout=spec.connect_timeout or None,
        answer_timeout=spec.answer_timeout or None,
        idle_timeout=None if once else spec.idle_timeout or None,
        trust_env=False,  # which proxy it is has been resolved
        observer=observer,
        read_size=READ_SIZE,
        pace=governor.turn,
    )


_is_imported = False


async def _import_client() -> None:
    """Once, and only then in a thread, which may have to wait for others.

    aiohttp takes longer to import than the first frame takes to draw: not in its way, nor in a key's.
    """
    global _is_imported
    if not _is_imported:
        await asyncio.to_thread(importlib.import_module, "sse_dash.client.event_source")
        _is_imported = True


def _completed(headers: Mapping[str, str], *, is_resumed: bool) -> dict[str, str]:
    """The headers of a spec with who asks; a `Last-Event-ID` among them only says where to begin."""
    found = {
        name: value for name, value in headers.items() if not (is_resumed and name.lower() == "last-event-id")
    }
    if any(name.lower() == "user-agent" for name in found):
        return found
    return {"User-Agent": f"sse-dash/{__version__}", **found}
