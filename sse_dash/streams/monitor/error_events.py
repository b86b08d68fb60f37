"""Events by which a server says, in a stream that stays open, that something went wrong.

There is no one way to say it: some name the event `error`, and services of language models and JSON-RPC send
an `error` in the data of any event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sse_dash.client.message import MessageEvent
from sse_dash.json.decoding import decoded

_LONGEST = 1_000
"""Characters of the data that are told where it has no words for people."""
_MOST_MEMBERS = 3
"""Members of an object whose `error` is mere text: a line of a log has one, too, among many."""
_WORDS = ("message", "detail", "description", "type", "code")
"""Where an error's words are found, the best first."""


def errors_in(batch: Sequence[MessageEvent]) -> Iterator[tuple[int, str]]:
    """Of each event of a read that tells of an error, how many came after it, and what went wrong."""
    for place, (event_type, data, _, _) in enumerate(batch, 1):
        # Looked at here, since a call for each event costs as much as taking it in.
        if event_type.lower() == "error" or '"error' in data or '"ERROR"' in data:
            words = error_in(batch[place - 1])
            if words is not None:
                yield len(batch) - place, words


def error_in(event: MessageEvent) -> str | None:
    """What went wrong, if the event says that something did; not safe to draw, and not free of secrets."""
    data = decoded(event.data)
    is_named_so = _is_name(event.type)
    if isinstance(data, Mapping):
        is_named_so |= _is_name(data.get("type"))
        if (words := _in_object(data, is_named_so=is_named_so)) is not None:
            return words or event.data[:_LONGEST]
    if not is_named_so:
        return None
    return (_told(data) if isinstance(data, Mapping) else None) or event.data[:_LONGEST] or "an error event"


def _is_name(name: object) -> bool:
    return isinstance(name, str) and name.lower() == "error"


def _in_object(data: Mapping[str, object], *, is_named_so: bool) -> str | None:
    """The words of the error that an object has; empty if it has no words, None if there is none."""
    error = data.get("error")
    if isinstance(error, str) and error:
        is_all = is_named_so or len(data) <= _MOST_MEMBERS
        return _told({**data, "message": data.get("message") or error}) if is_all else None
    response, errors = data.get("response"), data.get("errors")
    if not error and isinstance(response, Mapping):  # of a language model, `response.failed`
        error = response.get("error")
    if not error and is_named_so:  # of a watch of Kubernetes
        error = data.get("object")
    if not error and isinstance(errors, list) and errors and len(data) <= _MOST_MEMBERS:  # of GraphQL
        error = errors[0]
    return (_told(error) or "") if isinstance(error, Mapping) and error else None


def _told(error: Mapping[str, object]) -> str | None:
    """The words for people in it, with its code where that is another thing."""
    found = [error[name] for name in _WORDS if isinstance(error.get(name), str | int) and error[name] != ""]
    if not found:
        return None
    words, code = str(found[0]), error.get("code")
    if isinstance(code, str | int) and str(code) not in words and code != "":
        words = f"{words} ({code})"
    return words[:_LONGEST]
