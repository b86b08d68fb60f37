"""A stream tried once: connected to, looked at, and closed. To follow one is the monitor's affair."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from sse_dash.client import lifecycle
from sse_dash.client.errors import EventSourceError, PermanentError, ResponseDetails, TransientError
from sse_dash.client.message import MessageEvent
from sse_dash.client.redact import MASK
from sse_dash.requests.secrecy import is_secret_header
from sse_dash.requests.spec import StreamSpec
from sse_dash.streams.diagnosis import Diagnosis, diagnose
from sse_dash.streams.monitor.event_source import CurrentRequest, Resolve, event_source
from sse_dash.streams.monitor.governor import Governor
from sse_dash.units import counted

DEFAULT_PATIENCE = 10.0
"""Seconds for the answer and the first event together."""

MOST_EVENTS = 5
LONGEST_DATA = 2_000
"""Characters kept of an event's data."""
MOST_HEADERS = 40
LONGEST_VALUE = 400
"""Characters kept of a response header, and of each further field of an event."""
LONGEST_BODY = 1_000
"""Characters kept of the body of an answer that is no stream."""

# Seconds for further events once one is there: enough to see a busy stream, too few to wait for a slow one.
_FOR_MORE = 1.0
_LONGEST_SECRET = 64 * 1024


@dataclass(frozen=True, slots=True)
class Trial:
    """What one attempt came to. Its strings are free of the request's secrets, but not safe to draw."""

    is_over: bool = False
    """False for what is known on the way."""
    ok: bool = False
    """Whether an event stream opened."""
    status: str = ""
    """What the server answered, such as `200 OK`; empty where there was no answer."""
    http_version: str = ""
    """Such as `1.1`; empty where it isn't known."""
    tls: str | None = None
    """Such as `TLSv1.3`; None for plain HTTP, and where it isn't known."""
    headers_after: float | None = None
    """Seconds from asking to the answer."""
    first_event_after: float | None = None
    """Seconds from asking to the first event; None where none came."""
    content_type: str = ""
    """As the answer has it."""
    headers: tuple[tuple[str, str], ...] = ()
    """The answer's headers; values of those that look secret are masked."""
    events: tuple[MessageEvent, ...] = ()
    """The first ones, at most `MOST_EVENTS`, cut to `LONGEST_DATA` characters of data."""
    remark: str = ""
    """What else there is to say of a stream that opened: that it is quiet, or that it ended."""
    diagnosis: Diagnosis | None = None
    """What is wrong with what came, where it is a stream and no event came of it."""
    error: str = ""
    """Why there is no stream; may be several lines. Empty where there is one."""


async def try_stream(
    spec: StreamSpec,
    resolve: Resolve,
    *,
    patience: float = DEFAULT_PATIENCE,
    progress: Callable[[Trial], None] | None = None,
) -> Trial:
    """Connect once, wait for the answer and a few events for at most `patience` seconds, and close.

    `progress` is called with what is known when the answer has come. Nothing is raised for a stream that
    can't be had, nor for a ValueError of `resolve`: the trial says so. Cancelled, it closes the connection.
    """
    request = CurrentRequest(spec, resolve)
    attempt = _Attempt(request, progress)
    source = await event_source(request, attempt.observe, Governor(), once=True)
    try:
        async with asyncio.timeout(patience) as limit:
            async for batch in source.batches():
                if attempt.take(batch):
                    break
                limit.reschedule(min(limit.when() or 0.0, asyncio.get_running_loop().time() + _FOR_MORE))
    except TimeoutError:
        attempt.time_is_up(patience, source.comment_count, source.bytes_received)
    except EventSourceError as error:
        attempt.failed(error)
    except ValueError as error:  # of `resolve`, of the URL, or of the files that TLS asks for
        attempt.failed(error)
    finally:
        await source.close()
    return attempt.result(source.first_bytes, is_json=source.reads_json)


