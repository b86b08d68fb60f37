"""How `[defaults]` and what a stream says for itself become one, and part again. Values only, no TOML.

What a default says and a stream does not want, though TOML can't say "nothing", the stream names in
`without`: `without = ["done", "headers.Authorization"]`. Headers and query parameters are merged by name.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from sse_dash.requests.spec import BODIES, STREAM_FIELDS, StreamSpec

REQUIRED = tuple(name for name, field in STREAM_FIELDS.items() if field.is_required)
"""What each stream says for itself."""

DEFAULTABLE = tuple(name for name in STREAM_FIELDS if name not in REQUIRED)
"""The keys that `[defaults]` may hold, in the order they are written."""

_MERGED = {name: fold for name, field in STREAM_FIELDS.items() if (fold := field.kind.fold) is not None}
"""The tables that are merged by name, and what two names of one thing have in common."""


def is_default_name(name: str) -> bool:
    """Whether `without` may hold it: a key of `[defaults]`, or such as `headers.` and a header's name."""
    table, _, entry = name.partition(".")
    return name in DEFAULTABLE or (table in _MERGED and entry != "")


def inherit(own: Mapping[str, Any], defaults: Mapping[str, Any], without: Collection[str]) -> dict[str, Any]:
    """The StreamSpec fields of a stream: its own, then the defaults save those in `without`.

    Headers are merged by name, whatever the case, and query parameters by name. A stream with a body of its
    own, as `json` or as `body`, takes neither of them from the defaults, since the two exclude one another.
    """
    merged = {key: value for key, value in defaults.items() if key not in without}
    if any(key in own for key in BODIES):
        for key in BODIES:
            merged.pop(key, None)
    tables = {}
    for key, fold in _MERGED.items():
        given = own.get(key, {})
        dropped = {fold(name.removeprefix(f"{key}.")) for name in without if name.startswith(f"{key}.")}
        dropped.update(map(fold, given))
        kept = {name: value for name, value in merged.get(key, {}).items() if fold(name) not in dropped}
        tables[key] = {**kept, **given}
    return {**merged, **own, **tables}


def separate(spec: StreamSpec, defaults: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The stream's own values and its `without`: the least from which `inherit` makes the same stream."""
    own: dict[str, Any] = {}
    without: list[str] = []
    has_body = any(getattr(spec, key) is not None for key in BODIES)
    for key in DEFAULTABLE:
        value = getattr(spec, key)
        if fold := _MERGED.get(key):
            inherited = {fold(name): (name, text) for name, text in defaults.get(key, {}).items()}
            given = set(map(fold, value))
            differing = {n: text for n, text in value.items() if inherited.get(fold(n)) != (n, text)}
            if differing:
                own[key] = differing
            without += [f"{key}.{name}" for folded, (name, _) in inherited.items() if folded not in given]
        elif _same(key, value, defaults.get(key, STREAM_FIELDS[key].default)):
            continue
        elif value is not None:
            own[key] = value
        elif not (key in BODIES and has_body):
            without.append(key)
    return own, without


def _same(key: str, one: Any, other: Any) -> bool:
    # To Python 1, 1.0 and True are equal. In a body of JSON they are not, and the order of keys shows.
    # What was inherited is the same object, and need not be written out to be compared.
    if key != "json" or one is other or one != other:
        return bool(one == other)
    return json.dumps(one) == json.dumps(other)
