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
        if event_type == "error" or '"error"' in data:
            words = error_in(batch[place - 1])
            if words is not None:
                yield len(batch) - place, words


def error_in(event: MessageEvent) -> str | None:
    """What went wrong, if the event says that something did; not safe to draw, and not free of secrets."""
    is_named_so = event.type == "error"
    data = decoded(event.data)
    error = data.get("error") if isinstance(data, Mapping) else None
    if isinstance(error, Mapping) and error:
        return _told(error) or event.data[:_LONGEST]
    if isinstance(error, str) and error and isinstance(data, Mapping):
        if is_named_so or len(data) <= _MOST_MEMBERS:
            return _told({**data, "message": data.get("message") or error})
        return None
    if not is_named_so:
        return None
    return (_told(data) if isinstance(data, Mapping) else None) or event.data[:_LONGEST] or "an error event"


def _told(error: Mapping[str, object]) -> str | None:
    """The words for people in it, with its code where that is another thing."""
    found = [error[name] for name in _WORDS if isinstance(error.get(name), str | int) and error[name] != ""]
    if not found:
        return None
    words, code = str(found[0]), error.get("code")
    if isinstance(code, str | int) and str(code) not in words and code != "":
        words = f"{words} ({code})"
    return words[:_LONGEST]
