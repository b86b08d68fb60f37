"""What happened to a stream's connection, in words, as notes that stand between its events.

When something happens is for the connection to say. Here it is said in few words, free of secrets, and not
over and over: a stream that comes and goes all day has something else to show than that.
"""

from __future__ import annotations

from collections.abc import Callable

from sse_dash.streams.log.history import History
from sse_dash.units import count, duration

_LONGEST_NOTE = 300
"""Characters; a row has no room for more, and the trouble line says it all."""


class Diary:
    """Writes into one history."""

    def __init__(
        self,
        history: History,
        masked: Callable[[str], str],
        clock: Callable[[], float],
        wall: Callable[[], float],
    ) -> None:
        """`masked` hides the secrets that a server may quote. `clock` tells how long something took, `wall`
        when it was, both in seconds."""
        self.version = 0
        """Grows with each note."""
        self._history = history
        self._masked = masked
        self._clock = clock
        self._wall = wall
        self._away_since: float | None = None
        self._was_closed = False  # what it is away for: that the server ended its answer
        self._closings = 0  # how many such ends the last note stands for
        self._closings_key = 0
        self._notices: list[str] = []

    def note(self, words: str, *, is_trouble: bool = False) -> None:
        """Write it down; of several lines, the first."""
        self._closings = 0
        self._write(words, is_trouble=is_trouble)

    def disconnected(self) -> None:
        """Someone disconnected it."""
        self.left()
        self.note("disconnected")

    def left(self) -> None:
        """It isn't connected any more, for a reason that is no news."""
        self._away_since = self._clock()
        self._was_closed = False

    def lost(self, words: str) -> None:
        """A connection broke."""
        self.left()
        self.note(f"connection lost: {words}", is_trouble=True)

    def closed(self) -> None:
        """The server ended its answer, and will be asked again; that is told when it is connected again."""
        self.left()
        self._was_closed = True

    def asked(self) -> None:
        """Another attempt begins."""
        self._notices.clear()

    def notice(self, words: str) -> None:
        """Something to know, which each attempt has again: it is said once, when one has come through."""
        self._notices.append(words)

    def opened(self, last_event_id: str) -> None:
        """There is a connection, which goes on after this id, or empty, without one. The first is no news."""
        for words in self._notices:
            self.note(words, is_trouble=True)
        if self._notices:
            last_event_id = ""  # they say why it was not sent
        since, self._away_since = self._away_since, None
        if since is None:
            return
        after = duration(self._clock() - since)
        where = f"resumed at id {last_event_id}" if last_event_id else "without an id"
        if not self._was_closed:
            self.note(f"reconnected after {after}, {where}")
        elif not self._closings or not self._count_closing(after, where):
            self._write(f"reconnected after {after}, {where}")
            self._closings, self._closings_key = 1, self._history.last_key

    def _count_closing(self, after: str, where: str) -> bool:
        """Count one more in the last note; False if that is gone."""
        times = count(self._closings + 1)
        words = f"reconnected {times} times after the server had closed, last after {after}, {where}"
        if not self._history.amend(self._closings_key, self._shortened(words)):
            return False
        self._closings += 1
        self.version += 1
        return True

    def _write(self, words: str, *, is_trouble: bool = False) -> None:
        self._history.note(self._shortened(words), self._wall(), is_trouble=is_trouble)
        self.version += 1

    def _shortened(self, words: str) -> str:
        return self._masked(words).partition("\n")[0][:_LONGEST_NOTE]
