"""URLs as they may be shown: without password, token or key. For errors, logs and screens alike."""

from __future__ import annotations

import re
from base64 import b64encode
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit, urlunsplit

MASK = "***"

_SECRET_WORDS = (
    "token|secret|passw|pwd|api[-_]?key|apikey|access[-_]?key|auth|sig|signature|credential|session|jwt"
)
_NO_SECRET_WORDS = "(?:authors?|codecs?|keyboards?|keywords?|sessions|sigma|signals?|tokenizers?)(?![a-z])"
_SECRET_NAME = re.compile(
    rf"(^|[-_.])(?!{_NO_SECRET_WORDS})({_SECRET_WORDS}|key|code)|({_SECRET_WORDS})$", re.IGNORECASE
)
# How many a language model may write.
_COUNT_OF_TOKENS = re.compile(r"(^|[-_.])(max|min|budget|num|n)[-_.]([a-z]+[-_.])?tokens$", re.IGNORECASE)


def is_secret_name(name: str) -> bool:
    """Whether a query parameter or header of this name is likely to hold a secret."""
    return _SECRET_NAME.search(name) is not None and _COUNT_OF_TOKENS.search(name) is None


def redact_url(url: str) -> str:
    """The URL with its userinfo, the values of secret-looking query parameters and its fragment masked.

    Never raises: what does not parse as a URL loses what stands before an `@`, and its query.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return _before_host_masked(url).split("?", 1)[0].split("#", 1)[0]
    netloc = parts.netloc
    if "@" in netloc:
        netloc = f"{MASK}@{netloc.rpartition('@')[2]}"
    head, slash, rest = parts.path.partition("/")
    if not netloc and "@" in head:  # `user:password@host`, whose scheme was forgotten
        head = f"{MASK}@{head.rpartition('@')[2]}"
    fragment = MASK if parts.fragment else ""
    return urlunsplit(
        SplitResult(parts.scheme, netloc, head + slash + rest, _redact_query(parts.query), fragment)
    )


def _before_host_masked(url: str) -> str:
    """A password with a raw `/`, `?` or `#` is what makes many a URL no URL, so none of them ends it here."""
    start, end = url.find("//"), url.rfind("@")
    return f"{url[:start]}//{MASK}{url[end:]}" if 0 <= start < end - 1 else url


def secrets_in_url(url: str) -> list[str]:
    """What `redact_url` masks, in the forms in which a server may quote it: as written, decoded, as Basic.

    Empty for what does not parse as a URL.
    """
    try:
        parts = urlsplit(url)
        name, password = parts.username or "", parts.password or ""
    except ValueError:
        return []
    values = [password, parts.fragment]
    values += [value for key, value in parse_qsl(parts.query, keep_blank_values=True) if is_secret_name(key)]
    if password:
        values.append(b64encode(f"{unquote(name)}:{unquote(password)}".encode()).decode("ascii"))
    return [form for value in values for form in {value, unquote(value), quote(value, safe="")} if form]


def _redact_query(query: str) -> str:
    pairs = []
    for pair in query.split("&"):
        name, equals, _ = pair.partition("=")
        pairs.append(f"{name}={MASK}" if equals and is_secret_name(name) else pair)
    return "&".join(pairs)
