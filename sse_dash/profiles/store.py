"""A profile's file: read whole, and saved by one writer at a time, never over what someone else wrote.

What the bytes mean is for reader and writer, how they get onto the disk for disk and lock.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
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
from sse_dash.profiles.keeping import Rewritten, rewritten
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
    data: bytes = field(repr=False)
    """The file's bytes."""
    warnings: tuple[Problem, ...] = ()
    """What is odd in the file, such as keys that aren't known, or in who may read it."""
    read_only: bool = False
    """Whether a newer version wrote it; `save` refuses to replace it."""
    backup: Path | None = None
    """The copy of the file before, which held comments that this save lost; None if there was no need."""

    @property
    def digest(self) -> str:
        """SHA-256 of the file's bytes, in hex: what `save` wants to see there."""
        return digest_of(self.data)


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

    A file that says the same already, in whatever form, is left alone, and of one that doesn't what did not
    change: see `keeping`. Where comments are lost all the same, the file as it was is kept as a backup.
    Folders are made as needed, for their owner only, and so is the file; one that exists keeps its mode,
    and a symbolic link stays one. Raises ProfileChanged if the file is another one, and ProfileError for
    what can't be written, a file of a newer version, and whatever the system refuses: the old file is
    whole then. Other writers are waited for, some seconds at most.
    """
    plain = dumps(profile, path)

    def written(found: FileOnDisk | None) -> Rewritten:
        if found is None or _parsed(found) is None:
            # Of what can't be read nobody knows what is lost.
            return Rewritten(plain, () if found is None else (path.name,))
        return rewritten(found.data, profile)

    return _save(path, written, expected_digest)


def save_text(path: Path, data: bytes, *, expected_digest: str | None) -> StoredProfile:
    """Write the very bytes, a person's own words, if they are a profile; all else is as with `save`.

    Raises ProfileError, before anything is touched, with what is wrong with them.
    """
    parsed = loads(data, path)
    if parsed.read_only:
        raise ProfileError(path, [parsed.warnings[0]])
    return _save(path, lambda _: Rewritten(data), expected_digest)


def _save(
    path: Path, written: Callable[[FileOnDisk | None], Rewritten], expected_digest: str | None
) -> StoredProfile:
    target = Path(os.path.realpath(path))
    try:
        # Asked before the lock, too: what is refused anyway makes neither folders nor a lock file.
        if _expect(path, target, expected_digest) is None:
            make_folder(target.parent)
        with locked(target):
            found = _expect(path, target, expected_digest)
            new = written(found)
            backup = None
            if found is not None:
                if new.data == found.data:
                    return _stored(path, found.data, found.mode)
                _refuse_read_only(path, target, _parsed(found))
                backup = _back_up(target, found) if new.lost else None
            clear_leftovers(target)
            # Editors ask for no lock; asked again after the flush, only an instant is left for them.
            replace_file(target, new.data, found, lambda: _expect(path, target, expected_digest))
    except NotRegular as error:
        raise _not_regular(path) from error
    except OSError as error:
        raise from_os_error(error, path, "saved") from error
    return _stored(path, new.data, 0 if found is None else found.mode, backup)


def _stored(path: Path, data: bytes, mode: int, backup: Path | None = None) -> StoredProfile:
    parsed = loads(data, path)
    open_to_others = _open_to_others(parsed.profile, mode)
    return StoredProfile(
        parsed.profile,
        path,
        data,
        parsed.warnings + ((open_to_others,) if open_to_others else ()),
        parsed.read_only,
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


def _refuse_read_only(path: Path, target: Path, previous: ParsedProfile | None) -> None:
    # Renaming over it needs no leave from the file itself, but whoever made it read-only meant something.
    if not os.access(target, os.W_OK):
        raise ProfileError(path, [Problem("the file is read-only", "make it writable to save over it")])
    if previous is not None and previous.read_only:
        raise ProfileError(path, [previous.warnings[0]])


def _back_up(target: Path, found: FileOnDisk) -> Path:
    """Keep the file as it is beside it."""
    backup = target.with_name(f"{target.name}.bak")
    replace_file(backup, found.data, found)
    return backup


def _parsed(found: FileOnDisk) -> ParsedProfile | None:
    """What a file says that is about to be replaced; None if it is broken."""
    try:
        return loads(found.data)
    except ProfileError:
        return None
