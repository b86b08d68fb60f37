"""What each key of a stream, of `tls` and of `[view]` may hold: one check per key, for values read and values
to write.

A check returns the value as the dataclass wants it, or reports what is wrong and returns something that
nobody will look at. It knows no file and no line. Values that may be secret are never quoted.
"""

from __future__ import annotations

import contextlib
import math
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, get_args
from urllib.parse import urlsplit

from sse_dash.filter import FilterError
from sse_dash.filter import parse as parse_filter
from sse_dash.profiles.errors import KeyPath, describe, kind, printable
from sse_dash.profiles.profile import Layout
from sse_dash.requests.spec import HTTP_TOKEN, Color, Reconnect, TlsSettings
from sse_dash.requests.template import MalformedVariable, has_variable
from sse_dash.requests.template import check as check_variables
from sse_dash.units import DURATION_EXPECTED, SIZE_EXPECTED, parse_duration, parse_size

Report = Callable[[KeyPath, str, str], None]
"""Called with where it is, what is wrong, and what is expected."""
Check = Callable[[Any, KeyPath, Report], Any]

MAX_ENTRIES = 100
"""Headers of a stream, and parameters. Servers take no more headers, and what `[defaults]` has of them each
stream has, so that without a bound thousands times thousands would fit into a small file."""
MAX_JSON_DEPTH = 32
"""Arrays and objects within one another: what leaves the file, with its own tables, readable."""

