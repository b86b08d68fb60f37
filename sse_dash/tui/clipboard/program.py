"""Running a program that is given text and soon ends. What for is for those who call."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from sse_dash import text, units

PATIENCE = 2.0
"""Seconds that a program is given; at a display that doesn't answer, such tools wait for ever."""
_REAPED_WITHIN = 0.5
_LONGEST_COMPLAINT = 160
_MOST_READ = 1_000_000


class ProgramFailed(Exception):
    """A program could not be started, failed, or didn't end; its words are safe to draw."""


async def run(
    command: Sequence[str],
    given: bytes,
    environment: Mapping[str, str] | None = None,
    *,
    patience: float = PATIENCE,
) -> str:
    """Run it with `given` on its stdin; return what it wrote on stdout.

    It runs in a session of its own, as what it leaves behind to serve the clipboard is to outlive this
    process. Its outputs are files and no pipes: those who stay behind would hold them open. Raises
    ProgramFailed. What takes longer than `patience` seconds is killed, also where this is cancelled.
    """
    name = command[0]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=output,
                stderr=complaints,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )
        except OSError as error:
            raise ProgramFailed(f"{name}: {text.visible(error.strerror or str(error))}") from error
        try:
            async with asyncio.timeout(patience):
                await process.communicate(given)
        except TimeoutError:
            raise ProgramFailed(f"{name} didn't end within {units.duration(patience)}") from None
        finally:
            if process.returncode is None:
                await _kill(process)
        if process.returncode:
            lines = _read(complaints).strip().splitlines() or [f"ended with status {process.returncode}"]
            raise ProgramFailed(f"{name}: {text.cut(lines[0].removeprefix(f'{name}: '), _LONGEST_COMPLAINT)}")
        return _read(output)


async def _kill(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_REAPED_WITHIN):
            await process.wait()


def _read(file: BinaryIO) -> str:
    file.seek(0)
    return file.read(_MOST_READ).decode(errors="replace")
