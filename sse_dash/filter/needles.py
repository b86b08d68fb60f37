"""Texts that must stand in JSON for a term to hold: to look for them costs a tenth of decoding it."""

from __future__ import annotations

import re

from sse_dash.json.paths import Path

# In JSON such a character may only be hidden behind \u, followed by two zeros.
_PLAIN = re.compile(r"[ !#-.0-\[\]-~]*")


def path_needles(path: Path) -> tuple[str, ...]:
    """Texts that stand in any JSON where this path leads somewhere, unless escaped: for `lacks`."""
    return tuple(
        needle
        for step in reversed(path.steps)
        if isinstance(step, str) and not step.isdecimal() and (needle := needle_for(step))
    )


def needle_for(text: str) -> str | None:
    """The text as JSON writes it; None if it could write it in several ways."""
    return f'"{text}"' if _PLAIN.fullmatch(text) else None


def lacks(data: str, needles: tuple[str, ...]) -> bool:
    """Whether one of the needles surely isn't in this JSON."""
    for needle in needles:
        if needle not in data:
            # The characters of a needle can only be written otherwise as \u0020 to \u007e.
            return "\\u00" not in data
    return False
