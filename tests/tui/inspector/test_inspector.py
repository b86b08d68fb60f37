"""The inspector as a person uses it: what it says of an event, and how one moves, copies and filters."""

from __future__ import annotations

import pytest

from sse_dash.filter import parse as parse_filter
from sse_dash.moments import date_and_time
from sse_dash.tui.inspector.keys import KEYS
from sse_dash.tui.inspector.reader import InspectorResult
from tests.tui.inspector.inspected import NOW, ORDER, events, inspecting, received


class TestHeader:
    async def test_every_field_of_the_event_is_shown(self) -> None:
        among = [received("{}", 1), received(ORDER, 2, "order.paid", "abc-7")]
        async with inspecting(among, 2) as inspector:
            assert " ".join(inspector.lines[0].split()) == "orders #2 order.paid 1m36s ago 2 of 2"
            fields = " ".join(inspector.text.split("1 JSON")[0].split())
            assert f"came {date_and_time(NOW - 96)}" in fields
            assert "gap 2.0s" in fields
            assert f"size {len(ORDER)} B" in fields
            assert "id abc-7" in fields
            assert "origin https://shop.example" in fields

    async def test_what_an_event_lacks_is_said(self) -> None:
        async with inspecting(events("{}")) as inspector:
            assert "gap none before" in inspector.text
            assert "id none" in inspector.text

    async def test_a_large_size_is_also_given_to_the_byte(self) -> None:
        async with inspecting(events("x" * 12_345)) as inspector:
            assert "size 12 kB (12,345 B)" in inspector.text

    async def test_on_a_small_screen_the_type_goes_before_how_long_ago(self) -> None:
        async with inspecting(events("{}"), size=(30, 12)) as inspector:
            assert inspector.lines[0] == " orders #1 order       1 of 1 "

    @pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 50), (20, 6), (4, 3)])
    async def test_every_line_fits_at_every_size(self, size: tuple[int, int]) -> None:
        async with inspecting(events("値段 " * 100, ORDER), size=size) as inspector:
            for key in "1234n1234":
                await inspector.press(key)
                lines = inspector.host.screen._compositor.render_strips(inspector.host.size)
                assert {strip.cell_length for strip in lines} == {size[0]}


class TestSteps:
    async def test_the_next_and_the_previous_event_keep_the_view(self) -> None:
        async with inspecting(events("one", "two")) as inspector:
            await inspector.press("2", "n")
            assert inspector.body == [" two"]
            assert "#2" in inspector.lines[0]
            await inspector.press("p")
            assert inspector.body == [" one"]

    async def test_brackets_step_too(self) -> None:
        async with inspecting(events("one", "two")) as inspector:
            await inspector.press("right_square_bracket")
            assert "#2" in inspector.lines[0]
            await inspector.press("left_square_bracket")
            assert "#1" in inspector.lines[0]

    async def test_at_an_end_it_stays_and_rings(self) -> None:
        async with inspecting(events("one", "two"), 2) as inspector:
            await inspector.press("n")
            assert "2 of 2" in inspector.lines[0]
            assert inspector.host.bells == 1

    async def test_the_cursor_stays_on_its_path(self) -> None:
        among = events(ORDER, ORDER.replace('"id":8123', '"before":{"a":1},"id":8124'))
        async with inspecting(among) as inspector:
            await inspector.press("j", "j", "j")
            assert inspector.place.startswith("data.user.name")
            await inspector.press("n")
            assert inspector.place.startswith("data.user.name")
            assert inspector.chosen == 'name: "Ann"'

    async def test_the_cursor_goes_back_to_its_path_after_an_event_without_it(self) -> None:
        async with inspecting(events(ORDER, '{"user":5}', "text", ORDER)) as inspector:
            await inspector.press("j", "j", "j", "n")
            assert inspector.chosen == "user: 5"
            await inspector.press("n", "n")
            assert inspector.chosen == 'name: "Ann"'

    async def test_what_was_folded_stays_folded(self) -> None:
        async with inspecting(events(ORDER, ORDER)) as inspector:
            await inspector.press("j", "j", "enter", "n")
            assert inspector.body[2] == '▌  ▸ user {2} {"name": "Ann", "vip": true}'