_NOT_IN_HEADER = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_NOT_IN_URL = re.compile(r"[\x00-\x20\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_INT64 = 2**63
_URL = "expected an http:// or https:// URL"


def check_text(value: Any, at: KeyPath, report: Report) -> str:
    """Any text that UTF-8 can hold."""
    if not isinstance(value, str):
        report(at, f"is {kind(value)}", "expected a text in quotes")
    elif _SURROGATE.search(value):
        report(at, "holds half of a surrogate pair, which no file can", "take the broken character out")
    else:
        return value
    return ""


def check_name(value: Any, at: KeyPath, report: Report) -> str:
    """A text with something in it to see."""
    text = check_text(value, at, report)
    if isinstance(value, str) and not value.strip():
        report(at, "is empty", "expected a name")
    return text


def check_url(value: Any, at: KeyPath, report: Report) -> str:
    """An http or https URL; one that holds a variable is known only when connecting, and checked then."""
    text = _with_variables(value, at, report)
    if not text or has_variable(text):
        if value == "":
            report(at, "is empty", _URL)
        return text
    if _NOT_IN_URL.search(text):
        report(at, "holds a space or a control character", "expected %20 and the like in their place")
        return text
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises where it is no number up to 65535
    except ValueError:
        report(at, "does not parse", _URL)
        return text
    if parts.scheme not in ("http", "https"):
        # Where the scheme is forgotten, what stands before the colon is a host, or a user with a password.
        report(at, "does not begin with http:// or https://", _URL)
    elif not parts.hostname:
        report(at, "names no host", _URL)
    return text


def check_method(value: Any, at: KeyPath, report: Report) -> str:
    """An HTTP method."""
    text = check_text(value, at, report)
    if isinstance(value, str) and not HTTP_TOKEN.fullmatch(value):
        report(at, f"is {describe(value)}", 'expected an HTTP method such as "GET" or "POST"')
    return text


def check_headers(value: Any, at: KeyPath, report: Report) -> dict[str, str]:
    """A table of texts whose names are tokens, each there once, whatever the case."""
    if not isinstance(value, Mapping):
        report(at, f"is {kind(value)}", 'expected a table such as { Accept = "text/event-stream" }')
        return {}
    if _too_many(value, at, report):
        return {}
    seen: set[str] = set()
    for name, text in value.items():
        if not isinstance(name, str) or not HTTP_TOKEN.fullmatch(name):
            # A whole line `Authorization: Bearer …` as a name must not show its secret.
            start = HTTP_TOKEN.match(name) if isinstance(name, str) else None
            which = f"the header that begins with {describe(start[0])}" if start else "a header"
            report(at, f"has a wrong name: {which}", "expected letters, digits and hyphens before the =")
            continue
        if name.lower() in seen:
            report((*at, name), "is there twice", "header names ignore case: keep one of them")
        seen.add(name.lower())
        checked = _with_variables(text, (*at, name), report)
        if _NOT_IN_HEADER.search(checked):
            report((*at, name), "holds a line break or a control character", "take it out")
    return dict(value)


def check_params(value: Any, at: KeyPath, report: Report) -> dict[str, str]:
    """A table of texts. Names and values are quoted when they are sent, so that they may hold anything."""
    if not isinstance(value, Mapping):
        report(at, f"is {kind(value)}", 'expected a table such as { limit = "10" }')
        return {}
    if _too_many(value, at, report):
        return {}
    for name, text in value.items():
        if not check_text(name, at, report):
            report(at, "has a parameter without a name", "give it a name")
        _with_variables(text, (*at, str(name)), report)
    return dict(value)


def check_json(value: Any, at: KeyPath, report: Report) -> Any:
    """What JSON and TOML both can say: no null, no dates, numbers finite and of 64 bits."""
    _check_json(value, at, report, MAX_JSON_DEPTH)
    return value


def check_body(value: Any, at: KeyPath, report: Report) -> str:
    """A text in which each `${` begins a variable."""
    return _with_variables(value, at, report)


def check_filter(value: Any, at: KeyPath, report: Report) -> str:
    """An expression that parses."""
    text = check_text(value, at, report)
    try:
        parse_filter(text)
    except FilterError as error:
        report(
            at,
            f"does not parse at character {error.position + 1}: {printable(error.message)}",
            "see the filter language in the manual",
        )
    return text


def check_duration(value: Any, at: KeyPath, report: Report) -> float:
    """Seconds, finite and 0 or more: a number, or a text such as `30s`."""
    if isinstance(value, str):
        try:
            return parse_duration(value)
        except ValueError:
            pass  # reported below
    elif isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= sys.float_info.max:
        return float(value)
    report(at, f"is {describe(value)}", f"expected {DURATION_EXPECTED}")
    return 0.0


def check_size(value: Any, at: KeyPath, report: Report) -> int:
    """Bytes, 1 or more: a number, or a text such as `5 MiB`."""
    count = value
    if isinstance(value, str):
        with contextlib.suppress(ValueError):  # reported below
            count = parse_size(value)
    if isinstance(count, int) and not isinstance(count, bool) and 1 <= count < _INT64:
        return count
    report(at, f"is {describe(value)}", f"expected {SIZE_EXPECTED}")
    return 1


def check_bool(value: Any, at: KeyPath, report: Report) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        report(at, f"is {describe(value)}", "expected true or false, without quotes")
    return value is True


def check_path(value: Any, at: KeyPath, report: Report) -> str:
    """The path of a file, which is looked at only when connecting."""
    text = _with_variables(value, at, report)
    if isinstance(value, str) and not text.strip("\0 "):
        report(at, "is empty", "expected the path of a PEM file")
    elif "\0" in text:
        report(at, "holds a NUL, which no path can", "take it out")
    return text


def check_tls(value: Any, at: KeyPath, report: Report) -> TlsSettings:
    """A table of what is trusted; keys in it that aren't known are not looked at."""
    if isinstance(value, TlsSettings):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
        value = {name: item for name, item in value.items() if item is not None}
    if not isinstance(value, Mapping):
        report(at, f"is {kind(value)}", 'expected a table such as { ca = "~/ca.pem" }')
        return TlsSettings()
    if "key" in value and "cert" not in value:
        report((*at, "key"), "is there without cert", "expected the certificate whose key it is")
    checked = {
        name: check(value[name], (*at, name), report) for name, check in TLS_CHECKS.items() if name in value
    }
    return TlsSettings(**checked)


def check_count(value: Any, at: KeyPath, report: Report) -> int:
    """A count of events, 1 or more."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value < _INT64:
        return value
    report(at, f"is {describe(value)}", "expected a whole number of events, 1 or more")
    return 1


def one_of(values: tuple[str, ...]) -> Check:
    """A check for one of these texts."""
    quoted = [f'"{value}"' for value in values]
    expected = f"expected {', '.join(quoted[:-1])} or {quoted[-1]}"

    def check(value: Any, at: KeyPath, report: Report) -> Any:
        if not isinstance(value, str) or value not in values:
            report(at, f"is {describe(value)}", expected)
        return value

    return check


TLS_CHECKS: Mapping[str, Check] = {
    "verify": check_bool,
    "ca": check_path,
    "cert": check_path,
    "key": check_path,
}
"""By TlsSettings field: all of them."""

STREAM_CHECKS: Mapping[str, Check] = {
    "name": check_name,
    "url": check_url,
    "method": check_method,
    "headers": check_headers,
    "params": check_params,
    "json": check_json,
    "body": check_body,
    "filter": check_filter,
    "reconnect": one_of(get_args(Reconnect)),
    "retry": check_duration,
    "backoff": check_duration,
    "idle_timeout": check_duration,
    "connect_timeout": check_duration,
    "stale_after": check_duration,
    "history": check_count,
    "history_size": check_size,
    "done": check_text,
    "tls": check_tls,
    "proxy": check_url,
    "color": one_of(get_args(Color)),
    "paused": check_bool,
}
"""By StreamSpec field: all of them."""

VIEW_CHECKS: Mapping[str, Check] = {"layout": one_of(get_args(Layout)), "theme": check_name}
"""By ViewSettings field: all of them."""

DURATIONS = frozenset(key for key, check in STREAM_CHECKS.items() if check is check_duration)
"""The keys that are written as durations."""

SIZES = frozenset(key for key, check in STREAM_CHECKS.items() if check is check_size)
"""The keys that are written as sizes."""


def _too_many(value: Mapping[Any, Any], at: KeyPath, report: Report) -> bool:
    if len(value) <= MAX_ENTRIES:
        return False
    report(at, f"has {len(value):,} entries", f"expected {MAX_ENTRIES} at most")
    return True


def _with_variables(value: Any, at: KeyPath, report: Report) -> str:
    text = check_text(value, at, report)
    try:
        check_variables(text)
    except MalformedVariable as error:
        report(
            at,
            f"holds a ${{ at character {error.position + 1} that begins no variable",
            "expected ${NAME} or ${NAME:-default}, or $${ for a plain ${",
        )
    return text


def _check_json(value: Any, at: KeyPath, report: Report, depth: int) -> None:
    match value:
        case str():
            _with_variables(value, at, report)
        case bool():
            pass
        case int():
            if not -_INT64 <= value < _INT64:
                report(at, "is a number of more than 64 bits", "write it in quotes if the server takes that")
        case float():
            if not math.isfinite(value):
                report(at, f"is {value}", "expected a number that JSON has")
        case dict() | list() if depth == 0:
            report(at, f"is nested more than {MAX_JSON_DEPTH} deep", "send it as text in body")
        case dict():
            for key, item in value.items():
                check_text(key, at, report)
                _check_json(item, (*at, str(key)), report, depth - 1)
        case list():
            for index, item in enumerate(value):
                _check_json(item, (*at, index), report, depth - 1)
        case None:
            report(at, "is null, which TOML can't say", "leave it out, or send the JSON as text in body")
        case _:
            report(at, f"is {kind(value)}", "expected what JSON has: quote dates and times")
