"""A spec with its variables replaced by values of the environment. Nothing here keeps or shows a value: what
comes out of `resolve` is opaque. What a `${NAME}` may look like is `template.py`'s affair, and which fields
may hold one is told where they are declared.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace

from sse_dash.requests.fields import leaves
from sse_dash.requests.resolved import ResolvedRequest, as_it_stands
from sse_dash.requests.spec import STREAM_FIELDS, StreamSpec
from sse_dash.requests.template import variables_in


def resolve(spec: StreamSpec, environ: Mapping[str, str] | None = None) -> ResolvedRequest:
    """The request to send now: the variables in it replaced.

    Values are read from `environ`, or from the process's environment, and go into the text as they are: not
    quoted for a URL, save in parameters, nor for JSON within `body`. Keys of JSON objects are left alone.
    Values are masked wherever a server quotes them, but for the host and the port of a URL.
    Raises MissingVariable and MalformedVariable.
    """
    values = os.environ if environ is None else environ
    secrets: set[str] = set()
    plain = {
        name: field.resolved(getattr(spec, name), values, secrets) for name, field in STREAM_FIELDS.items()
    }
    return as_it_stands(replace(spec, **plain), secrets, values)


def variables(spec: StreamSpec, *, sent: bool = False) -> frozenset[str]:
    """The names of all variables that `resolve` would look up, those with a default too; with `sent` only of
    those that don't merely lead to a file of ours."""
    names: set[str] = set()

    def note(text: str) -> str:
        names.update(variable.name for variable in variables_in(text))
        return text

    for field, value in leaves(spec, STREAM_FIELDS):
        if not (sent and field.kind.is_local):
            field.kind.change_texts(value, note)
    return frozenset(names)
