"""Drafts that someone left without taking them: kept in memory, for the form that is opened for the same the
next time. What stands in a draft is for `draft.py`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sse_dash.requests.spec import StreamSpec
from sse_dash.tui.form.draft import Draft

_MOST = 20


@dataclass(frozen=True, slots=True)
class LeftDraft:
    """What stood in a form. Secrets may be in it, as they were typed."""

    draft: Draft = field(repr=False)
    base: StreamSpec = field(repr=False)
    """The spec that the draft is a change of: what the form has no field for, and what masks stand for."""
    masked: bool
    """Whether secrets of `base` are masked in the draft."""


class LeftDrafts:
    """The newest draft that was left of each form."""

    def __init__(self) -> None:
        self._left: dict[tuple[str, str], tuple[StreamSpec | None, LeftDraft]] = {}

    def leave(self, title: str, spec: StreamSpec | None, left: LeftDraft | None) -> None:
        """Keep the draft of the form with this title for this spec; None forgets it."""
        key = _key(title, spec)
        self._left.pop(key, None)
        if left is not None:
            self._left[key] = spec, left
            while len(self._left) > _MOST:
                del self._left[next(iter(self._left))]

    def of(self, title: str, spec: StreamSpec | None) -> LeftDraft | None:
        """What was left of that form; nothing where the stream is another one since."""
        before, left = self._left.get(_key(title, spec), (None, None))
        return left if _without_filter(before) == _without_filter(spec) else None


def _key(title: str, spec: StreamSpec | None) -> tuple[str, str]:
    return title, "" if spec is None else spec.name


def _without_filter(spec: StreamSpec | None) -> StreamSpec | None:
    """The filter changes while one looks at a stream."""
    return None if spec is None else replace(spec, filter="")
