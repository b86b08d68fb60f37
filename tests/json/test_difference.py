"""What differs between the data of two events."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from sse_dash.json import difference as module
from sse_dash.json.difference import Change, Difference, Kind, TextLine, difference, differing
from sse_dash.json.document import Number, tokens
from sse_dash.json.paths import path_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=2), inner, max_size=4),
    max_leaves=20,
)
TEXT = st.text("ab\n", max_size=60)


def between(old: object, new: object) -> list[str]:
    """The changes from one JSON document to another, as lines."""
    return [line(change) for change in difference(json.dumps(old), json.dumps(new)).changes]


def line(change: Change) -> str:
    old, new = "".join(tokens(change.old)), "".join(tokens(change.new))
    where = path_text(change.path)
    match change.kind:
        case Kind.ADDED:
            return f"+ {where} {new}"
        case Kind.REMOVED:
            return f"- {where} {old}"
        case _:
            return f"~ {where} {old} -> {new}"


def lines_between(old: str, new: str) -> list[str]:
    """The differing lines, with what stands before them in a patch."""
    return patch(difference(old, new))


def patch(found: Difference) -> list[str]:
    signs = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.SAME: " ", Kind.SKIPPED: "@"}
    return [signs[line.kind] + line.text for line in found.lines]


class TestJson:
    def test_the_same_data_does_not_differ(self) -> None:
        assert difference('{"a":1}', '{"a":1}').is_empty

    def test_what_is_only_written_differently_does_not_differ(self) -> None:
        found = difference('{"a":1,"b":2}', '{ "b": 2, "a": 1 }')
        assert found.is_json
        assert found.is_empty

    def test_members_are_changed_added_and_removed(self) -> None:
        old, new = {"id": 1, "user": {"name": "Ann", "vip": True}}, {"id": 2, "user": {"name": "Ann"}, "x": 0}
        assert between(old, new) == ["~ data.id 1 -> 2", "- data.user.vip true", "+ data.x 0"]

    def test_a_number_that_is_written_otherwise_is_another(self) -> None:
        assert difference('{"px":12.5}', '{"px":12.50}').changes == (
            Change(Kind.CHANGED, ("px",), Number("12.5"), Number("12.50"), ((4, 4), (4, 5))),
        )

    def test_a_number_that_becomes_a_string_has_changed(self) -> None:
        assert between({"id": 1}, {"id": "1"}) == ['~ data.id 1 -> "1"']

    def test_null_is_not_the_same_as_nothing(self) -> None:
        assert between({"a": None}, {}) == ["- data.a null"]

    def test_something_of_another_kind_has_changed_as_a_whole(self) -> None:
        assert between({"a": {"b": 1}}, {"a": [1]}) == ['~ data.a {"b": 1} -> [1]']
        assert between([1], {"a": 1}) == ['~ data [1] -> {"a": 1}']

    def test_an_element_put_in_does_not_make_all_behind_it_differ(self) -> None:
        assert between({"a": [1, 2, 3]}, {"a": [1, 9, 2, 3]}) == ["+ data.a[1] 9"]
        assert between({"a": [1, 2, 3]}, {"a": [2, 3]}) == ["- data.a[0] 1"]

    def test_elements_are_looked_into(self) -> None:
        assert between([{"n": 1}, {"n": 2}], [{"n": 1}, {"n": 3}]) == ["~ data[1].n 2 -> 3"]

    def test_a_great_difference_is_cut(self) -> None:
        found = difference(json.dumps([*range(5000)]), json.dumps([*range(1, 10_001, 2)]))
        assert len(found.changes) == module.MOST_CHANGES
        assert not found.is_complete

    def test_what_is_nested_deep_is_compared(self) -> None:
        def nested(value: int) -> str:
            return '[{"a":' * 200 + str(value) + "}]" * 200

        (change,) = difference(nested(1), nested(2)).changes
        assert change.path == (0, "a") * 200

    @given(JSON, JSON)
    def test_no_change_means_the_same_and_the_same_means_no_change(self, old: object, new: object) -> None:
        # As text, for Python says that 1 is True.
        same = json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)
        assert (between(old, new) == []) == same

    @given(JSON, JSON)
    def test_what_was_added_is_what_is_removed_on_the_way_back(self, old: object, new: object) -> None:
        there = difference(json.dumps(old), json.dumps(new))
        back = difference(json.dumps(new), json.dumps(old))
        assert there.count(Kind.ADDED) == back.count(Kind.REMOVED)
        assert there.count(Kind.CHANGED) == back.count(Kind.CHANGED)


class TestText:
    def test_lines_are_removed_and_added(self) -> None:
        assert lines_between("one\ntwo\nthree", "one\nthree\nfour") == [" one", "-two", " three", "+four"]

    def test_a_line_that_changed_says_where(self) -> None:
        found = difference("time 10:00 ok", "time 10:05 ok")
        assert found.lines == (
            TextLine(Kind.REMOVED, "time 10:00 ok", (9, 10)),
            TextLine(Kind.ADDED, "time 10:05 ok", (9, 10)),
        )

    def test_lines_far_from_a_difference_are_counted_and_not_shown(self) -> None:
        old = "\n".join(map(str, range(20)))
        new = old.replace("10", "ten")
        assert lines_between(old, new) == ["@8", " 8", " 9", "-10", "+ten", " 11", " 12", "@7"]

    def test_json_against_other_text_is_compared_as_text(self) -> None:
        found = difference('{"a":1}', "[DONE]")
        assert not found.is_json
        assert patch(found) == ['-{"a":1}', "+[DONE]"]

    def test_a_great_difference_is_cut(self) -> None:
        found = difference("\n".join(f"a{n}" for n in range(5000)), "\n".join(f"b{n}" for n in range(6000)))
        assert len(found.lines) == module.MOST_CHANGES
        assert not found.is_complete

    def test_one_line_among_very_many_is_found(self) -> None:
        old = [f"line {n}" for n in range(200_000)]
        new = [*old[:100_000], "here", *old[100_000:]]
        found = patch(difference("\n".join(old), "\n".join(new)))
        assert found == [
            "@99998",
            " line 99998",
            " line 99999",
            "+here",
            " line 100000",
            " line 100001",
            "@99998",
        ]

    def test_one_character_in_a_very_long_line_is_found(self) -> None:
        old = "x" * 5_000_000
        new = old[:3_000_000] + "y" + old[3_000_001:]
        assert differing(old, new) == ((3_000_000, 3_000_001), (3_000_000, 3_000_001))

    @given(TEXT, TEXT)
    def test_a_difference_leads_from_the_old_to_the_new(self, old: str, new: str) -> None:
        found = difference(old, new)
        same = {line.text for line in found.lines if line.kind is Kind.SAME}
        assert same <= set(old.split("\n")) & set(new.split("\n"))
        removed = [line.text for line in found.lines if line.kind is Kind.REMOVED]
        added = [line.text for line in found.lines if line.kind is Kind.ADDED]
        kept = len(old.split("\n")) - len(removed)
        assert kept == len(new.split("\n")) - len(added)
        assert found.is_empty == (old == new)

    @given(TEXT, TEXT)
    def test_outside_of_where_two_texts_differ_they_are_the_same(self, old: str, new: str) -> None:
        (start, old_end), (new_start, new_end) = differing(old, new)
        assert start == new_start
        assert old[:start] == new[:start]
        assert old[old_end:] == new[new_end:]
        assert start <= min(old_end, new_end)
