"""Bytes of a terminal, whole and in pieces, well formed and not."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sse_dash.tui.terminal.splitter import (
    ESCAPE_PATIENCE,
    LONGEST_PASTE,
    PASTE_PATIENCE,
    SEQUENCE_PATIENCE,
    Escape,
    Pasted,
    Splitter,
    Text,
    Token,
)


def split(*pieces: bytes) -> list[Token]:
    """What comes of these pieces, and of nothing after them."""
    splitter = Splitter()
    tokens = [token for piece in pieces for token in splitter.feed(piece, 0)]
    while splitter.due is not None:
        tokens += splitter.give_up()
    return tokens


def one_by_one(data: bytes) -> list[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


def joined(tokens: list[Token]) -> list[Token]:
    """Texts that follow one another as one."""
    done: list[Token] = []
    for token in tokens:
        match done, token:
            case [*_, Text(before)], Text(text):
                done[-1] = Text(before + text)
            case _:
                done.append(token)
    return done


@pytest.mark.parametrize(
    ("data", "tokens"),
    [
        (b"f\xc3\xbcr", [Text("für")]),
        (b"\x1b", [Escape("\x1b")]),
        (b"\x1b\x1b[A", [Escape("\x1b"), Escape("\x1b[A")]),
        (b"a\x1b[1;5Cb", [Text("a"), Escape("\x1b[1;5C"), Text("b")]),
        (b"\x1bOPq", [Escape("\x1bOP"), Text("q")]),
        (b"\x1b[[Aq", [Escape("\x1b[[A"), Text("q")]),
        (b"\x1b[3$q", [Escape("\x1b[3$"), Text("q")]),
        (b"\x1b[3^q", [Escape("\x1b[3^"), Text("q")]),
        (b"\x1b[?2026;2$yq", [Escape("\x1b[?2026;2$y"), Text("q")]),
        (b"\x1b[<0;300;9M", [Escape("\x1b[<0;300;9M")]),
        (b"\x1bq", [Escape("\x1bq")]),
        (b"\x1b\xc3\xbcq", [Escape("\x1bü"), Text("q")]),
        (b"\x1b[", [Escape("\x1b[")]),
        (b"\x1b]", [Escape("\x1b]")]),
        (b"\x1b[200~a\x1b[Ab\x1b[201~q", [Pasted("a\x1b[Ab", is_cut=False), Text("q")]),
    ],
)
def test_keys_sequences_and_pastes_however_they_come_in_pieces(data: bytes, tokens: list[Token]) -> None:
    assert joined(split(data)) == tokens
    assert joined(split(*one_by_one(data))) == tokens


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xff\xfeq", "\ufffd\ufffdq"),
        (b"\xe2\x82q", "\ufffdq"),
        (b"\xe2\x82", "\ufffd"),
        (b"\xc3\x1b", "\ufffd"),
        (b"\xed\xa0\x80", "\ufffd" * 3),
        (b"\x80\x9bA", "\ufffd\ufffdA"),
    ],
)
def test_what_is_no_utf8_is_seen_and_ends_nothing(data: bytes, text: str) -> None:
    [first, *_] = joined(split(data))
    assert first == Text(text)
    [first, *_] = joined(split(*one_by_one(data)))
    assert first == Text(text)


def test_the_mouse_of_x10_is_told_as_sgr_tells_it_past_column_95_too() -> None:
    press, release, wheel, move = (
        b"\x1b[M" + bytes([32 + code, 32 + 200, 32 + 9]) for code in (2, 3, 64, 35)
    )
    assert split(press, release) == [Escape("\x1b[<2;200;9M"), Escape("\x1b[<2;200;9m")]
    assert split(*one_by_one(wheel + move)) == [Escape("\x1b[<64;200;9M"), Escape("\x1b[<35;200;9M")]
    # A column too far for a byte is none.
    assert split(b"\x1b[M\x20\x20\x21q") == [Text("q")]


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
        b"\x1b]52;c;cXE=\x07",
        b"\x1bP>|xterm(380)\x1b\\",
        b"\x1b_Gi=31;OK\x1b\\",
        b"\x1b]0;" + b"q" * 5000 + b"\x07",
        b"\x1b[" + b"1;" * 5000 + b"R",
        b"\x1b[M\x20",
        b"\x1b[<35;1",
        b"\x1b]11;rgb:",
        b"\x1b[12\x1b[13",
    ],
)
def test_answers_and_halves_of_sequences_type_nothing(data: bytes) -> None:
    for pieces in ([data], one_by_one(data)):
        assert split(*pieces) == []
        splitter = Splitter()
        for piece in pieces:
            splitter.feed(piece, 0)
        while splitter.due is not None:
            splitter.give_up()
        assert splitter.feed(b"q", 9) == [Text("q")]


def test_a_paste_that_is_no_utf8_is_a_paste() -> None:
    assert split(b"\x1b[200~\xff\xc3", b"\xbc\x00\xe2\x1b[201~") == [Pasted("\ufffdü\ufffd", is_cut=False)]


def test_a_paste_without_an_end_is_over_when_nothing_more_comes() -> None:
    splitter = Splitter()
    assert splitter.feed(b"\x1b[200~curl", 5.0) == []
    assert splitter.due == 5.0 + PASTE_PATIENCE
    assert splitter.give_up() == [Pasted("curl", is_cut=False)]
    # Its end comes late, and is no key.
    assert splitter.feed(b"\x1b[201~", 20.0) == []
    assert splitter.due is None


def test_ctrl_c_ends_a_paste_without_an_end() -> None:
    for ctrl_c, token in [(b"\x03", Text("\x03")), (b"\x1b[99;5u", Escape("\x1b[99;5u"))]:
        splitter = Splitter()
        splitter.feed(b"\x1b[200~curl", 0)
        assert splitter.feed(ctrl_c, 0) == [Pasted("curl", is_cut=False), token]


def test_of_an_endless_paste_so_much_is_kept() -> None:
    splitter = Splitter()
    splitter.feed(b"\x1b[200~", 0)
    for _ in range(3):
        assert splitter.feed(b"x" * (LONGEST_PASTE // 2), 0) == []
    [pasted] = splitter.feed(b"\x1b[201~", 0)
    assert pasted == Pasted("x" * LONGEST_PASTE, is_cut=True)


def test_an_escape_is_a_key_sooner_than_a_sequence_is_given_up() -> None:
    splitter = Splitter()
    splitter.feed(b"\x1b", 1.0)
    assert splitter.due == 1.0 + ESCAPE_PATIENCE
    splitter.feed(b"[", 1.05)
    assert splitter.due == 1.05 + SEQUENCE_PATIENCE
    assert splitter.feed(b"A", 1.1) == [Escape("\x1b[A")]
    assert splitter.due is None


_PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(
        [
            b"\x1b",
            b"[",
            b"\x1b[",
            b"\x1b[M",
            b"\x1b[200~",
            b"\x1b[201~",
            b"\x1bO",
            b"\x1b]",
            b"\x1bP",
            b"\\",
            b"~",
        ]
    ),
)


@given(pieces=st.lists(_PIECES, max_size=12))
@example(pieces=[b"\x1b[M", b"\x1b[201~"])
def test_whatever_comes_the_next_key_is_read_once_it_is_quiet(pieces: list[bytes]) -> None:
    splitter = Splitter()
    for piece in pieces:
        splitter.feed(piece, 0)
    given_up = 0
    while splitter.due is not None:
        splitter.give_up()
        given_up += 1
        assert given_up < 3
    assert splitter.feed(b"q", 0) == [Text("q")]


@given(pieces=st.lists(_PIECES, max_size=12))
def test_pieces_make_no_difference(pieces: list[bytes]) -> None:
    data = b"".join(pieces).replace(b"\x03", b"")
    assert joined(split(data)) == joined(split(*one_by_one(data)))
