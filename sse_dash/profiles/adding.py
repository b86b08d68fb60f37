"""Streams added to a profile's file, though others may write it meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sse_dash.profiles.errors import ProfileChanged
from sse_dash.profiles.profile import Profile
from sse_dash.profiles.store import StoredProfile, load, save
from sse_dash.requests.spec import StreamSpec

_ATTEMPTS = 20

Make = Callable[[Collection[str]], Sequence[StreamSpec]]
"""Makes the streams to add, none of which is called like one of those given."""


@dataclass(frozen=True, slots=True)
class Added:
    """What adding came to."""

    stored: StoredProfile
    streams: tuple[StreamSpec, ...]
    """Those that were added, as they are called there."""
    is_new: bool
    """Whether there was no file before."""


def add_streams(path: Path, make: Make) -> Added:
    """Add what `make` makes to the profile in that file, or to a new one; others may write it meanwhile.

    Raises ProfileError, having changed nothing.
    """
    for _ in range(_ATTEMPTS):
        try:
            return _add_once(path, make)
        except ProfileChanged as error:
            changed = error  # by another who adds, most likely; what was added then is there now
    raise changed


def _add_once(path: Path, make: Make) -> Added:
    if not path.exists():
        streams = tuple(make(()))
        stored = save(path, Profile(streams=streams), expected_digest=None)
        return Added(stored, streams, is_new=True)
    before = load(path)
    streams = tuple(make([spec.name for spec in before.profile.streams]))
    after = replace(before.profile, streams=(*before.profile.streams, *streams))
    stored = save(path, after, expected_digest=before.digest)
    return Added(stored, streams, is_new=False)
