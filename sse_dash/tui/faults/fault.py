"""A mistake of ours that came to light: what it was, where, how often; and all of them. No widgets.

What went wrong with a stream's connection is not among them: that is the stream's own affair.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType

from sse_dash import moments

MOST = 50
"""Faults that are kept; the oldest goes."""
_LONGEST = 300
"""Characters of what an error says of itself, in one line."""
_LONGEST_TRACEBACK = 20_000
"""Characters, from the end: that is where it happened."""

_Signature = tuple[str, str, type[Exception], str, str, int]


@dataclass(slots=True)
class Fault:
    """An exception that no one expected. Its strings are free of secrets, and not safe to draw."""

    where: str
    """What was being done, in a few words: `drawing`."""
    stream: str
    """The name of the stream that it was done for; empty where it was for none, or for all."""
    words: str
    """What the exception says, in one line."""
    traceback: str
    """Where it happened, without the values of variables."""
    last_at: float
    """When it happened last, in seconds since the epoch."""
    times: int = 1

    @property
    def place(self) -> str:
        """The stream, if there is one, and what was being done."""
        return f"{self.stream}: {self.where}" if self.stream else self.where

    def __str__(self) -> str:
        often = f", {self.times} times" if self.times > 1 else ""
        at = moments.date_and_time(self.last_at)
        return f"{self.place}{often}, last at {at}\n{self.words}\n\n{self.traceback}"


class Faults:
    """Those of one run of the app, each kind of them once."""

    def __init__(
        self,
        hide: Callable[[str], str] = lambda words: words,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`hide` masks secrets that an exception may quote; `clock` is in seconds since the epoch."""
        self._hide = hide
        self._clock = clock
        self._by_signature: dict[_Signature, Fault] = {}

    def __len__(self) -> int:
        return len(self._by_signature)

    @property
    def newest_first(self) -> Sequence[Fault]:
        """Those that happened last come first."""
        return sorted(self._by_signature.values(), key=lambda fault: fault.last_at, reverse=True)

    def take(self, error: Exception, where: str, stream: str = "") -> tuple[Fault, bool]:
        """Count it in; returns what it is an example of, and whether none of that place in the code is
        known yet: one mistake may show in many streams."""
        # What can't be drawn is tried again twenty times a second: only the first is written out.
        signature = _signature(error, where, stream)
        known = self._by_signature.get(signature)
        if known is not None:
            known.times += 1
            known.last_at = self._clock()
            return known, False
        words, written = self.words_of(error), self._written(error)
        fault = Fault(where, stream, words, written, self._clock())
        while len(self._by_signature) >= MOST:
            del self._by_signature[next(iter(self._by_signature))]
        is_news = not any(other[2:] == signature[2:] for other in self._by_signature)
        self._by_signature[signature] = fault
        return fault, is_news

    def clear(self) -> None:
        """Forget all."""
        self._by_signature.clear()

    def words_of(self, error: Exception) -> str:
        """What it says, in one line, without secrets."""
        words = " ".join(self._hide(_said_by(error)).split())
        return (f"{type(error).__name__}: {words}" if words else type(error).__name__)[:_LONGEST]

    def _written(self, error: Exception) -> str:
        try:
            lines = "".join(traceback.format_exception(error))
        except Exception:  # noqa: BLE001 - an exception may be such that not even its traceback can be had
            lines = f"{type(error).__name__}: its traceback can't be written"
        return self._hide(lines)[-_LONGEST_TRACEBACK:]


def _said_by(error: Exception) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - the same
        return "it can't say what it is"


def _signature(error: Exception, where: str, stream: str) -> _Signature:
    file, line = "", 0
    each: TracebackType | None = error.__traceback__
    while each is not None:
        file, line = each.tb_frame.f_code.co_filename, each.tb_lineno
        each = each.tb_next
    return where, stream, type(error), _said_by(error)[:_LONGEST], file, line
