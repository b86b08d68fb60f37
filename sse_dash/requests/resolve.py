"""`${NAME}` in a stream spec, and its value from the environment. Nothing here keeps or shows a value: what
comes out of `resolve` is opaque.

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

from sse_dash.requests.resolved import ResolvedRequest, as_it_stands
from sse_dash.requests.spec import StreamSpec

_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?P<before_host>(?:[^/?#]*@)?)[^/?#@]*")
"""Of a URL: scheme, user with password, host and port."""

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
    return _expand(text, environ)[0]


def check(text: str) -> None:
    """Raise MalformedVariable where `expand` would, whatever is set. Reads no variable."""
    for match in _PLACEHOLDER.finditer(text):
        if match["malformed"] is not None:
            raise MalformedVariable(match.start())


def resolve(spec: StreamSpec, environ: Mapping[str, str] | None = None) -> ResolvedRequest:
    """The request to send now: variables of URL, header values, parameters, body, texts of JSON, proxy and
    paths replaced.

    Values are read from `environ`, or from the process's environment, and go into the text as they are: not
    quoted for a URL, save in parameters, nor for JSON within `body`. Keys of JSON objects are left alone.
    Values are masked wherever a server quotes them, but for the host and the port of a URL.
    Raises MissingVariable and MalformedVariable.
    """
    reading = _Reading(os.environ if environ is None else environ)
    plain = replace(
        spec,
        url=reading.url(spec.url),
        headers={name: reading.text(value) for name, value in spec.headers.items()},
        params={name: reading.text(value) for name, value in spec.params.items()},
        body=None if spec.body is None else reading.text(spec.body),
        json=reading.json(spec.json),
        proxy=None if spec.proxy is None else reading.url(spec.proxy),
        tls=replace(
            spec.tls,
            ca=reading.path(spec.tls.ca),
            cert=reading.path(spec.tls.cert),
            key=reading.path(spec.tls.key),
        ),
    )
    return as_it_stands(plain, reading.secrets)


def variables(spec: StreamSpec) -> frozenset[str]:
    """The names of all variables that `resolve` would look up, those with a default too."""
    return frozenset(
        match["name"] for text in _texts(spec) for match in _PLACEHOLDER.finditer(text) if match["name"]
    )


class _Reading:
    """Values as they are read, and those of them that are to be masked."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.secrets: set[str] = set()

    def text(self, text: str) -> str:
        expanded, values = _expand(text, self.environ)
        self.secrets.update(expanded[start:end] for start, end in values)
        return expanded

    def url(self, text: str) -> str:
        """Scheme, host and port are no secret, and without them no one knows what was not reached."""
        expanded, values = _expand(text, self.environ)
        match = _AUTHORITY.match(expanded)
        shown = (
            [match.span("before_host")[0], match.span("before_host")[1], match.end()] if match else [0, 0, 0]
        )
        for start, end in values:
            self.secrets.add(expanded[max(start, shown[0]) : min(end, shown[1])])
            self.secrets.add(expanded[max(start, shown[2]) : end])
        return expanded

    def path(self, path: str | None) -> str | None:
        """No secret: without it, no one knows which file is missing."""
        return None if path is None else expand(path, self.environ)

    def json(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self.json(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.json(item) for item in value]
        return value


def _expand(text: str, environ: Mapping[str, str]) -> tuple[str, list[tuple[int, int]]]:
    """The expanded text, and where in it values of the environment stand, which defaults are not."""
    parts: list[str] = []
    values: list[tuple[int, int]] = []
    length = last = 0
    for match in _PLACEHOLDER.finditer(text):
        if match["malformed"] is not None:
            raise MalformedVariable(match.start())
        name, default = match["name"], match["default"]
        if name is None:
            value = "${"
        elif default is None and name not in environ:
            raise MissingVariable(name)
        else:
            value = environ.get(name) or default or ""
        before = text[last : match.start()]
        parts += [before, value]
        length += len(before) + len(value)
        if name is not None and environ.get(name):
            values.append((length - len(value), length))
        last = match.end()
    return "".join([*parts, text[last:]]), values


def _texts(spec: StreamSpec) -> Iterator[str]:
    yield spec.url
    yield from spec.headers.values()
    yield from spec.params.values()
    for text in (spec.body, spec.proxy, spec.tls.ca, spec.tls.cert, spec.tls.key):
        if text is not None:
            yield text
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