class _Attempt:
    """What is known so far."""

    def __init__(self, request: CurrentRequest, progress: Callable[[Trial], None] | None) -> None:
        self._request = request
        self._progress = progress
        self._trial = Trial()
        self._asked_at = 0.0

    def observe(self, what: lifecycle.Lifecycle) -> None:
        match what:
            case lifecycle.Connecting():
                self._asked_at = _now()
            case lifecycle.Opened():
                self._know(
                    ok=True,
                    status=f"{what.status} {HTTPStatus(what.status).phrase}",
                    http_version=what.http_version,
                    tls=what.tls,
                    headers_after=_now() - self._asked_at,
                    **self._headers(what.headers),
                )
                if self._progress is not None:
                    self._progress(self._trial)
            case lifecycle.Ended(reason=lifecycle.EndReason.NO_CONTENT as reason):
                self._know(
                    status=reason.value,
                    headers_after=_now() - self._asked_at,
                    error="the server has nothing to send",
                )
            case lifecycle.Ended(cut=cut, unfinished=unfinished):
                of_event = ", in the middle of an event" if unfinished is not None else ", cut off"
                where = of_event if cut else ""
                self._know(remark=f"the stream has ended{where}")
            case _:
                pass

    def take(self, batch: list[MessageEvent]) -> bool:
        """Keep the first events; whether that is enough."""
        if self._trial.first_event_after is None:
            self._know(first_event_after=_now() - self._asked_at)
        kept = [*self._trial.events, *map(self._shortened, batch[:MOST_EVENTS])]
        self._know(events=tuple(kept[:MOST_EVENTS]))
        return len(self._trial.events) == MOST_EVENTS

    def time_is_up(self, patience: float, comments: int, nbytes: int) -> None:
        if not self._trial.ok:
            self._know(error=f"no answer within {patience:g} s")
        elif not self._trial.events:
            self._know(remark=f"no event came within {patience:g} s{_instead(comments, nbytes)}")

    def failed(self, error: EventSourceError | ValueError) -> None:
        """The connection was not made, or lost again."""
        if self._trial.ok:
            self._know(remark=self._shown(str(error), LONGEST_BODY))
            return
        words, answer = str(error), self._answer(error)
        if answer is not None:
            self._know(
                status=self._shown(f"{answer.status} {answer.reason}".strip(), LONGEST_VALUE),
                headers_after=_now() - self._asked_at,
                **self._headers(answer.headers),
            )
            words = f"{words}\n{answer.body}".rstrip()
        self._know(error=self._shown(words or type(error).__name__, LONGEST_BODY))

    def result(self, first_bytes: bytes, *, is_json: bool) -> Trial:
        """All that is known in the end; `first_bytes` are what the body began with, read as JSON or not."""
        if self._trial.ok and not self._trial.events:
            hide = self._request.masking.hide_of_cut
            self._know(diagnosis=diagnose(first_bytes, hide, is_json=is_json))
        return replace(self._trial, is_over=True)

    def _answer(self, error: Exception) -> ResponseDetails | None:
        return error.response if isinstance(error, PermanentError | TransientError) else None

    def _know(self, **fields: Any) -> None:
        self._trial = replace(self._trial, **fields)

    def _headers(self, headers: Mapping[str, str]) -> dict[str, Any]:
        pairs = [(name, self._header(name, value)) for name, value in headers.items()]
        content_type = self._shown(headers.get("Content-Type", ""), LONGEST_VALUE)
        return {"headers": tuple(pairs[:MOST_HEADERS]), "content_type": content_type}

    def _header(self, name: str, value: str) -> str:
        return MASK if is_secret_header(name) else self._shown(value, LONGEST_VALUE)

    def _shortened(self, event: MessageEvent) -> MessageEvent:
        return MessageEvent(
            type=self._shown(event.type, LONGEST_VALUE),
            data=self._shown(event.data, LONGEST_DATA),
            last_event_id=self._shown(event.last_event_id, LONGEST_VALUE),
            origin=event.origin,
        )

    def _shown(self, text: str, most: int) -> str:
        """Masked before it is cut, or half a secret might be left; but not all of a huge text."""
        return self._request.masking.hide(text[: most + _LONGEST_SECRET])[:most]


def _instead(comments: int, nbytes: int) -> str:
    """What came in place of an event, in words."""
    if comments:
        return f", but {counted(comments, 'comment')}: it is alive"
    if nbytes:
        return ""
    return ", and no byte: some servers send the first when something happens, and some proxies buffer"


def _now() -> float:
    return asyncio.get_running_loop().time()
