"""The sparkline: a cell for each count, from zero."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sse_dash import text
from sse_dash.tui.drawing.sparkline import sparkline

_BARS = " ▁▂▃▄▅▆▇█"


def test_a_silent_stream_is_blank() -> None:
    assert sparkline([0, 0, 0]) == "   "


def test_no_counts_are_no_cells() -> None:
    assert sparkline([]) == ""


def test_bars_start_at_zero_and_not_at_the_lowest_count() -> None:
    assert sparkline([1_000, 1_001, 1_002]) == "▇▇▇"
    assert sparkline([0, 25, 50, 75, 100]) == " ▂▄▅▇"


def test_a_single_event_in_a_flood_can_be_seen() -> None:
    assert sparkline([0, 1, 100_000]) == " ▁▇"


def test_a_steady_stream_is_a_band_and_not_a_wall() -> None:
    assert sparkline([7] * 4) == "▇▇▇▇"


def test_only_the_proportions_count() -> None:
    assert sparkline([1, 2, 3]) == sparkline([100, 200, 300])


@given(st.lists(st.integers(0, 10**9), max_size=60))
def test_higher_counts_have_no_lower_bars_and_only_none_is_blank(series: list[int]) -> None:
    bars = sparkline(series)
    assert len(bars) == text.width(bars) == len(series)
    heights = [_BARS.index(bar) for bar in bars]
    assert [height for _, height in sorted(zip(series, heights, strict=True))] == sorted(heights)
    assert [height == 0 for height in heights] == [count == 0 for count in series]
