"""A request sent, and answered with an event stream or with an error of ours.

When to send it, and what becomes of the stream, is the event source's affair.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

import aiohttp
from yarl import URL

from . import failures, lifecycle
from .errors import EventSourceError
from .lifecycle import Lifecycle
from .prepared import Attempt
from .redact import redact_url
from .request import Request
from .response import is_event_stream, refusal
from .sessions import Sessions
from .timeouts import Timeouts

# Control characters but for the tab (RFC 9110, section 5.5), and what UTF-8 can't encode.
_UNSENDABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")

_LOGGER = logging.getLogger(__name__)


class Exchange:
    """One attempt after another, as long as the stream lives."""

    def __init__(
        self,
        request: Request,
        sessions: Sessions,
        timeouts: Timeouts,
        tell: Callable[[Lifecycle], None],
    ) -> None:
        self.url: URL | None = request.known_url
        """The URL asked for; None until the first attempt where it is a callable."""
        self._request = request
        self._sessions = sessions
        self._timeouts = timeouts
        self._tell = tell

    async def attempt(
        self, number: int, last_event_id: str, is_wanted: Callable[[], bool]
    ) -> aiohttp.ClientResponse | None:
        """One attempt, the `number`-th in a row: the open event stream, or None for 204.

        None, too, where a callable that is asked for the URL or the headers has closed the event source,
        so that it isn't wanted any more. Raises ours, or what a callable raised.
        """
        sending = await self._request.prepared(Attempt(number, last_event_id))
        url = self.url = sending.url
        if not is_wanted():
            return None
        self._tell(lifecycle.Connecting(number, redact_url(str(url))))
        proxy = sending.options.get("proxy")
        session = await self._sessions.over(sending.options)
        self._request.complete(sending, self._sendable(last_event_id), session.headers)
        if not is_wanted():
            return None
        try:
            response = await self._request.send(session, sending, self._timeouts.over(session.timeout))
        except EventSourceError:
            raise
        except failures.NETWORK_EXCEPTIONS as exc:
            # aiohttp's own text may quote the URL with its secrets, but for what the system said of a host.
            cause = exc if isinstance(exc, aiohttp.ClientOSError) else None
            raise failures.from_exception(exc, str(url), proxy) from cause
        except ValueError:
            # aiohttp's own message may quote the header, and the header may be a secret.
            raise failures.unsendable(str(url)) from None
        except RuntimeError:
            if session.closed:
                raise failures.session_closed() from None
            raise
        except Exception as exc:
            if failures.is_of_socks(exc):
                raise failures.from_exception(exc, str(url), proxy) from None
            raise
        if is_event_stream(response):
            return response
        if response.status == 204:
            response.close()
            return None
        raise failures.from_response(await refusal(response), str(response.url), proxy)

    async def close(self) -> None:
        """Close the session if it is ours."""
        await self._sessions.close()

    def _sendable(self, last_event_id: str) -> str:
        if not _UNSENDABLE.search(last_event_id):
            return last_event_id
        text = "the last event id can't be sent as a header, so the stream resumes without it"
        _LOGGER.warning("%s: %s", redact_url(str(self.url)), text)
        self._tell(lifecycle.Notice(text))
        return ""
