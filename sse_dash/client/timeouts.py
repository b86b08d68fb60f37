"""Which limits of time a connection has, where an EventSource, its request and its session may each say."""

from __future__ import annotations

from enum import Enum
from typing import Final

import aiohttp


class Unset(Enum):
    """Not given, where None means that there is no limit."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET

DEFAULT_CONNECT_TIMEOUT: Final = 10.0
"""Seconds."""

Seconds = float | None | Unset


def check_seconds(name: str, value: Seconds) -> None:
    """Raise ValueError for a time that no one can wait: less than 0, or not a number."""
    if value is not None and not isinstance(value, Unset) and not value >= 0:  # NaN, too
        raise ValueError(f"{name} must be 0 s or more, or None for no limit, not {value}")


class Timeouts:
    """What was given for one EventSource. Its own word holds, then its request's, then its session's."""

    def __init__(
        self, given: aiohttp.ClientTimeout | float | None, *, connect: Seconds, idle: Seconds
    ) -> None:
        """`given` is the request's `timeout`; a number is its total, in seconds.

        Raises ValueError where it says something else than `connect` or `idle` do, and for less than 0 s.
        """
        check_seconds("connect_timeout", connect)
        check_seconds("idle_timeout", idle)
        if not isinstance(given, aiohttp.ClientTimeout):
            given = aiohttp.ClientTimeout(total=given)
        for name, value, field in (
            ("connect_timeout", connect, "connect"),
            ("connect_timeout", connect, "sock_connect"),
            ("idle_timeout", idle, "sock_read"),
        ):
            said = getattr(given, field)
            if value is not UNSET and said is not None and said != value:
                raise ValueError(f"{name}={value} and timeout.{field}={said} contradict each other: give one")
        self._given = given
        self._connect = connect
        self._idle = idle

    def over(self, session: aiohttp.ClientTimeout) -> aiohttp.ClientTimeout:
        """The limits of an attempt. The session's own count where it was given any, but for its total: a
        stream is not too long after five minutes."""
        given, lent = self._given, None if session == aiohttp.client.DEFAULT_TIMEOUT else session

        def first(*seconds: Seconds) -> float | None:
            return next((value for value in seconds if not isinstance(value, Unset)), None)

        def said(timeout: aiohttp.ClientTimeout | None, *fields: str) -> Seconds:
            values = (getattr(timeout, field) for field in fields) if timeout else ()
            return next((value for value in values if value is not None), UNSET)

        return aiohttp.ClientTimeout(
            total=given.total,
            connect=first(
                said(given, "connect", "sock_connect"),
                self._connect,
                said(lent, "connect", "sock_connect"),
                DEFAULT_CONNECT_TIMEOUT,
            ),
            sock_connect=first(
                said(given, "sock_connect", "connect"),
                self._connect,
                said(lent, "sock_connect", "connect"),
                DEFAULT_CONNECT_TIMEOUT,
            ),
            sock_read=first(said(given, "sock_read"), self._idle, said(lent, "sock_read"), None),
            ceil_threshold=given.ceil_threshold,
        )
