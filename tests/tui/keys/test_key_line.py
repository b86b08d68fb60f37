"""The line of keys, where that is more than Textual's footer."""

from __future__ import annotations

from sse_dash.tui.keys.key_line import KeyLine


async def test_a_line_whose_screen_was_closed_meanwhile_is_not_made_anew() -> None:
    await KeyLine().recompose()
