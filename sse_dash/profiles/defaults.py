"""How `[defaults]` and what a stream says for itself become one, and part again. Values only, no TOML.

What a default says and a stream does not want, though TOML can't say "nothing", the stream names in
`without`: `without = ["done", "headers.Authorization"]`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields
from typing import Any

from sse_dash.streams.spec import StreamSpec

DEFAULTABLE = tuple(f.name for f in fields(StreamSpec) if f.name not in ("name", "url"))
"""The keys that `[defaults]` may hold, in the order they are written."""

NULLABLE = frozenset(f.name for f in fields(StreamSpec) if f.default is None)
"""The keys for which None means something, though no file can say it."""

_HEADERS = "headers."
_BODIES = ("json", "body")

_BUILT_IN: dict[str, Any] = {
    f.name: f.default_factory() if f.default_factory is not MISSING else f.default
    for f in fields(StreamSpec)
    if f.name in DEFAULTABLE
}


def is_default_name(name: str) -> bool:
    """Whether `without` may hold it: a key of `[defaults]`, or `headers.` and the name of a header."""
    return name in DEFAULTABLE or (name.startswith(_HEADERS) and name != _HEADERS)


def inherit(own: Mapping[str, Any], defaults: Mapping[str, Any], without: Collection[str]) -> dict[str, Any]:
    """The StreamSpec fields of a stream: its own, then the defaults save those in `without`.

    Headers are merged by name, whatever the case. A stream with a body of its own, as `json` or as
    `body`, takes neither of them from the defaults, since the two exclude one another.
    """
    merged = {key: value for key, value in defaults.items() if key not in without}
    if any(key in own for key in _BODIES):
        for key in _BODIES:
            merged.pop(key, None)
    dropped = {name.removeprefix(_HEADERS).lower() for name in without if name.startswith(_HEADERS)}
    given = own.get("headers", {})
    dropped.update(name.lower() for name in given)
    kept = {name: value for name, value in merged.get("headers", {}).items() if name.lower() not in dropped}
    return {**merged, **own, "headers": {**kept, **given}}


def separate(spec: StreamSpec, defaults: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The stream's own values and its `without`: the least from which `inherit` makes the same stream."""
    own: dict[str, Any] = {}
    without: list[str] = []
    has_body = any(getattr(spec, key) is not None for key in _BODIES)
    for key in DEFAULTABLE:
        value = getattr(spec, key)
        if key == "headers":
            inherited = {name.lower(): (name, text) for name, text in defaults.get(key, {}).items()}
            given = {name.lower() for name in value}
            headers = {n: text for n, text in value.items() if inherited.get(n.lower()) != (n, text)}
            if headers:
                own[key] = headers
            without += [_HEADERS + name for lower, (name, _) in inherited.items() if lower not in given]
        elif _same(key, value, defaults.get(key, _BUILT_IN[key])):
            continue
        elif value is not None:
            own[key] = value
        elif not (key in _BODIES and has_body):
            without.append(key)
    return own, without


def _same(key: str, one: Any, other: Any) -> bool:
    # To Python 1, 1.0 and True are equal. In a body of JSON they are not, and the order of keys shows.
    return json.dumps(one) == json.dumps(other) if key == "json" else bool(one == other)
