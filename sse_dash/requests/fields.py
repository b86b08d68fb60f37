"""The facts of a field, told once, where it is declared: its kind, what of it is secret, how it is typed.

Profiles, `[defaults]`, form, command line, masks, resolving, trust, schema and README are all driven by them.
The fields themselves, with their types, defaults and the words about them, are declared in `spec.py`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sse_dash.client.redact import secrets_in_url
from sse_dash.requests.kinds import Kind, Shape
from sse_dash.requests.literals import (
    LiteralSecret,
    Names,
    body_without,
    headers_without,
    json_without,
    literals_in_body,
    literals_in_headers,
    literals_in_json,
    literals_in_params,
    literals_in_url,
    params_without,
    url_without,
)
from sse_dash.requests.masked_url import masked_url
from sse_dash.requests.masks import masked_body, masked_headers, masked_json, masked_params
from sse_dash.requests.options import Option
from sse_dash.requests.secrecy import (
    secrets_in_body,
    secrets_in_headers,
    secrets_in_json,
    secrets_in_params,
    values_beside_host,
    values_in,
)
from sse_dash.requests.template import Expanded, expand
from sse_dash.requests.wording import KeyPath, Report, kind

_FACTS = "sse-dash"
"""The key under which the metadata of a field of a dataclass holds its facts."""
REQUIRED: Any = dataclasses.MISSING
"""The default of a field without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrecy:
    """What may be secret in the values of a field."""

    masked: Callable[[Any], Any]
    """The value as it may be shown, references to variables left in it."""
    secrets: Callable[[Any], Iterable[str]]
    """What of a value without variables is masked wherever a server quotes it."""
    literals: Callable[[str, Any], Iterable[LiteralSecret]]
    """The secrets that the field of this name has written out, to be warned of."""
    without_literals: Callable[[Any, Names], Any]
    """The value with `${NAME}` in the place of each of these."""
    from_variables: Callable[[Expanded], Iterable[str]]
    """What of the values that took the place of variables is masked wherever a server quotes it."""


def _same(value: Any, *_: Any) -> Any:
    return value


def _none(*_: Any) -> tuple[()]:
    return ()


