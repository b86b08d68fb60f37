"""What is looked at before the parser: bounds, comments, and whatever bytes there may be."""

from __future__ import annotations

import contextlib
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.profiles import ProfileError, dumps, loads
from sse_dash.profiles.toml_lines import comments_in
from sse_dash.profiles.toml_scan import MAX_DEPTH, MAX_DOTS, MAX_LINE, MAX_SIZE
from sse_dash.requests.spec import STREAM_FIELDS

MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("data", "line", "expected"),
    [
        (b"# " * (MAX_SIZE // 2 + 1), None, "larger than 256 KiB"),
        (b"a = 1\n#" + b"x" * MAX_LINE, 2, "longer than 4,096 bytes"),
        (b"a = 1\nb = '\xff'", 2, "the file is not UTF-8"),
        ("a = 1".encode("utf-16"), 1, "the file is not UTF-8"),
        (b"a = 1\nb = " + b"[" * (MAX_DEPTH + 1), 2, "nested more than 64 deep"),
        (b"a = 1\n[" + b"a." * 1000 + b"b]", 2, "nested more than 64 deep"),
        (b"[" + b"a." * 40 + b"b]\n" + b"c." * 40 + b"d = 1", 2, "nested more than 64 deep"),
        (b"a = " + b"{a.b=" * 40, 1, "nested more than 64 deep"),
        (b"a = [\n" * 100, 65, "nested more than 64 deep"),
        (b"a = [\n" + b"1.5,\n" * MAX_DOTS + b"1.5\n]", MAX_DOTS + 2, "more than 20,000 dots"),
    ],
)
def test_bounds_hold_before_the_parser_sees_the_file(data: bytes, line: int | None, expected: str) -> None:
    with pytest.raises(ProfileError) as caught:
        loads(data)
    assert caught.value.line == line
    assert expected in str(caught.value)


def repeated(line: str, size: int = MAX_SIZE) -> bytes:
    """As many lines as there is room for, each with a number of its own in the place of `N`."""
    lines: list[str] = []
    while size > 0:
        lines.append(line.replace("N", str(len(lines))))
        size -= len(lines[-1]) + 1
    return "\n".join(lines[:-1]).encode()


DEEP = ".".join("a" * 60)
STREAM = "[[streams]]\nname = 'N'\nurl = 'http://a'"
BOMBS = {
    "deep keys": repeated(f"kN.{DEEP} = 1"),
    "deep tables": repeated(f"[kN.{DEEP}]"),
    "as many dots as may be": repeated(f"kN.{DEEP} = 1", 40_000),
    "arrays of tables": repeated("[[a]]\n[[a.b]]\n[[a.b.c]]"),
    "headers for many streams": b"[defaults.headers]\n" + repeated("hN = ''", MAX_SIZE // 2) + b"\n"
    + repeated(STREAM, MAX_SIZE // 2),
    "as many headers as may be": b"[defaults.headers]\n" + repeated("token-hN = 'x'", 1600) + b"\n"
    + repeated(STREAM, MAX_SIZE - 2000),
    "gigantic integers": repeated("kN = " + "9" * 4000),
    "lines of a text": b'a = """\n' + repeated("\\n" * 2000, MAX_SIZE - 20) + b'"""',
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("data", BOMBS.values(), ids=BOMBS.keys())
def test_no_file_that_is_small_enough_takes_much_memory(data: bytes) -> None:
    assert len(data) <= MAX_SIZE
    tracemalloc.start()
    try:
        with contextlib.suppress(ProfileError):
            loads(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 64 * MIB


def test_brackets_and_dots_within_texts_and_comments_are_no_depth() -> None:
    deep = "[{." * 100
    data = f'a = "{deep}" # {deep}\nb = \'{deep}\'\nc = """\n\\"""{deep}"""\nd = \'\'\'\n{deep}\'\'\'\n'
    assert loads(data.encode()).profile.unknown.top["b"] == deep


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ("a = 1 # b", ["# b"]),
        ("# a\r\n", ["# a"]),
        ('a = \'#\'\nb = """\n# no"""', []),
        ('a = """x""""" # b', ["# b"]),
        ("a = '''x''''' # b", ["# b"]),
        ("a = 1", []),
    ],
)
def test_comments_are_seen_for_what_they_are(text: str, comments: list[str]) -> None:
    assert comments_in(text) == comments


pieces = (
    st.sampled_from("[]{}=.,\n\r\t \"'\\#1_\ufeff")
    | st.sampled_from(["[[", "]]", '"""', "'''", "${", "07:32:00", "true", "nan", "[[streams]]\nname='a'\n"])
    | st.sampled_from([*STREAM_FIELDS, "streams", "defaults", "view", "without", "version", "a"])
)


@given(st.lists(pieces, max_size=40).map("".join) | st.text(max_size=40))
def test_whatever_the_text_it_is_a_profile_that_can_be_written_or_a_profile_error(text: str) -> None:
    try:
        profile = loads(text.encode("utf-8", "surrogatepass")).profile
    except ProfileError:
        return
    written = dumps(profile)
    assert dumps(loads(written).profile) == written


@given(st.binary(max_size=40))
def test_whatever_the_bytes_it_is_a_profile_or_a_profile_error(data: bytes) -> None:
    with contextlib.suppress(ProfileError):
        loads(data)
