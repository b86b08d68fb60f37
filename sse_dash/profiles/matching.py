"""Which stream is which before and after a change, where names may have changed, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sse_dash.requests.spec import StreamSpec


def same_streams(before: Sequence[StreamSpec], after: Sequence[StreamSpec]) -> list[int | None]:
    """For each stream of `after`, the index of the one of `before` that it was; None for a new one.

    It is the one of that name; else one whose name is gone and that is equal but for it; else, of those whose
    names are gone, one with that URL.
    """
    found: list[int | None] = [None] * len(after)
    free = {spec.name: index for index, spec in enumerate(before)}
    for index, spec in enumerate(after):
        found[index] = free.pop(spec.name, None)
    gone = list(free.values())
    for is_it in (_equal_but_for_the_name, _same_url):
        for index, spec in enumerate(after):
            if found[index] is None:
                found[index] = next((old for old in gone if is_it(before[old], spec)), None)
                gone = [old for old in gone if old != found[index]]
    return found


def _equal_but_for_the_name(old: StreamSpec, new: StreamSpec) -> bool:
    return replace(old, name=new.name) == new


def _same_url(old: StreamSpec, new: StreamSpec) -> bool:
    return old.url == new.url
