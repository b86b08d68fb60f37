"""A profile's file: read whole, and saved by one writer at a time, never over what someone else wrote.

What the bytes mean is for reader and writer, how they get onto the disk for disk and lock.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sse_dash.files import (
    FileOnDisk,
    NotRegular,
    clear_leftovers,
    digest_of,
    make_folder,
    read_file,
    replace_file,
)
from sse_dash.profiles.errors import Problem, ProfileChanged, ProfileError, from_os_error
from sse_dash.profiles.lock import locked
from sse_dash.profiles.profile import Profile
from sse_dash.profiles.reader import ParsedProfile, loads
from sse_dash.profiles.toml_scan import MAX_SIZE
from sse_dash.profiles.writer import dumps
from sse_dash.requests.secrecy import may_be_secret
from sse_dash.requests.template import has_variable

_READ_BY_OTHERS = 0o044


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """A profile and the state of its file when it was read or written."""

    profile: Profile
    path: Path
    """As it was given; may be a symbolic link."""
    digest: str
    """SHA-256 of the file's bytes, in hex: what `save` wants to see there."""
    warnings: tuple[Problem, ...] = ()
    """What is odd in the file, such as keys that aren't known, or in who may read it."""
    read_only: bool = False
    """Whether a newer version wrote it; `save` refuses to replace it."""
    has_comments: bool = False
    """Whether the file holds comments, which `save` will move to a backup: for asking first."""
    backup: Path | None = None
    """The copy of the file before, which held comments that this save lost; None if there was no need."""


def load(path: Path) -> StoredProfile:
    """The profile in that file. Raises ProfileError with all that is wrong with it; changes nothing."""
    found = _read(path)
    return _stored(path, found.data, found.mode)


def read_text(path: Path) -> tuple[bytes, str]:
    """The bytes of that file, which may be broken, and their digest: for an editor. At most 256 KiB and one.

    Raises ProfileError if it can't be read.
    """
    found = _read(path)
    return found.data, found.digest


def save(path: Path, profile: Profile, *, expected_digest: str | None) -> StoredProfile:
    """Write the profile, if the file is still the one with `expected_digest`; None expects no file.

    A file that says the same already, in whatever form, is left alone.
    Folders are made as needed, for their owner only, and so is the file; one that exists keeps its mode,
    and a symbolic link stays one. Raises ProfileChanged if the file is another one, and ProfileError for
    what can't be written, a file of a newer version, and whatever the system refuses: the old file is
    whole then. Other writers are waited for, some seconds at most.
    """
    data = dumps(profile, path)

    def says_so(previous: ParsedProfile) -> bool:
        return _says(previous, profile, data)

    return _save(path, data, expected_digest, says_so, backs_up=True)


def save_text(path: Path, data: bytes, *, expected_digest: str | None) -> StoredProfile:
    """Write the very bytes, a person's own words, if they are a profile; all else is as with `save`.

    Raises ProfileError, before anything is touched, with what is wrong with them.
    """
    parsed = loads(data, path)
    if parsed.read_only:
        raise ProfileError(path, [parsed.warnings[0]])
    return _save(path, data, expected_digest, lambda _: False, backs_up=False)


def _save(
    path: Path,
    data: bytes,
    expected_digest: str | None,
    keeps: Callable[[ParsedProfile], bool],
    *,
    backs_up: bool,
) -> StoredProfile:
    target = Path(os.path.realpath(path))
    try:
        # Asked before the lock, too: what is refused anyway makes neither folders nor a lock file.
        if _expect(path, target, expected_digest) is None:
            make_folder(target.parent)
        with locked(target):
            found = _expect(path, target, expected_digest)
            backup = None
            if found is not None:
                previous = _parsed(found)
                if previous is not None and keeps(previous):
                    return _stored(path, found.data, found.mode)
                _refuse_read_only(path, target, previous)
                backup = _back_up(target, found, previous) if backs_up else None
            clear_leftovers(target)
            # Editors ask for no lock; asked again after the flush, only an instant is left for them.
            replace_file(target, data, found, lambda: _expect(path, target, expected_digest))
    except NotRegular as error:
        raise _not_regular(path) from error
    except OSError as error:
        raise from_os_error(error, path, "saved") from error
    return _stored(path, data, 0 if found is None else found.mode, backup)


def _stored(path: Path, data: bytes, mode: int, backup: Path | None = None) -> StoredProfile:
    parsed = loads(data, path)
    open_to_others = _open_to_others(parsed.profile, mode)
    return StoredProfile(
        parsed.profile,
        path,
        digest_of(data),
        parsed.warnings + ((open_to_others,) if open_to_others else ()),
        parsed.read_only,
        parsed.has_comments,
        backup,
    )


def _read(path: Path) -> FileOnDisk:
    try:
        return read_file(path, MAX_SIZE)
    except NotRegular as error:
        raise _not_regular(path) from error
    except OSError as error:
        raise from_os_error(error, path, "read") from error


def _not_regular(path: Path) -> ProfileError:
    return ProfileError(path, [Problem("it is no regular file", "name a file that holds a profile")])


def _open_to_others(profile: Profile, mode: int) -> Problem | None:
    """A warning where others on the machine can read header values that are written out in the file."""
    if os.name == "nt" or not mode & _READ_BY_OTHERS:
        return None
    for spec in profile.streams:
        for name, value in spec.headers.items():
            if value and not has_variable(value) and may_be_secret(name):
                return Problem(
                    "the file can be read by others on this machine, and holds header values",
                    "make it yours alone with chmod 600, or keep the values in ${VARIABLES}",
                )
    return None


def _expect(path: Path, target: Path, expected_digest: str | None) -> FileOnDisk | None:
    """What is on disk now; raises ProfileChanged unless it is what is expected."""
    try:
        found = read_file(target, MAX_SIZE)
    except FileNotFoundError:
        found = None
    digest = None if found is None else found.digest
    if digest != expected_digest:
        raise ProfileChanged(path, digest)
    return found


def _says(previous: ParsedProfile, profile: Profile, data: bytes) -> bool:
    """Whether a file says it all already, in a person's own words perhaps, which then may stay."""
    # To == a JSON body of 1 is one of true; to their bytes it isn't.
    return previous.profile == profile and dumps(previous.profile) == data


def _refuse_read_only(path: Path, target: Path, previous: ParsedProfile | None) -> None:
    # Renaming over it needs no leave from the file itself, but whoever made it read-only meant something.
    if not os.access(target, os.W_OK):
        raise ProfileError(path, [Problem("the file is read-only", "make it writable to save over it")])
    if previous is not None and previous.read_only:
        raise ProfileError(path, [previous.warnings[0]])


def _back_up(target: Path, found: FileOnDisk, previous: ParsedProfile | None) -> Path | None:
    """Keep what a rewrite would lose beside the file: comments, or all of a file that can't be read."""
    if previous is not None and not previous.has_comments:
        return None
    backup = target.with_name(f"{target.name}.bak")
    replace_file(backup, found.data, found)
    return backup


def _parsed(found: FileOnDisk) -> ParsedProfile | None:
    """What a file says that is about to be replaced; None if it is broken."""
    try:
        return loads(found.data)
    except ProfileError:
        return None
