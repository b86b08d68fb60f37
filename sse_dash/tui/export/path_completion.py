"""What a path that is half typed may become. It reads folders, so a screen calls it in a thread."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice

from sse_dash.files import expanded
from sse_dash.text import visible

MOST_READ = 5000
"""Entries of a folder that are looked at: a larger one is not for typing."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What may follow what was typed."""

    text: str
    """What was typed, and all that every one of `names` goes on with."""
    names: tuple[str, ...] = ()
    """The files and folders that it may mean, by name; a folder's ends in a slash."""


def complete(typed: str) -> Completion:
    """The entries that begin as the last part of `typed` does; `~` is a home folder.

    Hidden ones have to be begun with their dot. Names that can't be drawn as they are aren't offered, and
    a folder that can't be read has no entries.
    """
    if typed == "~":
        return Completion("~/", ("~/",))
    head, tail = typed[: typed.rfind("/") + 1], typed[typed.rfind("/") + 1 :]
    try:
        with os.scandir(expanded(head)) as entries:
            names = sorted(
                f"{entry.name}/" if _is_folder(entry) else entry.name
                for entry in islice(entries, MOST_READ)
                if entry.name.startswith(tail)
                and (tail.startswith(".") or not entry.name.startswith("."))
                and visible(entry.name) == entry.name
            )
    except (OSError, ValueError):
        return Completion(typed)
    shared = os.path.commonprefix(names)  # noqa: RUF071 - of names, not of paths
    return Completion(head + (shared or tail), tuple(names))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
