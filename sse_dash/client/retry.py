"""How long to wait before the next attempt, as arithmetic: no clock, no sleep and no dice of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_HINT = 3600.0
"""Seconds. A server may ask for more, by `retry` or by `Retry-After`; it is waited for no longer."""

LASTED = 5.0
"""Seconds that a connection stays open to count as one that lasted: then backoff starts anew."""

LONGEST_DELAY_AFTER_CLEAN_END = 1.0
"""Seconds. Backoff stops here for a server that answers each request with what is new, and ends: it is not in
trouble, but one that sets 0 ms must not be asked without end."""

# What backoff grows from where the server set 0 ms.
_UNIT_FOR_ZERO = 0.1
# 2 ** 40 times anything is past every cap, and no float overflows.
_MOST_DOUBLINGS = 40


def reconnect_delay(base: float, failures: int, *, longest: float, chance: float) -> float:
    """Seconds to wait before the next attempt.

    `base` is the reconnection time in seconds, which is never shortened (HTML 9.2.3 lets a client only
    lengthen it). `failures` counts tries that failed before this one, in a row, so that the first wait is
    `base` itself; each further one doubles it, up to `longest`. `chance` is in [0, 1): between half and
    all of what doubling adds is waited, so that clients don't come back in step.
    """
    base = min(base, LONGEST_HINT)
    if failures == 0:
        return base
    grown = (base or _UNIT_FOR_ZERO) * 2.0 ** min(failures, _MOST_DOUBLINGS)
    added = max(0.0, min(grown, longest) - base)
    return base + added * (0.5 + chance / 2)


def parse_retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds that a `Retry-After` header asks for (RFC 9110, section 10.2.3), 0 to `LONGEST_HINT`.

    None where there is no header or it is neither a number of seconds nor a date.
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        # A value too long for a float is past the cap all the same.
        return min(float(value[:20]) if len(value) <= 20 else LONGEST_HINT, LONGEST_HINT)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # a year or a zone of very many digits overflows
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    seconds = (when - (now or datetime.now(UTC))).total_seconds()
    return min(max(seconds, 0.0), LONGEST_HINT)


class Backoff:
    """What the last attempts and connections came to, and so how long to wait."""

    def __init__(self, *, longest: float, max_attempts: int | None, chance: Callable[[], float]) -> None:
        """`longest` caps the backoff, in seconds. `max_attempts` is how many may follow a failed one."""
        self.failed_attempts = 0
        """Attempts in a row that opened nothing."""
        self.productive = False
        """Whether the connection that was opened last has brought an event."""
        self._longest = longest
        self._max_attempts = max_attempts
        self._chance = chance
        self._failures = 0
        self._opened_at: float | None = None

    def opened(self, now: float) -> None:
        """A connection opened at `now`, in seconds of any clock that only runs forward."""
        self._opened_at = now
        self.failed_attempts = 0
        self.productive = False

    def lost(self, now: float) -> None:
        """The open connection ended at `now`, or the attempt failed if none was open."""
        if self._opened_at is None:
            self.failed_attempts += 1
        elif now - self._opened_at >= LASTED:
            self._failures = 0
        self._opened_at = None

    @property
    def exhausted(self) -> bool:
        """Whether no further attempt may be made."""
        return self._max_attempts is not None and self.failed_attempts > self._max_attempts

    def next_delay(self, base: float, *, clean: bool, retry_after: float | None) -> float:
        """Seconds to wait now. `clean` says that the body had ended and not broken off."""
        longest = self._longest
        if clean and self.productive:
            longest = min(longest, LONGEST_DELAY_AFTER_CLEAN_END)
        delay = reconnect_delay(base, self._failures, longest=longest, chance=self._chance())
        self._failures += 1
        return delay if retry_after is None else max(delay, retry_after)
