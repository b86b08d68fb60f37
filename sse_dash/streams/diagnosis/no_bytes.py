"""An answer has begun, and nothing of its body has come: what may hold it back.

A stream may well be quiet: what is said here is what to look at, and not that something is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping

PATIENCE = 10.0
"""Seconds after which one begins to wonder."""

_CODINGS = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd"})


def held_back(headers: Mapping[str, str], seconds: float, packed: int) -> str:
    """What an answer of these headers may be held back by, `seconds` after it began, of whose body `packed`
    compressed bytes came and nothing that could be read; empty where it is too soon to say."""
    coding = headers.get("Content-Encoding", "").strip().lower()
    if coding in _CODINGS and packed:
        return f"bytes came compressed with {coding}, and nothing to read yet: each event must be flushed"
    if seconds < PATIENCE:
        return ""
    if coding in _CODINGS:
        return f"no byte yet: it is quiet, or what compresses it with {coding} isn't flushed after each event"
    return "no byte yet: it is quiet, or something on the way buffers it (nginx: X-Accel-Buffering: no)"
