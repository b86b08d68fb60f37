"""The ring as a queue that is read like a list, checked against a list."""

from __future__ import annotations

import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.streams.log.ring import Ring


def ring_of(*items: int, dropped: int = 0) -> Ring[int]:
    """A ring of these, in front of which others have been dropped."""
    ring: Ring[int] = Ring()
    ring.extend([-1] * dropped)
    ring.extend(items)
    ring.drop(dropped)
    return ring


def test_a_new_ring_is_empty() -> None:
    ring: Ring[int] = Ring()
    assert not ring
    assert list(ring) == []


def test_items_are_appended_at_the_end_and_dropped_at_the_front() -> None:
    ring = ring_of(1, 2)
    ring.append(3)
    ring.drop(1)
    assert list(ring) == [2, 3]
    assert (ring[0], ring[-1]) == (2, 3)


def test_dropping_more_than_there_are_leaves_it_empty() -> None:
    ring = ring_of(1, 2)
    ring.drop(3)
    assert len(ring) == 0
    ring.append(4)
    assert list(ring) == [4]


def test_an_index_never_reaches_what_was_dropped() -> None:
    ring = ring_of(1, 2, dropped=3)
    for index in (2, -3):
        with pytest.raises(IndexError):
            ring[index]


def test_a_slice_is_a_list_of_its_own() -> None:
    ring = ring_of(1, 2, 3)
    taken = ring[1:]
    ring.clear()
    assert taken == [2, 3]
    assert len(ring) == 0


@pytest.mark.parametrize("dropped", [0, 3])
def test_it_is_read_backwards_too(dropped: int) -> None:
    ring = ring_of(1, 2, 3, dropped=dropped)
    assert ring[::-1] == list(reversed(ring)) == [3, 2, 1]


def test_what_is_dropped_is_let_go_of_at_once() -> None:
    class Large:
        pass

    ring: Ring[Large] = Ring()
    ring.extend([Large(), Large()])
    dropped = weakref.ref(ring[0])
    ring.drop(1)
    assert dropped() is None


def test_places_given_up_are_used_again() -> None:
    ring: Ring[int] = Ring()
    for number in range(10_000):
        ring.append(number)
        ring.drop(len(ring) - 10)
    assert list(ring) == list(range(9_990, 10_000))
    assert len(ring._items) < 1_000


_INDEX = st.none() | st.integers(-12, 12)
_STEP = st.none() | st.integers(-3, 3).filter(bool)


@given(
    st.lists(st.integers(0, 400) | st.lists(st.integers(), max_size=300), max_size=12),
    st.builds(slice, _INDEX, _INDEX, _STEP),
)
def test_it_reads_like_a_list(steps: list[int | list[int]], some: slice) -> None:
    ring: Ring[int] = Ring()
    model: list[int] = []
    for step in steps:  # a number drops so many, a list is put at the end
        if isinstance(step, int):
            ring.drop(step)
            del model[:step]
        else:
            ring.extend(step)
            model += step
        assert len(ring) == len(model)
        assert list(ring) == model
        assert ring[some] == model[some]
        assert [ring[index] for index in range(-len(model), len(model))] == model + model
