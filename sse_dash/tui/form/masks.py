"""Masks for the secrets that a given spec has written out, as its form shows them, and what a mask that was
left standing in an edited text keeps. Fields and their other rules are for `draft.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sse_dash.client.redact import MASK
from sse_dash.requests.masked_url import PASSWORD, UrlPart, UrlParts, masked_url, url_parts, with_values
from sse_dash.requests.secrecy import SCHEME, may_be_secret
from sse_dash.requests.template import change_variables, has_variable
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


def kept_url(typed: str, given: str) -> str:
    """The URL that is meant by one that was edited: `given` is the one that was shown masked, or empty.

    Raises ValueError, with what to do, for a mask that stands for nothing, or for a secret that another
    server would get. No secret is in its words.
    """
    parsed, before = url_parts(typed), url_parts(given)
    if parsed is None:
        if MASK in typed:
            raise _nothing_kept(PASSWORD)
        return typed
    values = [(part, _kept(part, parsed, before, given)) for part in parsed.parts]
    return with_values(typed, values)


def _kept(part: UrlPart, typed: UrlParts, before: UrlParts | None, given: str) -> str:
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
    was_masked = bool(given) and masked_url(given) != given
    if part.is_secret or (was_masked and part.value == MASK):
        raise _nothing_kept(part.name)
    return part.value


def _nothing_kept(what: str) -> ValueError:
    return ValueError(f"type {what}; {MASK} keeps only what was masked there")
