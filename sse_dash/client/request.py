"""One request as the standard wants it sent, redirects followed as Fetch says. What comes of the answer is
the event source's affair."""

from __future__ import annotations

import inspect
import io
import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from http.cookies import BaseCookie
from typing import Any, Final, cast

import aiohttp
from aiohttp.abc import AbstractCookieJar
from multidict import CIMultiDict, istr
from yarl import URL

from sse_dash.client.errors import PermanentError
from sse_dash.client.redact import redact_url

CONTENT_TYPE_EVENT_STREAM: Final = "text/event-stream"
LAST_EVENT_ID_HEADER: Final = "Last-Event-Id"

UrlSource = str | URL | Callable[[], "str | URL | Awaitable[str | URL]"]
HeadersSource = Mapping[str, str] | Callable[[], "Mapping[str, str] | Awaitable[Mapping[str, str]]"]
OptionsSource = Callable[[], "Mapping[str, Any] | Awaitable[Mapping[str, Any]]"]

_MOST_REDIRECTS = 20  # as in Fetch, "HTTP-redirect fetch"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ALWAYS_SECRET = frozenset({"authorization", "cookie", "proxy-authorization"})
_NOWHERE = URL("https://nowhere.invalid/")  # a host that no cookie is bound to
_ENDS_A_HEADER = re.compile("[\0\r\n]")
_BODY_HEADERS = ("Content-Encoding", "Content-Language", "Content-Location", "Content-Type", "Content-Length")


class Request:
    """What to ask for, again and again: nothing of it is used up by sending it."""

    def __init__(
        self,
        url: UrlSource,
        method: str,
        headers: HeadersSource | None,
        secret_headers: Collection[str],
        options: Mapping[str, Any],
        fresh_options: OptionsSource | None = None,
    ) -> None:
        """`options` are further keywords of `aiohttp.ClientSession.request`; those of `fresh_options`, asked
        before each attempt, come before them.

        Raises TypeError for a body that can be sent but once.
        """
        self.method = method.upper()
        self._url = url
        self._headers = headers if callable(headers) else CIMultiDict(headers or {})
        self._secret = _ALWAYS_SECRET | {name.lower() for name in secret_headers}
        self._options = dict(options)
        self._fresh_options = fresh_options
        _check_repeatable(self._options.get("data"))
        # aiohttp deprecates `auth=`; as a header it also meets the rule for other origins below.
        auth = self._options.pop("auth", None)
        self._authorization = None if auth is None else str(auth.encode())

    @property
    def known_url(self) -> URL | None:
        """The URL, if it is not asked for anew at each attempt."""
        return None if callable(self._url) else _parsed(self._url)

    def take_last_event_id(self) -> str:
        """Remove a `Last-Event-ID` from fixed headers and return it: it says where to start, and changes."""
        return "" if callable(self._headers) else self._headers.pop(LAST_EVENT_ID_HEADER, "")

    async def current_url(self) -> URL:
        """The URL for the next attempt."""
        value = self._url() if callable(self._url) else self._url
        return _parsed(await value if inspect.isawaitable(value) else value)

    async def current_headers(self, last_event_id: str, defaults: Collection[str] = ()) -> CIMultiDict[str]:
        """The headers for the next attempt, a copy. An empty `last_event_id` sends none.

        `defaults` are the names of those that the session adds by itself: what the caller has set there
        counts as set.
        """
        source = self._headers() if callable(self._headers) else self._headers
        given = await source if inspect.isawaitable(source) else source
        headers: CIMultiDict[str] = CIMultiDict(given)
        for name, value in (("Accept", CONTENT_TYPE_EVENT_STREAM), ("Cache-Control", "no-cache")):
            if name not in defaults:
                headers.setdefault(istr(name), value)
        if self._authorization is not None:
            headers.setdefault(istr("Authorization"), self._authorization)
        headers.popall(LAST_EVENT_ID_HEADER, None)
        if last_event_id:
            headers[LAST_EVENT_ID_HEADER] = last_event_id
        return headers

    async def current_options(self) -> dict[str, Any]:
        """The keywords for the next attempt. Raises TypeError for a body that can be sent but once."""
        if self._fresh_options is None:
            return self._options
        fresh = self._fresh_options()
        given = await fresh if inspect.isawaitable(fresh) else fresh
        _check_repeatable(given.get("data"))
        return {**self._options, **given}

    async def send(
        self,
        session: aiohttp.ClientSession,
        url: URL,
        headers: CIMultiDict[str],
        timeout: aiohttp.ClientTimeout,
        options: Mapping[str, Any],
    ) -> aiohttp.ClientResponse:
        """Send it once and follow redirects; the response has its headers, and its body is unread.

        `headers` is used up. Raises what aiohttp raises, ValueError for headers that can't be sent, and
        `PermanentError` for redirects that may not be followed.
        """
        if any(_ENDS_A_HEADER.search(name + value) for name, value in headers.items()):
            # Not every aiohttp refuses all three. The header isn't quoted, as it may be a secret.
            raise ValueError("a header holds a line end or NUL")
        options = {"timeout": timeout, **options}
        first_url, method = url, self.method
        foreign: aiohttp.ClientSession | None = None
        try:
            for _ in range(_MOST_REDIRECTS + 1):
                response = await (foreign or session).request(
                    method, url, headers=headers, allow_redirects=False, raise_for_status=False, **options
                )
                if response.status not in _REDIRECTS or "Location" not in response.headers:
                    return response
                here = url if url.absolute else response.url  # the session may have a base URL
                try:
                    target = _redirect_target(here, response.headers["Location"])
                finally:
                    response.close()
                options.pop("params", None)
                if (response.status in (301, 302) and method == "POST") or (
                    response.status == 303 and method not in ("GET", "HEAD")
                ):
                    method = "GET"
                    options.pop("data", None)
                    options.pop("json", None)
                    for name in _BODY_HEADERS:
                        headers.popall(name, None)
                if target.origin() != here.origin():
                    # Once left, an origin's secrets stay behind even if a later hop comes back to it.
                    for name in self._secret:
                        headers.popall(name, None)
                    options.pop("cookies", None)
                    if foreign is None:
                        foreign = _without_secrets(session, self._secret)
                url = target
            raise PermanentError(f"more than {_MOST_REDIRECTS} redirects, from {redact_url(str(first_url))}")
        finally:
            if foreign is not None:
                foreign.detach()


