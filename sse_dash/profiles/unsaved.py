"""Streams of the screen that no profile had when sse-dash ended without asking: kept for the next start.

They are kept by project, in the state folder, as the text of a profile. A secret that was written out, and
that no file had, is not kept: its place is taken by `${NAME}`. While sse-dash runs it keeps them by its
process, for where that is killed: they are offered when there is no such process any more.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
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
_ENDED, _RUNNING = "projects", "running"
_LONGEST = 300_000
"""Characters of what is kept in all: a file that is larger would not be read again. The oldest go."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What was kept."""

    streams: tuple[StreamSpec, ...]
    """All that were on the screen."""
    at: float
    """When, in seconds since the epoch."""
    lacks_secrets: bool = False
    """Whether there were secrets written out that are variables now."""


def keep_unsaved(
    session: Session, streams: tuple[StreamSpec, ...], clock: Callable[[], float] = time.time
) -> str:
    """Keep these, which are on the screen, if they differ from what was opened or saved last: it ends.

    Returns why that failed, empty if it didn't. Writes a file: not for an event loop that is to go on.
    """
    return _keep(session, streams, clock, _ENDED, _key(session.project))


def keep_while_running(
    session: Session, streams: tuple[StreamSpec, ...], clock: Callable[[], float] = time.time
) -> str:
    """The same, for where this process is killed. What it kept before is forgotten."""
    # To ask there whether a process lives would end it.
    return "" if sys.platform == "win32" else _keep(session, streams, clock, _RUNNING, _own_process())


def unsaved(project: Project | None) -> Unsaved | None:
    """What was kept last for the project; None if nothing was, or it can't be read. Never raises."""
    state, _ = read_state(_FILE)
    kept = [_read(entry) for _, _, entry in _left_of(state, project)]
    return max((each for each in kept if each is not None), key=lambda each: each.at, default=None)


def forget_unsaved(project: Project | None) -> str:
    """Forget what was kept for the project, but by those that run. Returns why that failed, empty if it
    didn't."""

    def change(state: State) -> State:
        left = {(kind, key) for kind, key, _ in _left_of(state, project)}
        return {
            kind: {key: entry for key, entry in _entries(state, kind).items() if (kind, key) not in left}
            for kind in (_ENDED, _RUNNING)
        }

    return update_state(_FILE, change)


def _keep(
    session: Session, streams: tuple[StreamSpec, ...], clock: Callable[[], float], kind: str, key: str
) -> str:
    written, lacks_secrets = "", False
    if streams and session.difference(streams):
        saved = session.own.streams
        kept = tuple(spec if spec in saved else without_literals(spec) for spec in streams)
        lacks_secrets = kept != streams
        try:
            written = dumps(Profile(streams=kept)).decode()
        except ProfileError as error:
            return str(error)
        if len(written) > _LONGEST:
            return "they are too many to be kept"
    entry = {"at": clock(), "streams": written, "project": _key(session.project)}
    entry["lacks_secrets"] = lacks_secrets
    own = _own_process()

    def change(state: State) -> State:
        kinds = {each: dict(_entries(state, each)) for each in (_ENDED, _RUNNING)}
        # It is one or the other.
        kinds[_RUNNING].pop(own, None)
        if written:
            kinds[kind][key] = entry
        return _bounded(kinds)

    return update_state(_FILE, change)


def _left_of(state: State, project: Project | None) -> Iterator[tuple[str, str, object]]:
    """What no process that runs has kept for the project: its kind, its key, and what it is."""
    key = _key(project)
    ended = _entries(state, _ENDED)
    if key in ended:
        yield _ENDED, key, ended[key]
    for process, entry in _entries(state, _RUNNING).items():
        if isinstance(entry, dict) and entry.get("project") == key and not _is_running(process):
            yield _RUNNING, process, entry


def _bounded(kinds: State) -> State:
    """As much of it as is to be kept, the newest first."""
    every = [(kind, key, entry) for kind in kinds for key, entry in kinds[kind].items()]
    bounded: dict[str, dict[str, Any]] = {_ENDED: {}, _RUNNING: {}}
    size = 0
    for kind, key, entry in sorted(every, key=lambda each: _time_of(each[2]), reverse=True):
        size += len(json.dumps(entry))
        if size <= _LONGEST:
            bounded[kind][key] = entry
    return bounded


def _time_of(entry: object) -> float:
    match entry:
        case {"at": int() | float() as at}:
            return float(at)
    return 0.0


def _read(entry: object) -> Unsaved | None:
    match entry:
        case {"at": int() | float() as at, "streams": str(written), "lacks_secrets": bool(lacks_secrets)}:
            try:
                streams = loads(written.encode()).profile.streams
            except ProfileError:
                return None
            return Unsaved(streams, float(at), lacks_secrets) if streams else None
    return None


def _own_process() -> str:
    return f"{os.getpid()} {_machine()}"


def _is_running(process: str) -> bool:
    """Whether there is still such a process; of one of another machine that isn't known, and may be."""
    number, _, machine = process.partition(" ")
    if machine != _machine() or not (number.isascii() and number.isdecimal()) or sys.platform == "win32":
        return True
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True  # someone else's
    return True


def _machine() -> str:
    return "" if sys.platform == "win32" else os.uname().nodename


def _key(project: Project | None) -> str:
    return "" if project is None else project.slug


def _entries(state: State, kind: str) -> Mapping[str, Any]:
    entries = state.get(kind)
    return entries if isinstance(entries, dict) else {}
