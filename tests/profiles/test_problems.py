"""What is said about a file that is wrong: everything, with its place, and no secret."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from sse_dash.profiles import ProfileError, loads


def stream(*lines: str) -> bytes:
    """A file of one stream that is good but for these lines, which begin at line 4."""
    return "\n".join(["[[streams]]", 'name = "a"', 'url = "http://a"', *lines]).encode()


def error(data: bytes) -> ProfileError:
    with pytest.raises(ProfileError) as caught:
        loads(data, Path("/p/shop.toml"))
    return caught.value


def only(data: bytes) -> tuple[int | None, str | None, str]:
    """Line, key and wording of the one problem there is."""
    found = error(data)
    assert len(found.problems) == 1, str(found)
    assert found.path == Path("/p/shop.toml")
    return found.line, found.key, str(found.problems[0])


def test_a_filter_error_says_where_in_the_filter() -> None:
    line, key, message = only(stream('filter = "type:a ("'))
    assert (line, key) == (4, "streams[0].filter")
    assert "does not parse at character" in message


@pytest.mark.parametrize(
    ("written", "key", "expected"),
    [
        ("history = 0", "history", "is 0; expected a whole number of events, 1 or more"),
        ("history = true", "history", "is true; expected a whole number"),
        ("history = 2.0", "history", "is 2.0; expected a whole number"),
        ("stale_after = true", "stale_after", "is true; expected a duration"),
        ("stale_after = -1", "stale_after", "is -1; expected a duration"),
        ("stale_after = nan", "stale_after", "is nan; expected a duration"),
        ("stale_after = inf", "stale_after", "is inf; expected a duration"),
        ('idle_timeout = "3 days"', "idle_timeout", "is '3 days'; expected a duration"),
        ('connect_timeout = "-1s"', "connect_timeout", "is '-1s'; expected a duration"),
        ("connect_timeout = []", "connect_timeout", "is an array; expected a duration"),
        (
            'reconnect = "sometimes"',
            "reconnect",
            """is 'sometimes'; expected "always", "never" or "on-error\"""",
        ),
        ('method = "GET /"', "method", "is 'GET /'; expected an HTTP method"),
        ("method = 1", "method", "is a number; expected a text in quotes"),
        ("filter = 1979-05-27", "filter", "is a date or a time; expected a text"),
        ("done = false", "done", "is true or false; expected a text"),
        ('headers = "a: b"', "headers", "is a text; expected a table"),
        ("headers = { A = 1 }", "headers.A", "is a number; expected a text in quotes"),
        ('headers = { A = "b\\nc" }', "headers.A", "holds a line break or a control character"),
        ('headers = { A = "b", a = "c" }', "headers.a", "is there twice"),
        ('headers = { A = "${B-C}" }', "headers.A", "character 1 that begins no variable"),
        ('body = "${"', "body", "character 1 that begins no variable"),
        ("json = { a = [nan] }", "json.a[0]", "is nan; expected a number that JSON has"),
        ("json = { a = 07:32:00 }", "json.a", "is a date or a time; expected what JSON has"),
        ('json = "${"', "json", "character 1 that begins no variable"),
        ("retry = -1", "retry", "is -1; expected a duration"),
        ('backoff = "1m 30x"', "backoff", "is '1m 30x'; expected a duration"),
        ("history_size = 0", "history_size", "is 0; expected a size such as"),
        ('history_size = "5 mobs"', "history_size", "is '5 mobs'; expected a size such as"),
        ("history_size = true", "history_size", "is true; expected a size such as"),
        ("params = 1", "params", "is a number; expected a table such as { limit"),
        ("params = { limit = 10 }", "params.limit", "is a number; expected a text in quotes"),
        ('params = { a = "${" }', "params.a", "character 1 that begins no variable"),
        ('params = { "" = "a" }', "params", "has a parameter without a name"),
        ('proxy = "ftp://a"', "proxy", "does not begin with http://, https://"),
        ('proxy = ""', "proxy", "is empty"),
        ('color = "red"', "color", 'is \'red\'; expected "primary", "secondary"'),
        ('paused = "yes"', "paused", "is 'yes'; expected true or false, without quotes"),
        ("tls = true", "tls", "is true or false; expected a table such as { ca"),
        ("tls = { verify = 0 }", "tls.verify", "is 0; expected true or false"),
        ("tls = { ca = 1 }", "tls.ca", "is a number; expected a text in quotes"),
        ('tls = { ca = " " }', "tls.ca", "is empty; expected the path of a PEM file"),
        ('tls = { ca = "a\\u0000" }', "tls.ca", "holds a NUL"),
        ('tls = { key = "k" }', "tls.key", "is there without cert"),
        ('without = ["params."]', "without", "does not name defaults"),
        ('without = ["url"]', "without", "does not name defaults"),
        ('without = "done"', "without", "does not name defaults"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_expected(written: str, key: str, expected: str) -> None:
    line, found, message = only(stream(written))
    assert (line, found) == (4, f"streams[0].{key}")
    assert expected in message


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", "is empty"),
        ("ftp://a", "does not begin with http"),
        ("a/b", "does not begin with http"),
        ("http://", "names no host"),
        ("http://[::1", "does not parse"),
        ("http://a:99999/", "does not parse"),
        ("http://a/b c", "holds a space"),
        ("http://a/${B", "begins no variable"),
    ],
)
def test_a_url_must_be_one_that_can_be_asked(url: str, expected: str) -> None:
    _, key, message = only(f'[[streams]]\nname = "a"\nurl = "{url}"'.encode())
    assert key == "streams[0].url"
    assert expected in message


