"""What is asked of Textual's own parser of keys, which is private to it: whole sequences, one at a time."""

from __future__ import annotations

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message


def parsed(sequence: str) -> list[Message]:
    return list(XTermParser().feed(sequence))


@pytest.mark.parametrize(
    ("sequence", "key"),
    [
        ("\x1b[A", "up"),
        ("\x1bOP", "f1"),
        ("\x1b[3$", "shift+delete"),
        ("\x1b[99;5u", "ctrl+c"),
        ("\x03", "ctrl+c"),
    ],
)
def test_a_whole_sequence_is_a_key_at_once(sequence: str, key: str) -> None:
    [event] = parsed(sequence)
    assert isinstance(event, events.Key)
    assert event.key == key


def test_a_mouse_report_is_known_as_sgr_tells_it() -> None:
    [event] = parsed("\x1b[<0;200;9M")
    assert isinstance(event, events.MouseDown)
    assert (event.x, event.y, event.button) == (199, 8, 1)


@pytest.mark.parametrize("sequence", ["\x1b[?1;2c", "\x1bü", "\x1b[5i"])
def test_of_a_sequence_that_it_does_not_know_nothing_comes(sequence: str) -> None:
    assert parsed(sequence) == []
