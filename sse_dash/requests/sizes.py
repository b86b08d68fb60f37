"""Sizes as people write them, `5 MiB` or `64 kB`, to bytes and back. Nothing else."""

from __future__ import annotations

import re

EXPECTED = 'a size such as "512 KiB" or "32 MiB", or a whole number of bytes, 1 or more'
"""For messages about a value that is none."""

PATTERN = r"^ *[0-9]{1,19}(\.[0-9]{1,9})? ?([kKMGT]i?)?B *$"
"""For the schema: what is read, save that it takes a size of nothing, too."""

_SIZE = re.compile(r"([0-9]{1,19})(?:\.([0-9]{1,9}))? ?((?:[kKMGT]i?)?B)")
_BINARY = {"TiB": 2**40, "GiB": 2**30, "MiB": 2**20, "KiB": 2**10}
_DECIMAL = {"TB": 10**12, "GB": 10**9, "MB": 10**6, "kB": 10**3, "B": 1}
_PER_UNIT = {**_BINARY, **_DECIMAL, "KB": 10**3, "kiB": 2**10}


def parse_size(text: str) -> int:
    """Bytes, 1 or more; parts of a byte are left out. Raises ValueError for anything but a number and its
    unit."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(EXPECTED)
    whole, part, unit = match.groups()
    size = _PER_UNIT[unit]
    count = int(whole) * size + (int(part) * size // 10 ** len(part) if part else 0)
    if count < 1:
        raise ValueError(EXPECTED)
    return count


def format_size(count: int) -> str:
    """The text that parses to exactly these bytes, in the largest unit of which they are whole."""
    for unit, size in (*_BINARY.items(), *_DECIMAL.items()):
        number, rest = divmod(count, size)
        if not rest:
            return f"{number} {unit}"
    raise AssertionError("every count of bytes is whole in bytes")
