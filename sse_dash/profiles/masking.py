"""A profile as it may be shown to anyone who looks over a shoulder: secrets written out in it are masked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sse_dash.client.redact import redact_url
from sse_dash.profiles.profile import Profile, UnknownKeys
from sse_dash.requests.masks import masked_body, masked_headers, masked_json, masked_params, masked_whole
from sse_dash.requests.spec import StreamSpec


def masked(profile: Profile) -> Profile:
    """The profile with userinfo, headers and all that is called like a secret masked, everywhere in it.

    Values of keys that aren't known are masked whole: they may be misspelt headers.
    """
    unknown = profile.unknown
    return replace(
        profile,
        streams=tuple(map(_spec, profile.streams)),
        defaults={key: _value(key, value) for key, value in profile.defaults.items()},
        unknown=UnknownKeys(
            **{name: masked_whole(getattr(unknown, name)) for name in UnknownKeys.__dataclass_fields__}
        ),
    )


def _spec(spec: StreamSpec) -> StreamSpec:
    return replace(spec, **{key: _value(key, getattr(spec, key)) for key in _BY_KEY})


def _value(key: str, value: Any) -> Any:
    return value if value is None or key not in _BY_KEY else _BY_KEY[key](value)


_BY_KEY: Mapping[str, Callable[[Any], Any]] = {
    "url": redact_url,
    "headers": masked_headers,
    "params": masked_params,
    "json": masked_json,
    "body": masked_body,
    "proxy": redact_url,
}
"""How to mask each field of a stream that may hold a secret; None is left alone."""
