"""A profile as it may be shown to anyone who looks over a shoulder: secrets written out in it are masked.

References to variables stay, since they are what one wants to see; their values are not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sse_dash.client.redact import MASK, is_secret_name, redact_url
from sse_dash.profiles.profile import Profile, UnknownKeys
from sse_dash.requests.spec import StreamSpec
from sse_dash.requests.template import Variable, has_variable, parts_of

_SCHEME = re.compile(r"(?:Bearer|Basic|Token|ApiKey|Digest) ", re.IGNORECASE)
_PAIR = re.compile(
    r"""(?P<name>[\w.-]+)(?P<joint>['"]?\s*[:=]\s*)(?P<value>"(?:[^"\\]|\\.)*"?|'[^']*'?|[^&\n,}]+)"""
)


def masked(profile: Profile) -> Profile:
    """The profile with header values, userinfo and what is called like a secret masked, everywhere in it.

    Values of keys that aren't known are masked whole: they may be misspelt headers.
    """
    unknown = profile.unknown
    return replace(
        profile,
        streams=tuple(map(_spec, profile.streams)),
        defaults={key: _value(key, value) for key, value in profile.defaults.items()},
        unknown=UnknownKeys(
            **{name: _hidden(getattr(unknown, name)) for name in UnknownKeys.__dataclass_fields__}
        ),
    )


def _spec(spec: StreamSpec) -> StreamSpec:
    return replace(spec, **{key: _value(key, getattr(spec, key)) for key in _BY_KEY})


def _value(key: str, value: Any) -> Any:
    return value if value is None or key not in _BY_KEY else _BY_KEY[key](value)


def _url(url: str) -> str:
    return redact_url(url)


def _headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: _header(value) for name, value in headers.items()}


def _params(params: Mapping[str, str]) -> dict[str, str]:
    return {name: _header(value) if is_secret_name(name) else value for name, value in params.items()}


def _header(value: str) -> str:
    """Its variables, and the scheme before one, with masks for all that is written out."""
    if not has_variable(value):
        return MASK if value else value
    scheme = _SCHEME.match(value)
    shown = scheme[0] if scheme else ""
    for part in parts_of(value[len(shown) :]):
        if isinstance(part, Variable):
            shown += f"${{{part.name}:-{MASK}}}" if part.default else part.written
        elif not shown.endswith(MASK):
            shown += MASK
    return shown


def _json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _secret(item) if is_secret_name(key) else _json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json(item) for item in value]
    return value


def _secret(value: Any) -> Any:
    return _header(value) if isinstance(value, str) else _hidden(value)


def _body(body: str) -> str:
    return _PAIR.sub(_pair, body)


def _pair(match: re.Match[str]) -> str:
    if not is_secret_name(match["name"]):
        return match[0]
    quote = match["value"][0] if match["value"][0] in "\"'" else ""
    return f"{match['name']}{match['joint']}{quote}{_header(match['value'].strip(quote or None))}{quote}"


def _hidden(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _hidden(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(item) for item in value]
    return value if isinstance(value, bool) else MASK


_BY_KEY: Mapping[str, Callable[[Any], Any]] = {
    "url": _url,
    "headers": _headers,
    "params": _params,
    "json": _json,
    "body": _body,
    "proxy": _url,
}
"""How to mask each field of a stream that may hold a secret; None is left alone."""
