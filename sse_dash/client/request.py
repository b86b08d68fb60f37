"""One request as the standard wants it sent, redirects followed as Fetch says. What comes of the answer is
the event source's affair."""

from __future__ import annotations

import inspect
import re
from base64 import b64encode
from collections.abc import Awaitable, Collection, Mapping
from dataclasses import dataclass, field
from http.cookies import BaseCookie
from typing import Any, Final, TypeVar, cast

import aiohttp
from aiohttp.abc import AbstractCookieJar
from multidict import CIMultiDict, istr
from yarl import URL

from .errors import PermanentError
from .formats import EVENT_STREAM, Formats
from .prepared import (
    Attempt,
    HeadersSource,
    Prepare,
    Prepared,
    RequestOptions,
    UrlSource,
    check_options,
    check_repeatable,
)
from .proxies import Proxies
from .redact import redact_url
from .unreadable import MAX_HEADER_SIZE, MAX_HEADERS
from .urls import checked_url

CONTENT_TYPE_EVENT_STREAM: Final = EVENT_STREAM
LAST_EVENT_ID_HEADER: Final = "Last-Event-Id"

_T = TypeVar("_T")

# Older releases of aiohttp have no limit of that name.
_COUNTS_HEADERS = "max_headers" in inspect.signature(aiohttp.ClientSession.__init__).parameters

_MOST_REDIRECTS = 20  # as in Fetch, "HTTP-redirect fetch"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ALWAYS_SECRET = frozenset({"authorization", "cookie", "proxy-authorization"})
_PROXY_AUTHORIZATION = "Proxy-Authorization"
_NOWHERE = URL("https://nowhere.invalid/")  # a host that no cookie is bound to
_ENDS_A_HEADER = re.compile("[\0\r\n]")
_BODY_HEADERS = ("Content-Encoding", "Content-Language", "Content-Location", "Content-Type", "Content-Length")


@dataclass(frozen=True, slots=True)
class Sending:
    """What one attempt sends, besides what the standard wants."""

    url: URL
    headers: CIMultiDict[str] = field(repr=False)
    options: dict[str, Any] = field(repr=False)
    starts_at: str
    """The last event id that the headers name, to start from; empty for none. It is not among them any
    more."""
    proxy_authorization: str = field(repr=False, default="")
    """For the proxy alone: it goes with the request only where the proxy reads that."""


