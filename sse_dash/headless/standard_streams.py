"""Stdin, stdout, stderr and arguments, however whoever started us left them: closed, full, not in UTF-8."""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Sequence
from typing import TextIO, cast


def prepare() -> None:
    """Have all three of them there, and able to take any text.

    A closed one would be the number of the next file that is opened, and what is said would go into that.
    """
    sys.stdin = _there(sys.stdin, 0, "r")
    sys.stdout = _there(sys.stdout, 1, "w")
    sys.stderr = _there(sys.stderr, 2, "w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Where no encoding was meant it is that of profiles; what another one hasn't is written as Python
            # writes it, rather than not at all.
            encoding = "utf-8" if codecs.lookup(stream.encoding).name == "ascii" else None
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _there(stream: TextIO | None, number: int, mode: str) -> TextIO:
    if stream is not None:
        return stream
    opened = os.open(os.devnull, os.O_RDWR)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
    return cast(TextIO, open(number, mode, encoding="utf-8", closefd=False))


def decoded(arguments: Sequence[str]) -> list[str]:
    """As UTF-8 wherever they are, whatever the locale makes of them: nearly all terminals type that."""
    return [_as_utf8(argument) for argument in arguments]


def _as_utf8(argument: str) -> str:
    if argument.isascii():
        return argument
    try:
        return os.fsencode(argument).decode()
    except UnicodeError:
        return argument


def flush() -> None:
    """Have what was printed be written, while it can still be said that it can't. Raises OSError."""
    sys.stdout.flush()


def give_up_output() -> None:
    """Nobody takes what is printed: what wasn't written isn't tried again as Python ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
