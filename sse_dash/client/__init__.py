"""An EventSource for asyncio: Server-Sent Events over aiohttp, as the HTML standard has them.

Also in place of `aiohttp_sse_client`: import this package as `sse_client`. The folder stands by itself:
copied to another place under any name it is a library that needs aiohttp and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .callbacks import Done as Done
    from .constants import DEFAULT_MAX_CONNECT_RETRY as DEFAULT_MAX_CONNECT_RETRY
    from .constants import DEFAULT_MAX_READ_RETRY as DEFAULT_MAX_READ_RETRY
    from .constants import DEFAULT_RECONNECTION_TIME as DEFAULT_RECONNECTION_TIME
    from .constants import READY_STATE_CLOSED as READY_STATE_CLOSED
    from .constants import READY_STATE_CONNECTING as READY_STATE_CONNECTING
    from .constants import READY_STATE_OPEN as READY_STATE_OPEN
    from .constants import ReadyState as ReadyState
    from .errors import AccessRefusedError as AccessRefusedError
    from .errors import EventSourceError as EventSourceError
    from .errors import NoContentError as NoContentError
    from .errors import ParseLimitError as ParseLimitError
    from .errors import PermanentError as PermanentError
    from .errors import ResponseDetails as ResponseDetails
    from .errors import TransientError as TransientError
    from .errors import UnexpectedResponseError as UnexpectedResponseError
    from .event_source import EventSource as EventSource
    from .event_source import Reconnect as Reconnect
    from .failures import ConnectionLostError as ConnectionLostError
    from .formats import Format as Format
    from .json_parser import JsonStreamParser as JsonStreamParser
    from .lifecycle import Closed as Closed
    from .lifecycle import Connecting as Connecting
    from .lifecycle import Ended as Ended
    from .lifecycle import EndReason as EndReason
    from .lifecycle import Failed as Failed
    from .lifecycle import Lifecycle as Lifecycle
    from .lifecycle import Notice as Notice
    from .lifecycle import NoticeKind as NoticeKind
    from .lifecycle import Observer as Observer
    from .lifecycle import Opened as Opened
    from .lifecycle import Retrying as Retrying
    from .lifecycle import Stage as Stage
    from .message import Aside as Aside
    from .message import AsideKind as AsideKind
    from .message import MessageEvent as MessageEvent
    from .parser import DEFAULT_MAX_EVENT_SIZE as DEFAULT_MAX_EVENT_SIZE
    from .parser import DEFAULT_MAX_ID_SIZE as DEFAULT_MAX_ID_SIZE
    from .parser import EventStreamParser as EventStreamParser
    from .prepared import Attempt as Attempt
    from .prepared import HeadersSource as HeadersSource
    from .prepared import Prepare as Prepare
    from .prepared import Prepared as Prepared
    from .prepared import RequestOptions as RequestOptions
    from .prepared import UrlSource as UrlSource
    from .request import CONTENT_TYPE_EVENT_STREAM as CONTENT_TYPE_EVENT_STREAM
    from .request import LAST_EVENT_ID_HEADER as LAST_EVENT_ID_HEADER
    from .retry import DEFAULT_MAX_DELAY as DEFAULT_MAX_DELAY
    from .retry import RetryPolicy as RetryPolicy
    from .retry import RetryTuning as RetryTuning
    from .retry import Setback as Setback
    from .timeouts import DEFAULT_CONNECT_TIMEOUT as DEFAULT_CONNECT_TIMEOUT

# Where each name lives. They are imported when first asked for: whoever needs only the parser or an event
# doesn't pay for aiohttp, which is most of the time that a program that has it takes to start.
_HOME = {
    "AccessRefusedError": "errors",
    "Attempt": "prepared",
    "CONTENT_TYPE_EVENT_STREAM": "request",
    "Closed": "lifecycle",
    "Connecting": "lifecycle",
    "ConnectionLostError": "failures",
    "DEFAULT_CONNECT_TIMEOUT": "timeouts",
    "DEFAULT_MAX_CONNECT_RETRY": "constants",
    "DEFAULT_MAX_DELAY": "retry",
    "DEFAULT_MAX_EVENT_SIZE": "parser",
    "DEFAULT_MAX_READ_RETRY": "constants",
    "DEFAULT_RECONNECTION_TIME": "constants",
    "Done": "callbacks",
    "EndReason": "lifecycle",
    "Ended": "lifecycle",
    "EventSource": "event_source",
    "EventSourceError": "errors",
    "EventStreamParser": "parser",
    "Failed": "lifecycle",
    "HeadersSource": "prepared",
    "LAST_EVENT_ID_HEADER": "request",
    "Lifecycle": "lifecycle",
    "NoticeKind": "lifecycle",
    "Stage": "lifecycle",
    "Aside": "message",
    "AsideKind": "message",
    "NoContentError": "errors",
    "DEFAULT_MAX_ID_SIZE": "parser",
    "Reconnect": "event_source",
    "Format": "formats",
    "JsonStreamParser": "json_parser",
    "MessageEvent": "message",
    "Notice": "lifecycle",
    "Observer": "lifecycle",
    "Opened": "lifecycle",
    "ParseLimitError": "errors",
    "PermanentError": "errors",
    "Prepare": "prepared",
    "Prepared": "prepared",
    "READY_STATE_CLOSED": "constants",
    "READY_STATE_CONNECTING": "constants",
    "READY_STATE_OPEN": "constants",
    "ReadyState": "constants",
    "RequestOptions": "prepared",
    "ResponseDetails": "errors",
    "RetryPolicy": "retry",
    "RetryTuning": "retry",
    "Retrying": "lifecycle",
    "Setback": "retry",
    "TransientError": "errors",
    "UnexpectedResponseError": "errors",
    "UrlSource": "prepared",
}

__all__ = [
    "CONTENT_TYPE_EVENT_STREAM",
    "DEFAULT_CONNECT_TIMEOUT",
    "DEFAULT_MAX_CONNECT_RETRY",
    "DEFAULT_MAX_DELAY",
    "DEFAULT_MAX_EVENT_SIZE",
    "DEFAULT_MAX_ID_SIZE",
    "DEFAULT_MAX_READ_RETRY",
    "DEFAULT_RECONNECTION_TIME",
    "LAST_EVENT_ID_HEADER",
    "READY_STATE_CLOSED",
    "READY_STATE_CONNECTING",
    "READY_STATE_OPEN",
    "AccessRefusedError",
    "Aside",
    "AsideKind",
    "Attempt",
    "Closed",
    "Connecting",
    "ConnectionLostError",
    "Done",
    "EndReason",
    "Ended",
    "EventSource",
    "EventSourceError",
    "EventStreamParser",
    "Failed",
    "Format",
    "HeadersSource",
    "JsonStreamParser",
    "Lifecycle",
    "MessageEvent",
    "NoContentError",
    "Notice",
    "NoticeKind",
    "Observer",
    "Opened",
    "ParseLimitError",
    "PermanentError",
    "Prepare",
    "Prepared",
    "ReadyState",
    "Reconnect",
    "RequestOptions",
    "ResponseDetails",
    "RetryPolicy",
    "RetryTuning",
    "Retrying",
    "Setback",
    "Stage",
    "TransientError",
    "UnexpectedResponseError",
    "UrlSource",
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
