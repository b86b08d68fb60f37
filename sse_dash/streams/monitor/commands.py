"""What commands print, for values that no file and no environment holds: a token that a tool gives out.

A command is run once for all streams that want it, and again once a server has refused what it printed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import signal
import sys

from sse_dash.client.errors import PermanentError
from sse_dash.requests.template import words_of

PATIENCE = 30.0
"""Seconds that a command may take."""
LONGEST = 64 * 1024
"""Bytes that it may print."""
_LONGEST_SAID = 300


class Commands:
    """Those that were run, and what they printed. Holds secrets."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._printed: dict[str, str] = {}
        self._running: dict[str, asyncio.Task[str]] = {}

    async def printed(self, name: str) -> tuple[str, bool]:
        """What the command of that variable prints, without line ends around it, and whether it was run for
        this. Raises PermanentError, with what it said."""
        if name in self._printed:
            return self._printed[name], False
        if name not in self._running:
            self._running[name] = asyncio.create_task(self._run(name), name="a command for a value")
            self._running[name].add_done_callback(lambda task: self._ended(name, task))
        # Who stops waiting doesn't stop it for the others.
        return await asyncio.shield(self._running[name]), True

    def forget(self, name: str, printed: str) -> None:
        """That was refused: run the command again for who asks next, unless it was already."""
        if self._printed.get(name) == printed:
            del self._printed[name]

    def _ended(self, name: str, task: asyncio.Task[str]) -> None:
        self._running.pop(name, None)
        if not task.cancelled():
            task.exception()  # everyone who waited may be gone

    async def _run(self, name: str) -> str:
        words = words_of(name)
        shown = shlex.join(words)
        try:
            # In a session of its own: it can't ask on the terminal, which the dashboard has.
            process = await asyncio.create_subprocess_exec(
                *words,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise PermanentError(f"the command {shown} can't be run: {why.lower()}") from None
        saying = asyncio.create_task(_end_of(process.stderr), name="what a command says")
        said = b""
        try:
            async with asyncio.timeout(self._patience):
                out = await _beginning_of(process.stdout)
                if len(out) <= LONGEST:
                    said = await saying
                    await process.wait()
        except TimeoutError:
            raise PermanentError(f"the command {shown} did not end within {self._patience:g} s") from None
        finally:
            saying.cancel()
            if process.returncode is None:
                _end(process)
                await process.wait()
        if process.returncode and len(out) <= LONGEST:
            last = said.decode("utf-8", "replace").strip().split("\n")[-1][:_LONGEST_SAID]
            raise PermanentError(f"the command {shown} ended with status {process.returncode}: {last}")
        text = out[: LONGEST + 1].decode("utf-8", "replace").strip("\r\n")
        if not text or len(out) > LONGEST:
            wrong = "nothing" if not text else f"more than {LONGEST:,} bytes"
            raise PermanentError(f"the command {shown} printed {wrong}")
        self._printed[name] = text
        return text


COMMANDS = Commands()
"""Those of this process."""


async def _beginning_of(stream: asyncio.StreamReader | None) -> bytes:
    """What a command prints there; no more of it than shows that it is too much."""
    assert stream is not None
    printed = bytearray()
    while len(printed) <= LONGEST and (chunk := await stream.read(LONGEST)):
        printed += chunk
    return bytes(printed)


async def _end_of(stream: asyncio.StreamReader | None) -> bytes:
    """What a command prints there at last."""
    assert stream is not None
    printed = b""
    while chunk := await stream.read(LONGEST):
        printed = (printed + chunk)[-LONGEST:]
    return printed


def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
