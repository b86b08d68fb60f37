"""URLs as they may be shown: without password, token or key. For errors, logs and screens alike."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

MASK = "***"

_SECRET_WORDS = (
    "token|secret|passw|pwd|api[-_]?key|apikey|access[-_]?key|auth|sig|signature|credential|session|jwt"
)
_SECRET_NAME = re.compile(rf"(^|[-_.])({_SECRET_WORDS}|key|code)|({_SECRET_WORDS})$", re.IGNORECASE)
# A password with a raw `/`, `?` or `#` is what makes many a URL no URL, so none of them ends it here.
_USERINFO = re.compile("//.*@", re.DOTALL)


def is_secret_name(name: str) -> bool:
    """Whether a query parameter or header of this name is likely to hold a secret."""
    return _SECRET_NAME.search(name) is not None


def redact_url(url: str) -> str:
    """The URL with its userinfo, the values of secret-looking query parameters and its fragment masked.

    Never raises: what does not parse as a URL loses what stands before an `@`, and its query.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return _USERINFO.sub(f"//{MASK}@", url).split("?", 1)[0].split("#", 1)[0]
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


def _redact_query(query: str) -> str:
    pairs = []
    for pair in query.split("&"):
        name, equals, _ = pair.partition("=")
        pairs.append(f"{name}={MASK}" if equals and is_secret_name(name) else pair)
    return "&".join(pairs)
