"""The kinds of values whose texts may hold `${NAME}`: what of them can be checked before it is known."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from sse_dash.requests.headers import HTTP_TOKEN, NOT_IN_VALUE, headers_of, lines_of
from sse_dash.requests.kinds import INT64, Kind, Shape, check_text
from sse_dash.requests.proxies import NO_PROXY, PROXY_SCHEMES
from sse_dash.requests.template import MalformedVariable, has_variable, is_command, plain, variables_in
from sse_dash.requests.template import check as check_variables
from sse_dash.requests.wording import KeyPath, Report, describe, kind

MAX_ENTRIES = 100
"""Headers of a stream, and parameters. Servers take no more headers, and what `[defaults]` has of them each
stream has, so that without a bound thousands times thousands would fit into a small file."""
MAX_JSON_DEPTH = 32
"""Arrays and objects within one another: what leaves the file, with its own tables, readable."""

_NOT_IN_URL = re.compile(r"[\x00-\x20\x7f]")


def check_template(value: Any, at: KeyPath, report: Report, *, may_run: bool = True) -> str:
    """A text in which each `${` begins a variable, which is no command unless it `may_run`."""
    text = check_text(value, at, report)
    try:
        check_variables(text)
        if not may_run and any(is_command(variable.name) for variable in variables_in(text)):
            report(at, "holds a command", "expected it in headers, parameters or bodies only")
    except MalformedVariable as error:
        report(
            at,
            f"holds a ${{ at character {error.position + 1} that begins no variable",
            "expected ${NAME} or ${NAME:-default}, or $${ for a plain ${",
        )
    return text


class Template(Kind):
    """Any text."""

    def check(self, value: Any, at: KeyPath, report: Report) -> str:
        return check_template(value, at, report, may_run=self.may_run)

    def read(self, text: str) -> Any:
        return super().read(text) if text else None

    def change_texts(self, value: Any, change: Callable[[str], str]) -> Any:
        return change(value)


class Lines(Template):
    """Any text of several lines."""

    lines = True
    may_run = True


class Url(Template):
    """An http or https URL; one that holds a variable is known only when connecting, and checked then."""

    schemes: tuple[str, ...] = ("http", "https")
    expected = "expected an http:// or https:// URL"

    def check(self, value: Any, at: KeyPath, report: Report) -> str:
        text = check_template(value, at, report, may_run=False)
        if not text or has_variable(text):
            if value == "":
                report(at, "is empty", self.expected)
            return text
        url = plain(text)
        if _NOT_IN_URL.search(url):
            report(at, "holds a space or a control character", "expected %20 and the like in their place")
            return text
        try:
            parts = urlsplit(url)
            _ = parts.port  # raises where it is no number up to 65535
        except ValueError:
            report(at, "does not parse", self.expected)
            return text
        if parts.scheme not in self.schemes:
            # Where the scheme is forgotten, a host stands before the colon, or a user with a password.
            schemes = [f"{scheme}://" for scheme in self.schemes]
            report(at, f"does not begin with {', '.join(schemes[:-1])} or {schemes[-1]}", self.expected)
        elif not parts.hostname:
            report(at, "names no host", self.expected)
        return text


class Proxy(Url):
    """The URL of a proxy, or the word for none."""

    schemes = PROXY_SCHEMES
    expected = f'expected an http://, https:// or socks5h:// URL, or "{NO_PROXY}"'

    def check(self, value: Any, at: KeyPath, report: Report) -> str:
        return NO_PROXY if value == NO_PROXY else super().check(value, at, report)


class FilePath(Template):
    """The path of a file, which is looked at only when connecting."""

    is_local = True

    def __init__(self, purpose: str, what: str = "a PEM file") -> None:
        self.purpose = purpose
        """What the file is used for, for people who are asked whether it may be."""
        self._what = what

    def check(self, value: Any, at: KeyPath, report: Report) -> str:
        text = check_template(value, at, report, may_run=False)
        if isinstance(value, str) and not text.strip("\0 "):
            report(at, "is empty", f"expected the path of {self._what}")
        elif "\0" in text:
            report(at, "holds a NUL, which no path can", "take it out")
        return text


class TextTable(Kind):
    """Texts by name."""

    word = "table of texts"
    lines = True
    may_run = True

    @property
    def shape(self) -> Shape:
        return {"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": MAX_ENTRIES}

    def change_texts(self, value: Any, change: Callable[[str], str]) -> Any:
        return {name: change(text) for name, text in value.items()}

    def is_table(self, value: Any, at: KeyPath, report: Report, example: str) -> bool:
        """Whether it is one, and not too large."""
        if not isinstance(value, Mapping):
            report(at, f"is {kind(value)}", f"expected a table such as {{ {example} }}")
        elif len(value) > MAX_ENTRIES:
            report(at, f"has {len(value):,} entries", f"expected {MAX_ENTRIES} at most")
        else:
            return True
        return False


class Headers(TextTable):
    """Texts whose names are tokens, each there once, whatever the case."""

    fold = staticmethod(str.lower)

    def check(self, value: Any, at: KeyPath, report: Report) -> dict[str, str]:
        if not self.is_table(value, at, report, 'Accept = "text/event-stream"'):
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
            checked = check_template(text, (*at, name), report)
            if NOT_IN_VALUE.search(checked):
                report((*at, name), "holds a line break or a control character", "take it out")
        return dict(value)

    def shown(self, value: Any) -> str:
        return "\n".join(f"{name}: {text}" for name, text in value.items())

    def read(self, text: str) -> dict[str, str]:
        return headers_of(lines_of(text))

    def read_entries(self, lines: Sequence[str], what: str) -> dict[str, str]:
        return headers_of((what, line) for line in lines)


class Params(TextTable):
    """Texts by name. Names and values are quoted when they are sent, so that they may hold anything."""

    fold = staticmethod(str)

    def check(self, value: Any, at: KeyPath, report: Report) -> dict[str, str]:
        if not self.is_table(value, at, report, 'limit = "10"'):
            return {}
        for name, text in value.items():
            if not check_text(name, at, report):
                report(at, "has a parameter without a name", "give it a name")
            check_template(text, (*at, str(name)), report)
        return dict(value)


class Json(Kind):
    """What JSON and TOML both can say: no null, no dates, numbers finite and of 64 bits."""

    word = "anything JSON has"
    lines = True
    may_run = True

    @property
    def shape(self) -> Shape:
        return {}

    def check(self, value: Any, at: KeyPath, report: Report) -> Any:
        _check_json(value, at, report, MAX_JSON_DEPTH)
        return value

    def change_texts(self, value: Any, change: Callable[[str], str]) -> Any:
        match value:
            case str():
                return change(value)
            case Mapping():
                return {key: self.change_texts(item, change) for key, item in value.items()}
            case list() | tuple():
                return [self.change_texts(item, change) for item in value]
            case _:
                return value


def _check_json(value: Any, at: KeyPath, report: Report, depth: int) -> None:
    match value:
        case str():
            check_template(value, at, report)
        case bool():
            pass
        case int():
            if not -INT64 <= value < INT64:
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
