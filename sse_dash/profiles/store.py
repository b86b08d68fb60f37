"""A profile's file: read whole, and written so that at every moment the old file or the new one is there.

What the bytes mean is for reader and writer.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sse_dash.profiles.errors import Problem, ProfileChanged, ProfileError, from_os_error
from sse_dash.profiles.profile import Profile
from sse_dash.profiles.reader import ParsedProfile, loads
from sse_dash.profiles.source import MAX_SIZE
from sse_dash.profiles.writer import dumps

_FILE_MODE = 0o600
_FOLDER_MODE = 0o700
_NO_FOLDER_SYNC = frozenset(
    {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EPERM, errno.ENOSYS}
)
"""What systems say that can't, or won't let us, flush a folder; a rename is then as safe as it gets."""


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """A profile and the state of its file when it was read or written."""

    profile: Profile
    path: Path
    """As it was given; may be a symbolic link."""
    digest: str
    """SHA-256 of the file's bytes, in hex: what `save` wants to see there."""
    warnings: tuple[Problem, ...] = ()
    """What is odd in the file, such as keys that aren't known."""
    read_only: bool = False
    """Whether a newer version wrote it; `save` refuses to replace it."""
    has_comments: bool = False
    """Whether the file holds comments, which `save` will move to a backup: for asking first."""
    backup: Path | None = None
    """The copy of the file before, which held comments that this save lost; None if there was no need."""


@dataclass(frozen=True, slots=True)
class _OnDisk:
    """A file's bytes and permissions as they are now."""

    data: bytes
    mode: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def load(path: Path) -> StoredProfile:
    """The profile in that file. Raises ProfileError with all that is wrong with it; changes nothing."""
    try:
        found = _read(path)
    except OSError as error:
        raise from_os_error(error, path, "read") from error
    return _stored(path, found.data)


def save(path: Path, profile: Profile, *, expected_digest: str | None) -> StoredProfile:
    """Write the profile, if the file is still the one with `expected_digest`; None expects no file.

    A file that says the same already, in whatever form, is left alone.
    Folders are made as needed, for their owner only, and so is the file; one that exists keeps its mode,
    and a symbolic link stays one. Raises ProfileChanged if the file is another one, and ProfileError for
    what can't be written, a file of a newer version, and whatever the system refuses: the old file is
    whole then. Does not wait for other processes: of two saves in the same instant the later one stays.
    """
    data = dumps(profile, path)
    target = Path(os.path.realpath(path))
    backup = None
    try:
        found = _expect(path, target, expected_digest)
        if found is None:
            _make_folder(target.parent)
        else:
            previous = _parsed(found)
            if _says(previous, profile, data):
                return _stored(path, found.data)
            _refuse_read_only(path, target, previous)
            backup = _back_up(target, found, previous)
        mode = _FILE_MODE if found is None else found.mode
        # Flushing takes time; asked again, only an instant is left to lose someone else's save in.
        _replace(target, data, mode, lambda: _expect(path, target, expected_digest))
    except OSError as error:
        raise from_os_error(error, path, "saved") from error
    return _stored(path, data, backup)


def _stored(path: Path, data: bytes, backup: Path | None = None) -> StoredProfile:
    parsed = loads(data, path)
    return StoredProfile(
        parsed.profile,
        path,
        hashlib.sha256(data).hexdigest(),
        parsed.warnings,
        parsed.read_only,
        parsed.has_comments,
        backup,
    )


def _read(path: Path) -> _OnDisk:
    # Not to wait for ever for someone to write into a pipe.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ProfileError(path, [Problem("it is no regular file", "name a file that holds a profile")])
        # One byte more than may be, so that the reader sees that it is too large.
        return _OnDisk(file.read(MAX_SIZE + 1), stat.S_IMODE(status.st_mode))


def _expect(path: Path, target: Path, expected_digest: str | None) -> _OnDisk | None:
    """What is on disk now; raises ProfileChanged unless it is what is expected."""
    try:
        found = _read(target)
    except FileNotFoundError:
        found = None
    digest = None if found is None else found.digest
    if digest != expected_digest:
        raise ProfileChanged(path, digest)
    return found


def _says(previous: ParsedProfile | None, profile: Profile, data: bytes) -> bool:
    """Whether a file says it all already, in a person's own words perhaps, which then may stay."""
    # To == a JSON body of 1 is one of true; to their bytes it isn't.
    return previous is not None and previous.profile == profile and dumps(previous.profile) == data


def _refuse_read_only(path: Path, target: Path, previous: ParsedProfile | None) -> None:
    # Renaming over it needs no leave from the file itself, but whoever made it read-only meant something.
    if not os.access(target, os.W_OK):
        raise ProfileError(path, [Problem("the file is read-only", "make it writable to save over it")])
    if previous is not None and previous.read_only:
        raise ProfileError(path, [previous.warnings[0]])


def _back_up(target: Path, found: _OnDisk, previous: ParsedProfile | None) -> Path | None:
    """Keep what a rewrite would lose beside the file: comments, or all of a file that can't be read."""
    if previous is not None and not previous.has_comments:
        return None
    backup = target.with_name(f"{target.name}.bak")
    _replace(backup, found.data, found.mode)
    return backup


def _parsed(found: _OnDisk) -> ParsedProfile | None:
    """What a file says that is about to be replaced; None if it is broken."""
    try:
        return loads(found.data)
    except ProfileError:
        return None


def _replace(target: Path, data: bytes, mode: int, ask_again: Callable[[], object] = lambda: None) -> None:
    """Put a file with these bytes in the place of `target`, unless `ask_again` raises at the last moment."""
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        os.chmod(temporary, mode)
        ask_again()
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
    _sync_folder(target.parent)


def _make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, each for its owner only."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(_FOLDER_MODE, exist_ok=True)
        _sync_folder(each.parent)


def _sync_folder(folder: Path) -> None:
    """Have the folder's entries on the disk, so that a power cut doesn't undo a rename."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        _unless_unsupported(error)
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        _unless_unsupported(error)
    finally:
        os.close(descriptor)


def _unless_unsupported(error: OSError) -> None:
    if error.errno not in _NO_FOLDER_SYNC:
        raise error
