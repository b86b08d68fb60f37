"""`${NAME}` in a stream spec, and its value from the environment. Nothing here keeps or shows a value.

`${NAME}` is the variable's value and must be set; `${NAME:-default}` falls back to `default`, up to the
next `}`, where the variable is unset or empty, as in a shell; `$${` is a plain `${`. A `${` of any other
shape is an error, so that a misspelt name is not sent to a server as it stands.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sse_dash.streams.spec import StreamSpec

_PLACEHOLDER = re.compile(
    r"""
      \$\$\{
    | \$\{ (?P<name> [A-Za-z_][A-Za-z0-9_]* ) (?: :- (?P<default> (?: (?!\$\{) [^}] )* ) )? \}
    | \$\{ (?P<malformed>)
    """,
    re.VERBOSE,
)


class VariableError(ValueError):
    """A `${...}` that can't be replaced by a value. Holds nothing of the text around it."""


class MissingVariable(VariableError):
    """A variable without a value and without a default."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the environment variable {name} is not set; set it before sse-dash starts, "
            f"or write ${{{name}:-default}}"
        )
        self.name = name
        """The variable's name."""


class MalformedVariable(VariableError):
    """A `${` that begins no variable."""

    def __init__(self, position: int) -> None:
        super().__init__(
            f"the ${{ at character {position + 1} begins no variable; "
            "write ${NAME} or ${NAME:-default}, or $${ for a plain ${"
        )
        self.position = position
        """The offset of its `$`, from 0."""


def expand(text: str, environ: Mapping[str, str]) -> str:
    """The text with its variables replaced, once: what a value holds is not looked into.

    Raises MissingVariable and MalformedVariable.
    """

    def value(match: re.Match[str]) -> str:
        if match["malformed"] is not None:
            raise MalformedVariable(match.start())
        name, default = match["name"], match["default"]
        if name is None:
            return "${"
        if default is not None:
            return environ.get(name) or default
        if name not in environ:
            raise MissingVariable(name)
        return environ[name]

    return _PLACEHOLDER.sub(value, text)


def check(text: str) -> None:
    """Raise MalformedVariable where `expand` would, whatever is set. Reads no variable."""
    for match in _PLACEHOLDER.finditer(text):
        if match["malformed"] is not None:
            raise MalformedVariable(match.start())


def resolve(spec: StreamSpec, environ: Mapping[str, str] | None = None) -> StreamSpec:
    """The spec to connect with: variables of its URL, header values, body and JSON texts replaced.

    Values are read now from `environ`, or from the process's environment, and go into the text as they
    are: not quoted for a URL, nor for JSON within `body`. Keys of JSON objects are left alone.
    Raises MissingVariable and MalformedVariable. The result holds secrets: not to be saved, shown or logged.
    """
    variables_of = os.environ if environ is None else environ
    return replace(
        spec,
        url=expand(spec.url, variables_of),
        headers={name: expand(value, variables_of) for name, value in spec.headers.items()},
        body=None if spec.body is None else expand(spec.body, variables_of),
        json=_expand_json(spec.json, variables_of),
    )


def variables(spec: StreamSpec) -> frozenset[str]:
    """The names of all variables that `resolve` would look up, those with a default too."""
    return frozenset(
        match["name"] for text in _texts(spec) for match in _PLACEHOLDER.finditer(text) if match["name"]
    )


def _expand_json(value: Any, environ: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return expand(value, environ)
    if isinstance(value, Mapping):
        return {key: _expand_json(item, environ) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_expand_json(item, environ) for item in value]
    return value


def _texts(spec: StreamSpec) -> Iterator[str]:
    yield spec.url
    yield from spec.headers.values()
    if spec.body is not None:
        yield spec.body
    yield from _json_texts(spec.json)


def _json_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _json_texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _json_texts(item)
