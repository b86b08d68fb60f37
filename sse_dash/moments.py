"""Moments, in seconds since 1970, as people read them: time of day, day and zone, local or in UTC."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

_QUARTER = 15 * 60
"""Seconds in which neither the day nor the offset of any zone of our times changes."""
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NOT_TOLD = (OverflowError, OSError, ValueError)
"""What Python raises of moments outside years 1 to 9999."""


class Zone(Enum):
    """By whose clock."""

    LOCAL = "local time"
    UTC = "UTC"


class Day(NamedTuple):
    """A day by a clock, as long as that goes by one offset: when it is set back, another one begins."""

    date: date
    offset: timedelta
    """Ahead of UTC."""

    def __str__(self) -> str:
        """`Thu 26 Nov 2026, UTC+1`."""
        day = self.date
        weekday, month = _WEEKDAYS[day.weekday()], _MONTHS[day.month - 1]
        return f"{weekday} {day.day} {month} {day.year:04}, {_offset(self.offset)}"


def clock(unix: float, zone: Zone = Zone.LOCAL) -> str:
    """The time of day, `12:03:01.234`; question marks outside years 1 to 9999."""
    at = _datetime(unix, zone)
    if at is None:
        return "??:??:??.???"
    return f"{at.hour:02}:{at.minute:02}:{at.second:02}.{at.microsecond // 1000:03}"


def date_and_time(unix: float, zone: Zone = Zone.LOCAL) -> str:
    """`2026-01-31 12:03:01.234 UTC+1`; question marks outside years 1 to 9999."""
    day = day_of(unix, zone)
    return (
        "????-??-?? ??:??:??.???" if day is None else f"{day.date} {clock(unix, zone)} {_offset(day.offset)}"
    )


def date_and_minute(unix: float, zone: Zone = Zone.LOCAL) -> str:
    """`2026-01-31 12:03 UTC+1`, the same for where seconds don't matter."""
    day = day_of(unix, zone)
    return "????-??-?? ??:??" if day is None else f"{day.date} {clock(unix, zone)[:5]} {_offset(day.offset)}"


def timestamp(unix: float, zone: Zone = Zone.UTC) -> str | None:
    """ISO 8601 to the millisecond: `2026-01-31T12:03:01.234Z`, of local time `…+01:00`; None outside years
    1 to 9999."""
    try:
        at = datetime.fromtimestamp(unix, UTC)
        at = at.astimezone() if zone is Zone.LOCAL else at
        return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except _NOT_TOLD:
        return None


def day_of(unix: float, zone: Zone = Zone.LOCAL) -> Day | None:
    """The day of this moment; None outside years 1 to 9999."""
    try:
        return _day_of_quarter(int(unix // _QUARTER), zone, time.tzname)
    except _NOT_TOLD:
        return None


def day_begun(before: float, at: float, zone: Zone = Zone.LOCAL) -> Day | None:
    """The day of the moment `at` if that isn't the one of the moment `before`."""
    if before // _QUARTER == at // _QUARTER:
        return None  # which is soon known of nearly all rows of a log
    day = day_of(at, zone)
    return None if day == day_of(before, zone) else day


def zone_name(unix: float, zone: Zone = Zone.LOCAL) -> str:
    """What the clock of that moment is called, which says it exactly: `UTC`, `UTC+1`, `UTC-3:30`."""
    day = day_of(unix, zone)
    return "" if day is None else _offset(day.offset)


@lru_cache(maxsize=1024)
def _day_of_quarter(quarter: int, zone: Zone, _: tuple[str, str]) -> Day:
    """The day; names of the process's time zone are given so that another one isn't answered for this one."""
    at = datetime.fromtimestamp(quarter * _QUARTER, UTC)
    at = at.astimezone() if zone is Zone.LOCAL else at
    return Day(at.date(), at.utcoffset() or timedelta())


def _datetime(unix: float, zone: Zone) -> datetime | None:
    try:
        return datetime.fromtimestamp(unix, UTC if zone is Zone.UTC else None)
    except _NOT_TOLD:
        return None


def _offset(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02}" if rest else "")
