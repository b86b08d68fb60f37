"""The profiles that there are, and what is done with whole ones: make, rename, copy, remove and bring back.

A profile that is removed is kept beside its place until the next of that name is. Blocks on the disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from sse_dash.files import PRIVATE_FILE, make_folder, sync_folder
from sse_dash.profiles.errors import Problem, ProfileChanged, ProfileError, from_os_error
from sse_dash.profiles.locate import ProfileRef, Project, list_profiles, profile_path, team_path
from sse_dash.profiles.lock import locked
from sse_dash.profiles.profile import Profile
from sse_dash.profiles.store import load, read_text, save, save_text
from sse_dash.profiles.team import load_team
from sse_dash.profiles.trust import trust_of

_REMOVED = ".removed"


class Place(Enum):
    """Where a profile belongs."""

    PROJECT = "this project"
    TEAM = "team file"
    GLOBAL = "global"


@dataclass(frozen=True, slots=True)
class Entry:
    """A profile, or the team file, in a list."""

    ref: ProfileRef
    """Of the team file: its name is that of the file, and no other function here takes it."""
    place: Place
    streams: tuple[str, ...] = ()
    """The names of its streams: untrusted text."""
    fault: str = ""
    """The first thing that is wrong with it, if it can't be read."""
    trusted: bool = True
    """False of a team file that was not trusted yet, as it is now."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A profile that was removed, and how to get it back."""

    ref: ProfileRef
    kept: Path
    """Where its file is now."""


def list_entries(project: Project | None) -> list[Entry]:
    """All profiles with their streams: the project's, its team file, the global ones. Each file is read.

    Raises ProfileError where a folder can't be read.
    """
    refs = list_profiles(project)
    entries = [_entry(ref, Place.PROJECT) for ref in refs if ref.project is not None]
    if project is not None and os.path.lexists(team_path(project)):
        entries.append(_team_entry(project))
    return entries + [_entry(ref, Place.GLOBAL) for ref in refs if ref.project is None]


def new(project: Project | None, name: str) -> ProfileRef:
    """An empty profile; None makes a global one. Raises ProfileError, also if one of that name is there."""
    ref = ProfileRef(name, profile_path(project, name), project)
    try:
        save(ref.path, Profile(), expected_digest=None)
    except ProfileChanged:
        raise _taken(ref) from None
    return ref


def duplicate(ref: ProfileRef, name: str) -> ProfileRef:
    """A copy beside it, comments and all. Raises ProfileError as `new`, and if it is broken."""
    copy = ProfileRef(name, profile_path(ref.project, name), ref.project)
    data, _ = read_text(ref.path)
    try:
        save_text(copy.path, data, expected_digest=None)
    except ProfileChanged:
        raise _taken(copy) from None
    return copy


def rename(ref: ProfileRef, name: str) -> ProfileRef:
    """Give it another name. Raises ProfileError, also if one of that name is there: none is overwritten."""
    renamed = ProfileRef(name, profile_path(ref.project, name), ref.project)
    with _moving(ref.path, renamed.path, "renamed"):
        if _is_only_case(ref.path, renamed.path):
            os.replace(ref.path, renamed.path)
        else:
            _move(ref.path, renamed)
    return renamed


def remove(ref: ProfileRef) -> Removed:
    """Take it away, to be kept as `NAME.toml.removed`; a symbolic link is taken away, not what it leads to.

    What was removed by that name before is gone then. Raises ProfileError.
    """
    kept = _kept(ref)
    with _moving(ref.path, kept, "removed"):
        os.replace(ref.path, kept)
        sync_folder(kept.parent)
    return Removed(ref, kept)


def removed(project: Project | None, name: str) -> Removed:
    """The last profile of that name that was removed. Raises ProfileError if there is none."""
    ref = ProfileRef(name, profile_path(project, name), project)
    kept = _kept(ref)
    if not os.path.lexists(kept):
        where = "global profile" if project is None else "profile of this project"
        raise ProfileError(None, [Problem(f"no {where} called {name} was removed", "see profiles list")])
    return Removed(ref, kept)


def undo(gone: Removed) -> ProfileRef:
    """Bring it back. Raises ProfileError, also if there is another of that name by now."""
    with _moving(gone.kept, gone.ref.path, "brought back"):
        _move(gone.kept, gone.ref)
    return gone.ref


def _entry(ref: ProfileRef, place: Place) -> Entry:
    try:
        return Entry(ref, place, tuple(spec.name for spec in load(ref.path).profile.streams))
    except ProfileError as error:
        return Entry(ref, place, fault=str(error.problems[0]))


def _team_entry(project: Project) -> Entry:
    ref = ProfileRef(team_path(project).name, team_path(project), project)
    try:
        team = load_team(project)
    except ProfileError as error:
        return Entry(ref, Place.TEAM, fault=str(error.problems[0]), trusted=False)
    if team is None:
        return Entry(ref, Place.TEAM, fault="it was deleted just now", trusted=False)
    names = tuple(spec.name for spec in team.profile.streams)
    return Entry(ref, Place.TEAM, names, trusted=trust_of(team).given)


def _kept(ref: ProfileRef) -> Path:
    return ref.path.with_name(ref.path.name + _REMOVED)


def _taken(ref: ProfileRef) -> ProfileError:
    return ProfileError(
        ref.path, [Problem("a profile of that name is there already", "choose another name, or remove that")]
    )


@contextmanager
def _moving(source: Path, target: Path, doing: str) -> Iterator[None]:
    """The locks of both, always in the same order, and what the system refuses in words."""
    try:
        with ExitStack() as stack:
            if not os.path.lexists(source):
                raise ProfileError(source, [Problem("there is no such file", "see profiles list")])
            for path in sorted({source, target}):
                stack.enter_context(locked(path))
            yield
    except OSError as error:
        raise from_os_error(error, source, doing) from error


def _move(source: Path, to: ProfileRef) -> None:
    """Move the file, in whose place an empty one is put first: who gets to make that one has the name."""
    make_folder(to.path.parent)
    try:
        os.close(os.open(to.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
    except FileExistsError:
        raise _taken(to) from None
    try:
        os.replace(source, to.path)
    except BaseException:
        with suppress(OSError):
            os.unlink(to.path)
        raise
    sync_folder(to.path.parent)


def _is_only_case(old: Path, new_path: Path) -> bool:
    """Whether both names mean one file on a file system that ignores case."""
    try:
        return (
            old != new_path
            and old.name.lower() == new_path.name.lower()
            and os.path.samestat(os.lstat(old), os.lstat(new_path))
        )
    except FileNotFoundError:
        return False
