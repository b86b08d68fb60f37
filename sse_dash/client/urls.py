"""What is a URL that can be asked, and in words what isn't: before anything is looked up or sent."""

from __future__ import annotations

import re

from yarl import URL

from .redact import redact_url

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MOST_IN_LABEL = 63  # RFC 1035, section 2.3.4, and of a whole name without its last dot
_MOST_IN_NAME = 253


def checked_url(url: str | URL, *, may_be_relative: bool = False) -> URL:
    """The URL as yarl has it. `may_be_relative` where a session knows what it is relative to.

    Raises ValueError, with what is wrong and no secret in it.
    """
    text = str(url).strip()
    try:
        _check_text(text)
        parsed = url if isinstance(url, URL) else URL(text)
        _check(parsed, text, may_be_relative)
    except _Wrong as wrong:
        raise ValueError(f"not a URL that can be asked: {redact_url(text)!r} {wrong}") from None
    except ValueError:
        # yarl's own text may quote what stands where a port should, and that may be half a password.
        raise ValueError(f"not a URL: {redact_url(text)!r}{_about_port(text)}") from None
    return parsed


class _Wrong(Exception):
    """What is wrong with a URL, to stand behind it."""


def _check_text(text: str) -> None:
    if not text:
        raise _Wrong("is empty: expected http:// or https:// and a host")
    if _CONTROL.search(text):
        raise _Wrong("holds a control character")


def _check(url: URL, text: str, may_be_relative: bool) -> None:
    if not url.scheme:
        if may_be_relative and not text.startswith("//"):
            return
        raise _Wrong("has no scheme: write http:// or https:// before it")
    if url.scheme not in ("http", "https"):
        raise _Wrong(_wrong_scheme(url))
    host = url.raw_host
    if not host:
        raise _Wrong("names no host")
    if re.search(r"\s|%20", host):
        raise _Wrong("holds a space in its host")
    if ":" in host:  # an address of IPv6
        return
    name = host.removesuffix(".")
    labels = name.split(".")
    if not all(labels):
        raise _Wrong("has an empty label in its host: two dots in a row, or one in front")
    if max(map(len, labels)) > _MOST_IN_LABEL:
        raise _Wrong(f"has a part of its host that is longer than {_MOST_IN_LABEL} characters")
    if len(name) > _MOST_IN_NAME:
        raise _Wrong(f"has a host that is longer than {_MOST_IN_NAME} characters")
    if url.explicit_port == 0:
        raise _Wrong("has the port 0, on which nothing listens")


def _wrong_scheme(url: URL) -> str:
    if url.scheme in ("ws", "wss"):
        return "is that of a WebSocket, which is no event stream: one has http:// or https://"
    if url.host is None:  # `host:port/path` and `user:password@host`, as often as `mailto:`
        return "does not begin with http:// or https://"
    return f"begins with {url.scheme}://, and not with http:// or https://"


def _about_port(text: str) -> str:
    after_host = text.partition("//")[2].rpartition("@")[2].partition("/")[0]
    port = after_host.rpartition(":")[2]
    return ": its port is above 65535" if port.isdecimal() and len(port) >= 5 else ""
