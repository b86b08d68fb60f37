"""Events that all have the same lines, such as `event`, `id` and `data`, taken together: text in, events out.

Wanted: nearly every busy stream is regular, and a line at a time costs three times what the events cost.

Plan: the first event says which lines an event of this text has. Split the text between its events and at
each of these lines, column by column, each in one call. Then count: where no LF is left in any value, and
the values and what stood between them are as long as the text, every event has just these lines. Whatever
isn't so simple (comments, a line more, an id with NUL, one that is too long) is left to the parser's loop,
and the check is all that it costs.

    event: a⏎data: 1⏎⏎event: b⏎data: 2⏎⏎
    at "⏎⏎event: "  ->  a⏎data: 1 | b⏎data: 2
    at "⏎data: "    ->  a | b  and  1 | 2
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat
from typing import Self

from .message import IdentifiedEvent, MessageEvent

_BLANK = "\n\n"
_PLAIN = frozenset({"data", "event", "id"})
_MOST_LINES = 8  # of an event; one of more is mostly a text in `data` lines, of which no two are alike


class Shape:
    """Which lines an event has, in their order: `event: `, `data: `."""

    def __init__(self, names: Sequence[str], starts: Sequence[str]) -> None:
        """`names` are those of the fields, one of which is `data`; `starts` are what the lines begin with."""
        self.first = starts[0]
        """What the first line begins with."""
        self._between = _BLANK + starts[0]
        # Data are long and what stands before them is short: cut there first, and they are copied once.
        at = names.index("data")
        cuts = [f"\n{start}" for start in starts]
        self._data_cut = cuts[at] if at else ""
        self._cuts_before, self._cuts_after = cuts[1:at], cuts[at + 1 :]
        self._cut_length = sum(map(len, cuts[1:]))
        self._event_at = names.index("event") if "event" in names else -1
        self._id_at = names.index("id") if "id" in names else -1
        self._data_at = [index for index, name in enumerate(names) if name == "data"]
        self._without_space = [index for index, start in enumerate(starts) if start.endswith(":")]

    @classmethod
    def of(cls, event: str) -> Self | None:
        """The shape of an event, given as its lines; None where it has one that needs the loop."""
        fields = [line.partition(":") for line in event.split("\n", _MOST_LINES)]
        names = [name for name, _, _ in fields]
        if len(fields) > _MOST_LINES or "data" not in names or not _PLAIN.issuperset(names):
            return None
        if names.count("event") > 1 or names.count("id") > 1 or not all(colon for _, colon, _ in fields):
            return None
        starts = [f"{name}: " if value.startswith(" ") else f"{name}:" for name, _, value in fields]
        return cls(names, starts)

    def take(
        self, text: str, start: int, stop: int, last_event_id: str, origin: str, longest: int
    ) -> list[MessageEvent] | None:
        """Return the events of `text[start:stop]`; None where one has another shape, or has to be looked at.

        That part begins as `first` says and ends in an empty line, whose LF `text` may lack. `last_event_id`
        is the one before it. An id or a type of more than `longest` characters has to be looked at.
        """
        columns = self._columns(text[start + len(self.first) : stop - len(_BLANK)])
        if columns is None:
            return None
        data = columns[self._data_at[0]]
        if len(self._data_at) > 1:
            data = list(map("\n".join, zip(*(columns[at] for at in self._data_at), strict=True)))
        types: Sequence[str] | repeat[str] = repeat("message")
        ids: Sequence[str] | repeat[str] = repeat(last_event_id)
        kind: type[MessageEvent] = MessageEvent
        if self._event_at >= 0:
            types = columns[self._event_at]
            if max(map(len, types)) > longest:
                return None
            if "" in types:
                types = [type_ or "message" for type_ in types]
        if self._id_at >= 0:
            ids = columns[self._id_at]
            if max(map(len, ids)) > longest or "\0" in "".join(ids):
                return None
            kind = IdentifiedEvent
        # Without the constructor that a named tuple has in Python: it costs as much as all the rest.
        rows = zip(types, data, ids, repeat(origin), strict=False)
        return list(map(tuple.__new__, repeat(kind), rows))

    def _columns(self, text: str) -> list[Sequence[str]] | None:
        """The values of each line of an event, a list a line; None where the text has another shape.

        The first line's beginning and the last empty line are not in `text`.
        """
        rest: Sequence[str] = text.split(self._between)
        count = len(rest)
        columns: list[Sequence[str]] = []
        if self._data_cut:
            rest, _, data = _cut(rest, self._data_cut)
            for cut in self._cuts_before:
                column, _, rest = _cut(rest, cut)
                columns.append(column)
            columns.append(rest)
            rest = data
        for cut in self._cuts_after:
            column, _, rest = _cut(rest, cut)
            columns.append(column)
        columns.append(rest)
        values = "".join(rest if len(columns) == 1 else chain.from_iterable(columns))
        length = len(text) - (count - 1) * len(self._between) - count * self._cut_length
        if len(values) != length or "\n" in values:
            return None
        # The standard takes one space away, also where the first event had none.
        for at in self._without_space:
            if any(value.startswith(" ") for value in columns[at]):
                return None
        return columns


def _cut(texts: Sequence[str], at: str) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """What stands before it, the thing itself, and what stands after it, in each of the texts."""
    before, cut, after = zip(*map(str.partition, texts, repeat(at)), strict=True)
    return before, cut, after
