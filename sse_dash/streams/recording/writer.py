"""Received events into a file that is there whole or not at all.

What the bytes look like is for `formats`; who chooses the events and the path is not known here.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sse_dash.files import Access, replacing
from sse_dash.moments import Zone
from sse_dash.streams.log.received import Note, Row
from sse_dash.streams.recording.formats import Format, Writer, writer
from sse_dash.text import visible

# Events and bytes between two looks at whether to go on: some milliseconds of work.
_CHUNK_EVENTS, _CHUNK_BYTES = 256, 512 * 1024


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written."""

    path: Path
    """Absolute."""
    events: int
    size: int
    """Bytes of the file."""
    altered: int
    """How many events the format could not hold just as they are; its writer says why."""


class ExportError(Exception):
    """The file could not be written; in one sentence. What was at its path before is there still."""


class ExportStopped(Exception):
    """Writing was stopped on demand. What was at the path before is there still."""


def export(
    rows: Iterable[Row],
    path: Path,
    file_format: Format,
    *,
    zone: Zone = Zone.UTC,
    replace: bool = False,
    on_progress: Callable[[int], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Exported:
    """Write the events among the rows to a file, which is there when all are written and not before.

    The times in it are of `zone`. It blocks: a screen calls it in a thread. `rows` is read once, there, and
    nobody may change it meanwhile.
    A file at `path` stays, which is an error, unless `replace`; then it keeps its mode, and a symbolic link
    stays one. A new file has the mode that any program's would have. `on_progress` is told how many events
    are written, every few milliseconds, and `stop` is asked as often. Raises ExportError and ExportStopped,
    either of which leaves nothing behind.
    """
    try:
        os.fsencode(path)
    except UnicodeEncodeError as error:
        raise ExportError("the name holds half of a character") from error
    if "\0" in str(path):
        raise ExportError("the name holds the character NUL")
    try:
        target = Path(os.path.realpath(path))
        like = _check_target(target, replace)
        with replacing(target, like, lambda: _check_target(target, replace), private=False) as file:
            return _write(rows, writer(file_format, zone), file, target, on_progress, stop)
    except OSError as error:
        raise ExportError(_reason(error, path)) from error


def _write(
    rows: Iterable[Row],
    form: Writer,
    file: BinaryIO,
    target: Path,
    on_progress: Callable[[int], None],
    stop: Callable[[], bool],
) -> Exported:
    written = file.write(form.begin())
    events = pending = 0
    for row in rows:
        if isinstance(row, Note):
            continue
        size = file.write(form.event(row))
        events += 1
        written += size
        pending += size
        if pending > _CHUNK_BYTES or not events % _CHUNK_EVENTS:
            pending = 0
            if stop():
                raise ExportStopped
            on_progress(events)
    if stop():
        raise ExportStopped
    on_progress(events)
    return Exported(target, events, written, form.altered)


def _check_target(target: Path, replace: bool) -> Access | None:
    """Who may do what with the file that is to be replaced, None if there is none. Raises if it must stay."""
    try:
        status = os.stat(target)
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "", str(target))
    if not stat.S_ISREG(status.st_mode):
        raise ExportError("it is a device or a pipe: name a file")
    if not replace:
        raise ExportError("a file of that name is there already")
    if not os.access(target, os.W_OK):
        # Renaming over it needs no leave from the file itself, but whoever made it read-only meant something.
        raise ExportError("the file is there already, and read-only")
    return Access(stat.S_IMODE(status.st_mode), (status.st_uid, status.st_gid))


def _reason(error: OSError, path: Path) -> str:
    """What the operating system refused, in words."""
    match error.errno:
        case errno.ENOSPC:
            return "the disk is full; nothing was written"
        case errno.EDQUOT:
            return "your disk quota is used up; nothing was written"
        case errno.EFBIG:
            return "the file would be larger than this file system allows; nothing was written"
        case errno.EROFS:
            return "the file system there is read-only"
        case errno.EACCES | errno.EPERM:
            return f"you may not write to the folder {visible(str(path.parent))}"
        case errno.ENOENT:
            return f"there is no folder {visible(str(path.parent))}"
        case errno.ENOTDIR:
            return "a part of its path is a file, not a folder"
        case errno.EISDIR:
            return "it is a folder: name a file in it"
        case errno.ENAMETOOLONG:
            return "the name is too long"
        case _:
            return f"it can't be written: {visible(error.strerror or type(error).__name__)}"