class Request:
    """What to ask for, again and again: nothing of it is used up by sending it."""

    def __init__(
        self,
        url: UrlSource | None,
        method: str,
        headers: HeadersSource | None,
        secret_headers: Collection[str],
        options: RequestOptions,
        prepare: Prepare | None = None,
        *,
        user_agent: str | None = None,
        formats: Formats | None = None,
        proxies: Proxies | None = None,
        may_be_relative: bool = False,
    ) -> None:
        """`prepare` is asked before each attempt, and what it gives comes before the rest. `user_agent` is
        sent where no header says otherwise, and so is the `Accept` of `formats`. A URL `may_be_relative`
        where the session has a base.

        Raises TypeError for a body that can be sent but once, and where nothing gives a URL.
        """
        if url is None and prepare is None:
            raise TypeError("a URL is needed, or a hook `prepare` that gives one")
        self.method = method.upper()
        self._may_be_relative = may_be_relative
        self._url = self._checked(url) if isinstance(url, str | URL) else url
        self._headers = headers if callable(headers) else CIMultiDict(headers or {})
        self._prepare = prepare
        self._secret = _ALWAYS_SECRET | {name.lower() for name in secret_headers}
        self._options: dict[str, Any] = dict(options)
        check_options(self._options)
        check_repeatable(self._options.get("data"))
        # aiohttp deprecates `auth=`; as a header it also meets the rule for other origins below.
        auth = self._options.pop("auth", None)
        self._authorization = None if auth is None else _of_auth(auth)
        self._user_agent = user_agent
        self._formats = formats or Formats()
        self._proxies = proxies or Proxies(environ=None)
        self._options.pop("raise_for_status", None)
        follows = self._options.pop("allow_redirects", True)
        most = self._options.pop("max_redirects", _MOST_REDIRECTS)
        self._most_redirects = most if follows else None

    @property
    def known_url(self) -> URL | None:
        """The URL, if it is not asked for anew at each attempt."""
        return self._url if isinstance(self._url, URL) else None

    def take_last_event_id(self) -> str:
        """Remove a `Last-Event-ID` from fixed headers and return it: it says where to start, and changes."""
        return "" if callable(self._headers) else self._headers.pop(LAST_EVENT_ID_HEADER, "")

    async def prepared(self, attempt: Attempt) -> Sending:
        """What the next attempt sends, all that may be asked having been asked: the hook, then the URL, then
        the headers. Raises what a callable raises, TypeError or ValueError for what it gives."""
        hooked = await _value(self._prepare(attempt)) if self._prepare is not None else Prepared()
        check_options(hooked.options, anew=True)
        check_repeatable(hooked.options.get("data"))
        url = hooked.url
        if url is None:
            url = await _value(self._url()) if callable(self._url) else self._url
        if url is None:
            raise TypeError("the hook `prepare` gave no URL, and the EventSource was made without one")
        given = await _value(self._headers()) if callable(self._headers) else self._headers
        url = self._checked(url)
        headers = _merged(given, hooked.headers)
        if url.user is not None or url.password is not None:
            # aiohttp would send them in Latin-1, and refuse to send them beside a header of the caller's.
            headers.setdefault(istr("Authorization"), _basic(url))
        options = {**self._options, **hooked.options}
        self._proxies.settle(str(url), options)
        starts_at = headers.get(LAST_EVENT_ID_HEADER, "")
        headers.popall(LAST_EVENT_ID_HEADER, None)
        return Sending(url, headers, options, starts_at, _take_proxy_credentials(options))

    def _checked(self, url: str | URL) -> URL:
        return checked_url(url, may_be_relative=self._may_be_relative)

    def complete(self, sending: Sending, last_event_id: str, defaults: Collection[str]) -> CIMultiDict[str]:
        """The headers with those that the standard wants. An empty `last_event_id` sends none, or where the
        session has one by itself, an empty one: that of the session may be of long ago.

        `defaults` are the names of those that the session adds by itself: what the caller has set there
        counts as set.
        """
        headers = CIMultiDict(sending.headers)
        sends_json = sending.options.get("json") is not None or _is_json(headers.get("Content-Type", ""))
        accept = self._formats.accept(self.method, sends_json=sends_json)
        wanted = [("Accept", accept), ("Cache-Control", "no-cache")]
        if self._user_agent is not None:
            wanted.append(("User-Agent", self._user_agent))
        for name, value in wanted:
            if name not in defaults:
                headers.setdefault(istr(name), value)
        if self._authorization is not None:
            headers.setdefault(istr("Authorization"), self._authorization)
        if last_event_id or LAST_EVENT_ID_HEADER in defaults:
            headers[LAST_EVENT_ID_HEADER] = last_event_id
        return headers

    async def send(
        self,
        session: aiohttp.ClientSession,
        sending: Sending,
        headers: CIMultiDict[str],
        timeout: aiohttp.ClientTimeout,
    ) -> aiohttp.ClientResponse:
        """Send it once and follow redirects; the response has its headers, and its body is unread.

        `headers` are those of `complete`, and used up. Raises what aiohttp raises, ValueError for headers
        that can't be sent, and `PermanentError` for redirects that may not be followed.
        """
        for name, value in headers.items():
            if not isinstance(value, str):
                raise TypeError(f"the header {name} must be a str, not {type(value).__name__}")
        if any(_ENDS_A_HEADER.search(name + value) for name, value in headers.items()):
            # Not every aiohttp refuses all three. The header isn't quoted, as it may be a secret.
            raise ValueError("a header holds a line end or NUL")
        options = {**sending.options, "timeout": timeout}
        url, method = sending.url.with_user(None) if sending.url.absolute else sending.url, self.method
        options.setdefault("max_line_size", MAX_HEADER_SIZE)
        options.setdefault("max_field_size", MAX_HEADER_SIZE)
        if _COUNTS_HEADERS:
            options.setdefault("max_headers", MAX_HEADERS)
        foreign: aiohttp.ClientSession | None = None
        try:
            for _ in range((self._most_redirects or 0) + 1):
                if sending.proxy_authorization and url.scheme == "https":
                    headers.popall(_PROXY_AUTHORIZATION, None)
                    options["proxy_headers"] = {
                        **(sending.options.get("proxy_headers") or {}),
                        _PROXY_AUTHORIZATION: sending.proxy_authorization,
                    }
                elif sending.proxy_authorization:
                    headers[_PROXY_AUTHORIZATION] = sending.proxy_authorization
                response = await (foreign or session).request(
                    method, url, headers=headers, allow_redirects=False, raise_for_status=False, **options
                )
                leads_on = response.status in _REDIRECTS and "Location" in response.headers
                if self._most_redirects is None or not leads_on:
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
            shown = redact_url(str(sending.url))
            most = f"{self._most_redirects} redirect{'s' if self._most_redirects != 1 else ''}"
            raise PermanentError(f"more than {most}, from {shown}")
        finally:
            if foreign is not None:
                foreign.detach()


