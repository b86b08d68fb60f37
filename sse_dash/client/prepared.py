"""What may be given for a request: types, keywords, and the hook that gives them before each attempt.

How a request is put together from them and sent is `request.py`'s affair.
"""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

if TYPE_CHECKING:
    from ssl import SSLContext

    import aiohttp
    from yarl import URL

UrlSource: TypeAlias = "str | URL | Callable[[], str | URL | Awaitable[str | URL]]"
"""A URL, or a callable, plain or async, that is asked for it before each attempt."""
HeadersSource = Mapping[str, str] | Callable[[], "Mapping[str, str] | Awaitable[Mapping[str, str]]"]
"""Headers, or a callable, plain or async, that is asked for them before each attempt."""


class RequestOptions(TypedDict, total=False):
    """Keywords of `aiohttp.ClientSession.request` that an event stream's request may have."""

    params: Any
    data: str | bytes | bytearray | memoryview | Mapping[str, Any] | Iterable[Any] | None
    """Sent again, whole, at each reconnect; so nothing that can be read only once."""
    json: Any
    cookies: Any
    auth: aiohttp.BasicAuth | None
    """Sent as a header, which stays behind on other origins."""
    compress: str | bool | None
    chunked: bool | None
    expect100: bool
    skip_auto_headers: Iterable[str] | None
    proxy: str | URL | None
    """`http`, `https`, or with the package `aiohttp-socks` a SOCKS scheme: `socks5h` and `socks4a` have the
    proxy look up the host."""
    proxy_auth: aiohttp.BasicAuth | None
    proxy_headers: Mapping[str, str] | None
    unix: str | None
    """The path of a Unix socket that is connected to, whatever host the URL names."""
    ssl: SSLContext | bool | aiohttp.Fingerprint
    server_hostname: str | None
    timeout: aiohttp.ClientTimeout | float | None
    """What it leaves out is as without it; its `total` ends a connection, and not the stream."""
    allow_redirects: bool
    max_redirects: int
    """As in Fetch, 20 unless said otherwise."""
    raise_for_status: Any
    """Changes nothing: what a status means is decided here."""
    read_until_eof: bool
    read_bufsize: int | None
    max_line_size: int | None
    max_field_size: int | None
    max_headers: int | None
    auto_decompress: bool | None
    trace_request_ctx: object
    middlewares: Sequence[Any] | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the hook is told of the attempt that it is asked for."""

    number: int
    """1 for the first since the stream was last open."""
    last_event_id: str
    """What the stream resumes from; empty for none. It is sent as a header by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What one attempt sends, where that differs from what the EventSource was made with."""

    url: str | URL | None = field(default=None, repr=False)
    """None for the URL that the EventSource was made with."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Each comes in place of the one of that name."""
    options: RequestOptions = field(default_factory=RequestOptions, repr=False)
    """Each comes in place of the one of that name. `timeout` can't be among them."""


Prepare = Callable[[Attempt], "Prepared | Awaitable[Prepared]"]
"""The hook that is asked before each attempt; plain or async."""

_NEVER_ANEW = frozenset({"timeout", "auth", "allow_redirects", "max_redirects", "raise_for_status"})


def check_options(options: Collection[str], *, anew: bool = False) -> None:
    """Raise TypeError for keywords that no request has; `anew` if they are for one attempt only."""
    known = RequestOptions.__annotations__.keys() - (_NEVER_ANEW if anew else frozenset())
    unknown = sorted(set(options) - known)
    if unknown:
        where = "a hook can't give" if anew else "EventSource got"
        raise TypeError(f"{where} unexpected keywords of the request: {', '.join(unknown)}")


def check_repeatable(body: object) -> None:
    """Raise TypeError for what can be sent only once: a body is sent again at each reconnect, whole."""
    if isinstance(body, Mapping | list | tuple):
        for value in body.values() if isinstance(body, Mapping) else body:
            for part in value if isinstance(value, list | tuple) else (value,):
                if isinstance(part, io.IOBase):
                    check_repeatable(part)
        return
    if body is None or isinstance(body, str | bytes | bytearray | memoryview):
        return
    kind = "an open file" if isinstance(body, io.IOBase) else type(body).__name__
    raise TypeError(
        f"data is {kind}, which can be sent only once, but a body is sent again at each reconnect: "
        "give bytes, str, a mapping or a list of pairs, or use json="
    )
