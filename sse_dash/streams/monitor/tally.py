"""The figures of a stream: how much came, how fast, how evenly, and how often it went wrong. The clock is
passed in; what the figures mean for the connection is not known here."""

from __future__ import annotations

from sse_dash.streams.monitor.gaps import GapMeter
from sse_dash.streams.monitor.rate import RateMeter

ERROR_IS_NEWS = 60.0
"""Seconds for which an error that a stream told of is shown, though other events came since."""


class Tally:
    """Counts over all connections of a stream, since it was first started."""

    def __init__(self) -> None:
        self.rate = RateMeter()
        self.gaps = GapMeter()
        self.bytes = 0
        """Bytes of bodies, decompressed."""
        self.comments = 0
        self.skipped = 0
        """What of streams of JSON was none."""
        self.connections = 0
        """How many were opened."""
        self.failures = 0
        """Attempts that failed, connections that were lost, and errors that the stream itself told of."""
        self.last_error = ""
        """What the last of these was; free of secrets."""
        self.first_event_after: float | None = None
        """Seconds from asking to the first event of the newest connection; None before it came."""
        self.error_events = 0
        """Events by which the stream told of errors."""
        self._error = ""
        self._error_at = 0.0
        self._events_since_error = 0
        self._asked_at = 0.0
        self._bytes_before = 0
        self._comments_before = 0
        self._skipped_before = 0

    def asked(self, now: float) -> None:
        """A request goes out at `now`, in seconds of a clock that only runs forward."""
        self._asked_at = now
        self.first_event_after = None

    def opened(self) -> None:
        """It was answered with an event stream."""
        self.connections += 1
        self._error = ""

    def events(self, now: float, count: int) -> None:
        """So many events came in one read."""
        self.rate.add(now, count, 0)
        self.gaps.add(now, count)
        self._events_since_error += count
        if self.first_event_after is None:
            self.first_event_after = now - self._asked_at

    def told_error(self, now: float, words: str, events_since: int) -> None:
        """An event told of an error, before so many others of the same read; `words` are free of secrets."""
        self.failed(words)
        self.error_events += 1
        self._error, self._error_at, self._events_since_error = words, now, events_since

    def error(self, now: float) -> str:
        """The error that the stream told of last, if that was just now, or if nothing came since."""
        is_news = not self._events_since_error or now - self._error_at < ERROR_IS_NEWS
        return self._error if is_news else ""

    def heard(self, now: float, nbytes: int, comments: int, skipped: int) -> None:
        """So many bytes and comments have come from this EventSource since it was made, and so many lines
        were skipped."""
        self.comments = self._comments_before + comments
        self.skipped = self._skipped_before + skipped
        if (received := self._bytes_before + nbytes) > self.bytes:
            self.rate.add(now, 0, received - self.bytes)
            self.bytes = received

    def failed(self, words: str) -> None:
        """Something went wrong; `words` say what, and are free of secrets."""
        self.failures += 1
        self.last_error = words

    def break_off(self) -> None:
        """This EventSource is done with: the next one counts from nothing, and the time between is no gap."""
        self.gaps.break_off()
        self._bytes_before = self.bytes
        self._comments_before = self.comments
        self._skipped_before = self.skipped
