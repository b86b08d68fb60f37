"""The fields of a stream that can be given on the command line, and how. Light, since each `--help` loads it:
all else that there is to know of a field is in `spec`, which names its option from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Option(NamedTuple):
    """How a field is given on the command line."""

    flags: tuple[str, ...]
    metavar: str
    help: str
    is_repeated: bool = False
    """Whether it may be given several times, for an entry of a table each."""


OPTIONS: Mapping[str, Option] = {
    "headers": Option(
        flags=("-H", "--header"),
        metavar="'NAME: VALUE'",
        help="a header for each URL given; ${VARIABLE} in it is read from the environment when connecting",
        is_repeated=True,
    ),
    "filter": Option(
        flags=("--filter",), metavar="EXPRESSION", help="show only what matches, of each URL given"
    ),
    "format": Option(
        flags=("--format",),
        metavar="FORMAT",
        help="what each URL answers with: sse, ndjson (JSON values), or auto, by its content type",
    ),
}
"""By the name of the field."""

PRESET_NAMES = ("mcp", "pocketbase")
"""What `presets.PRESETS` has, in the order of the alphabet."""
