"""How long to wait before the next attempt, as arithmetic: no clock, no sleep and no dice of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from .errors import EventSourceError, TransientError

LONGEST_HINT = 3600.0
"""Seconds. A server may ask for more, by `retry` or by `Retry-After`; it is waited for no longer."""

DEFAULT_MAX_DELAY = 30.0
"""Seconds that backoff makes of the reconnection time at most."""

# What backoff grows from where the server set 0 ms, in seconds.
_UNIT_FOR_ZERO = 0.1
# 2 ** 40 times anything is past every cap, and no float overflows.
_MOST_DOUBLINGS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryTuning:
    """How waits grow. All are seconds, from 0; ValueError for less."""

    max_delay: float = DEFAULT_MAX_DELAY
    """What backoff and chance make of the reconnection time at most. A longer one of the server's holds."""
    lasted: float = 5.0
    """A connection that stayed open for so long starts backoff anew."""
    floor: float = 0.1
    """The least wait between answers that ended well, one after another: a server that answers each request
    with what is new is in no trouble, but one that sets 0 ms must not be asked in a storm."""

    def __post_init__(self) -> None:
        for name in ("max_delay", "lasted", "floor"):
            if not getattr(self, name) >= 0:  # NaN, too
                raise ValueError(f"{name} must be 0 s or more, not {getattr(self, name)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback:
    """A connection lost or not made: what a retry policy decides upon."""

    error: EventSourceError
    """What happened; `clean` on it says that the answer had ended as it should."""
    failed_attempts: int
    """Attempts in a row that opened nothing; 0 when an open connection was lost."""
    reconnection_time: float
    """Seconds: the server's `retry`, or what the EventSource was made with."""
    retry_after: float | None
    """Seconds that the answer's `Retry-After` asks for; None where it does not."""
    suggested: float | None
    """Seconds that would be waited without a policy; None where the stream would be given up."""


RetryPolicy = Callable[[Setback], "float | None"]
"""Seconds to wait before the next attempt; None to give the stream up."""


def reconnect_delay(base: float, failures: int, *, max_delay: float, chance: float) -> float:
    """Seconds to wait before the next attempt.

    `base` is the reconnection time in seconds, which is never shortened (HTML 9.2.3 lets a client only
    lengthen it). `failures` counts tries that failed before this one, in a row; each doubles the wait, up to
    `max_delay`. `chance` is in [0, 1): between half and all of what doubling adds is waited, and up to half
    as much again before the first, so that the clients of a server that went down don't come back in step.
    """
    base = min(base, LONGEST_HINT)
    unit = base or _UNIT_FOR_ZERO
    most = max(0.0, max_delay - base)
    if failures == 0:
        return base + min(unit / 2, most) * chance
    added = min(unit * 2.0 ** min(failures, _MOST_DOUBLINGS) - base, most)
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

    def __init__(
        self,
        retry: RetryTuning | RetryPolicy | None = None,
        *,
        max_attempts: int | None,
        rng: Callable[[], float],
        max_delay: float | None = None,
    ) -> None:
        """`max_attempts` is how many may follow a failed one, None for no end. `rng` gives [0, 1).

        `max_delay` stands for a tuning that has it; ValueError where `retry` is one already.
        """
        if isinstance(retry, RetryTuning):
            if max_delay is not None:
                raise ValueError("max_delay is a part of retry: give it there")
            self._tuning, self._policy = retry, None
        else:
            self._tuning = RetryTuning() if max_delay is None else RetryTuning(max_delay=max_delay)
            self._policy = retry
        self.failed_attempts = 0
        """Attempts in a row that opened nothing."""
        self.productive = False
        """Whether the connection that was opened last has brought an event."""
        self.max_attempts = max_attempts
        """How many attempts may follow a failed one; None for no end."""
        self._rng = rng
        self._failures = 0
        self._answers = 0  # that ended well, in a row
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
            self.productive = False
        elif now - self._opened_at >= self._tuning.lasted:
            self._failures = self._answers = 0
        self._opened_at = None

    def begin_anew(self) -> None:
        """Forget what came before, as the stream is started by hand."""
        self.failed_attempts = self._failures = self._answers = 0
        self._opened_at = None

    def next_delay(self, error: EventSourceError, base: float) -> float | None:
        """Seconds to wait after `error`, or None to give the stream up. `base` is the reconnection time.

        Without a policy errors that won't pass are given up at once; a policy is asked of each kind.
        """
        exhausted = self.max_attempts is not None and self.failed_attempts > self.max_attempts
        retry_after = error.retry_after if isinstance(error, TransientError) else None
        may_pass = isinstance(error, TransientError) and not exhausted
        suggested = self._grown(base, retry_after, clean=error.clean) if may_pass else None
        if self._policy is None:
            return suggested
        return self._policy(
            Setback(
                error=error,
                failed_attempts=self.failed_attempts,
                reconnection_time=base,
                retry_after=retry_after,
                suggested=suggested,
            )
        )

    def _grown(self, base: float, retry_after: float | None, *, clean: bool) -> float:
        if clean and self.productive:
            self._failures = 0
            delay = min(base, LONGEST_HINT)
            if self._answers:
                delay = max(delay, self._tuning.floor)
            self._answers += 1
        else:
            max_delay = self._tuning.max_delay
            delay = reconnect_delay(base, self._failures, max_delay=max_delay, chance=self._rng())
            self._failures += 1
            self._answers = 0
        return delay if retry_after is None else max(delay, retry_after)
