"""Which format the body of an answer is in, by its content type, and what a request says it takes.

The standard knows one format and one content type (HTML 9.2.3): that is the default here. The rest is for
streams of JSON values, such as NDJSON, which a caller has to ask for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Literal

EVENT_STREAM = "text/event-stream"
ANY = "*/*"
_JSON = "application/json"
_JSON_LINES = frozenset(
    """
    application/x-ndjson application/ndjson application/jsonl application/x-jsonl application/jsonlines
    application/x-jsonlines application/json-lines application/x-json-lines application/json-seq
    application/json-stream application/x-json-stream application/stream+json application/x-json-seq
    text/x-ndjson text/ndjson text/jsonl
    """.split()  # noqa: SIM905 - reads better as words
)
"""What says that it is several values."""

Format = Literal["sse", "ndjson", "auto"]
FORMATS: tuple[Format, ...] = ("sse", "ndjson", "auto")


class BodyKind(Enum):
    """What a body is made of."""

    EVENTS = "events"
    """The event stream format."""
    VALUES = "values"
    """JSON values, one after another."""
    VALUE = "value"
    """Of these maybe but one: the content type doesn't say that it is a stream."""


@dataclass(frozen=True, slots=True)
class Formats:
    """What an answer may be."""

    format: Format = "sse"
    content_types: Collection[str] = ()
    """Content types that are taken for `format` besides its own; an empty one is an answer that has none, and
    `*/*` any."""

    def kind_of(self, content_type: str) -> BodyKind | None:
        """What a body of this type, in lower case and without parameters, is made of; None where it isn't
        what was asked for."""
        wants_json = self.format != "sse"
        if content_type in self.content_types or ANY in self.content_types:
            return BodyKind.VALUES if wants_json else BodyKind.EVENTS
        if content_type == EVENT_STREAM:
            return None if self.format == "ndjson" else BodyKind.EVENTS
        if not wants_json:
            return None
        # `application/vnd.x+x-ndjson` is NDJSON, as `application/vnd.x+json` is JSON.
        main, _, suffix = content_type.rpartition("+")
        if content_type in _JSON_LINES or (main and f"application/{suffix}" in _JSON_LINES):
            return BodyKind.VALUES
        return BodyKind.VALUE if content_type == _JSON or content_type.endswith("+json") else None

    def accept(self, method: str, *, sends_json: bool) -> str:
        """The `Accept` header where the caller gives none."""
        if self.format == "ndjson":
            return f"application/x-ndjson, {_JSON}"
        # What is asked with JSON may be answered with it: MCP requires that both are taken.
        return (
            f"{_JSON}, {EVENT_STREAM}"
            if self.format == "auto" and method != "GET" and sends_json
            else EVENT_STREAM
        )
