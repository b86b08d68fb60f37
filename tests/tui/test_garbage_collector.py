"""Garbage is collected while no one is typing, and before there is much of it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from textual._styles_cache import StylesCache

from sse_dash.tui.garbage_collector import (
    COMPLETE,
    INTERVAL,
    LONGEST,
    LONGEST_COMPLETE,
    MANY,
    MOST_CLOSED,
    MUCH,
    QUIET,
    REST,
    USUAL,
    GarbageCollector,
    PythonsCollector,
)
from tests.tui.conftest import Server, dashboard


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Collector:
    """Notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.objects = 0

    def small(self) -> None:
        self.asked.append("small")

    def complete(self) -> None:
        self.asked.append("complete")

    def leave_alone(self) -> None:
        self.asked.append("leave alone")
        self.objects = 0

    def forget_timers(self) -> None:
        """Nothing to forget."""

    def old(self) -> int:
        return self.objects


class Collecting:
    """A garbage collector under a clock, looked at as the app does."""

    def __init__(self) -> None:
        self.clock, self.python = Clock(), Collector()
        self.collector = GarbageCollector(self.python, self.clock)

    def go_on(self, seconds: float, *, typing: bool = False) -> list[str]:
        """Let so much time go by; return what was asked for."""
        self.python.asked.clear()
        for _ in range(round(seconds / INTERVAL)):
            self.clock.now += INTERVAL
            if typing:
                self.collector.key_pressed()
            self.collector.look()
        return self.python.asked


def test_it_collects_when_no_one_has_typed_for_a_while() -> None:
    collecting = Collecting()
    assert collecting.go_on(LONGEST / 2, typing=True) == []
    assert collecting.go_on(QUIET - INTERVAL) == []
    assert collecting.go_on(INTERVAL) == ["small"]


def test_someone_who_never_stops_typing_has_it_collected_all_the_same() -> None:
    assert Collecting().go_on(3 * LONGEST, typing=True) == ["small"] * 3


def test_what_outlives_a_complete_collection_is_looked_at_again_when_no_one_types() -> None:
    asked = Collecting().go_on(2 * COMPLETE)
    assert asked.count("complete") == 2
    assert asked.count("small") == 2 * (COMPLETE / USUAL - 1)


def test_no_one_waits_for_a_complete_collection_who_types_for_a_quarter_of_an_hour() -> None:
    collecting = Collecting()
    assert "complete" not in collecting.go_on(LONGEST_COMPLETE - 1, typing=True)
    assert "complete" in collecting.go_on(1, typing=True)


def test_a_screen_that_has_closed_is_collected_at_the_next_rest() -> None:
    collecting = Collecting()
    collecting.collector.key_pressed()
    collecting.collector.screen_closed()
    assert REST <= INTERVAL
    assert collecting.go_on(INTERVAL) == ["small"]
    assert collecting.go_on(2 * INTERVAL) == []


def test_screens_that_close_one_after_the_other_wait_for_no_rest() -> None:
    collecting = Collecting()
    for _ in range(10 * MOST_CLOSED + 1):
        collecting.collector.key_pressed()
        collecting.collector.screen_closed()
    assert collecting.python.asked == ["small"] * 10


def test_much_that_has_grown_old_waits_for_no_rest() -> None:
    collecting = Collecting()
    collecting.python.objects = MUCH - 1
    assert collecting.go_on(LONGEST / 2, typing=True) == []
    collecting.python.objects = MUCH
    assert collecting.go_on(LONGEST / 4, typing=True)[0] == "small"


def test_what_was_imported_for_a_dialog_is_walked_through_once() -> None:
    collecting = Collecting()
    collecting.python.objects = MANY
    collecting.collector.screen_closed()
    assert collecting.go_on(INTERVAL) == ["small", "leave alone"]
    assert collecting.go_on(USUAL) == ["complete"], "sooner than usual, as there may be garbage among it"


def test_it_gives_the_collector_back_as_it_was() -> None:
    before = gc.get_threshold()
    frozen = gc.get_freeze_count()
    garbage_collector = GarbageCollector()
    garbage_collector.take_over()
    try:
        assert gc.get_threshold()[:2] == before[:2]
        assert gc.get_threshold()[2] > before[2]
        assert gc.get_freeze_count() > frozen
    finally:
        garbage_collector.give_back()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


@pytest.mark.slow
def test_a_complete_collection_finds_what_became_garbage_after_it_was_left_alone() -> None:
    class Node:
        """Points at itself."""

        def __init__(self) -> None:
            self.itself = self

    def nodes() -> int:
        return sum(isinstance(each, Node) for each in gc.get_objects())

    collector = PythonsCollector()
    node = Node()
    collector.complete()
    del node
    collector.small()
    try:
        gc.unfreeze()
        assert nodes() == 1, "a small one leaves it alone"
        gc.freeze()
        collector.complete()
    finally:
        gc.unfreeze()
    assert nodes() == 0


def test_textual_has_the_cache_that_holds_what_was_drawn_of_widgets_that_are_gone() -> None:
    assert StylesCache.get_inner_outer.cache_parameters()["maxsize"]


@pytest.fixture
def no_collections() -> Iterator[None]:
    """Python looks for no garbage unless it is asked to."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.slow
@pytest.mark.usefixtures("no_collections")
@pytest.mark.parametrize(
    ("keys", "screen"),
    [
        ("enter", "InspectorScreen"),
        ("a", "StreamForm"),
        ("e", "StreamForm"),
        ("question_mark", "HelpScreen"),
        ("w", "ExportDialog"),
        ("o", "ProfilesScreen"),
        ("delete", "ConfirmDialog"),
        ("ctrl+s", "TextDialog"),
        ("ctrl+p", "CommandPalette"),
        ("ctrl+t", "CommandPalette"),
    ],
)
async def test_a_dialog_that_has_closed_leaves_nothing_behind(server: Server, keys: str, screen: str) -> None:
    orders = server.stream("orders")
    orders.push('{"id": 1, "items": [1, 2, 3]}')
    async with dashboard(orders) as terminal:
        await terminal.shows('{"id": 1')
        for _ in range(2):
            await terminal.press(keys)
            await terminal.until(lambda: type(terminal.app.screen).__name__ == screen)
            await terminal.press("escape")
            await terminal.until(lambda: terminal.app.screen is terminal.app.dashboard)
        await terminal.until(lambda: not _left_of(screen))


def _left_of(screen: str) -> list[object]:
    """The screens of this name that there are, and what only screens have in them."""
    collector = PythonsCollector()
    collector.small()
    collector.forget_timers()
    wanted = {screen, "TreeView", "TextField", "Editor", "PathInput"}
    return [each for each in gc.get_objects() if type(each).__name__ in wanted]
