"""A file that is saved over stays in its writer's own words, wherever these still hold."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sse_dash.profiles import Profile, ViewSettings, dumps, loads
from sse_dash.profiles.keeping import rewritten
from sse_dash.profiles.toml_lines import comments_in, read_lines
from sse_dash.profiles.writer import format_value, tables
from sse_dash.requests.spec import StreamSpec
from tests.profiles.test_round_trip import profiles, specs

FILE = """\
#:schema profile.schema.json
# The shop, by day

version = 1  # the first

# for all of them
[defaults]
stale_after = "30s"  # as usual
headers = { Authorization = "Bearer ${TOKEN}" }  # from the vault

# ------ production ------

# what people buy
[[streams]]
name = "orders"  # of today
# filter = "debug"
filter = "error"  # nothing else
url = "http://shop/orders"
# end of orders

# what it costs
[[streams]]
url = 'http://shop/prices'
"name" = "prices"
[streams.headers]
# as they want it
X-Shop = "1"

# ------ how it looks ------

[view]
layout = "list"  # at first
"""


def changed(text: str, **changes: Any) -> str:
    """The text, changed to say what its profile would say with these changes; nothing of it may be lost."""
    before = loads(text.encode()).profile
    wanted = replace(before, **changes)
    new = rewritten(text.encode(), wanted)
    assert new.lost == ()
    read = loads(new.data).profile
    assert read == wanted
    assert dumps(read) == dumps(wanted)
    return new.data.decode()


def lines_that_differ(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that are gone, and those that are new."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.fixture
def profile() -> Profile:
    return loads(FILE.encode()).profile


@pytest.fixture
def orders(profile: Profile) -> StreamSpec:
    return profile.streams[0]


@pytest.fixture
def prices(profile: Profile) -> StreamSpec:
    return profile.streams[1]


def test_what_says_it_already_is_left_as_it_is() -> None:
    assert changed(FILE) == FILE


def test_of_a_value_that_changes_only_the_value_is_written(orders: StreamSpec, prices: StreamSpec) -> None:
    text = changed(FILE, streams=(replace(orders, filter="warn"), prices))
    assert lines_that_differ(FILE, text) == (
        ['filter = "error"  # nothing else'],
        ['filter = "warn"  # nothing else'],
    )


def test_a_value_that_goes_leaves_its_comment(orders: StreamSpec, prices: StreamSpec) -> None:
    text = changed(FILE, streams=(replace(orders, filter=""), prices))
    assert lines_that_differ(FILE, text) == (['filter = "error"  # nothing else'], ["# nothing else"])


def test_a_value_that_comes_stands_with_its_like(orders: StreamSpec, prices: StreamSpec) -> None:
    headers = {**prices.headers, "X-More": "2"}
    text = changed(FILE, streams=(replace(orders, paused=True), replace(prices, headers=headers)))
    assert 'url = "http://shop/orders"\npaused = true\n# end of orders\n' in text
    assert 'X-Shop = "1"\nX-More = "2"\n' in text


def test_a_stream_that_goes_takes_the_comments_right_above_it_and_inside_along(prices: StreamSpec) -> None:
    text = changed(FILE, streams=(prices,))
    gone, _ = lines_that_differ(FILE, text)
    assert [line for line in gone if line.startswith("#")] == [
        "# what people buy",
        '# filter = "debug"',
        "# end of orders",
    ]
    assert "# ------ production ------\n\n# what it costs\n[[streams]]\n" in text
    assert text.endswith(FILE[FILE.index("# what it costs") :])


def test_streams_change_places_with_their_comments(orders: StreamSpec, prices: StreamSpec) -> None:
    text = changed(FILE, streams=(prices, orders))
    assert sorted(text.split("\n")) == sorted(FILE.split("\n"))
    assert "# ------ production ------\n\n# what it costs\n" in text
    assert "# end of orders\n\n# ------ how it looks ------\n" in text


def test_a_stream_that_is_called_otherwise_is_the_same_one(orders: StreamSpec, prices: StreamSpec) -> None:
    text = changed(FILE, streams=(replace(orders, name="sales"), prices))
    assert lines_that_differ(FILE, text) == (
        ['name = "orders"  # of today'],
        ['name = "sales"  # of today'],
    )


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_new_stream_comes_where_it_belongs(profile: Profile, place: int) -> None:
    streams = [*profile.streams]
    streams.insert(place, replace(streams[0], name="new", json={"a": [1, {"b": 2}]}))
    text = changed(FILE, streams=tuple(streams))
    assert lines_that_differ(FILE, text)[0] == []
    assert '\n\n[[streams]]\nname = "new"\n' in text
    assert "\n\n\n" not in text


def test_a_file_that_lost_its_streams_and_its_view_keeps_what_is_about_the_file() -> None:
    text = changed(FILE, streams=(), view=ViewSettings(theme="nord"))
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "#:schema profile.schema.json",
        "# The shop, by day",
        "# for all of them",
        "# ------ production ------",
        "# ------ how it looks ------",
        "# at first",
    ]
    assert text.endswith('[view]\ntheme = "nord"\n# at first\n')


def test_defaults_that_change_are_changed_in_their_place() -> None:
    profile = loads(FILE.encode()).profile
    text = changed(FILE, defaults={**profile.defaults, "stale_after": 60.0, "done": "[DONE]"})
    assert 'stale_after = "1m"  # as usual\n' in text
    assert '# from the vault\ndone = "[DONE]"\n' in text


def test_unknown_keys_stay_as_they_are_written() -> None:
    text = FILE.replace("[defaults]\n", "[defaults]\ncolour = 0x1F  # not yet\n").replace(
        'name = "orders"', 'retries = 1_000  # some day\nname = "orders"'
    )
    before = loads(text.encode()).profile
    new = changed(text, streams=(replace(before.streams[0], filter="x"), before.streams[1]))
    assert "colour = 0x1F  # not yet\n" in new
    assert "retries = 1_000  # some day\n" in new


def test_line_ends_and_the_byte_order_mark_stay(orders: StreamSpec, prices: StreamSpec) -> None:
    data = b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode()
    wanted = replace(
        loads(data).profile,
        streams=(
            replace(orders, filter="", body="one\ntwo"),
            replace(prices, name="n"),
            replace(orders, name="new"),
        ),
    )
    new = rewritten(data, wanted)
    assert (loads(new.data).profile, new.lost) == (wanted, ())
    assert new.data.startswith(b"\xef\xbb\xbf#:schema")
    assert new.data.count(b"\n") == new.data.count(b"\r\n")


ARRAY = """\
streams = [  # all of them
  # what people buy
  { name = "a", url = "http://a" },  # of today
  { name = "b", url = "http://b", headers = { X = "1" } }  # the last
  # more to come
]  # end
"""


def test_streams_in_one_array_stay_there_each_in_its_own_words() -> None:
    a, b = loads(ARRAY.encode()).profile.streams
    text = changed(ARRAY, streams=(replace(b, paused=True), a, replace(a, name="c")))
    assert text == textwrap.dedent(
        """\
        streams = [  # all of them
            { name = "b", url = "http://b", headers = { X = "1" }, paused = true },  # the last
            # what people buy
            { name = "a", url = "http://a" },  # of today
            { name = "c", url = "http://a" },
            # more to come
        ]  # end
        """
    )
    assert comments_in(changed(ARRAY, streams=(b,))) == [
        "# all of them",
        "# the last",
        "# more to come",
        "# end",
    ]


ODD = {
    "keys with dots": (
        'defaults.headers.A = "1"  # one\nview.layout = "list"  # two\n'
        '[[streams]]\nname = "a"\nurl = "http://a"\nheaders.B = "2"  # three\ntls.verify = false  # four\n'
    ),
    "a text that looks like streams": (
        '[[streams]]  # one\nname = "a"\nurl = "http://a"\n'
        'body = """\n[[streams]]\nname = "b"  # none\n"""  # two\n# three\n'
    ),
    "quotes at the end of a text": (
        '[[streams]]\nname = "a"\nurl = "http://a"\nbody = """x"""""  # one\ndone = \'\'\'y\'\'\'\'  # two\n'
    ),
    "keys in quotes": (
        '["defaults"]  # one\n"stale_after" = "5s"  # two\n[["streams"]]  # three\n'
        '"n\\u0061me" = "a"  # four\n\'url\' = "http://a"\n["streams"."headers"]  # five\n"X Y".z = 1  # no\n'
    ).replace('"X Y".z = 1  # no\n', 'X = "1"  # six\n'),
    "tables of a stream after another table": (
        '[[streams]]\nname = "a"\nurl = "http://a"\n# one\n[view]\nlayout = "list"  # two\n'
        '[streams.headers]  # three\nX = "1"\n'
    ),
    "defaults in parts and at the end": (
        '# one\n[defaults.headers]  # two\nA = "1"\n[[streams]]\nname = "a"\nurl = "http://a"\n'
        '# three\n[defaults]\nstale_after = "5s"  # four\n'
    ),
    "arrays of tables inside of a stream": (
        '[[streams]]\nname = "a"\nurl = "http://a"\nmethod = "POST"\n[streams.json]\nmodel = "m"  # one\n'
        '[[streams.json.messages]]  # two\nrole = "user"\n[[streams.json.messages]]  # three\nrole = "x"\n'
    ),
    "arrays over lines": (
        '[[streams]]\nname = "a"\nurl = "http://a"\n'
        'json = [  # one\n  1,  # two\n  # three\n  [ "]" ],\n]  # four\n'
    ),
    "no line end at the end": '[[streams]]\nname = "a"\nurl = "http://a"  # one',
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_however_it_is_written_comments_stay(text: str) -> None:
    (a,) = loads(text.encode()).profile.streams
    more = replace(a, name="more", url="http://more", headers={"Y": "2"})
    changes: list[dict[str, Any]] = [
        {"streams": (replace(a, filter="x"),)},
        {"streams": (replace(a, headers={**a.headers, "New": "1"}, history=7),)},
        {"streams": (replace(a, name="b"),)},
        {"streams": (a, more)},
        {"streams": (more, a)},
        {"view": ViewSettings(layout="timeline", theme="nord")},
    ]
    for change in changes:
        assert comments_in(changed(text, **change)) != []
        assert sorted(comments_in(changed(text, **change))) == sorted(comments_in(text)), change


