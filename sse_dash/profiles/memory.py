"""What sse-dash remembers by itself from one run to the next: the profile that was open last in each
project, recent filters, and the team files that were trusted.

Nothing here is a person's work: what can't be read is forgotten, and what can't be written is only a warning.
Files are small, private and replaced whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from sse_dash.files import (
    NotRegular,
    absolute,
    clear_leftovers,
    make_folder,
    read_file,
    replace_file,
)
from sse_dash.profiles.errors import ProfileError, from_os_error
from sse_dash.profiles.locate import ProfileRef, Project, check_name, profile_path, ref_of
from sse_dash.profiles.lock import locked
from sse_dash.requests.wording import printable

STATE_DIR_VARIABLE = "SSE_DASH_STATE_DIR"
"""The environment variable that says where the state folder is instead, as SSE_DASH_CONFIG_DIR does."""

MAX_PROJECTS = 200
"""Projects whose last profile is remembered; the one that was opened longest ago falls out."""
MAX_FILTERS = 100
MAX_FILTER_LENGTH = 1_000
"""Characters of a filter that is remembered; a longer one isn't."""
_MAX_FILTERS_SIZE = 64 * 1024
_MAX_SIZE = 512 * 1024
_VERSION = 1
_PATIENCE = 2.0
_LAST = "last-profiles.json"
_FILTERS = "filters.json"

State = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LastProfile:
    """What was open last in a project."""

    ref: ProfileRef | None
    """The profile; None if none is remembered, or it isn't there any more."""
    warning: str = ""
    """Why nothing could be read, if so."""


@dataclass(frozen=True, slots=True)
class RecentFilters:
    """Filter expressions that were used."""

    expressions: tuple[str, ...] = ()
    """Newest first, each there once; at most `MAX_FILTERS`. Untrusted text."""
    warning: str = ""
    """Why nothing could be read, if so."""


def state_dir() -> Path:
    """The folder of what is remembered, absolute; it need not exist."""
    given = os.environ.get(STATE_DIR_VARIABLE)
    if given:
        return absolute(given)
    return platformdirs.user_state_path("sse-dash", appauthor=False)


def last_profile(project: Project | None) -> LastProfile:
    """The profile that was open last in the project. Never raises."""
    state, warning = read_state(_LAST)
    entry = _entries(state).get(_key(project))
    match entry:
        case {"name": str(name), "global": bool(is_global)}:
            try:
                owner = None if is_global else project
                path = profile_path(owner, check_name(name))
            except ProfileError:
                return LastProfile(None, warning)
            return LastProfile(ProfileRef(name, path, owner) if os.path.isfile(path) else None, warning)
    return LastProfile(None, warning)


def remember_profile(project: Project | None, path: Path) -> str:
    """Remember that this profile is open in the project; a file that lies elsewhere isn't remembered.

    Returns why that failed, empty if it didn't. Writes a file: not for an event loop.
    """
    ref = ref_of(project, path)
    if ref is None:
        return ""
    entry = {"name": ref.name, "global": ref.project is None}

    def change(state: State) -> State:
        others = {key: value for key, value in _entries(state).items() if key != _key(project)}
        newest = [(_key(project), entry), *others.items()][:MAX_PROJECTS]
        return {"projects": dict(newest)}

    return update_state(_LAST, change)


def recent_filters() -> RecentFilters:
    """The filters used before, in any project. Never raises."""
    state, warning = read_state(_FILTERS)
    return RecentFilters(_filters(state), warning)


def remember_filter(expression: str) -> str:
    """Put the filter first among the recent ones; an empty or a very long one isn't kept.

    Returns why that failed, empty if it didn't. Writes a file: not for an event loop.
    """
    if not _worth_keeping(expression):
        return ""

    def change(state: State) -> State:
        return {"filters": _bounded([expression, *_filters(state)])}

    return update_state(_FILTERS, change)


def read_state(name: str) -> tuple[State, str]:
    """What the file of that name holds, and why it is not used, if it isn't; none is as an empty one."""
    path = state_dir() / name
    try:
        data = read_file(path, _MAX_SIZE).data
    except FileNotFoundError:
        return {}, ""
    except NotRegular:
        return {}, _unused(path, "it is no regular file")
    except OSError as error:
        return {}, str(from_os_error(error, path, "read", STATE_DIR_VARIABLE))
    if len(data) > _MAX_SIZE:
        return {}, _unused(path, "it is too large")
    try:
        state = json.loads(data)
    except (ValueError, RecursionError):
        return {}, _unused(path, "it is broken")
    if not isinstance(state, dict) or state.get("version") != _VERSION:
        return {}, _unused(path, "it is not of this version of sse-dash")
    return state, ""


def update_state(name: str, change: Callable[[State], State]) -> str:
    """Replace what the file holds by what `change` makes of it; one that could not be used counts as empty.

    Returns why that failed, empty if it didn't.
    """
    path = state_dir() / name
    try:
        target = Path(os.path.realpath(path))
        make_folder(target.parent)
        with locked(target, patience=_PATIENCE):
            before, _ = read_state(name)
            after = _written({"version": _VERSION, **change(before)})
            if after != _written(before):
                clear_leftovers(target)
                replace_file(target, after, None)
    except ProfileError as error:
        return str(error)
    except OSError as error:
        return str(from_os_error(error, path, "saved", STATE_DIR_VARIABLE))
    return ""


def _written(state: State) -> bytes:
    return json.dumps(state, indent=1).encode()


def _unused(path: Path, why: str) -> str:
    return f"{printable(str(path), limit=None)}: {why}, and is not used; it is written anew in time"


def _key(project: Project | None) -> str:
    return "" if project is None else project.slug


def _entries(state: State) -> Mapping[str, Any]:
    entries = state.get("projects")
    return entries if isinstance(entries, dict) else {}


def _filters(state: State) -> tuple[str, ...]:
    given = state.get("filters")
    if not isinstance(given, list):
        return ()
    return _bounded(each for each in given if isinstance(each, str) and _worth_keeping(each))


def _bounded(filters: Iterable[str]) -> tuple[str, ...]:
    """As many of them, from the first on, as are to be kept."""
    kept: list[str] = []
    size = 0
    for expression in dict.fromkeys(filters):
        size += len(json.dumps(expression))
        if len(kept) == MAX_FILTERS or size > _MAX_FILTERS_SIZE:
            break
        kept.append(expression)
    return tuple(kept)


def _worth_keeping(expression: str) -> bool:
    return bool(expression.strip()) and len(expression) <= MAX_FILTER_LENGTH
