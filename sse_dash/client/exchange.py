"""A request sent, and answered with an event stream or with an error of ours; and the session that takes.

When to send it, and what becomes of the stream, is the affair of its life.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp
from yarl import URL

from . import failures, lifecycle
from .errors import EventSourceError, NoContentError, PermanentError
from .formats import BodyKind, Formats
from .lifecycle import Lifecycle, NoticeKind
from .prepared import Attempt
from .progress import Progress
from .redact import redact_url
from .request import LAST_EVENT_ID_HEADER, Request, Sending
from .response import kind_of, refusal, unread_coding
from .sessions import Sessions
from .timeouts import Timeouts

# Control characters but for the tab (RFC 9110, section 5.5), and what UTF-8 can't encode.
_UNSENDABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")
# Refusals that are about credentials, and not about where the stream goes on.
_NOT_ABOUT_THE_ID = frozenset({401, 407, 408, 425, 429})
_SHOWN_OF_ID = 200

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """An event stream that has begun."""

    response: aiohttp.ClientResponse
    last_event_id: str
    """The id that it goes on from; empty for none."""
    is_get: bool
    proxy: str | None
    """The proxy that it came by, secrets masked."""
    kind: BodyKind


class Exchange:
    """One attempt after another, as long as the stream lives."""

    def __init__(
        self,
        request: Request,
        sessions: Sessions,
        timeouts: Timeouts,
        progress: Progress,
        *,
        answer_timeout: float | None,
        max_id_size: int,
        formats: Formats,
        tell: Callable[[Lifecycle], None],
    ) -> None:
        self.url: URL | None = request.known_url
        """The URL asked for; None until the first attempt where it is a callable."""
        self.progress = progress
        self._request = request
        self._sessions = sessions
        self._timeouts = timeouts
        self._answer_timeout = answer_timeout
        self._max_id_size = max_id_size
        self._formats = formats
        self._tell = tell

    async def attempt(
        self, number: int, last_event_id: str, is_wanted: Callable[[], bool], *, is_first: bool
    ) -> Answer | None:
        """One attempt, the `number`-th in a row: the event stream that has begun.

        `is_first` says that none was open yet: then a `Last-Event-ID` among the headers says where to start.
        None where a callable that is asked for the URL or the headers has closed the event source, so that it
        isn't wanted any more. Raises ours, or what a callable raised.
        """
        sending = await self._request.prepared(Attempt(number, last_event_id))
        self.url = sending.url
        if not is_wanted():
            return None
        proxy = sending.options.get("proxy")
        shown_proxy = None if proxy is None else redact_url(str(proxy))
        self._tell(lifecycle.Connecting(number, redact_url(str(sending.url)), shown_proxy))
        session = await self._sessions.over(sending.options)
        if is_first and not last_event_id:
            last_event_id = sending.starts_at or session.headers.get(LAST_EVENT_ID_HEADER, "")
        sent_id = self._sendable(last_event_id)
        if not is_wanted():
            return None
        response = await self.ask(session, sending, sent_id, proxy)
        if sent_id and self._may_be_about_the_id(response):
            await self._say_refused(response, sent_id)
            response = await self.ask(session, sending, "", proxy)
            last_event_id = ""
        return await answer_of(response, last_event_id, shown_proxy, self._formats)

    async def close(self) -> None:
        """Close the session if it is ours."""
        await self._sessions.close()

    def _may_be_about_the_id(self, response: aiohttp.ClientResponse) -> bool:
        return 400 <= response.status <= 499 and response.status not in _NOT_ABOUT_THE_ID

    async def _say_refused(self, response: aiohttp.ClientResponse, sent_id: str) -> None:
        details = await refusal(response)
        shown = sent_id[:_SHOWN_OF_ID]
        status = f"{details.status} {details.reason}".rstrip()
        text = f"id {shown} refused ({status}): history may be missing"
        self._tell(lifecycle.Notice(text, NoticeKind.ID_REFUSED, shown))

    async def ask(
        self, session: aiohttp.ClientSession, sending: Sending, last_event_id: str, proxy: object
    ) -> aiohttp.ClientResponse:
        """Send it, and have the head of the answer. Raises ours."""
        headers = self._request.complete(sending, last_event_id, session.headers)
        self.progress.begin(is_tls=sending.url.scheme == "https")
        url = str(sending.url)
        try:
            async with asyncio.timeout(None) as limit:
                self._hold_to_answer(limit)
                timeout = self._timeouts.over(session.timeout)
                return await self._request.send(session, sending, headers, timeout)
        except EventSourceError:
            raise
        except failures.NETWORK_EXCEPTIONS as exc:
            # aiohttp's own text may quote the URL with its secrets, but for what the system said of a host.
            cause = exc if isinstance(exc, aiohttp.ClientOSError) and not limit.expired() else None
            if limit.expired():
                error = failures.no_answer(self._answer_timeout or 0.0)
            else:
                error = failures.from_exception(exc, url, proxy, self.progress.first_bytes)
            error.was_sent = failures.is_past_sending(exc)
            raise error from cause
        except ValueError:
            # aiohttp's own message may quote the header, and the header may be a secret.
            raise failures.unsendable(url) from None
        except RuntimeError:
            if session.closed:
                raise failures.session_closed() from None
            raise
        except Exception as exc:
            if failures.is_of_socks(exc):
                raise failures.from_exception(exc, url, proxy) from None
            raise
        finally:
            self.progress.end()

    def _hold_to_answer(self, limit: asyncio.Timeout) -> None:
        """Let the request run out when it was sent and no answer came for so long. Of a session that was lent
        it isn't known when that was, so that the time counts from the start."""
        if (seconds := self._answer_timeout) is None:
            return
        loop = asyncio.get_running_loop()

        def from_now() -> None:
            limit.reschedule(loop.time() + seconds)

        if not self._sessions.is_lent:
            self.progress.when_sent = from_now
        else:
            from_now()

    def _sendable(self, last_event_id: str) -> str:
        """The id as it may be sent; empty, and said, where it can't be."""
        if _UNSENDABLE.search(last_event_id):
            text = "the last event id can't be sent as a header, so the stream resumes without it"
        elif len(last_event_id.encode()) > self._max_id_size:
            text = "the last event id is too long to be sent, so the stream resumes without it"
        else:
            return last_event_id
        _LOGGER.warning("%s: %s", redact_url(str(self.url)), text)
        self._tell(lifecycle.Notice(text, NoticeKind.ID_UNSENDABLE, last_event_id[:_SHOWN_OF_ID]))
        return ""