def _parsed(url: str | URL) -> URL:
    try:
        return URL(url)
    except ValueError:
        # yarl's own text may quote what stands where a port should, and that may be half a password.
        raise ValueError(f"not a URL: {redact_url(str(url))}") from None


def _check_repeatable(body: object) -> None:
    """A body is sent again at each reconnect, whole; refuse what can't be, before anything is sent."""
    if isinstance(body, Mapping | list | tuple):
        for field in body.values() if isinstance(body, Mapping) else body:
            for part in field if isinstance(field, list | tuple) else (field,):
                if isinstance(part, io.IOBase):
                    _check_repeatable(part)
        return
    if body is None or isinstance(body, str | bytes | bytearray | memoryview):
        return
    kind = "an open file" if isinstance(body, io.IOBase) else type(body).__name__
    raise TypeError(
        f"data is {kind}, which can be sent only once, but a body is sent again at each reconnect: "
        "give bytes, str, a mapping or a list of pairs, or use json="
    )


def _redirect_target(url: URL, location: str) -> URL:
    try:
        target = url.join(URL(location))
        target.origin()
    except ValueError:
        raise PermanentError(f"{redact_url(str(url))} redirects to what is no URL") from None
    shown = redact_url(str(target))
    if target.scheme not in ("http", "https"):
        raise PermanentError(f"a redirect to {shown} was not followed: neither http nor https")
    if url.scheme == "https" and target.scheme == "http":
        raise PermanentError(f"a redirect from https to http was not followed: {shown}")
    return target.with_fragment(None)


def _without_secrets(session: aiohttp.ClientSession, secret: Collection[str]) -> aiohttp.ClientSession:
    """A session over the same connections that adds no credentials of the given one, and of its cookies only
    those that are bound to the host that is asked."""
    return aiohttp.ClientSession(
        connector=session.connector,
        connector_owner=False,
        cookie_jar=cast(AbstractCookieJar, _BoundCookies(session.cookie_jar)),
        headers={name: value for name, value in session.headers.items() if name.lower() not in secret},
        trust_env=session.trust_env,
    )


class _BoundCookies:
    """A cookie jar less what it would send to any host at all, such as a session's own `cookies=`."""

    def __init__(self, jar: AbstractCookieJar) -> None:
        self._jar = jar

    def __getattr__(self, name: str) -> Any:
        return getattr(self._jar, name)

    def filter_cookies(self, url: URL) -> BaseCookie[str]:
        cookies = self._jar.filter_cookies(url)
        for name, unbound in self._jar.filter_cookies(_NOWHERE).items():
            if name in cookies and cookies[name].value == unbound.value:
                del cookies[name]
        return cookies