def _basic(url: URL) -> str:
    """The credentials of a URL as a header, in UTF-8 (RFC 7617)."""
    pair = f"{url.user or ''}:{url.password or ''}"
    return f"Basic {b64encode(pair.encode('utf-8', 'replace')).decode('ascii')}"


def _of_auth(auth: aiohttp.BasicAuth) -> str:
    """The header for it. In UTF-8, unless another encoding than aiohttp's default was asked for."""
    if auth.encoding != "latin1":
        return str(auth.encode())
    return f"Basic {b64encode(f'{auth.login}:{auth.password}'.encode()).decode('ascii')}"


def _take_proxy_credentials(options: dict[str, Any]) -> str:
    """Those of the proxy's URL as a header, since aiohttp would send Latin-1; empty if there are none.

    A SOCKS proxy takes them from its URL.
    """
    url = URL(options.get("proxy") or "")
    if url.scheme not in ("http", "https") or (url.user is None and url.password is None):
        return ""
    options["proxy"] = url.with_user(None)
    return "" if options.get("proxy_auth") else _basic(url)


async def _value(given: _T | Awaitable[_T]) -> _T:
    """What a callable has given, plain or async."""
    return await given if inspect.isawaitable(given) else given


def _is_json(content_type: str) -> bool:
    essence = content_type.partition(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")


def _merged(base: Mapping[str, str], given: Mapping[str, str]) -> CIMultiDict[str]:
    """A copy of `base` in which `given` comes in place of what has the same name, whatever its case."""
    headers: CIMultiDict[str] = CIMultiDict(base)
    for name in given:
        headers.popall(name, None)
    headers.extend(given)
    return headers


def _redirect_target(url: URL, location: str) -> URL:
    """Where an answer of `url` leads on to. Raises PermanentError, which says why it isn't followed there."""
    refused = "a redirect was not followed: "
    try:
        target = url.join(URL(location))
    except ValueError:
        # yarl's own text may quote half a password.
        raise PermanentError(f"{refused}not a URL: {redact_url(location)!r}") from None
    try:
        checked_url(target)
    except ValueError as error:
        raise PermanentError(f"{refused}{error}") from None
    if url.scheme == "https" and target.scheme == "http":
        raise PermanentError(f"{refused}it leads from https to http: {redact_url(str(target))}")
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
        trace_configs=session.trace_configs,
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
