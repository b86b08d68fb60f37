"""An EventSource for asyncio: Server-Sent Events over aiohttp, as the HTML standard has them.

Also in place of `aiohttp_sse_client`: `from sse_dash import client as sse_client`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sse_dash.client.errors import AccessRefusedError as AccessRefusedError
    from sse_dash.client.errors import EventSourceError as EventSourceError
    from sse_dash.client.errors import ParseLimitError as ParseLimitError
    from sse_dash.client.errors import PermanentError as PermanentError
    from sse_dash.client.errors import ResponseDetails as ResponseDetails
    from sse_dash.client.errors import TransientError as TransientError
    from sse_dash.client.errors import UnexpectedResponseError as UnexpectedResponseError
    from sse_dash.client.event_source import DEFAULT_MAX_CONNECT_RETRY as DEFAULT_MAX_CONNECT_RETRY
    from sse_dash.client.event_source import DEFAULT_RECONNECTION_TIME as DEFAULT_RECONNECTION_TIME
    from sse_dash.client.event_source import READY_STATE_CLOSED as READY_STATE_CLOSED
    from sse_dash.client.event_source import READY_STATE_CONNECTING as READY_STATE_CONNECTING
    from sse_dash.client.event_source import READY_STATE_OPEN as READY_STATE_OPEN
    from sse_dash.client.event_source import EventSource as EventSource
    from sse_dash.client.event_source import ReadyState as ReadyState
    from sse_dash.client.message import MessageEvent as MessageEvent
    from sse_dash.client.parser import EventStreamParser as EventStreamParser
    from sse_dash.client.request import CONTENT_TYPE_EVENT_STREAM as CONTENT_TYPE_EVENT_STREAM
    from sse_dash.client.request import LAST_EVENT_ID_HEADER as LAST_EVENT_ID_HEADER

# Where each name lives. They are imported when first asked for: whoever needs only the parser or an event
# doesn't pay for aiohttp, which is most of the time that the dashboard takes to start.
_HOME = {
    "AccessRefusedError": "errors",
    "CONTENT_TYPE_EVENT_STREAM": "request",
    "DEFAULT_MAX_CONNECT_RETRY": "event_source",
    "DEFAULT_RECONNECTION_TIME": "event_source",
    "EventSource": "event_source",
    "EventSourceError": "errors",
    "EventStreamParser": "parser",
    "LAST_EVENT_ID_HEADER": "request",
    "MessageEvent": "message",
    "ParseLimitError": "errors",
    "PermanentError": "errors",
    "READY_STATE_CLOSED": "event_source",
    "READY_STATE_CONNECTING": "event_source",
    "READY_STATE_OPEN": "event_source",
    "ReadyState": "event_source",
    "ResponseDetails": "errors",
    "TransientError": "errors",
    "UnexpectedResponseError": "errors",
}

__all__ = [
    "CONTENT_TYPE_EVENT_STREAM",
    "DEFAULT_MAX_CONNECT_RETRY",
    "DEFAULT_RECONNECTION_TIME",
    "LAST_EVENT_ID_HEADER",
    "READY_STATE_CLOSED",
    "READY_STATE_CONNECTING",
    "READY_STATE_OPEN",
    "AccessRefusedError",
    "EventSource",
    "EventSourceError",
    "EventStreamParser",
    "MessageEvent",
    "ParseLimitError",
    "PermanentError",
    "ReadyState",
    "ResponseDetails",
    "TransientError",
    "UnexpectedResponseError",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
