"""The README's table of keys, made from the list of keys: `python -m tests.key_reference README.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from textual.keys import format_key

from sse_dash.tui.dashboard.keys import GROUPS, KEYS
from sse_dash.tui.help.key_table import KeyRow, key_groups

BEGIN = "<!-- keys, made by python -m tests.key_reference README.md -->"
END = "<!-- end of the table of keys -->"


def table() -> str:
    """The table in Markdown, with the markers around it."""
    return "\n".join([BEGIN, "", *_lines(), "", END])


def written(key: str) -> str:
    """A key as people write it: `?`, `ctrl+s`, `enter`."""
    shown = format_key(key)
    return shown if len(shown) == 1 and shown.isascii() else key


def _lines() -> Iterator[str]:
    yield "| key | does | id |"
    yield "|---|---|---|"
    for heading, *rows in key_groups(KEYS, GROUPS, lambda key: f"`{written(key)}`"):
        yield f"| | **{heading}** | |"
        for row in rows:
            if isinstance(row, KeyRow):
                yield f"| {_keys(row)} | {row.words} | {_ids(row)} |"


def _keys(row: KeyRow) -> str:
    # A row without keys stands for nine, told apart by a digit.
    return row.shown if row.keys else "`1`-`9`"


def _ids(row: KeyRow) -> str:
    ids = dict.fromkeys(key.id for key in row.keys)
    return " ".join(f"`{each}`" for each in ids) or "`view.go_to_1` … `view.go_to_9`"


def main(arguments: Sequence[str]) -> None:
    """Put the table into the files that have its markers."""
    for name in arguments:
        path = Path(name)
        before = path.read_text(encoding="utf-8")
        start, end = before.index(BEGIN), before.index(END) + len(END)
        path.write_text(before[:start] + table() + before[end:], encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
