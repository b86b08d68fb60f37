"""Where panes go, for any number of them and any terminal."""

from __future__ import annotations

from itertools import combinations, groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.tui.log.tiling import MIN_HEIGHT, MIN_WIDTH, Tile, capacity, tile

_COUNTS = st.integers(1, 40)
_WIDTHS, _HEIGHTS = st.integers(1, 300), st.integers(1, 100)


def in_rows(tiles: list[Tile]) -> list[int]:
    """How many panes each row has, from the top."""
    return [len(list(row)) for _, row in groupby(tiles, key=lambda tile: tile.y)]


def overlap(one: Tile, other: Tile) -> bool:
    return (max(one.x, other.x) < min(one.x + one.width, other.x + other.width)) and (
        max(one.y, other.y) < min(one.y + one.height, other.y + other.height)
    )


@given(_COUNTS, _WIDTHS, _HEIGHTS)
def test_panes_fill_the_area_and_do_not_overlap(count: int, width: int, height: int) -> None:
    tiles = tile(count, width, height)
    assert len(tiles) == count
    for x, y, tile_width, tile_height in tiles:
        assert 0 <= x <= x + tile_width <= width
        assert 0 <= y <= y + tile_height <= height
    assert sum(tile_width * tile_height for _, _, tile_width, tile_height in tiles) == width * height
    assert not any(overlap(one, other) for one, other in combinations(tiles, 2))


@given(st.data(), st.integers(MIN_WIDTH, 300), st.integers(MIN_HEIGHT, 100))
def test_panes_are_in_reading_order(data: st.DataObject, width: int, height: int) -> None:
    tiles = tile(data.draw(st.integers(1, capacity(width, height))), width, height)
    assert [(y, x) for x, y, _, _ in tiles] == sorted((y, x) for x, y, _, _ in tiles)


@given(st.data(), st.integers(MIN_WIDTH, 300), st.integers(MIN_HEIGHT, 100))
def test_as_many_as_there_is_room_for_all_say_something(data: st.DataObject, width: int, height: int) -> None:
    count = data.draw(st.integers(1, capacity(width, height)))
    for _, _, tile_width, tile_height in tile(count, width, height):
        assert tile_width >= MIN_WIDTH
        assert tile_height >= MIN_HEIGHT


@given(st.data(), st.integers(MIN_WIDTH, 300), st.integers(MIN_HEIGHT, 100))
def test_rows_are_shared_out_evenly_the_shorter_ones_last(
    data: st.DataObject, width: int, height: int
) -> None:
    """So that no pane is alone, and wide, below a row of many."""
    rows = in_rows(tile(data.draw(st.integers(1, capacity(width, height))), width, height))
    assert max(rows) - min(rows) <= 1
    assert rows == sorted(rows, reverse=True)


@given(_COUNTS, _WIDTHS, _HEIGHTS)
def test_panes_are_as_even_as_whole_cells_allow(count: int, width: int, height: int) -> None:
    tiles = tile(count, width, height)
    heights = {tile.height for tile in tiles}
    assert max(heights) - min(heights) <= 1
    for _, row in groupby(tiles, key=lambda tile: (tile.y, tile.height)):
        widths = {tile.width for tile in row}
        if min(heights):  # rows without height can't be told apart
            assert max(widths) - min(widths) <= 1


@pytest.mark.parametrize(
    ("count", "width", "height", "rows"),
    [
        (1, 80, 24, [1]),
        (2, 80, 24, [1, 1]),
        (6, 80, 24, [2, 2, 2]),
        (4, 120, 36, [2, 2]),
        (7, 200, 50, [2, 2, 2, 1]),
        (9, 200, 50, [3, 3, 3]),
        (3, 40, 12, [1, 1, 1]),
    ],
)
def test_common_terminals_are_laid_out_as_one_would_by_hand(
    count: int, width: int, height: int, rows: list[int]
) -> None:
    assert in_rows(tile(count, width, height)) == rows


@pytest.mark.parametrize(("count", "width", "height"), [(0, 80, 24), (3, 0, 24), (3, 80, 0), (-1, 80, 24)])
def test_no_panes_or_no_room_is_no_places(count: int, width: int, height: int) -> None:
    assert tile(count, width, height) == []


@pytest.mark.parametrize(
    ("width", "height", "fit"),
    [(80, 24, 12), (120, 24, 16), (40, 12, 3), (MIN_WIDTH, MIN_HEIGHT, 1), (10, 2, 1), (0, 0, 1)],
)
def test_a_page_holds_as_many_panes_as_fit_up_to_a_limit_and_never_none(
    width: int, height: int, fit: int
) -> None:
    assert capacity(width, height) == fit


@pytest.mark.parametrize(("width", "height", "fit"), [(120, 36, 16), (200, 50, 24), (300, 80, 60)])
def test_a_page_holds_more_where_each_has_room_to_say_much(width: int, height: int, fit: int) -> None:
    assert capacity(width, height) == fit


@given(_WIDTHS, _HEIGHTS, st.integers(0, 40), st.integers(0, 40))
def test_a_larger_page_never_holds_fewer(width: int, height: int, wider: int, higher: int) -> None:
    assert capacity(width + wider, height + higher) >= capacity(width, height)