class TestViews:
    async def test_keys_show_the_data_in_four_ways(self) -> None:
        async with inspecting(events(ORDER, ORDER), 2) as inspector:
            assert inspector.body[0] == "▌▾ data {4}"
            await inspector.press("2")
            assert inspector.body[0].startswith(' {"id":8123,')
            await inspector.press("3")
            assert inspector.body[0].startswith(" 0000  7b 22 69 64")
            await inspector.press("4")
            assert inspector.body == [" the same data"]

    async def test_tab_goes_round(self) -> None:
        async with inspecting(events(ORDER)) as inspector:
            await inspector.press("tab", "tab")
            assert inspector.body[0].startswith(" 0000")
            await inspector.press("tab", "tab")
            assert inspector.body[0] == "▌▾ data {4}"
            await inspector.press("shift+tab", "shift+tab")
            assert inspector.body[0].startswith(" 0000")

    async def test_a_click_on_a_name_shows_that_view(self) -> None:
        async with inspecting(events(ORDER)) as inspector:
            await inspector.click("bytes")
            assert inspector.body[0].startswith(" 0000")

    async def test_going_to_another_view_and_back_keeps_the_place(self) -> None:
        async with inspecting(events(ORDER)) as inspector:
            await inspector.press("j", "j", "2", "1")
            assert inspector.place.startswith("data.user ")

    async def test_bytes_are_shown_with_offset_and_ascii(self) -> None:
        async with inspecting(events("naïve\n\x00text")) as inspector:
            await inspector.press("3")
            assert inspector.body == [" 0000  6e 61 c3 af 76 65 0a 00  74 65 78 74              na··ve··text"]
            assert inspector.place.startswith("bytes 0 to 11 of 12")

    async def test_a_narrow_screen_has_fewer_bytes_a_row(self) -> None:
        async with inspecting(events("0123456789"), size=(40, 12)) as inspector:
            await inspector.press("3")
            assert inspector.body == [
                " 0000  30 31 32 33 34 35 36 37 01234567",
                " 0008  38 39                   89",
            ]

    async def test_what_is_not_json_is_shown_as_text_and_says_where_it_fails(self) -> None:
        async with inspecting(events('{"a": nope}', '{"a": 1}')) as inspector:
            assert inspector.body == [' {"a": nope}']
            assert "not JSON at line 1, column 7: expecting value" in inspector.text
            await inspector.press("n")
            assert inspector.body == ["▌▾ data {1}", "     a: 1"]
            assert "not JSON" not in inspector.text

    async def test_on_a_narrow_screen_the_line_below_says_so(self) -> None:
        async with inspecting(events('{"a": nope}'), size=(40, 12)) as inspector:
            assert inspector.place.startswith("not JSON at line 1, column 7: ")

    async def test_no_data_is_no_trouble(self) -> None:
        async with inspecting(events("", "")) as inspector:
            assert "not JSON: there is no data" in inspector.text
            for key in "234n":
                await inspector.press(key)
            assert inspector.body == [" the same data"]

    async def test_what_a_browser_refuses_is_shown_and_named(self) -> None:
        async with inspecting(events('{"px": NaN}')) as inspector:
            assert inspector.body[1] == "     px: NaN"
            assert "NaN: no JSON to a browser" in inspector.text


class TestDifference:
    async def test_json_is_compared_by_paths(self) -> None:
        among = events(ORDER, ORDER.replace("12.50", "12.75").replace(',"note":null', ',"x":1'))
        async with inspecting(among, 2) as inspector:
            await inspector.press("4")
            assert inspector.body == [
                " ~ data.items[0].price  12.50 → 12.75",
                " + data.x               1",
                " - data.note            null",
            ]
            assert inspector.place.split() == (
                ["compared", "with", "#1,", "2.0s", "before", "1", "changed,", "1", "added,", "1", "removed"]
            )

    async def test_only_events_of_the_same_type_are_compared(self) -> None:
        among = [received("a", 1, "x"), received("b", 2, "y"), received("c", 3, "x")]
        async with inspecting(among, 3) as inspector:
            await inspector.press("4")
            assert inspector.body == [" - a", " + c"]
            assert "compared with #1, 4.0s before" in inspector.place
            await inspector.press("p")
            assert inspector.body == [" no earlier event of type y is held"]

    async def test_text_is_compared_by_lines(self) -> None:
        async with inspecting(events("one\ntwo\nthree", "one\n2\nthree"), 2) as inspector:
            await inspector.press("4")
            assert inspector.body == ["   one", " - two", " + 2", "   three"]

    async def test_long_values_stand_below_each_other_with_the_place_in_view(self) -> None:
        def data(word: str) -> str:
            return '{"text":"' + "so " * 100 + word + '"}'

        async with inspecting(events(data("old"), data("new")), 2) as inspector:
            await inspector.press("4")
            sign, path, removed, added = *inspector.body[0].split(), *inspector.body[1:]
            assert (sign, path) == ("~", "data.text")
            assert removed.startswith("     - …")
            assert removed.endswith(" so old")
            assert added.endswith(" so new")

    async def test_what_is_only_written_differently_is_said(self) -> None:
        async with inspecting(events('{"a":1}', '{"a": 1}'), 2) as inspector:
            await inspector.press("4")
            assert inspector.body == [" the same JSON, written differently"]

    async def test_a_great_difference_says_that_it_is_cut(self) -> None:
        old = "\n".join(map(str, range(3000)))
        async with inspecting(events(old, old.replace("1", "one")), 2) as inspector:
            await inspector.press("4", "G")
            assert "only the beginning of so great a difference is shown" in inspector.body[-1]
            assert inspector.place.endswith("and more")


