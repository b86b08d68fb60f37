"""An event under test, and what is worked out of it at most once for all terms: folded text, decoded JSON."""

from __future__ import annotations

from sse_dash.client.message import MessageEvent
from sse_dash.filter.regex import Effort
from sse_dash.json.decoding import decoded
from sse_dash.units import utf8_size

_UNREAD = object()


class Subject:
    """One event, read by every term of a filter."""

    __slots__ = ("_document", "_effort", "_folded", "event")

    def __init__(self, event: MessageEvent) -> None:
        self.event = event
        self._effort: Effort | None = None
        self._folded: tuple[str, str] | None = None
        self._document: object = _UNREAD

    @property
    def folded(self) -> tuple[str, str]:
        """Type and data with the difference between upper and lower case taken out."""
        folded = self._folded
        if folded is None:
            event = self.event
            folded = self._folded = event.type.casefold(), event.data.casefold()
        return folded

    @property
    def effort(self) -> Effort:
        """What regular expressions may take, those of all terms together."""
        if self._effort is None:
            self._effort = Effort()
        return self._effort

    @property
    def document(self) -> object:
        """The data as JSON, or MISSING where it is none."""
        if self._document is _UNREAD:
            self._document = decoded(self.event.data)
        return self._document

    @property
    def size(self) -> int:
        """Bytes of the data in UTF-8."""
        return utf8_size(self.event.data)
