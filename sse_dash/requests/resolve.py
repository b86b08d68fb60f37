"""A spec with its variables replaced by values of the environment. Nothing here keeps or shows a value: what
comes out of `resolve` is opaque. What a `${NAME}` may look like is `template.py`'s affair.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sse_dash.requests.resolved import ResolvedRequest, as_it_stands
from sse_dash.requests.spec import StreamSpec
from sse_dash.requests.template import expand, variables_in

_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?P<before_host>(?:[^/?#]*@)?)[^/?#@]*")
"""Of a URL: scheme, user with password, host and port."""


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
    return frozenset(variable.name for text in _texts(spec) for variable in variables_in(text))


class _Reading:
    """Values as they are read, and those of them that are to be masked."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.secrets: set[str] = set()

    def text(self, text: str) -> str:
        expanded = expand(text, self.environ)
        self.secrets.update(expanded.text[start:end] for start, end in expanded.values)
        return expanded.text

    def url(self, text: str) -> str:
        """Scheme, host and port are no secret, and without them no one knows what was not reached."""
        expanded = expand(text, self.environ)
        match = _AUTHORITY.match(expanded.text)
        user, host, host_end = (*match.span("before_host"), match.end()) if match else (0, 0, 0)
        for start, end in expanded.values:
            self.secrets.add(expanded.text[max(start, user) : min(end, host)])
            self.secrets.add(expanded.text[max(start, host_end) : end])
        return expanded.text

    def path(self, path: str | None) -> str | None:
        """No secret: without it, no one knows which file is missing."""
        return None if path is None else expand(path, self.environ).text

    def json(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self.json(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.json(item) for item in value]
        return value


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