NOTHING_SECRET = Secrecy(
    masked=_same,
    secrets=_none,
    literals=_none,
    without_literals=_same,
    from_variables=_none,
)
"""Neither what is written out nor what comes from variables is a secret."""
TOLD_BY_ITS_FIELDS = NOTHING_SECRET
"""Of a table each field says it for itself."""
SECRET_IN_URL = Secrecy(
    masked=masked_url,
    secrets=secrets_in_url,
    literals=literals_in_url,
    without_literals=url_without,
    from_variables=values_beside_host,
)
SECRET_IN_HEADERS = Secrecy(
    masked=masked_headers,
    secrets=secrets_in_headers,
    literals=literals_in_headers,
    without_literals=headers_without,
    from_variables=values_in,
)
SECRET_IN_PARAMS = Secrecy(
    masked=masked_params,
    secrets=secrets_in_params,
    literals=literals_in_params,
    without_literals=params_without,
    from_variables=values_in,
)
SECRET_IN_JSON = Secrecy(
    masked=masked_json,
    secrets=secrets_in_json,
    literals=literals_in_json,
    without_literals=json_without,
    from_variables=values_in,
)
SECRET_IN_BODY = Secrecy(
    masked=masked_body,
    secrets=secrets_in_body,
    literals=literals_in_body,
    without_literals=body_without,
    from_variables=values_in,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """How a field is asked for in the form of a stream."""

    label: str
    hint: str = ""
    """What stands in the entry while it is empty."""
    about: str
    """What is said of it while it is filled in."""
    choices: tuple[str, ...] = ()
    """What can be chosen, where there is something to choose."""
    is_short: bool = False
    """Whether two of the kind fit side by side."""
    is_apart: bool = False
    """Whether it begins a group."""
    place: int = 0
    """Where it stands in the form; fields of one place stand in the order of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """All there is to know of one field but its docstring."""

    name: str
    default: Any
    """What it is if nothing is said of it; REQUIRED where something must be."""
    kind: Kind
    secrecy: Secrecy
    prompt: Prompt | None
    """None for a field that the form does not ask for."""
    option: Option | None

    @property
    def is_required(self) -> bool:
        """Whether each stream must say it for itself."""
        return self.default is REQUIRED

    @property
    def is_nullable(self) -> bool:
        """Whether None means something, though no file can say it."""
        return self.default is None

    def check(self, value: Any, at: KeyPath, report: Report) -> Any:
        """The value as the dataclass wants it, or report what is wrong with it."""
        return self.kind.check(value, at, report)

    def resolved(self, value: Any, values: Mapping[str, str], secrets: set[str]) -> Any:
        """The value with variables replaced; `secrets` gets what of them is to be masked.

        Raises MissingVariable and MalformedVariable.
        """
        if isinstance(self.kind, Table):
            return self.kind.resolved(value, values, secrets)
        if isinstance(self.kind, Tables):
            return value  # each in its turn: what they hold may be known only after the one before

        def change(text: str) -> str:
            expanded = expand(text, values)
            secrets.update(self.secrecy.from_variables(expanded))
            return expanded.text

        return None if value is None else self.kind.change_texts(value, change)


def facts(
    kind: Kind, *, secret: Secrecy, prompt: Prompt | None = None, option: Option | None = None
) -> Mapping[str, Any]:
    """The metadata for a field of a dataclass whose fields `fields_of` is to know."""
    return {_FACTS: {"kind": kind, "secrecy": secret, "prompt": prompt, "option": option}}


def fields_of(table: type) -> Mapping[str, Field]:
    """The fields of a dataclass by name, in order. Raises TypeError for one of which nothing is told."""
    found = {}
    for field in dataclasses.fields(table):
        if _FACTS not in field.metadata:
            raise TypeError(f"no one has told what {field.name} is, and whether it is secret")
        make = field.default_factory
        default = field.default if make is dataclasses.MISSING else make()
        found[field.name] = Field(name=field.name, default=default, **field.metadata[_FACTS])
    return MappingProxyType(found)


class Table(Kind):
    """Settings of their own, which a dataclass holds."""

    word = "table"

    def __init__(
        self, table: type, example: str, check_all: Callable[[Mapping[str, Any], KeyPath, Report], None]
    ) -> None:
        """`check_all` reports what is wrong with the keys that are there together."""
        self.table = table
        self.fields = fields_of(table)
        self._example = example
        self._check_all = check_all

    @property
    def shape(self) -> Shape:
        return {"type": "object"}

    def check(self, value: Any, at: KeyPath, report: Report) -> Any:
        """Keys in it that aren't known are not looked at."""
        if isinstance(value, self.table):
            value = {name: item for name in self.fields if (item := getattr(value, name)) is not None}
        if not isinstance(value, Mapping):
            report(at, f"is {kind(value)}", f"expected a table such as {{ {self._example} }}")
            return self.table()
        self._check_all(value, at, report)
        checked = {
            name: field.check(value[name], (*at, name), report)
            for name, field in self.fields.items()
            if name in value
        }
        return self.table(**checked)

    def written(self, value: Any) -> Any:
        return differing(value, self.fields)

    def resolved(self, value: Any, values: Mapping[str, str], secrets: set[str]) -> Any:
        """The settings with variables replaced, each by the rules of its field."""
        changed = {
            name: field.resolved(getattr(value, name), values, secrets) for name, field in self.fields.items()
        }
        return dataclasses.replace(value, **changed)


class Tables(Kind):
    """Several of the kind, in their order: a tuple of dataclasses."""

    word = "tables"
    lines = True

    def __init__(
        self,
        table: type,
        example: str,
        most: int,
        check_all: Callable[[Mapping[str, Any], KeyPath, Report], None],
    ) -> None:
        """`most` is how many there may be; `check_all` is as that of a table."""
        self.table = table
        self.fields = fields_of(table)
        self._example = example
        self._most = most
        self._check_all = check_all

    @property
    def shape(self) -> Shape:
        return {"type": "array", "maxItems": self._most}

    def check(self, value: Any, at: KeyPath, report: Report) -> Any:
        """A key that isn't known is refused: a request that is understood by half had better not be sent."""
        if not isinstance(value, list | tuple):
            report(at, f"is {kind(value)}", f"expected an array such as [{{ {self._example} }}]")
            return ()
        if len(value) > self._most:
            report(at, f"has {len(value):,} entries", f"expected {self._most} at most")
            return ()
        return tuple(self._checked(item, (*at, index), report) for index, item in enumerate(value))

    def written(self, value: Any) -> Any:
        return [differing(item, self.fields) for item in value]

    def _checked(self, item: Any, at: KeyPath, report: Report) -> Any:
        if isinstance(item, self.table):
            item = {name: given for name in self.fields if (given := getattr(item, name)) is not None}
        if not isinstance(item, Mapping):
            report(at, f"is {kind(item)}", f"expected a table such as {{ {self._example} }}")
            return self.table()
        for name in item:
            if name not in self.fields:
                report((*at, name), "is not a key that is known here", f"there are: {', '.join(self.fields)}")
        self._check_all(item, at, report)
        return self.table(
            **{
                name: field.check(item[name], (*at, name), report)
                for name, field in self.fields.items()
                if name in item
            }
        )


def leaves(record: Any, fields: Mapping[str, Field]) -> Iterator[tuple[Field, Any]]:
    """The fields of a dataclass and of all tables in it, each with its value; None is left out."""
    for name, field in fields.items():
        value = getattr(record, name)
        if isinstance(field.kind, Table):
            yield from leaves(value, field.kind.fields)
        elif isinstance(field.kind, Tables):
            for item in value:
                yield from leaves(item, field.kind.fields)
        elif value is not None:
            yield field, value


def differing(value: Any, fields: Mapping[str, Field]) -> dict[str, Any]:
    """What of a dataclass isn't as it is without being said, as a file has it."""
    return {
        name: field.kind.written(item)
        for name, field in fields.items()
        if (item := getattr(value, name)) != field.default
    }
