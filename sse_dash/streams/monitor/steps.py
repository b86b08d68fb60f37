"""The requests around a stream's own: sent one after the other, and what is taken of their answers.

When they are sent is for who connects the stream; what of them is told, for the diary.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from sse_dash import __version__
from sse_dash.client.errors import EventSourceError, PermanentError, ResponseDetails, TransientError
from sse_dash.client.message import MessageEvent
from sse_dash.client.parser import EventStreamParser
from sse_dash.client.prepared import Attempt, RequestOptions
from sse_dash.client.redact import redact_url
from sse_dash.json.decoding import decoded
from sse_dash.requests.masks import masked_body
from sse_dash.requests.resolve import request_of, taken_by
from sse_dash.requests.resolved import ResolvedRequest
from sse_dash.requests.secret import Masking
from sse_dash.requests.spec import StreamSpec
from sse_dash.requests.steps import Source, Step, read_source
from sse_dash.requests.tls import tls_option
from sse_dash.streams.monitor.governor import Governor

if TYPE_CHECKING:
    import aiohttp
    from aiohttp.abc import AbstractCookieJar

PATIENCE = 30.0
"""Seconds for the answer to one step, with what is taken of it."""
LARGEST_ANSWER = 1024 * 1024
"""Bytes of an answer that are read to take something of it."""
_PIECE = 4096
"""Bytes of it that are read at once."""
_ACCEPT = "application/json, text/event-stream"


class Steps:
    """Those of one stream."""

    def __init__(
        self,
        spec: StreamSpec,
        resolve: Callable[[StreamSpec], ResolvedRequest],
        cookie_jar: Callable[[], AbstractCookieJar],
    ) -> None:
        self.values: dict[str, str | None] = {}
        """What was taken, by name; None for what may be missing, and is. May be secret."""
        self.given: dict[str, str] = {}
        """What stands for other names: what commands print. May be secret."""
        self.masking = Masking()
        """Hides what of the steps that were sent last, and of their answers, may be secret."""
        self._spec = spec
        self._resolve = resolve
        self._cookie_jar = cookie_jar

    async def before(self) -> None:
        """Send those that come first. Raises an EventSourceError that says which of them failed, and a
        ValueError where a value isn't there."""
        self.values = {}
        self.masking = Masking(self.given.values())
        await self._send_all(self._spec.before, "before", None)

    async def after_open(self, first_event: Awaitable[MessageEvent]) -> None:
        """Send those that follow. Raises as `before` does."""
        await self._send_all(self._spec.after_open, "after_open", first_event)

    async def _send_all(
        self, steps: Sequence[Step], what: str, first_event: Awaitable[MessageEvent] | None
    ) -> None:
        for number, step in enumerate(steps, 1):
            try:
                await self._send(step, first_event)
            except EventSourceError as error:
                place = what if len(steps) == 1 else f"{what}, step {number} of {len(steps)}"
                raise _placed(error, place) from None

    async def _send(self, step: Step, first_event: Awaitable[MessageEvent] | None) -> None:
        sources = {name: read_source(text) for name, text in step.take.items()}
        if first_event is not None:
            of_event = {name: source for name, source in sources.items() if source.is_of_event}
            if of_event:
                event = await first_event
                found = {name: _of_event(source, event) for name, source in of_event.items()}
                self._take(found)
                _check_found(found, of_event)
            sources = {name: source for name, source in sources.items() if name not in of_event}
        to_come = taken_by(self._spec.before)
        resolved = self._resolve(request_of(step, self._spec, {**self.given, **self.values}, to_come))
        self.masking |= resolved.masking
        answer = _Answer(resolved, step.sent_method, self._cookie_jar(), list(self._spec.headers))
        found, details = await answer.values(sources)
        self._take(found)
        _check_found(found, sources, details)

    def _take(self, found: Mapping[str, str | None]) -> None:
        self.values |= found
        self.masking |= Masking(value for value in found.values() if value is not None)


