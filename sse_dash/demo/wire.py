"""Events of the demo as bytes of the event stream format. No I/O, and no opinion on what the events say."""

from __future__ import annotations

from typing import TypeAlias

Event: TypeAlias = tuple[str, str]
"""The type and the data of an event; an empty type leaves the field out, so that it is `message`."""

KEEP_ALIVE = b": keep-alive\n\n"


def event_bytes(event_type: str, data: str, event_id: str = "") -> bytes:
    """One event with its blank line; data of several lines becomes several `data` fields.

    Type and id must be single lines, and data may hold no CR: the feeds are our own and write none.
    """
    fields = []
    if event_id:
        fields.append(f"id: {event_id}\n")
    if event_type:
        fields.append(f"event: {event_type}\n")
    fields.extend(f"data: {line}\n" for line in data.split("\n"))
    fields.append("\n")
    return "".join(fields).encode()


def retry_bytes(milliseconds: int) -> bytes:
    """The `retry` field alone: how long a client should wait before it connects again."""
    return f"retry: {milliseconds}\n\n".encode()
