"""A URL whose secrets are masked and whose variables stay, and the parts of it that may be secret.

What a mask that was left standing in an edited URL keeps is for the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from sse_dash.client.redact import MASK, is_secret_name, redact_url
from sse_dash.requests.template import blanked, change_literals, change_variables

_URL = re.compile(
    r"""(?: (?P<scheme> [A-Za-z_][\w+.-]*: )? // )?
        (?P<authority> [^/?\#]* ) [^?\#]* (?: \? (?P<query> [^\#]* ) )? (?: \# (?P<fragment> .* ) )?""",
    re.VERBOSE | re.DOTALL,
)
_HOST_AND_PORT = re.compile(r"(?P<host>\[[^\[\]@]*\]|[^:\[\]]*)(?::(?P<port>[0-9_]*))?")
_DEFAULT_PORTS = {"http:": "80", "https:": "443"}
_HIGHEST_PORT = 65_535
PASSWORD = "the password"
_FRAGMENT = "what follows #"


def masked_url(url: str) -> str:
    """The URL with its userinfo, secret parameters and fragment masked, but for those that are variables."""
    parsed = url_parts(url)
    if parsed is None:
        return redact_url(url)
    return with_values(url, ((part, MASK if part.is_masked else part.value) for part in parsed.parts))


@dataclass(frozen=True, slots=True)
class UrlPart:
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
        return self.is_secret and _written_out(self.value).strip(":") != ""


@dataclass(frozen=True, slots=True)
class UrlParts:
    origin: tuple[str, str, str]
    """Host, scheme and port: who gets the secrets."""
    parts: tuple[UrlPart, ...]
    """In the order of the URL."""

    def called(self, name: str) -> list[UrlPart]:
        return [part for part in self.parts if part.name == name]


def url_parts(url: str) -> UrlParts | None:
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
    parts = [UrlPart(PASSWORD, start, url[start : host_at - 1], True)] if host_at > start else []
    if match["query"]:
        parts += _parameters(url, plain, *match.span("query"))
    if match["fragment"]:
        at = match.start("fragment")
        parts.append(UrlPart(_FRAGMENT, at, url[at:], True))
    return UrlParts((host, scheme, port), tuple(parts))


def _written_out(value: str) -> str:
    """A default may be the secret, so a variable that has one stays."""
    return change_variables(value, lambda variable: variable.written if variable.default else "")


def _told_apart(text: str) -> str:
    """Case makes no other host or scheme of one, but it does of a variable."""
    return change_literals(text, str.lower)


def _parameters(url: str, plain: str, start: int, end: int) -> Iterator[UrlPart]:
    for pair in plain[start:end].split("&"):
        name, equals, _ = pair.partition("=")
        if equals:
            written = url[start : start + len(name)]
            at = start + len(name) + 1
            is_secret = is_secret_name(written) or is_secret_name(unquote(written))
            yield UrlPart(written, at, url[at : start + len(pair)], is_secret)
        start += len(pair) + 1


def with_values(url: str, values: Iterable[tuple[UrlPart, str]]) -> str:
    done, at = "", 0
    for part, value in values:
        done += url[at : part.start] + value
        at = part.start + len(part.value)
    return done + url[at:]