def test_comments_that_can_not_be_kept_are_said_to_be_lost() -> None:
    # What a table says that [defaults] have, too, is nobody's when it goes: the stream is written anew.
    text = FILE.replace(
        'filter = "error"', 'headers.Authorization = "Bearer ${TOKEN}"  # again\nfilter = "error"'
    )
    before = loads(text.encode()).profile
    orders, prices = before.streams
    wanted = replace(before, streams=(replace(orders, headers={}), prices))
    new = rewritten(text.encode(), wanted)
    assert loads(new.data).profile == wanted
    assert set(new.lost) == {
        "# of today",
        '# filter = "debug"',
        "# again",
        "# nothing else",
        "# end of orders",
    }
    assert "# what people buy\n[[streams]]\n" in new.data.decode()


def test_one_and_true_are_not_the_same_body() -> None:
    a = StreamSpec(name="a", url="http://a", json={"b": [1]})
    text = dumps(Profile(streams=(a,)))
    assert b"true" in rewritten(text, Profile(streams=(replace(a, json={"b": [True]}),))).data


# Whatever the profile, its comments and the change.


@st.composite
def commented(draw: st.DrawFn, profile: Profile) -> str:
    """The profile's text with comments of which each is there once, at random places."""
    count = 0

    def comment() -> str:
        nonlocal count
        count += 1
        return f"# {count}: {draw(st.sampled_from(['', '[[streams]]', 'a = 1', chr(34) * 3, 'é']))}"

    text = ""
    for line in read_lines(dumps(profile).decode()):
        for _ in range(draw(st.integers(0, 2))):
            text += f"{comment()}\n" if draw(st.booleans()) else "\n"
        behind = f" {comment()}" if line.at is not None and draw(st.booleans()) else ""
        text += line.text.removesuffix("\n") + behind + "\n"
    text += f"{comment()}\n" if draw(st.booleans()) else ""
    text = text if draw(st.booleans()) else text.replace("\n", "\r\n")
    return ("\ufeff" if draw(st.booleans()) else "") + text


