"""Which limit of time applies, where several are given (rule 17)."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from aiohttp.client import DEFAULT_TIMEOUT

from sse_dash.client import EventSource
from sse_dash.client.timeouts import DEFAULT_CONNECT_TIMEOUT, UNSET, Timeouts

ClientTimeout = aiohttp.ClientTimeout


def limits(timeouts: Timeouts, session: aiohttp.ClientTimeout = DEFAULT_TIMEOUT) -> tuple[float | None, ...]:
    """Total, connect, sock_connect, sock_read."""
    merged = timeouts.over(session)
    return (merged.total, merged.connect, merged.sock_connect, merged.sock_read)


def given(timeout: aiohttp.ClientTimeout | float | None = None, **own: float | None) -> Timeouts:
    return Timeouts(timeout, connect=own.get("connect", UNSET), idle=own.get("idle", UNSET))


def test_without_a_word_only_connecting_is_limited() -> None:
    assert limits(given()) == (None, DEFAULT_CONNECT_TIMEOUT, DEFAULT_CONNECT_TIMEOUT, None)


def test_the_event_sources_own_are_what_they_say() -> None:
    assert limits(given(connect=3, idle=60)) == (None, 3, 3, 60)
    assert limits(given(connect=None, idle=None)) == (None, None, None, None)


def test_timeout_is_merged_with_them() -> None:
    assert limits(given(ClientTimeout(total=5), idle=60)) == (5, 10, 10, 60)
    assert limits(given(ClientTimeout(sock_read=60), connect=3)) == (None, 3, 3, 60)
    assert limits(given(ClientTimeout(connect=4))) == (None, 4, 4, None)
    assert limits(given(ClientTimeout(sock_connect=4))) == (None, 4, 4, None)


def test_a_number_is_the_total() -> None:
    assert limits(given(5)) == (5, 10, 10, None)


def test_what_contradicts_itself_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"idle_timeout=9 and timeout.sock_read=5"):
        given(ClientTimeout(sock_read=5), idle=9)
    with pytest.raises(ValueError, match=r"connect_timeout=9 and timeout.connect=5"):
        given(ClientTimeout(connect=5), connect=9)
    with pytest.raises(ValueError, match=r"connect_timeout=None and timeout.sock_connect=5"):
        given(ClientTimeout(sock_connect=5), connect=None)
    assert limits(given(ClientTimeout(sock_read=5), idle=5))[3] == 5


def test_a_lent_sessions_own_apply_but_for_its_total() -> None:
    session = ClientTimeout(total=60, sock_read=20, connect=2)
    assert limits(given(), session) == (None, 2, 2, 20)
    assert limits(given(), ClientTimeout(sock_connect=3)) == (None, 3, 3, None)


def test_what_is_said_nearer_than_the_session_holds() -> None:
    session = ClientTimeout(total=60, sock_read=20, connect=2)
    assert limits(given(connect=7, idle=None), session) == (None, 7, 7, None)
    assert limits(given(ClientTimeout(sock_read=5)), session) == (None, 2, 2, 5)


def test_the_defaults_of_aiohttp_are_no_ones_word() -> None:
    assert limits(given(), DEFAULT_TIMEOUT) == (None, 10, 10, None)


@pytest.mark.parametrize("name", ["connect_timeout", "idle_timeout", "answer_timeout"])
@pytest.mark.parametrize("seconds", [-1, float("nan")])
def test_a_time_that_no_one_can_wait_is_refused(name: str, seconds: float) -> None:
    options: dict[str, Any] = {name: seconds}
    with pytest.raises(ValueError, match=name):
        EventSource("http://a.example", **options)
