"""Bytes on disk: read with a bound, and written so that at every moment the old file or the new one is there.

What the bytes mean, and who may write when, is not known here. All functions raise OSError as it comes.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700
_LEFTOVER_AGE = 600.0
"""Seconds after which a temporary file belongs to nobody any more; a save takes far less than one."""
_GROUP_BITS = 0o070
_PUBLIC_FILE = 0o666
"""Less what the umask takes away."""
_NAME_KEPT = 60
"""Characters, of four bytes at most, so that with what is added it stays below the 255 bytes of a name."""
_NO_FOLDER_SYNC = frozenset(
    {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.EPERM, errno.ENOSYS}
)
"""What systems say that can't, or won't let us, flush a folder; a rename is then as safe as it gets."""


class NotRegular(OSError):
    """A pipe, a socket or a device where a file is wanted."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may do what with a file."""

    mode: int
    """The permission bits."""
    owner: tuple[int, int]
    """The numbers of its user and its group."""


@dataclass(frozen=True, slots=True)
class FileOnDisk(Access):
    """A file's bytes and who may do what with it, as they are now."""

    data: bytes
    """At most one byte more than the limit, which shows that the file is too large."""

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return digest_of(self.data)


def digest_of(data: bytes) -> str:
    """SHA-256 of the bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def expanded(path: str) -> Path:
    """The path with the home folder in the place of `~`. Never raises, unlike Path's own."""
    return Path(os.path.expanduser(path))


def absolute(path: str) -> Path:
    """The same, from the root on."""
    return Path(os.path.abspath(expanded(path)))


def with_tilde(path: str | Path) -> str:
    """The path with `~` in the place of the home folder, for people."""
    home = os.path.expanduser("~").rstrip(os.sep)  # Path.home() raises where there is none
    shown = str(path)
    return (
        f"~{shown.removeprefix(home)}" if home and f"{shown}{os.sep}".startswith(f"{home}{os.sep}") else shown
    )


def read_file(path: Path, limit: int) -> FileOnDisk:
    """The file, of which at most `limit` + 1 bytes are read. Raises NotRegular for what is no file."""
    # Not to wait for ever for someone to write into a pipe.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        # Before it is made a file object, which refuses a folder and leaves the descriptor open.
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(status.st_mode):
            raise NotRegular(errno.EINVAL, "it is no regular file")
    except OSError:
        os.close(descriptor)
        raise
    with os.fdopen(descriptor, "rb") as file:
        return FileOnDisk(stat.S_IMODE(status.st_mode), (status.st_uid, status.st_gid), file.read(limit + 1))


def replace_file(
    target: Path, data: bytes, like: Access | None, ask_again: Callable[[], object] = lambda: None
) -> None:
    """Put a file with these bytes in the place of `target`; all else is as with `replacing`."""
    with replacing(target, like, ask_again) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(
    target: Path,
    like: Access | None,
    ask_again: Callable[[], object] = lambda: None,
    *,
    private: bool = True,
) -> Iterator[BinaryIO]:
    """A new file to write into, which is in the place of `target` once the block has ended, and not before.

    It is not if the block raises, if `ask_again` does at the last moment, or if the system refuses; nothing
    is left behind then. It gets the mode and the owner of `like`. Without one it is for its owner only if
    `private`, or else has the mode that any program's new file has. `target` is taken as it is: of a symbolic
    link give what it leads to.
    """
    mode = PRIVATE_FILE if private or like is not None else _PUBLIC_FILE
    temporary = target.with_name(f"{_prefix(target)}{secrets.token_hex(4)}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        if like is not None:
            os.chmod(temporary, _take_over(temporary, like))
        elif private:
            os.chmod(temporary, PRIVATE_FILE)  # whatever the umask took away
        ask_again()
        os.replace(temporary, target)
    except BaseException:
        # What went wrong before is to be told; that the folder is gone, too, is not.
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    sync_folder(target.parent)


def clear_leftovers(target: Path, now: float | None = None) -> None:
    """Delete what saves of `target` left behind that were killed, ten minutes ago or more."""
    prefix, oldest = _prefix(target), (time.time() if now is None else now) - _LEFTOVER_AGE
    with os.scandir(target.parent) as entries:
        for entry in entries:
            if not (entry.name.startswith(prefix) and entry.name.endswith(".tmp")):
                continue
            try:
                if entry.is_file(follow_symlinks=False) and entry.stat().st_mtime < oldest:
                    os.unlink(entry.path)
            except FileNotFoundError:
                continue  # someone else was tidying, too


def make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, each for its owner only."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(_PRIVATE_FOLDER, exist_ok=True)
        sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
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


def _prefix(target: Path) -> str:
    """How the names of its temporary files begin; cut, as `target`'s name may be as long as names can be."""
    return f".{target.name[:_NAME_KEPT]}."


def _take_over(temporary: Path, like: Access) -> int:
    """Give the new file the owner of the old one, as far as one may; the mode that it can have then."""
    status = os.stat(temporary)
    if (status.st_uid, status.st_gid) == like.owner or not hasattr(os, "chown"):
        return like.mode
    try:
        os.chown(temporary, *like.owner)
    except OSError:
        # What one group could read is not for whichever group the new file has.
        return like.mode if status.st_gid == like.owner[1] else like.mode & ~_GROUP_BITS
    return like.mode


def _unless_unsupported(error: OSError) -> None:
    if error.errno not in _NO_FOLDER_SYNC:
        raise error
