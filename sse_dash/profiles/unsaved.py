"""Streams of the screen that no profile had when sse-dash ended without asking: kept for the next start.

They are kept by project, in the state folder, as the text of a profile. A secret that was written out, and
that no file had, is not kept: its place is taken by `${NAME}`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sse_dash.profiles.errors import ProfileError
from sse_dash.profiles.locate import Project
from sse_dash.profiles.memory import State, read_state, update_state
from sse_dash.profiles.profile import Profile
from sse_dash.profiles.reader import loads
from sse_dash.profiles.session import Session
from sse_dash.profiles.writer import dumps
from sse_dash.requests.secrets import without_literals
from sse_dash.requests.spec import StreamSpec

_FILE = "unsaved.json"
_MOST_PROJECTS = 20
_LONGEST = 200_000
"""Characters of one project's streams: more would have the file be too large to be read again."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What was kept."""

    streams: tuple[StreamSpec, ...]
    """All that were on the screen."""
    at: float
    """When, in seconds since the epoch."""


def keep_unsaved(
    session: Session, streams: tuple[StreamSpec, ...], clock: Callable[[], float] = time.time
) -> str:
    """Keep these, which were on the screen, if they differ from what was opened or saved last.

    Returns why that failed, empty if it didn't. Writes a file: not for an event loop that is to go on.
    """
    if not streams or not session.difference(streams):
        return ""
    saved = session.own.streams
    kept = tuple(spec if spec in saved else without_literals(spec) for spec in streams)
    try:
        written = dumps(Profile(streams=kept)).decode()
    except ProfileError as error:
        return str(error)
    if len(written) > _LONGEST:
        return "the streams that are not saved are too many to be kept"
    key, entry = _key(session.project), {"at": clock(), "streams": written}

    def change(state: State) -> State:
        others = {other: value for other, value in _entries(state).items() if other != key}
        newest = [(key, entry), *others.items()][:_MOST_PROJECTS]
        return {"projects": dict(newest)}

    return update_state(_FILE, change)


def unsaved(project: Project | None) -> Unsaved | None:
    """What was kept for the project; None if nothing was, or it can't be read. Never raises."""
    state, _ = read_state(_FILE)
    match _entries(state).get(_key(project)):
        case {"at": int() | float() as at, "streams": str(written)}:
            try:
                streams = loads(written.encode()).profile.streams
            except ProfileError:
                return None
            return Unsaved(streams, float(at)) if streams else None
    return None


def forget_unsaved(project: Project | None) -> str:
    """Forget what was kept for the project. Returns why that failed, empty if it didn't."""

    def change(state: State) -> State:
        return {"projects": {key: value for key, value in _entries(state).items() if key != _key(project)}}

    return update_state(_FILE, change)


def _key(project: Project | None) -> str:
    return "" if project is None else project.slug


def _entries(state: State) -> Mapping[str, Any]:
    entries = state.get("projects")
    return entries if isinstance(entries, dict) else {}
