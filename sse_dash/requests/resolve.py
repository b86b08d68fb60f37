"""A spec with its variables replaced by values of the environment. Nothing here keeps or shows a value: what
comes out of `resolve` is opaque. What a `${NAME}` may look like is `template.py`'s affair, and which fields
may hold one is told where they are declared.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from sse_dash.requests.fields import leaves
from sse_dash.requests.kinds import Kind
from sse_dash.requests.resolved import ResolvedRequest, as_it_stands
from sse_dash.requests.spec import STREAM_FIELDS, StreamSpec
from sse_dash.requests.steps import Step, server_of
from sse_dash.requests.template import Variable, change_variables, is_command, literal, variables_in

_OF_THE_STREAM = frozenset({"accept", "content-type", "content-length", "last-event-id"})
"""Headers that say what the stream's own request is about, and are of no use to another."""


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


def with_values(spec: StreamSpec, values: Mapping[str, str | None]) -> StreamSpec:
    """The spec with these values in the place of what refers to them; steps are left as they are.

    A value that is None has nothing to stand for it but a default: headers and parameters that need it are
    left out, and elsewhere it is empty.
    """

    def value_of(variable: Variable) -> str:
        if variable.name not in values:
            return variable.written
        value = values[variable.name]
        return literal((variable.default or "") if value is None else value)

    def is_known(text: str) -> bool:
        return all(
            variable.default is not None or values.get(variable.name, "") is not None
            for variable in variables_in(text)
        )

    def change(text: str) -> str:
        return change_variables(text, value_of)

    def change_but_commands(text: str) -> str:
        return change_variables(text, lambda v: v.written if is_command(v.name) else value_of(v))

    if None in values.values():
        spec = replace(
            spec,
            headers={name: text for name, text in spec.headers.items() if is_known(text)},
            params={name: text for name, text in spec.params.items() if is_known(text)},
        )
    changed = {
        name: field.kind.change_texts(value, change if field.kind.may_run else change_but_commands)
        for name, field in STREAM_FIELDS.items()
        if (value := getattr(spec, name)) is not None
    }
    return replace(spec, **changed)


def request_of(
    step: Step, spec: StreamSpec, taken: Mapping[str, str | None], to_come: Collection[str]
) -> StreamSpec:
    """The request of a step as one of its own, which goes the way of the stream's, with what was taken.

    The stream's headers go along to its own server, but for those that need a value still to come.
    """
    url = step.url_for(spec.url)
    own = {name.lower() for name in step.headers}
    missing = set(to_come) - taken.keys()
    inherited = {
        name: text
        for name, text in spec.headers.items()
        if server_of(url) == server_of(spec.url)
        and name.lower() not in own | _OF_THE_STREAM
        and not missing & {variable.name for variable in variables_in(text)}
    }
    made = replace(
        spec, url=url, method=step.sent_method, headers={**inherited, **step.headers}, params=step.params,
        json=step.json, body=step.body, before=(), after_open=(), last_event_id="",
    )  # fmt: skip
    return with_values(made, taken)


def requests_of(spec: StreamSpec) -> list[StreamSpec]:
    """All that is sent for a stream, each as a request of its own, in order; nothing is taken yet."""
    before = [request_of(step, spec, {}, ()) for step in spec.before]
    after = [request_of(step, spec, {}, ()) for step in spec.after_open]
    return [*before, replace(spec, before=(), after_open=()), *after]


def taken_by(steps: Iterable[Step]) -> frozenset[str]:
    """The names of all values that these steps take."""
    return frozenset(name for step in steps for name in step.take)


def variables(spec: StreamSpec, *, sent: bool = False) -> frozenset[str]:
    """The names of all variables of the environment that would be looked up, those with a default too; with
    `sent` only of those that don't merely lead to a file of ours."""
    names = _names(spec, lambda kind: not (sent and kind.is_local))
    taken = taken_by((*spec.before, *spec.after_open))
    return frozenset(name for name in names if not is_command(name)) - taken


def missing(spec: StreamSpec, values: Mapping[str, str]) -> list[str]:
    """The names of all that must be there and isn't, each once, in the order in which they are looked up."""
    taken = taken_by((*spec.before, *spec.after_open))
    names: dict[str, None] = {}

    def note(text: str) -> str:
        for each in variables_in(text):
            if each.default is None and not is_command(each.name) and each.name not in taken:
                names.setdefault(each.name)
        return text

    for field, value in leaves(spec, STREAM_FIELDS):
        field.kind.change_texts(value, note)
    return [name for name in names if name not in values]


def commands(spec: StreamSpec) -> frozenset[str]:
    """What would be run for its values, steps and all, each by the name that its variable has."""
    return frozenset(name for name in _names(spec, lambda kind: kind.may_run) if is_command(name))


def _names(spec: StreamSpec, counts: Callable[[Kind], bool]) -> set[str]:
    """The names of the variables in all fields whose kind counts."""
    names: set[str] = set()

    def note(text: str) -> str:
        names.update(variable.name for variable in variables_in(text))
        return text

    for field, value in leaves(spec, STREAM_FIELDS):
        if counts(field.kind):
            field.kind.change_texts(value, note)
    return names
