"""A URL as people type it, whose scheme may be missing, and a name made up from it."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote, urlsplit

_LONGEST_NAME = 40
# Not just "://", which the query may hold too.
_SCHEME = re.compile(r"[^/?#]*://")
# Last parts of a path that name the kind of thing and not the thing.
_DULL = frozenset({"events", "event", "sse", "stream", "streams", "subscribe", "sub", "v1", "v2", "api"})


def complete_url(typed: str) -> str:
    """The URL with its scheme: `http` where none was typed, as curl has it.

    Raises ValueError, with what to do, for what is no http or https URL.
    """
    url = typed.strip()
    if not url:
        raise ValueError("a stream needs a URL, such as https://example.com/events")
    if not _SCHEME.match(url):
        url = f"http://{url}"
    if any(character.isspace() for character in url):
        raise ValueError("a URL holds no spaces; write %20 for one")
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        # Python's own message may quote the password.
        raise ValueError("that is no URL: its host or its port can't be one") from None
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"event streams come by http or https, not by {parts.scheme}")
    if not host:
        raise ValueError("the URL names no host")
    return url


def name_for(url: str, taken: Collection[str]) -> str:
    """A short name that none of `taken` has: the last telling part of the path, or else host and port."""
    parts = urlsplit(url)
    telling = [part for part in unquote(parts.path).split("/") if part and part.lower() not in _DULL]
    host = parts.netloc.rpartition("@")[2]
    name = (telling[-1] if telling else host or "stream")[:_LONGEST_NAME]
    number = 2
    unique = name
    while unique in taken:
        unique = f"{name}-{number}"
        number += 1
    return unique
