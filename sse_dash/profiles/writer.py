"""From a Profile to the bytes of its TOML file: only what differs from what would be there anyway."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomli_w

from sse_dash.profiles.defaults import DEFAULTABLE, separate
from sse_dash.profiles.errors import Findings, ProfileError
from sse_dash.profiles.profile import VIEW_FIELDS, Profile
from sse_dash.profiles.reader import VERSION, loads
from sse_dash.profiles.toml_scan import MAX_LINE
from sse_dash.requests.fields import Table, differing
from sse_dash.requests.spec import BODIES, STREAM_FIELDS, StreamSpec
from sse_dash.requests.wording import KeyPath


def dumps(profile: Profile, path: Path | None = None) -> bytes:
    """The file's bytes, from which `reader.loads` makes an equal profile; `path` is for messages only.

    Raises ProfileError where the profile holds what a file can't, or what would not be read again.
    """
    findings = Findings()
    _check(profile, findings)
    findings.raise_any(path)
    parts = [(at, format_part(at, table)) for at, table in tables(profile)]
    for at, text in parts:
        _check_lines(text, at, findings)
    findings.raise_any(path)
    data = "\n".join(text for _, text in parts).encode()
    try:
        loads(data, path)
    except ProfileError as error:
        # Lines of a text that was never written would mislead.
        problems = [replace(problem, line=None) for problem in error.problems]
        raise ProfileError(path, problems, error.more) from None
    return data


def plain_text(profile: Profile) -> str:
    """The text of a profile that is known to be right, as `dumps` has it."""
    return "\n".join(format_part(at, table) for at, table in tables(profile))


def tables(profile: Profile) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    """The parts of the file, each with its place, in their order. Keys outside of tables must come before any
    table. A part is what is written under one top-level key, that of a stream under `streams`."""
    unknown = profile.unknown
    yield ("version",), {"version": VERSION, **unknown.top}
    defaults = _with_unknown(_written(profile.defaults), unknown.defaults)
    if defaults:
        yield ("defaults",), {"defaults": defaults}
    for index, spec in enumerate(profile.streams):
        odd = unknown.streams.get(spec.name, {})
        stream = _stream(spec, profile.defaults, odd)
        yield ("streams", index), {"streams": _with_unknown(stream, odd)}
    view = differing(profile.view, VIEW_FIELDS)
    if view or unknown.view:
        yield ("view",), {"view": {**view, **unknown.view}}


def format_part(at: KeyPath, table: Mapping[str, Any]) -> str:
    """A part of the file, as text that ends with its last line."""
    text = _format(table)
    if at[0] == "streams":
        # tomli_w writes short streams as an inline array; each shall have a header of its own.
        # "[streams]" is the first line, and "[streams.headers]" below means the last [[streams]].
        text = f"[[streams]]{text.removeprefix('[streams]')}"
    return text


def format_key(key: str) -> str:
    """A key, in quotes where TOML wants them."""
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")


def format_value(value: Any) -> str:
    """A value as it stands behind a key; tables and arrays are on one line."""
    return _inline(value) if isinstance(value, Mapping | list) else format_wide_value(value)


def format_wide_value(value: Any) -> str:
    """A value that is no table as it stands behind a key, with a line for each element of an array."""
    return _format({"k": value}).removeprefix("k = ").removesuffix("\n")


def _inline(value: Any) -> str:
    match value:
        case Mapping():
            entries = ", ".join(f"{format_key(key)} = {_inline(item)}" for key, item in value.items())
            return f"{{ {entries} }}" if entries else "{}"
        case list():
            return f"[{', '.join(map(_inline, value))}]"
        case _:
            return tomli_w.dumps({"k": value}).removeprefix("k = ").removesuffix("\n")


def _check(profile: Profile, findings: Findings) -> None:
    """The values, which code may have filled with anything, as strictly as those of a file."""
    for key, value in profile.defaults.items():
        if key in DEFAULTABLE:
            STREAM_FIELDS[key].check(value, ("defaults", key), findings.add)
        else:
            findings.add(("defaults", key), "can't be a default", "take it out")
    for index, spec in enumerate(profile.streams):
        for key, field in STREAM_FIELDS.items():
            value = getattr(spec, key)
            if value is not None or not field.is_nullable:
                field.check(value, ("streams", index, key), findings.add)
        if all(getattr(spec, body) is not None for body in BODIES):
            findings.add(("streams", index, "body"), "is there together with json", "expected one of the two")
    for key, field in VIEW_FIELDS.items():
        value = getattr(profile.view, key)
        if value is not None:
            field.check(value, ("view", key), findings.add)


def _stream(spec: StreamSpec, defaults: Mapping[str, Any], unknown: Mapping[str, Any]) -> dict[str, Any]:
    own, without = separate(spec, defaults)
    # A table that is there for its unknown keys takes the place of the one in `[defaults]`: it says it all.
    own |= {
        name: getattr(spec, name)
        for name, field in STREAM_FIELDS.items()
        if name in unknown and isinstance(field.kind, Table)
    }
    table = {"name": spec.name, "url": spec.url, **_written(own)}
    if without:
        table["without"] = without
    return table


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by key as TOML has them, in the order of the schema."""
    return {key: STREAM_FIELDS[key].kind.written(values[key]) for key in DEFAULTABLE if key in values}


def _with_unknown(known: dict[str, Any], unknown: Mapping[str, Any]) -> dict[str, Any]:
    """The table with its unknown keys; those within a table that is known are in a table of its name."""
    both = {**known, **unknown}
    for name, field in STREAM_FIELDS.items():
        if isinstance(field.kind, Table) and name in both:
            both[name] = {**known.get(name, {}), **unknown.get(name, {})}
    return both


def _format(table: Mapping[str, Any]) -> str:
    text = tomli_w.dumps(table)
    # As lines, long texts read better and keep to the length of a line. tomli_w would lose a CR there.
    return text if r"\r" in text else tomli_w.dumps(table, multiline_strings=True)


def _check_lines(text: str, at: KeyPath, findings: Findings) -> None:
    for line in text.encode().split(b"\n"):
        if len(line) > MAX_LINE:
            # The line may as well be one of a body, which is not to be shown.
            key = line[:64].partition(b" = ")[0].decode(errors="replace")
            findings.add(
                (*at, key) if key in STREAM_FIELDS else at,
                f"has a line of more than {MAX_LINE:,} bytes, which would not be read again",
                "break it into lines, or make it shorter",
            )
