"""What is secret of a whole spec: masked, gathered to be masked elsewhere, warned of, put out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sse_dash.requests.fields import Field, Table, leaves
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
        inner = {name: getattr(value, name) for name in field.kind.fields}
        return replace(value, **masked_values(inner, field.kind.fields))
    return field.secrecy.masked(value)


def secrets_in(spec: StreamSpec) -> Iterator[str]:
    """What is to be masked wherever a server quotes it, of a spec without variables."""
    for field, value in leaves(spec, STREAM_FIELDS):
        yield from field.secrecy.secrets(value)


def literal_secrets(spec: StreamSpec) -> list[LiteralSecret]:
    """The secrets that would stand in a file if this were saved."""
    return literal_secrets_in({name: getattr(spec, name) for name in STREAM_FIELDS})


def literal_secrets_in(values: Mapping[str, Any]) -> list[LiteralSecret]:
    """The same for some fields of a spec, by name."""
    return [
        literal
        for name, value in values.items()
        if value is not None
        for literal in STREAM_FIELDS[name].secrecy.literals(name, value)
    ]


def without_literals(spec: StreamSpec) -> StreamSpec:
    """The spec with `${NAME}` in the place of each of these secrets; two that differ get different names."""
    names = Names()
    # URLs last: of two secrets of one name, that of a header has the name without a number.
    fields = sorted(STREAM_FIELDS.values(), key=lambda field: isinstance(field.kind, Url))
    put_out = {
        field.name: field.secrecy.without_literals(value, names)
        for field in fields
        if (value := getattr(spec, field.name)) is not None
    }
    return replace(spec, **put_out)
