"""What is secret of a whole spec: masked, gathered to be masked elsewhere, warned of, put out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sse_dash.requests.fields import Field, Table, Tables, leaves
from sse_dash.requests.literals import LiteralSecret, Names
from sse_dash.requests.spec import STREAM_FIELDS, StreamSpec
from sse_dash.requests.template_kinds import Url


def masked_spec(spec: StreamSpec) -> StreamSpec:
    """The spec as it may be shown to anyone who looks over a shoulder."""
    return replace(spec, **masked_values({name: getattr(spec, name) for name in STREAM_FIELDS}))


def masked_values(values: Mapping[str, Any], fields: Mapping[str, Field] = STREAM_FIELDS) -> dict[str, Any]:
    """The same for some fields, by name."""
    return {name: _masked(fields[name], value) for name, value in values.items()}


def _masked(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field.kind, Table):
        return _masked_table(field.kind.fields, value)
    if isinstance(field.kind, Tables):
        return tuple(_masked_table(field.kind.fields, item) for item in value)
    return field.secrecy.masked(value)


def _masked_table(fields: Mapping[str, Field], value: Any) -> Any:
    return replace(value, **masked_values({name: getattr(value, name) for name in fields}, fields))


def secrets_in(spec: StreamSpec) -> Iterator[str]:
    """What is to be masked wherever a server quotes it, of a spec without variables."""
    for field, value in leaves(spec, STREAM_FIELDS):
        yield from field.secrecy.secrets(value)


def literal_secrets(spec: StreamSpec) -> list[LiteralSecret]:
    """The secrets that would stand in a file if this were saved."""
    return literal_secrets_in({name: getattr(spec, name) for name in STREAM_FIELDS})


def literal_secrets_in(
    values: Mapping[str, Any], fields: Mapping[str, Field] = STREAM_FIELDS
) -> list[LiteralSecret]:
    """The same for some fields of a spec, by name."""
    found: list[LiteralSecret] = []
    for name, value in values.items():
        kind = fields[name].kind
        if isinstance(kind, Tables):
            for index, item in enumerate(value):
                inner = {key: getattr(item, key) for key in kind.fields}
                found += [
                    replace(literal, key=(name, index, *literal.key))
                    for literal in literal_secrets_in(inner, kind.fields)
                ]
        elif value is not None:
            found += fields[name].secrecy.literals(name, value)
    return found


def without_literals(spec: StreamSpec) -> StreamSpec:
    """The spec with `${NAME}` in the place of each of these secrets; two that differ get different names."""
    put_out: StreamSpec = _without(spec, STREAM_FIELDS, Names())
    return put_out


def _without(record: Any, fields: Mapping[str, Field], names: Names) -> Any:
    put_out: dict[str, Any] = {}
    # URLs last: of two secrets of one name, that of a header has the name without a number.
    for field in sorted(fields.values(), key=lambda field: isinstance(field.kind, Url)):
        value = getattr(record, field.name)
        if isinstance(field.kind, Tables):
            inner = field.kind.fields
            put_out[field.name] = tuple(_without(item, inner, names) for item in value)
        elif value is not None:
            put_out[field.name] = field.secrecy.without_literals(value, names)
    return replace(record, **put_out)