class Given:
    """In place of an exchange: an answer that the caller has already, and nothing after it."""

    def __init__(self, response: aiohttp.ClientResponse, formats: Formats) -> None:
        self.url: URL | None = response.url
        self._formats = formats
        self.progress = Progress()
        self._response: aiohttp.ClientResponse | None = response

    async def attempt(
        self, number: int, last_event_id: str, is_wanted: Callable[[], bool], *, is_first: bool
    ) -> Answer | None:
        """The answer, once. Raises PermanentError afterwards, and for one that is no stream."""
        response, self._response = self._response, None
        if response is None:
            raise PermanentError("there was one answer, and it is over: make an EventSource to ask again")
        return await answer_of(response, last_event_id, None, self._formats)

    async def close(self) -> None:
        """Let go of an answer that was never looked at. Its session isn't ours."""
        if self._response is not None:
            self._response.close()


async def answer_of(
    response: aiohttp.ClientResponse, last_event_id: str, proxy: str | None, formats: Formats
) -> Answer:
    """The stream that an answer is; raises ours for one that is none, and releases it."""
    if (kind := kind_of(response, formats)) is not None:
        if coding := unread_coding(response):
            response.close()
            raise failures.unread_coding(coding)
        return Answer(response, last_event_id, response.method == "GET", proxy, kind)
    if response.status == 204:
        response.close()
        raise NoContentError("204 No Content: the server has nothing more to send")
    raise failures.from_response(await refusal(response), str(response.url), proxy)