@st.composite
def edits(draw: st.DrawFn, profile: Profile) -> Profile:
    """What someone may have made of the profile in the dashboard."""
    streams = [spec for spec in draw(st.permutations(profile.streams)) if draw(st.integers(0, 3))]
    unknown = dict(profile.unknown.streams)
    for index, spec in enumerate(streams):
        other = draw(specs())
        keys = draw(
            st.sets(st.sampled_from(["filter", "headers", "params", "tls", "history", "name", "url"]))
        )
        if draw(st.booleans()):
            streams[index] = replace(spec, **{key: getattr(other, key) for key in keys})
    streams += draw(st.lists(specs(), max_size=1))
    streams = list({spec.name: spec for spec in streams}.values())
    unknown = {spec.name: unknown[spec.name] for spec in streams if spec.name in unknown}
    view = draw(st.sampled_from([profile.view, ViewSettings(), ViewSettings(layout="grid")]))
    return replace(
        profile, streams=tuple(streams), view=view, unknown=replace(profile.unknown, streams=unknown)
    )


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_any_file_after_any_change_says_it_and_has_the_comments_of_what_did_not_change(
    data: st.DataObject,
) -> None:
    text = data.draw(commented(data.draw(profiles()))).encode()
    before = loads(text).profile
    wanted = data.draw(edits(before))
    new = rewritten(text, wanted)
    read = loads(new.data).profile
    assert read == wanted
    assert dumps(read) == dumps(wanted)
    left = comments_in(new.data.decode())
    names = {spec.name for spec in before.streams} - {spec.name for spec in wanted.streams}
    if not names:  # none was removed
        assert sorted([*left, *new.lost]) == sorted(comments_in(text.decode()))


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_change_of_order_and_of_the_view_loses_no_comment(data: st.DataObject) -> None:
    text = data.draw(commented(data.draw(profiles()))).encode()
    before = loads(text).profile
    wanted = replace(
        before, streams=tuple(data.draw(st.permutations(before.streams))), view=ViewSettings(layout="list")
    )
    new = rewritten(text, wanted)
    assert loads(new.data).profile == wanted
    assert sorted(comments_in(new.data.decode())) == sorted(comments_in(text.decode()))


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_of_an_array_of_streams_the_elements_that_did_not_change_stay(data: st.DataObject) -> None:
    streams = data.draw(st.lists(specs(), min_size=1, max_size=3, unique_by=lambda spec: spec.name))
    parts = [table["streams"] for at, table in tables(Profile(streams=tuple(streams))) if at[0] == "streams"]
    lines = [
        f"# above {n}\n  {format_value(part)} {'# before' if n == 1 else ''}\n, # behind {n}\n"
        for n, part in enumerate(parts)
    ]
    text = f"streams = [ # head\n{''.join(lines)}# tail\n] # end\n".encode()
    before = loads(text).profile
    wanted = data.draw(edits(before))
    new = rewritten(text, wanted)
    assert loads(new.data).profile == wanted
    assert {"# head", "# tail", "# end"} <= set(comments_in(new.data.decode()))
    for spec in wanted.streams:
        if spec in streams:
            assert f"# above {streams.index(spec)}" in new.data.decode()
