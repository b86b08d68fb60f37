"""Walking through JSON in the inspector, by keys and by mouse."""

from __future__ import annotations

import json

from tests.tui.inspector.inspected import ORDER, events, inspecting

SHOWN = [
    "▌▾ data {4}",
    "     id: 8123",
    "   ▾ user {2}",
    '       name: "Ann"',
    "       vip: true",
    "   ▾ items [2]",
    "     ▾ 0 {2}",
    '         sku: "A-1"',
    "         price: 12.50",
    "     ▾ 1 {2}",
    '         sku: "B-2"',
    "         price: 3",
    "     note: null",
]


async def test_a_document_is_shown_as_a_tree() -> None:
    async with inspecting(events(ORDER)) as inspector:
        assert inspector.body == SHOWN


async def test_the_line_below_says_where_the_cursor_is_and_on_what() -> None:
    async with inspecting(events(ORDER)) as inspector:
        seen = []
        for _ in range(9):
            seen.append(inspector.place.split(maxsplit=1))
            await inspector.press("j")
        assert seen == [
            ["data", "object of 4"],
            ["data.id", "number"],
            ["data.user", "object of 2"],
            ["data.user.name", "string, 3 B"],
            ["data.user.vip", "boolean"],
            ["data.items", "array of 2"],
            ["data.items[0]", "object of 2"],
            ["data.items[0].sku", "string, 3 B"],
            ["data.items[0].price", "number"],
        ]


async def test_a_path_that_is_too_long_shows_its_end() -> None:
    data = json.dumps({"a" * 50: {"b" * 50: {"end": 1}}})
    async with inspecting(events(data), size=(60, 12)) as inspector:
        await inspector.press("G")
        assert inspector.place.startswith("…bbbb")
        assert "bbb.end " in inspector.place


async def test_enter_and_space_fold_and_unfold() -> None:
    async with inspecting(events(ORDER)) as inspector:
        await inspector.press("j", "j", "enter")
        assert inspector.body[2] == '▌  ▸ user {2} {"name": "Ann", "vip": true}'
        await inspector.press("space")
        assert inspector.body[2:4] == ["▌  ▾ user {2}", '       name: "Ann"']


async def test_left_folds_and_then_goes_out_and_right_unfolds_and_goes_in() -> None:
    async with inspecting(events(ORDER)) as inspector:
        await inspector.press(*"j" * 7, "left")
        assert inspector.chosen == "▾ 0 {2}"
        await inspector.press("h")
        assert inspector.chosen.startswith("▸ 0 {2}")
        await inspector.press("h")
        assert inspector.chosen == "▾ items [2]"
        await inspector.press("right", "l", "l")
        assert inspector.chosen == 'sku: "A-1"'


async def test_all_is_folded_and_unfolded_at_once() -> None:
    async with inspecting(events(ORDER)) as inspector:
        await inspector.press("C")
        assert len(inspector.body) == 5
        await inspector.press("E")
        assert inspector.body == SHOWN
        await inspector.press(*"j" * 7, "minus")
        assert inspector.chosen.startswith("▸ items [2]")


async def test_the_cursor_goes_to_start_and_end_and_by_pages() -> None:
    async with inspecting(events(json.dumps(list(range(1000))))) as inspector:
        await inspector.press("G")
        assert inspector.chosen == "999: 999"
        await inspector.press("g", "pagedown")
        rows = len(inspector.body)
        assert inspector.place.startswith(f"data[{rows - 2}]")
        await inspector.press("ctrl+d", "pageup")
        assert inspector.place.startswith(f"data[{rows - 2}]")
        await inspector.press("end", "up")
        assert inspector.chosen == "998: 998"
        await inspector.press("home")
        assert inspector.chosen == "▾ data [1,000]"


async def test_a_long_string_is_cut_and_says_how_large_it_is() -> None:
    async with inspecting(events(json.dumps({"text": "x" * 68_000}))) as inspector:
        assert inspector.body[1].startswith('     text: "xxx')
        assert inspector.body[1].endswith("x… 68 kB")


async def test_a_string_is_read_as_text_with_its_line_ends() -> None:
    async with inspecting(events(json.dumps({"text": "one\ntwo"}))) as inspector:
        await inspector.press("j", "enter")
        assert inspector.body == [" 1 one↵", " 2 two"]
        assert inspector.place.startswith("data.text  lines 1 to 2 of 2")
        await inspector.press("c")
        assert inspector.copied == "one\ntwo"
        await inspector.press("escape")
        assert inspector.chosen == 'text: "one↵two"'


async def test_the_same_string_of_the_next_event_is_read_too() -> None:
    async with inspecting(events('{"text":"one"}', '{"text":"two"}', '{"other":1}')) as inspector:
        await inspector.press("j", "enter", "n")
        assert inspector.body == [" two"]
        await inspector.press("n")
        assert inspector.body == [' {"other":1}']
        assert "no string at data.text: all of the data" in inspector.text


async def test_a_click_chooses_and_a_click_on_the_sign_folds() -> None:
    async with inspecting(events(ORDER)) as inspector:
        await inspector.click("sku")
        assert inspector.place.startswith("data.items[0].sku")
        await inspector.click("▾ items")
        assert inspector.chosen.startswith("▸ items [2]")
        await inspector.click("▸ items")
        assert inspector.body[6] == "     ▾ 0 {2}"


async def test_a_click_on_a_name_does_not_fold() -> None:
    async with inspecting(events(ORDER)) as inspector:
        await inspector.click("items [2]")
        assert inspector.chosen == "▾ items [2]"


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    async with inspecting(events(json.dumps(list(range(100))))) as inspector:
        tree = inspector.host.screen.query_one("#tree")
        tree.scroll_to(y=30, animate=False)
        await inspector.until(lambda: "29: 29" in inspector.body[0])
        assert inspector.place.startswith("data ")
        await inspector.press("j")
        assert inspector.chosen == "0: 0"


async def test_members_of_one_name_are_both_shown() -> None:
    async with inspecting(events('{"a":1,"a":2}')) as inspector:
        assert inspector.body[1:] == ["     a: 1", "     a: 2"]


async def test_what_is_nested_deep_comes_into_view() -> None:
    levels = 300
    async with inspecting(events('{"a":' * levels + '"end"' + "}" * levels)) as inspector:
        await inspector.press("E", "G")
        assert inspector.chosen == 'a: "end"'
        await inspector.press("h", "h")
        assert inspector.chosen.startswith("▸ a {1}")


async def test_what_is_nested_too_deep_is_shown_as_text() -> None:
    async with inspecting(events("[" * 100_000 + "]" * 100_000)) as inspector:
        await inspector.shows("not JSON: nested too deep to be shown as a tree")
        assert inspector.body[0].startswith(" [[[[")


async def test_numbers_of_any_length_are_shown() -> None:
    async with inspecting(events('{"big":' + "9" * 20_000 + ',"huge":1e999}')) as inspector:
        assert inspector.body[1].endswith("9…")
        assert inspector.body[2] == "     huge: 1e999"
        await inspector.press("j", "c")
        assert inspector.copied == "9" * 20_000
