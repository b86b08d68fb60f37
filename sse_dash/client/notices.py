"""What is odd about a stream that works, and is said once a connection: values that are cut or skipped, a
status that is not the usual one, an id that came with an error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from .lifecycle import Notice, NoticeKind
from .message import Aside, AsideKind, MessageEvent

_OF_LINES = {
    AsideKind.ID_TOO_LONG: (NoticeKind.ID_TOO_LONG, "an id is too long: it is cut, and never sent"),
    AsideKind.NOT_JSON: (NoticeKind.NOT_JSON, "what is no JSON is skipped and counted"),
    AsideKind.TYPE_TOO_LONG: (NoticeKind.TYPE_TOO_LONG, "an event type is too long: it is cut"),
}
_LONGEST_QUOTE = 200  # characters


class Notices:
    """Those of one connection after another."""

    def __init__(self, tell: Callable[[Notice], object]) -> None:
        self._tell = tell
        self._said: set[AsideKind] = set()
        self._last_event: MessageEvent | None = None

    def opened(self, status: int, *, is_get: bool) -> None:
        """A connection opened."""
        self._said.clear()
        self._last_event = None
        if status != 200 and is_get:
            text = f"an event stream came with status {status}, where 200 is usual"
            self._tell(Notice(text, NoticeKind.UNUSUAL_STATUS, str(status)))

    def read(self, events: Sequence[MessageEvent], asides: Iterable[Aside]) -> None:
        """A read brought these."""
        for aside in asides:
            if aside.kind in _OF_LINES and aside.kind not in self._said:
                self._said.add(aside.kind)
                kind, text = _OF_LINES[aside.kind]
                self._tell(Notice(text, kind, aside.value))
        if events:
            self._last_event = events[-1]

    def lost(self) -> None:
        """The connection is gone, and the next one will be asked to go on after the last id."""
        event, self._last_event = self._last_event, None
        if event and event.id and event.has_own_id and "error" in event.type.lower():
            shown = event.id[:_LONGEST_QUOTE]
            named = event.type[:_LONGEST_QUOTE]
            text = f"the stream resumes from id {shown}, which came with an event named {named}"
            self._tell(Notice(text, NoticeKind.ID_FROM_ERROR, shown))