class TestCopy:
    async def test_a_string_is_copied_as_it_is(self) -> None:
        async with inspecting(events(ORDER)) as inspector:
            await inspector.press("j", "j", "j", "c")
            assert inspector.copied == "Ann"
            assert "sent data.user.name, 3 B" in inspector.toasts[0]

    @pytest.mark.parametrize(("downs", "value"), [(1, "8123"), (4, "true"), (12, "null")])
    async def test_other_values_are_copied_as_json(self, downs: int, value: str) -> None:
        async with inspecting(events(ORDER)) as inspector:
            await inspector.press(*"j" * downs, "y")
            assert inspector.copied == value

    async def test_an_object_is_copied_as_indented_json(self) -> None:
        async with inspecting(events(ORDER)) as inspector:
            await inspector.press("j", "j", "c")
            assert inspector.copied == '{\n  "name": "Ann",\n  "vip": true\n}'

    @pytest.mark.parametrize("view", ["2", "3", "4"])
    async def test_elsewhere_all_of_the_data_is_copied(self, view: str) -> None:
        async with inspecting(events(ORDER)) as inspector:
            await inspector.press(view, "c")
            assert inspector.copied == ORDER
            assert "the data of event 1" in inspector.toasts[0]

    async def test_the_whole_event_is_copied_as_a_server_sends_it(self) -> None:
        async with inspecting([received("one\ntwo", 1, "log", "7")]) as inspector:
            await inspector.press("Y")
            assert inspector.copied.splitlines() == ["event: log", "id: 7", "data: one", "data: two"]

    async def test_the_path_is_copied(self) -> None:
        async with inspecting(events(ORDER)) as inspector:
            await inspector.press(*"j" * 7, "P")
            assert inspector.copied == "data.items[0].sku"

    async def test_half_a_character_is_no_trouble(self) -> None:
        async with inspecting(events('["\\ud800"]')) as inspector:
            await inspector.press("j", "c")
            assert inspector.copied == "\N{REPLACEMENT CHARACTER}"

    async def test_a_name_from_outside_is_no_markup(self) -> None:
        async with inspecting(events('{"[/nope][red]":"\\u001b[31m"}')) as inspector:
            await inspector.press("j", "c")
            await inspector.shows('["[/nope][red]"]')


class TestFilter:
    async def test_the_value_under_the_cursor_becomes_a_filter(self) -> None:
        async with inspecting(events(ORDER)) as inspector:
            await inspector.press("j", "j", "j", "f")
            assert inspector.host.result == InspectorResult("data.user.name=Ann")

    @pytest.mark.parametrize("downs", range(1, 12))
    async def test_the_filter_finds_the_event_that_it_was_made_from(self, downs: int) -> None:
        among = events(ORDER)
        async with inspecting(among) as inspector:
            await inspector.press(*"j" * downs, "f")
            assert inspector.host.result is not None
            assert parse_filter(inspector.host.result.filter).matches(among[0].event)

    async def test_what_every_event_has_is_no_filter(self) -> None:
        async with inspecting(events(ORDER)) as inspector:
            await inspector.press("f")
            assert not inspector.host.has_closed
            assert inspector.toasts == ["Every event has that; choose something inside."]


class TestKeys:
    @pytest.mark.parametrize("key", ["escape", "q"])
    async def test_it_closes(self, key: str) -> None:
        async with inspecting(events(ORDER)) as inspector:
            await inspector.press(key)
            assert inspector.host.has_closed
            assert inspector.host.result is None

    def test_every_key_can_be_remapped_and_says_what_it_does(self) -> None:
        assert all(key.group == "inspector" and key.help for key in KEYS.all)
        assert len({key.id for key in KEYS.all}) == len(KEYS.all)
        keys = [each for key in KEYS.all for each in key.each]
        assert len(set(keys)) == len(keys)

    async def test_the_last_line_shows_the_keys_that_work_now(self) -> None:
        async with inspecting(events(ORDER)) as inspector:
            await inspector.until(lambda: "f Filter" in inspector.lines[-1])
            assert "w Wrap" not in inspector.lines[-1]
            await inspector.press("2")
            await inspector.until(lambda: "w Wrap" in inspector.lines[-1])
            assert "f Filter" not in inspector.lines[-1]
