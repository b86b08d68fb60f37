"""A URL as people type it, whose scheme may be missing, and a name made up from it."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote, urlsplit

from sse_dash.requests.template import Variable, change_variables, check, has_variable, parts_of

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


def complete_template(typed: str) -> str:
    """`complete_url` for a URL that may hold variables: what those stand for is checked when connecting.

    Raises ValueError, with what to do, for what can be no http or https URL.
    """
    url = typed.strip()
    check(url)
    if not has_variable(url):
        return complete_url(url)
    if isinstance(next(parts_of(url)), Variable):
        return url
    # A variable may well be the port, so what takes its place must be one.
    stand_in = change_variables(url, lambda _: "1")
    return url if complete_url(stand_in) == stand_in else f"http://{url}"


def name_for_template(url: str, taken: Collection[str]) -> str:
    """`name_for` where variables go by their names: `events.HOST` and not `events.${HOST}`."""
    named = change_variables(url, lambda variable: variable.name)
    try:
        return name_for(named, taken)
    except ValueError:  # of a host in brackets, say, only a variable knows what it will be
        return name_for("", taken)
