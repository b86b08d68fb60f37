"""The ready states of the standard, and what an EventSource is made with unless told otherwise."""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum
from typing import Final

DEFAULT_RECONNECTION_TIME: Final = timedelta(seconds=1)
DEFAULT_MAX_CONNECT_RETRY: Final = 5
DEFAULT_MAX_READ_RETRY: Final = 10
"""`aiohttp-sse-client` has it and makes no use of it; nor is any made here."""
DEFAULT_READ_SIZE: Final = 64 * 1024
"""Bytes."""


class ReadyState(IntEnum):
    """The `readyState` of the HTML standard."""

    CONNECTING = 0
    OPEN = 1
    CLOSED = 2


READY_STATE_CONNECTING: Final = ReadyState.CONNECTING
READY_STATE_OPEN: Final = ReadyState.OPEN
READY_STATE_CLOSED: Final = ReadyState.CLOSED