def test_json_and_body_exclude_one_another() -> None:
    assert only(stream("json = 1", 'body = ""'))[:2] == (5, "streams[0].body")
    assert only(b'[defaults]\njson = 1\nbody = ""')[:2] == (3, "defaults.body")


def test_a_stream_needs_a_name_and_a_url() -> None:
    found = error(b"\n[[streams]]\nhistory = 1")
    assert [(p.line, p.key) for p in found.problems] == [(2, "streams[0].name"), (2, "streams[0].url")]


def test_two_streams_can_not_have_one_name() -> None:
    line, key, message = only(stream() + b"\n" + stream())
    assert (line, key) == (5, "streams[1].name")
    assert "again, the name of streams[0]" in message


def test_defaults_have_no_name_and_no_url() -> None:
    assert only(b'[defaults]\nurl = "http://a"')[:2] == (2, "defaults.url")


@pytest.mark.parametrize(
    ("data", "key", "expected"),
    [
        (b"[streams]\nname = 1", "streams", "expected [[streams]], in double brackets"),
        (b"streams = [1]", "streams[0]", "is a number; expected a table"),
        (b"defaults = 1", "defaults", "expected a table that begins with [defaults]"),
        (b"[[view]]", "view", "is an array; expected a table that begins with [view]"),
        (b"version = 0", "version", "is 0; expected 1"),
        (b"version = true", "version", "is true; expected 1"),
        (b'version = "1"', "version", "is '1'; expected 1"),
        (b'[view]\nlayout = "pile"', "view.layout", 'expected "grid", "list" or "timeline"'),
        (b'[view]\ntheme = " "', "view.theme", "is empty"),
        (b"a = [99999999999999999999]", "a[0]", "is a number of more than 64 bits"),
        (b"a = 0x" + b"f" * 4000, "a", "is a number of more than 64 bits"),
    ],
)
def test_what_is_wrong_outside_of_streams_is_named_too(data: bytes, key: str, expected: str) -> None:
    _, found, message = only(data)
    assert found == key
    assert expected in message


def test_all_problems_are_told_at_once_in_the_order_of_their_lines() -> None:
    data = textwrap.dedent(
        """
        version = 1
        [[streams]]
        name = "a"
        url = "http://a"
        [[streams]]
        history = 0
        url = "http://b"
        name = '''
        '''
        [ streams . headers ]
        "A" = 1
        [[streams]]
        name = "c"
        url = "http://c"
        json.deep.a = nan
        """
    ).encode()
    found = error(data)
    assert [(p.line, p.key) for p in found.problems] == [
        (7, "streams[1].history"),
        (9, "streams[1].name"),
        (12, "streams[1].headers.A"),
        (16, "streams[2].json.deep.a"),
    ]
    assert str(found).startswith("/p/shop.toml: 4 problems\n  line 7: streams[1].history is 0; expected")


def test_a_thousand_problems_are_twenty_and_a_count() -> None:
    found = error(b"[[streams]]\n" * 1000)
    assert (len(found.problems), found.more) == (20, 1980)
    assert str(found).endswith("and 1,980 more")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"a = 1\nb = \nc = 2", 2),
        (b"a = 1\na = 2", 2),
        (b"\n\n[a", 3),
        (b'a = """\nb\nc', 3),
        (b"a = 0b2\n", 1),
    ],
)
def test_what_is_not_toml_is_an_error_with_its_line(data: bytes, line: int) -> None:
    found, key, message = only(data)
    assert (found, key) == (line, None)
    assert "it is not TOML" in message


def test_more_headers_than_any_server_takes_are_refused() -> None:
    many = ", ".join(f'H{number} = ""' for number in range(101))
    _, key, message = only(stream(f"headers = {{ {many} }}"))
    assert key == "streams[0].headers"
    assert "has 101 entries; expected 100 at most" in message


def test_problems_in_a_newer_version_come_with_the_likely_reason() -> None:
    found = error(b"version = 2\n" + stream('reconnect = "sometimes"'))
    assert [problem.key for problem in found.problems] == ["version", "streams[0].reconnect"]


def test_messages_never_hold_secrets() -> None:
    data = b"""
        [[streams]]
        name = "a"
        url = "hush:hush@hush"
        json = { a = "hush ${" }
        headers = { "Authorization: Bearer hush" = "hush", A = "hush\\u0001", B = "hush ${" }
        [[streams]]
        name = "b"
        url = "http://hush:hush@a:hush/"
        body = "hush ${"
        """
    assert "hush" not in str(error(data))
    assert len(error(data).problems) == 7


def test_hostile_keys_and_values_are_shown_shortened_and_without_control_characters() -> None:
    long = "x" * 2000
    data = stream(
        f'method = "\\u001b[31m\\u202e {long}"', f"headers = {{ A = 1, {long} = 1 }}", f'"\\u001b{long}" = 1'
    )
    message = str(error(data)) + str(error(b'"\x1b' + long.encode()))
    assert message.replace("\n", "").isprintable()
    assert len(message) < 1500


def test_a_strange_path_is_shown_without_control_characters() -> None:
    with pytest.raises(ProfileError) as caught:
        loads(b"a", Path("/p/\x1b[31m.toml"))
    assert str(caught.value).isprintable()
