"""A JSON document as it was written, and as rows that fold and unfold."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.filter import parse as parse_filter
from sse_dash.json import tree as json_tree
from sse_dash.json.document import (
    NotJson,
    Number,
    Value,
    is_branch,
    kind,
    parse,
    plain,
    tokens,
    value_at,
)
from sse_dash.json.paths import Place, path_text
from sse_dash.json.tree import Folding, Tree

ORDER = '{"id":8123,"items":[{"sku":"A-1","price":12.50},{"sku":"B-2"}],"note":null,"empty":{}}'

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner, max_size=5),
    max_leaves=30,
)


def tree_of(data: str, folding: Folding | None = None) -> Tree:
    return Tree(parse(data).value, folding or Folding())


def seen(tree: Tree) -> list[str]:
    """The rows as a person sees them: indented, open ones with a `-`, closed ones with a `+`."""
    lines = []
    for row in tree.rows(0, len(tree)):
        sign = "-" if row.is_open else "+" if is_branch(row.value) and row.value else " "
        name = "data" if row.key is None else row.key
        value = "" if is_branch(row.value) and row.value else " " + "".join(tokens(row.value))
        lines.append(f"{'  ' * row.depth}{sign}{name}{value}")
    return lines


def all_rows(value: Value, path: Place = ()) -> list[Place]:
    """The paths of a document in the order of its rows, if all is unfolded; the plain way."""
    paths = [path]
    if isinstance(value, tuple):
        for key, below in value:
            paths += all_rows(below, (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            paths += all_rows(below, (*path, index))
    return paths


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


class TestDocument:
    def test_numbers_are_kept_digit_for_digit(self) -> None:
        value = parse("[12.50, 1e400, -0, 123456789012345678901234567890]").value
        assert "".join(tokens(value)) == "[12.50, 1e400, -0, 123456789012345678901234567890]"

    def test_a_number_is_not_the_string_of_its_digits(self) -> None:
        number, string = parse("1").value, parse('"1"').value
        assert number != string
        assert string != number
        assert number == Number("1")

    def test_members_of_one_name_are_all_kept(self) -> None:
        assert "".join(tokens(parse('{"a":1,"a":2}').value)) == '{"a": 1, "a": 2}'

    def test_an_integer_of_any_length_is_read(self) -> None:
        digits = "9" * 10_000
        assert parse(digits).value == Number(digits)

    @pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
    def test_what_only_python_takes_for_json_is_read_and_named(self, word: str) -> None:
        document = parse(f"[{word}, {word}]")
        assert document.oddities == (word,)
        assert document.value == [Number(word), Number(word)]

    @pytest.mark.parametrize(
        ("data", "words", "place", "position"),
        [
            ("hello", "expecting value", "line 1, column 1", 0),
            ('{"a":1,\n "b":}', "expecting value", "line 2, column 6", 13),
            ("{} and more", "extra data", "line 1, column 4", 3),
            ("\ufeff{}", "expecting value", "line 1, column 1", 0),
            ("", "there is no data", "", None),
            (" \n ", "there is only white space", "", None),
        ],
    )
    def test_what_is_no_json_says_where(
        self, data: str, words: str, place: str, position: int | None
    ) -> None:
        with pytest.raises(NotJson) as caught:
            parse(data)
        assert (caught.value.message, caught.value.place) == (words, place)
        assert caught.value.position == position

    def test_what_is_nested_too_deep_is_no_error_of_ours(self) -> None:
        with pytest.raises(NotJson, match="nested too deep"):
            parse(deep(200_000))

    @given(JSON)
    def test_what_is_written_reads_back_the_same(self, value: object) -> None:
        document = parse(json.dumps(value)).value
        assert json.loads("".join(tokens(document))) == value
        assert json.loads("".join(tokens(document, indent=2))) == value

    @given(JSON)
    def test_it_is_indented_as_python_indents(self, value: object) -> None:
        document = parse(json.dumps(value, ensure_ascii=False)).value
        assert "".join(tokens(document, indent=2)) == json.dumps(value, ensure_ascii=False, indent=2)

    def test_long_strings_can_be_cut_to_look_at(self) -> None:
        assert "".join(tokens(parse('{"a":"xxxxxx"}').value, longest=3)) == '{"a": "xxx"…}'

    def test_the_beginning_of_a_large_document_costs_little(self) -> None:
        pieces = tokens([Number("1")] * 1_000_000)
        assert "".join(next(pieces) for _ in range(4)) == "[1, "

    def test_what_is_compared_with_is_an_object_of_python(self) -> None:
        values = parse('[5, -0.5, 1e400, "x", true, null, {"a":1}, [1]]').value
        assert isinstance(values, list)
        assert [plain(value) for value in values] == [5, -0.5, float("inf"), "x", True, None, {}, []]
        assert plain(Number("9" * 5000)) == float("inf")

    def test_kinds_are_named_as_in_json(self) -> None:
        values = parse('[5, "x", true, null, {}, []]').value
        assert isinstance(values, list)
        assert [*map(kind, values)] == ["number", "string", "constant", "constant", "object", "array"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), "data"),
        (("items", 0, "sku"), "data.items[0].sku"),
        (("user-id",), "data.user-id"),
        (("naïve",), 'data["naïve"]'),
        (("back\\slash",), 'data["back\\\\slash"]'),
        (("a key", 'say "x"'), 'data["a key"]["say \\"x\\""]'),
        (("", "1st"), 'data[""]["1st"]'),
    ],
)
def test_a_path_is_written_as_the_filter_language_has_it(path: Place, text: str) -> None:
    assert path_text(path) == text


@given(st.lists(st.text() | st.integers(0, 9), min_size=1, max_size=3))
def test_a_path_finds_its_value_when_it_is_typed_as_a_filter(keys: list[str | int]) -> None:
    document: object = 1
    for key in reversed(keys):
        document = {key: document} if isinstance(key, str) else [0] * key + [document]
    event = MessageEvent("message", json.dumps(document))
    assert parse_filter(path_text(tuple(keys))).matches(event)


class TestTree:
    def test_a_small_document_is_all_unfolded(self) -> None:
        assert seen(tree_of(ORDER)) == [
            "-data",
            "   id 8123",
            "  -items",
            "    -0",
            '       sku "A-1"',
            "       price 12.50",
            "    -1",
            '       sku "B-2"',
            "   note null",
            "   empty {}",
        ]

    def test_a_large_one_shows_what_is_in_its_root(self) -> None:
        tree = tree_of(json.dumps([{"id": n} for n in range(100_000)]))
        assert len(tree) == 100_001
        assert not tree.row(50_000).is_open
        assert tree.path(50_000) == (49_999,)

    def test_one_between_shows_the_upper_levels(self) -> None:
        tree = tree_of(json.dumps({"few": {"a": 1}, "many": [[n] for n in range(500)]}))
        assert seen(tree) == ["-data", "  -few", "     a 1", "  +many"]

    def test_a_document_may_be_a_single_value(self) -> None:
        assert seen(tree_of("12.50")) == [" data 12.50"]

    def test_folding_hides_what_is_inside_and_unfolding_shows_it_as_it_was(self) -> None:
        tree = tree_of(ORDER)
        assert tree.set_open(3, False)
        assert tree.set_open(2, False)
        assert seen(tree) == ["-data", "   id 8123", "  +items", "   note null", "   empty {}"]
        assert tree.set_open(2, True)
        assert seen(tree)[2:5] == ["  -items", "    +0", "    -1"]

    def test_a_scalar_and_what_is_empty_do_not_unfold(self) -> None:
        tree = tree_of(ORDER)
        assert not tree.set_open(1, True)
        assert not tree.set_open(9, True)

    def test_folding_twice_does_nothing(self) -> None:
        tree = tree_of(ORDER)
        assert tree.set_open(2, False)
        assert not tree.set_open(2, False)
        assert len(tree) == 5

    def test_every_row_knows_its_path_and_what_it_is_in(self) -> None:
        tree = tree_of(ORDER)
        assert tree.path(4) == ("items", 0, "sku")
        assert tree.parent(4) == 3
        assert tree.parent(8) == 0
        assert tree.parent(0) is None

    def test_a_path_that_is_not_there_leads_to_nothing(self) -> None:
        tree = tree_of(ORDER)
        for path in (("nope",), ("items", 2), ("items", "0"), ("id", "x"), (0,)):
            assert value_at(parse(ORDER).value, path) is None
            assert tree.reveal(path) is None

    def test_of_two_members_of_one_name_a_path_means_the_last(self) -> None:
        tree = tree_of('{"a":1,"a":2}')
        assert value_at(parse('{"a":1,"a":2}').value, ("a",)) == Number("2")
        assert tree.reveal(("a",)) == 2

    def test_revealing_a_path_unfolds_all_around_it(self) -> None:
        tree = tree_of(ORDER)
        tree.set_open(3, False)
        tree.set_open(0, False)
        assert seen(tree) == ["+data"]
        row = tree.reveal(("items", 0, "sku"))
        assert row == 4
        assert tree.row(row).value == "A-1"

    def test_the_nearest_row_of_a_path_unfolds_nothing(self) -> None:
        tree = tree_of(ORDER)
        assert tree.nearest(("items", 1, "sku")) == 7
        assert tree.nearest(("items", 5, "sku")) == 2
        tree.set_open(2, False)
        assert tree.nearest(("items", 1, "sku")) == 2
        assert tree.nearest(("nope",)) == 0
        assert len(tree) == 5

    def test_everything_folds_and_unfolds_at_once(self) -> None:
        tree = tree_of(ORDER)
        tree.fold_all()
        assert seen(tree) == ["-data", "   id 8123", "  +items", "   note null", "   empty {}"]
        assert tree.unfold_all()
        assert len(tree) == 10

    def test_unfolding_everything_stops_where_it_would_take_long(self) -> None:
        tree = tree_of(json.dumps([{"id": n} for n in range(50_000)]))
        started = time.perf_counter()
        assert not tree.unfold_all()
        assert time.perf_counter() - started < 2
        assert len(tree) == 1 + 50_000 + json_tree.MOST_UNFOLDED - 1
        last = tree.row(len(tree) - 1)
        assert last.key == 49_999
        assert not last.is_open

    def test_rows_can_be_asked_for_anywhere(self) -> None:
        tree = tree_of(json.dumps([[n] for n in range(1000)]))
        for row in (1, 501):
            tree.set_open(row, True)
        assert [row.key for row in tree.rows(498, 504)] == [496, 497, 498, 499, 0, 500]
        assert [*tree.rows(1003, 2000)] == []

    def test_what_is_nested_deep_is_shown_all_the_same(self) -> None:
        levels = 400
        tree = tree_of('{"a":' * levels + "1" + "}" * levels)
        assert tree.unfold_all()
        assert len(tree) == levels + 1
        assert tree.row(levels).value == Number("1")
        assert tree.path(levels) == ("a",) * levels

    @given(JSON, st.lists(st.tuples(st.integers(0, 50), st.booleans()), max_size=20))
    def test_rows_are_right_after_any_folding(self, value: object, steps: list[tuple[int, bool]]) -> None:
        document = parse(json.dumps(value)).value
        tree = Tree(document, Folding())
        for number, is_open in steps:
            tree.set_open(number % len(tree), is_open)
        rows = [*tree.rows(0, len(tree))]
        assert len(rows) == len(tree)
        for row in rows:
            path = tree.path(row.number)
            assert tree.row(row.number) == row
            assert tree.nearest(path) == row.number
            assert value_at(document, path) == row.value
            assert len(path) == row.depth
        tree.unfold_all()
        assert [tree.path(number) for number in range(len(tree))] == all_rows(document)


class TestFolding:
    def test_the_next_document_is_folded_as_the_one_before(self) -> None:
        folding = Folding()
        tree_of(ORDER, folding).set_open(3, False)
        assert seen(tree_of(ORDER, folding))[2:5] == ["  -items", "    +0", "    -1"]

    def test_a_place_inside_of_what_is_folded_is_remembered_too(self) -> None:
        folding = Folding()
        tree = tree_of(ORDER, folding)
        tree.set_open(3, False)
        tree.set_open(2, False)
        again = tree_of(ORDER, folding)
        assert seen(again)[2] == "  +items"
        again.set_open(2, True)
        assert seen(again)[2:4] == ["  -items", "    +0"]

    def test_what_the_next_document_lacks_is_left_out(self) -> None:
        folding = Folding()
        tree_of(ORDER, folding).set_open(2, False)
        assert seen(tree_of('{"items":1}', folding)) == ["-data", "   items 1"]

    def test_everything_unfolded_stays_so(self) -> None:
        folding = Folding()
        tree = tree_of(json.dumps([[n] for n in range(300)]), folding)
        tree.unfold_all()
        assert len(tree_of(json.dumps([[n] for n in range(400)]), folding)) == 801

    def test_everything_folded_stays_so_but_for_what_was_unfolded_since(self) -> None:
        folding = Folding()
        tree = tree_of(ORDER, folding)
        tree.fold_all()
        tree.set_open(2, True)
        assert seen(tree_of(ORDER, folding))[2:5] == ["  -items", "    +0", "    +1"]

    def test_only_so_many_choices_are_remembered(self) -> None:
        folding = Folding()
        for number in range(5000):
            folding.choose((number,), True)
        assert len(folding.choices) == 500
        assert (4999,) in folding.choices
