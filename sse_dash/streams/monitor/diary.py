"""What happened to a stream's connection, in words, as notes that stand between its events.

When something happens is for the connection to say. Here it is said in few words, free of secrets, and not
over and over: a stream that comes and goes all day has something else to show than that.
"""

from __future__ import annotations

from collections.abc import Callable

from sse_dash.client.lifecycle import Notice, NoticeKind
from sse_dash.client.message import MessageEvent
from sse_dash.streams.diagnosis import IdleCuts
from sse_dash.streams.log.history import History
from sse_dash.units import count, duration

_LONGEST_NOTE = 300
"""Characters; a row has no room for more, and the trouble line says it all."""
_LOOKED_AT = 64 * 1024
"""Characters of an event: it is cut after secrets are hidden, or half of one might be left."""

_ONCE = frozenset(
    {NoticeKind.ID_TOO_LONG, NoticeKind.TYPE_TOO_LONG, NoticeKind.UNUSUAL_STATUS, NoticeKind.NOT_JSON}
)
"""What is said but once of a stream: it is so, or isn't, of nearly all its connections."""


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
        self._closing: str | None = None  # how the server ended its answer, if it is away for that
        self._closings = 0  # how many such ends the last note stands for
        self._closings_key = 0
        self._notices: list[Notice] = []
        self._said: set[NoticeKind] = set()
        self._proxy: str | None = None
        self._idle_cuts = IdleCuts()

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
        self._closing = None

    def lost(self, words: str, unfinished: MessageEvent | None, quiet: float = 0.0) -> None:
        """A connection broke, maybe in the middle of an event, after so many seconds without a byte."""
        self.left()
        self.note(f"connection lost: {words}{self._idle_cuts.words(quiet)}", is_trouble=True)
        if unfinished is not None:
            self.cut_off(unfinished)

    def closed(self, *, is_cut: bool, unfinished: MessageEvent | None, quiet: float = 0.0) -> None:
        """The server ended its answer, and will be asked again; that is told when it is connected again."""
        self.left()
        self._closing = self._idle_cuts.words(quiet) if not is_cut else ", cut off mid-event"
        if unfinished is not None:
            self._closing += f": {_gist(unfinished)}"

    def asked(self) -> None:
        """Another attempt begins."""
        self._notices.clear()

    def cut_off(self, unfinished: MessageEvent, *, is_wanted: bool = False) -> None:
        """The bytes stopped in the middle of this event, which is dropped, or taken if that `is_wanted`."""
        words = "the last event was not finished" if is_wanted else "cut off mid-event"
        self.note(f"{words}: {_gist(unfinished)}", is_trouble=not is_wanted)

    def notice(self, what: Notice, *, is_connecting: bool) -> None:
        """Something to know. What each attempt has again is said once, when one has come through."""
        if is_connecting:
            self._notices.append(what)
        elif what.kind not in _ONCE or what.kind not in self._said:
            self._said.add(what.kind)
            evidence = f": {what.value}" if what.kind is NoticeKind.NOT_JSON else ""
            self.note(f"{what.text}{evidence}", is_trouble=True)

    def opened(self, last_event_id: str, proxy: str | None) -> None:
        """There is a connection, which goes on after this id, or empty, without one. The first is no news,
        unless it goes by a proxy."""
        for notice in self._notices:
            self.note(notice.text, is_trouble=True)
        if any(notice.kind is NoticeKind.ID_UNSENDABLE for notice in self._notices):
            last_event_id = ""  # kept, and not sent
        if proxy is not None and proxy != self._proxy:
            self._proxy = proxy
            self.note(f"by way of the proxy {proxy}")
        since, self._away_since = self._away_since, None
        if since is None:
            return
        after = duration(self._clock() - since)
        where = f"resumed at id {last_event_id}" if last_event_id else "without an id"
        if self._closing is None:
            self.note(f"reconnected after {after}, {where}")
        elif not self._closings or not self._count_closing(after, where, self._closing):
            self._write(f"reconnected after {after}, {where}{self._closing}", is_trouble=bool(self._closing))
            self._closings, self._closings_key = 1, self._history.last_key

    def _count_closing(self, after: str, where: str, how: str) -> bool:
        """Count one more in the last note; False if that is gone."""
        times = count(self._closings + 1)
        words = f"reconnected {times} times after the server had closed, last after {after}, {where}{how}"
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


def _gist(event: MessageEvent) -> str:
    """An event in one line."""
    data = event.data[:_LOOKED_AT].replace("\n", " ")
    return data if event.type == "message" else f"{event.type} {data}"
