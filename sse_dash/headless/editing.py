"""A file in a person's editor: on a private copy, and taken back only when it holds what it should."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sse_dash import units
from sse_dash.files import NotRegular, read_file
from sse_dash.headless import talk
from sse_dash.headless.arguments import FAILED, OK
from sse_dash.profiles import MAX_SIZE, ProfileChanged, ProfileError, ProfileRef, loads, read_text, save_text

_NEW = b"""version = 1

# A stream each; ${NAME} is read from the environment when connecting.
# [[streams]]
# name = "orders"
# url = "https://shop.example/events/orders"
# headers = { Authorization = "Bearer ${SHOP_TOKEN}" }
"""


def edit(ref: ProfileRef) -> int:
    """Edit the profile, new or broken as it may be; return the exit status. Raises ProfileError."""
    before, digest = read_text(ref.path) if os.path.lexists(ref.path) else (_NEW, None)
    if digest is not None:
        _refuse_newer(ref.path, before)
    command = editor(os.environ)
    folder = Path(tempfile.mkdtemp(prefix="sse-dash-"))
    copy = folder / ref.path.name
    keep = True
    try:
        descriptor = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(before)
        status = _until_it_is_right(ref.path, copy, command, before, digest)
        keep = status != OK and _text(copy) != before
    finally:
        if keep and copy.exists():
            talk.say(f"What you wrote is kept in {copy}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return status


def editor(environ: Mapping[str, str]) -> list[str]:
    """The command that opens an editor: `$VISUAL`, else `$EDITOR`, else what the system has."""
    given = environ.get("VISUAL", "").strip() or environ.get("EDITOR", "").strip()
    if sys.platform == "win32":
        return [given or "notepad"]
    try:
        return shlex.split(given) or ["vi"]
    except ValueError:
        return [given]


def _until_it_is_right(path: Path, copy: Path, command: list[str], before: bytes, digest: str | None) -> int:
    while True:
        try:
            with _keys_are_the_editors():
                code = subprocess.run([*command, str(copy)], check=False).returncode
        except OSError as error:
            talk.say(f"{command[0]} can't be run: {error.strerror}; set VISUAL or EDITOR to an editor")
            return FAILED
        if code:
            talk.say(f"{command[0]} ended with status {code}; {path.name} is as it was")
            return FAILED
        text = _text(copy)
        if text is None:
            talk.say(f"The text is gone; {path.name} is as it was")
            return FAILED
        if text == before:
            talk.say(f"Nothing was changed; {path.name} is as it was")
            return OK
        try:
            stored = save_text(path, text, expected_digest=digest)
        except ProfileChanged:
            talk.say(f"{path}: the file was changed by someone else meanwhile, and is as they left it")
            return FAILED
        except ProfileError as error:
            talk.say(str(error))
            if not (talk.someone_is_there() and talk.ask("Edit it again?", default=True)):
                talk.say(f"{path.name} is as it was")
                return FAILED
        else:
            for warning in stored.warnings:
                talk.say(f"{path.name}: {warning}")
            count = len(stored.profile.streams)
            talk.say(f"Saved, with {units.counted(count, 'stream')}: {path}")
            return OK


@contextmanager
def _keys_are_the_editors() -> Iterator[None]:
    """Leave ctrl+c, which reaches every program of a terminal, to the editor: we would kill it by leaving."""
    before = signal.signal(signal.SIGINT, lambda *_: None)  # not SIG_IGN, which the editor would inherit
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _refuse_newer(path: Path, text: bytes) -> None:
    """A file of a newer version is not written to, so that there is no use in editing a copy."""
    try:
        parsed = loads(text, path)
    except ProfileError:
        return  # broken, which is what an editor is for
    if parsed.read_only:
        raise ProfileError(path, [parsed.warnings[0]])


def _text(copy: Path) -> bytes | None:
    try:
        return read_file(copy, MAX_SIZE).data
    except (FileNotFoundError, NotRegular):
        return None
