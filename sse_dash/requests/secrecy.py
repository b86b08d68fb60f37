"""What is secret of a request, and what isn't: decided here, for masks, warnings, forms and traces alike.

Parameters and keys of JSON are secret by their names, as in URLs. Of headers all may be secret but those that
are known to hold none, and those that are called like a secret are warned of.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any

from sse_dash.client.redact import is_secret_name
from sse_dash.requests.template import Expanded, has_variable

_HARMLESS = frozenset(
    """
    accept age allow authenticate-info cache-control connection date dnt etag expect expires from host
    keep-alive last-event-id last-modified link location max-forwards nel origin pragma prefer priority
    proxy-authenticate purpose range referer refresh report-to retry-after save-data server server-timing te
    traceparent trailer transfer-encoding upgrade upgrade-insecure-requests user-agent vary version via
    warning www-authenticate x-accel-buffering x-powered-by x-requested-with
    """.split()  # noqa: SIM905 - reads better as words
)
_HARMLESS_FAMILIES = re.compile(
    r"(?:accept|access-control|alt|content|cross-origin|if|mcp|x-content|(?:x-)?idempotency"
    r"|(?:x-)?ratelimit|sec)-.*"
    r"|.*-version"
)
"""A browser's `Sec-…` headers are called keys and tokens, and are none."""

CREDENTIALS = frozenset({"authorization", "proxy-authorization"})
"""Headers whose values are a scheme and what it asks for."""
_COOKIES = frozenset({"cookie", "cookie2", "set-cookie", "set-cookie2"})

SCHEMES = frozenset(
    "apikey api-key basic bearer digest dpop hmac jwt key negotiate ntlm oauth splunk token".split()  # noqa: SIM905
)
"""What may stand before the secret itself, in lower case: any other word may be a part of it."""
SCHEME = "|".join(sorted(SCHEMES))
"""A regular expression for them, in lower case, without groups."""
_WITH_SCHEME = re.compile(rf"(?:{SCHEME}) +", re.IGNORECASE)

_SHORTEST = 6
"""Characters. Shorter values hide nothing, and masking a `1` would garble every address."""
_COMMON = frozenset(
    """
    127.0.0.1 accept anonymous application bearer chunked close closed connected content control debug default
    deflate delete development disabled enabled error errors event events false global header headers http/1.1
    http://localhost identity keep-alive local localhost message messages no-cache no-store no-transform none
    normal null options patch private production public request response server service sse-dash staging
    status stream streaming streams string success system testing true undefined unknown update user-agent
    utf-8 version warning websocket xmlhttprequest
    """.split()  # noqa: SIM905
)
_COMMON_SHAPES = re.compile(
    r"(?:application|audio|font|image|message|model|multipart|text|video|\*)/[\w.+*-]+(?:\s*[;,].*)?"
    r"|\d{4}-\d{2}-\d{2}|v?\d{1,4}(?:\.\d{1,4}){1,3}"
    r"|[\s,;.:=*/-]*",
    re.IGNORECASE | re.DOTALL,
)
"""Media types, alone or in lists; dates; numbers of versions and addresses; punctuation."""

_REFERENCE = r"\$\{(?:(?!\$\{)[^}\n])*+\}"
NAMED = re.compile(
    r"""(?<![\w.-])(?P<name>[\w.-]++)(?P<joint>['"]?\s*[:=]\s*)"""
    r"""(?P<value>"(?:[^"\\]|\\.)*"?|'[^']*'?"""
    rf"""|(?:{_REFERENCE}|[^&\s,}}{{[])(?:{_REFERENCE}|[^&\n,}}])*)"""
)
"""A name and what follows it in a form, in JSON, in most other texts; of an object, what is in it. A name
begins where a word does, or a long word without anything behind it would be read anew from each letter."""
_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?P<before_host>(?:[^/?#]*@)?)[^/?#@]*")
"""Of a URL: scheme, user with password, host and port."""
_PAIR = re.compile(r"""(?<![\w.-])([\w.-]++)\s*=\s*("[^"]*"|[^;,\s]*)""")


def may_be_secret(header: str) -> bool:
    """Whether the value of a header of this name may be a secret: all but those that surely hold none."""
    name = header.lower()
    return name not in _HARMLESS and _HARMLESS_FAMILIES.fullmatch(name) is None


def is_secret_header(header: str) -> bool:
    """Whether a header of this name surely holds a secret."""
    return header.lower() in _COOKIES or (may_be_secret(header) and is_secret_name(header))


def secret_headers(headers: Mapping[str, str]) -> list[str]:
    """The names of those that no other origin may get: what a variable stands for is as good as secret."""
    return [name for name, value in headers.items() if may_be_secret(name) or has_variable(value)]


def is_cookie(header: str) -> bool:
    """Whether a header of this name holds cookies."""
    return header.lower() in _COOKIES


def scheme_of(value: str) -> str:
    """The scheme of a header's value with the blank after it, as in `Bearer `; empty where there is none."""
    match = _WITH_SCHEME.match(value)
    return match[0] if match else ""


def tells_nothing(value: str) -> bool:
    """Whether a value is so short or so common that masking it would only garble other texts."""
    return len(value) < _SHORTEST or value.lower() in _COMMON or _COMMON_SHAPES.fullmatch(value) is not None


def secrets_in_headers(headers: Mapping[str, str]) -> Iterator[str]:
    """Each value that may be one, and the parts in which a server may quote it."""
    for name, value in headers.items():
        if may_be_secret(name):
            yield value
            yield from _parts(name.lower(), value)


def secrets_in_params(params: Mapping[str, str]) -> Iterator[str]:
    """The values of those that are called like secrets."""
    return (value for name, value in params.items() if is_secret_name(name))


def secrets_in_json(value: Any) -> Iterator[str]:
    """Texts in a JSON value whose keys are called like secrets."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item) if is_secret_name(key) else secrets_in_json(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from secrets_in_json(item)


def secrets_in_body(body: str) -> Iterator[str]:
    """What follows the name of a secret in a text: `password=…`, `"token": "…"`."""
    for match in NAMED.finditer(body):
        if is_secret_name(match["name"]):
            yield match["value"].strip(match["value"][0] if match["value"][0] in "\"'" else None)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _parts(name: str, value: str) -> Iterator[str]:
    scheme = scheme_of(value)
    credentials = value[len(scheme) :]
    if name in CREDENTIALS and not scheme:
        credentials = value.partition(" ")[2]
    if scheme or name in CREDENTIALS:
        yield credentials
    if scheme.strip().lower() == "basic":
        yield _password(credentials)
    for match in _PAIR.finditer(credentials if scheme else value):
        yield match[2].strip('"')


def _password(credentials: str) -> str:
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def values_in(expanded: Expanded) -> Iterator[str]:
    """All values that took the place of variables."""
    return (expanded.text[start:end] for start, end in expanded.values)


def values_beside_host(url: Expanded) -> Iterator[str]:
    """What of them isn't scheme, host or port: without these no one knows what was not reached."""
    match = _AUTHORITY.match(url.text)
    user, host, end_of_host = (*match.span("before_host"), match.end()) if match else (0, 0, 0)
    for start, end in url.values:
        yield url.text[max(start, user) : min(end, host)]
        yield url.text[max(start, end_of_host) : end]
