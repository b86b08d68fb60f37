"""Masks for the secrets that a given spec has written out, as its form shows them, and what a mask that was
left standing in an edited text keeps. Fields and their other rules are for `stream_draft.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from sse_dash.client.redact import MASK, is_secret_name, redact_url
from sse_dash.requests.secrecy import SCHEME, may_be_secret
from sse_dash.requests.template import blanked, change_literals, change_variables, has_variable
from sse_dash.text import visible

_HELD = "\0"
"""In the place of a variable; no header holds one."""
_NO_SECRET = re.compile(
    rf"""(?: {_HELD}
           | (?<![\w-])(?:{SCHEME})(?![\w-])
           | (?<![\w=-])[A-Za-z][\w-]*=(?=["']?{_HELD})
           | [\s,;:"'/-]
         )*""",
    re.VERBOSE | re.IGNORECASE,
)
_URL = re.compile(
    r"""(?: (?P<scheme> [A-Za-z_][\w+.-]*: )? // )?
        (?P<authority> [^/?\#]* ) [^?\#]* (?: \? (?P<query> [^\#]* ) )? (?: \# (?P<fragment> .* ) )?""",
    re.VERBOSE | re.DOTALL,
)
_HOST_AND_PORT = re.compile(r"(?P<host>\[[^\[\]@]*\]|[^:\[\]]*)(?::(?P<port>[0-9_]*))?")
_DEFAULT_PORTS = {"http:": "80", "https:": "443"}
_HIGHEST_PORT = 65_535
_PASSWORD = "the password"
_FRAGMENT = "what follows #"


def shown_header(name: str, value: str) -> str:
    """The value as a form shows it: masked unless its header is harmless, or only variables tell what is
    secret in it."""
    if not value.strip() or not may_be_secret(name):
        return value
    return value if has_variable(value) and _NO_SECRET.fullmatch(_without_variables(value)) else MASK


def _without_variables(value: str) -> str:
    """A default may be the secret, so a variable that has one stays."""
    return change_variables(value, lambda variable: variable.written if variable.default else _HELD)


def kept_header(name: str, typed: str, given: Mapping[str, str]) -> str:
    """The value that is meant by one that was left or typed: `given` are the headers that are shown masked.

    Raises ValueError, with what to do, for a mask that stands for nothing. No secret is in its words.
    """
    before = next((value for other, value in given.items() if other.lower() == name.lower()), None)
    if before is not None:
        shown = shown_header(name, before)
        if typed == visible(shown).strip():
            return before
        if MASK in typed and typed != MASK and shown == MASK:
            raise ValueError(
                f"type all of the value of {name}, or leave {MASK} alone to keep what it stands for"
            )
    if typed == MASK:
        raise ValueError(f"type the value of {name}; {MASK} keeps only one that was masked under that name")
    return typed


def shown_url(url: str) -> str:
    """The URL with its userinfo, secret parameters and fragment masked, but for those that are variables."""
    parsed = _parse(url)
    if parsed is None:
        return redact_url(url)
    return _replaced(url, ((part, MASK if part.is_masked else part.value) for part in parsed.parts))


def kept_url(typed: str, given: str) -> str:
    """The URL that is meant by one that was edited: `given` is the one that was shown masked, or empty.

    Raises ValueError, with what to do, for a mask that stands for nothing, or for a secret that another
    server would get. No secret is in its words.
    """
    parsed, before = _parse(typed), _parse(given)
    if parsed is None:
        if MASK in typed:
            raise _nothing_kept(_PASSWORD)
        return typed
    values = [(part, _kept(part, parsed, before, given)) for part in parsed.parts]
    return _replaced(typed, values)


@dataclass(frozen=True, slots=True)
class _Part:
    """What may be a secret: the userinfo, the value of a parameter, or the fragment."""

    name: str
    """How to call it; a parameter goes by its own name. Untrusted text."""
    start: int
    """Where its value begins in the URL."""
    value: str
    is_secret: bool
    """Whether it is one unless it is a variable."""

    @property
    def is_masked(self) -> bool:
        return self.is_secret and _without_variables(self.value).strip(f"{_HELD}:") != ""


@dataclass(frozen=True, slots=True)
class _Parsed:
    origin: tuple[str, str, str]
    """Host, scheme and port: who gets the secrets."""
    parts: tuple[_Part, ...]
    """In the order of the URL."""

    def called(self, name: str) -> list[_Part]:
        return [part for part in self.parts if part.name == name]


def _parse(url: str) -> _Parsed | None:
    """None for what isn't surely the URL that it looks like, as one with a raw `/` in its password."""
    plain = blanked(url)
    match = _URL.fullmatch(plain)
    if match is None:
        return None
    start, end = match.span("authority")
    host_at = plain.rfind("@", start, end) + 1 or start
    server = _HOST_AND_PORT.fullmatch(plain, host_at, end)
    if server is None or ((server["port"] or "").isdecimal() and int(server["port"][:6]) > _HIGHEST_PORT):
        return None
    scheme = _told_apart(url[slice(*match.span("scheme"))]) if match["scheme"] else ""
    host = _told_apart(url[slice(*server.span("host"))])
    port = url[slice(*server.span("port"))] if server["port"] else _DEFAULT_PORTS.get(scheme, "")
    parts = [_Part(_PASSWORD, start, url[start : host_at - 1], True)] if host_at > start else []
    if match["query"]:
        parts += _parameters(url, plain, *match.span("query"))
    if match["fragment"]:
        at = match.start("fragment")
        parts.append(_Part(_FRAGMENT, at, url[at:], True))
    return _Parsed((host, scheme, port), tuple(parts))


def _told_apart(text: str) -> str:
    """Case makes no other host or scheme of one, but it does of a variable."""
    return change_literals(text, str.lower)


def _parameters(url: str, plain: str, start: int, end: int) -> Iterator[_Part]:
    for pair in plain[start:end].split("&"):
        name, equals, _ = pair.partition("=")
        if equals:
            written = url[start : start + len(name)]
            at = start + len(name) + 1
            is_secret = is_secret_name(written) or is_secret_name(unquote(written))
            yield _Part(written, at, url[at : start + len(pair)], is_secret)
        start += len(pair) + 1


def _kept(part: _Part, typed: _Parsed, before: _Parsed | None, given: str) -> str:
    """The value that is meant by this part of what was typed."""
    if MASK not in part.value:
        return part.value
    had = before.called(part.name) if before else []
    now = typed.called(part.name)
    # Of several parameters of one name, nothing but their order tells which is which.
    old = had[now.index(part)] if len(had) == len(now) else None
    if old is not None and not old.is_masked and part.value == visible(old.value):
        return part.value
    if before is not None and old is not None and old.is_masked and part.value == MASK:
        changes = zip(("host", "scheme", "port"), before.origin, typed.origin, strict=True)
        changed = next((what for what, was, is_now in changes if was != is_now), None)
        if changed:
            raise ValueError(f"type {part.name} again: the {changed} has changed")
        return old.value
    # A bare mask may also have come from a parameter that was renamed.
    was_masked = bool(given) and shown_url(given) != given
    if part.is_secret or (was_masked and part.value == MASK):
        raise _nothing_kept(part.name)
    return part.value


def _nothing_kept(what: str) -> ValueError:
    return ValueError(f"type {what}; {MASK} keeps only what was masked there")


def _replaced(url: str, values: Iterable[tuple[_Part, str]]) -> str:
    done, at = "", 0
    for part, value in values:
        done += url[at : part.start] + value
        at = part.start + len(part.value)
    return done + url[at:]