class _Answer:
    """One request, and what is taken of its answer."""

    def __init__(
        self,
        request: ResolvedRequest,
        method: str,
        cookie_jar: AbstractCookieJar,
        secret_headers: Sequence[str],
    ) -> None:
        self._request = request
        self._method = method
        self._cookie_jar = cookie_jar
        self._secret_headers = secret_headers

    async def values(self, sources: Mapping[str, Source]) -> tuple[dict[str, str | None], ResponseDetails]:
        """Send it; return what is found, and None for what is not there, with the answer. Raises an
        EventSourceError."""
        from sse_dash.client.exchange import Exchange
        from sse_dash.client.formats import Formats
        from sse_dash.client.progress import Progress
        from sse_dash.client.request import Request
        from sse_dash.client.sessions import Sessions
        from sse_dash.client.timeouts import Timeouts

        url, headers = self._request.url.reveal(), dict(self._request.headers.reveal())
        if not any(name.lower() == "accept" for name in headers):
            headers["Accept"] = _ACCEPT
        options = {"ssl": await tls_option(self._request.tls), **self._request.options()}
        request = Request(
            url,
            self._method,
            headers,
            self._secret_headers,
            cast(RequestOptions, options),
            user_agent=f"sse-dash/{__version__}",
        )
        sessions = Sessions(None, self._cookie_jar, progress := Progress())
        timeouts = Timeouts(None, connect=PATIENCE, idle=PATIENCE)
        exchange = Exchange(
            request, sessions, timeouts, progress,
            answer_timeout=None, max_id_size=0, formats=Formats(), tell=lambda _: None,
        )  # fmt: skip
        try:
            async with asyncio.timeout(PATIENCE):
                sending = await request.prepared(Attempt(1, ""))
                proxy = sending.options.get("proxy")
                session = await sessions.over(sending.options)
                response = await exchange.ask(session, sending, "", proxy)
                try:
                    return await self._read(response, sources, proxy)
                finally:
                    response.close()
        except TimeoutError:
            raise TransientError(f"no answer within {PATIENCE:g} s from {redact_url(url)}") from None
        finally:
            await exchange.close()

    async def _read(
        self, response: aiohttp.ClientResponse, sources: Mapping[str, Source], proxy: object
    ) -> tuple[dict[str, str | None], ResponseDetails]:
        from sse_dash.client import failures
        from sse_dash.client.response import is_event_stream, refusal

        if response.status >= 300:
            raise failures.from_response(await refusal(response), str(response.url), proxy)
        found: dict[str, str | None] = {}
        for name, source in sources.items():
            if source.kind == "header":
                found[name] = response.headers.get(source.name)
            elif source.kind == "cookie":
                cookie = self._cookie_jar.filter_cookies(response.url).get(source.name)
                found[name] = None if cookie is None else cookie.value
        wanted = {name: source for name, source in sources.items() if name not in found}
        text = ""
        try:
            if wanted and is_event_stream(response):
                of_events, text = await _from_events(response, wanted)
                found |= of_events
            elif wanted or (_missing(found, sources) and not is_event_stream(response)):
                text = await _text(response)
                found |= {name: _of_text(source, text) for name, source in wanted.items()}
        except failures.NETWORK_EXCEPTIONS as error:
            raise failures.from_exception(error, str(response.url), proxy) from None
        # It may hold what was to be taken under another name, and that may be a secret.
        body = masked_body(text[: failures.BODY_KEPT])
        reason = response.reason or ""
        return found, ResponseDetails(response.status, reason, response.headers, body)


def _check_found(
    found: Mapping[str, str | None], sources: Mapping[str, Source], answer: ResponseDetails | None = None
) -> None:
    """Raise a PermanentError, with the answer, where a value is missing that must be there."""
    for name in _missing(found, sources):
        words = f"the answer has no {sources[name]}, of which {name} is to be taken"
        raise PermanentError(words, response=answer)


def _missing(found: Mapping[str, str | None], sources: Mapping[str, Source]) -> list[str]:
    """The names of the values that must be there, and aren't."""
    return [name for name, value in found.items() if value is None and not sources[name].may_be_missing]


async def _pieces(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """The body, a little at a time, so that others have their turn whatever it is of."""
    governor, clock, kept = Governor(), asyncio.get_running_loop().time, 0.0
    while True:
        await governor.turn(kept)
        chunk = await response.content.read(_PIECE)
        if not chunk:
            return
        came_at = clock()
        yield chunk
        kept = clock() - came_at


async def _from_events(
    response: aiohttp.ClientResponse, wanted: Mapping[str, Source]
) -> tuple[dict[str, str | None], str]:
    """What is found in the events of an answer, and the data of the last; no more of them is read than it
    takes."""
    parser = EventStreamParser(max_event_size=LARGEST_ANSWER)
    found: dict[str, str | None] = dict.fromkeys(wanted)
    read, last = 0, ""
    async for chunk in _pieces(response):
        for event in parser.feed(chunk):
            last = event.data
            for name, source in wanted.items():
                if found[name] is None:
                    found[name] = _of_event(source, event)
        read += len(chunk)
        # What may be missing is not waited for.
        if (last and not _missing(found, wanted)) or read > LARGEST_ANSWER:
            break
    return found, last


async def _text(response: aiohttp.ClientResponse) -> str:
    data = bytearray()
    async for chunk in _pieces(response):
        data += chunk
        if len(data) > LARGEST_ANSWER:
            raise PermanentError(f"the answer is larger than {LARGEST_ANSWER:,} bytes")
    return data.decode("utf-8", "replace")


def _of_text(source: Source, text: str) -> str | None:
    match source.kind:
        case "json":
            return _of_json(source, text)
        case "text":
            return text.strip()
    return None


def _of_event(source: Source, event: MessageEvent) -> str | None:
    match source.kind:
        case "event-id":
            return event.last_event_id or None
        case "event" if not source.path.steps:
            return event.data
        case "event" | "json":
            return _of_json(source, event.data)
        case "text":
            return event.data
    return None


def _of_json(source: Source, text: str) -> str | None:
    value: Any = next(iter(source.path.values(decoded(text))), None)
    return value if value is None or isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _placed(error: EventSourceError, place: str) -> EventSourceError:
    """The error, with which of the steps it is of."""
    words = f"{place}: {error}"
    if isinstance(error, TransientError):
        return TransientError(words, response=error.response, retry_after=error.retry_after)
    return PermanentError(words, response=error.response if isinstance(error, PermanentError) else None)
