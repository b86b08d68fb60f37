"""What a profile's file may say."""

from __future__ import annotations

import pytest

from sse_dash.profiles import Profile, loads
from sse_dash.requests.spec import StreamSpec, TlsSettings

DESIGN = b"""
version = 1

[defaults]                       # each stream may override
headers = { Authorization = "Bearer ${SHOP_TOKEN}" }
history = 5000
stale_after = "45s"

[[streams]]
name = "orders"
url = "https://shop.example/events/orders"
filter = "type:order.*"

[[streams]]
name = "chat"
url = "http://127.0.0.1:8000/v1/chat/completions"
method = "POST"
json = { model = "small", stream = true }
reconnect = "never"

[view]
layout = "grid"
"""


def stream(*lines: str) -> bytes:
    """A file of one stream that is good but for these lines, which begin at line 4."""
    return "\n".join(["[[streams]]", 'name = "a"', 'url = "http://a"', *lines]).encode()


def test_the_profile_of_the_design_reads_as_it_should() -> None:
    parsed = loads(DESIGN)
    authorization = {"Authorization": "Bearer ${SHOP_TOKEN}"}
    assert parsed.warnings == ()
    assert parsed.profile.streams == (
        StreamSpec(
            name="orders",
            url="https://shop.example/events/orders",
            headers=authorization,
            filter="type:order.*",
            stale_after=45.0,
        ),
        StreamSpec(
            name="chat",
            url="http://127.0.0.1:8000/v1/chat/completions",
            method="POST",
            headers=authorization,
            json={"model": "small", "stream": True},
            reconnect="never",
            stale_after=45.0,
        ),
    )


def test_an_empty_file_is_an_empty_profile() -> None:
    assert loads(b"").profile == Profile()


def test_a_byte_order_mark_and_windows_line_ends_are_accepted() -> None:
    data = b"\xef\xbb\xbf" + DESIGN.replace(b"\n", b"\r\n")
    assert loads(data).profile == loads(DESIGN).profile


def test_a_plain_number_is_a_duration_in_seconds() -> None:
    profile = loads(stream("stale_after = 5", "idle_timeout = 0.5")).profile
    assert (profile.streams[0].stale_after, profile.streams[0].idle_timeout) == (5.0, 0.5)


def test_sizes_are_read_as_people_write_them() -> None:
    (spec,) = loads(stream('history_size = "5 MiB"')).profile.streams
    assert spec.history_size == 5 * 1024 * 1024
    (spec,) = loads(stream("history_size = 4096")).profile.streams
    assert spec.history_size == 4096


def test_everything_that_a_stream_can_say_is_read() -> None:
    data = stream(
        'params = { limit = "10" }',
        'retry = "2s"',
        'backoff = "1m30s"',
        'tls = { verify = false, ca = "~/ca.pem", cert = "c.pem", key = "k.pem" }',
        'proxy = "http://${PROXY_USER}@proxy:3128"',
        'color = "accent"',
        "paused = true",
    )
    assert loads(data).profile.streams[0] == StreamSpec(
        name="a",
        url="http://a",
        params={"limit": "10"},
        retry=2.0,
        backoff=90.0,
        tls=TlsSettings(verify=False, ca="~/ca.pem", cert="c.pem", key="k.pem"),
        proxy="http://${PROXY_USER}@proxy:3128",
        color="accent",
        paused=True,
    )


@pytest.mark.parametrize("layout", ["grid", "list", "timeline"])
def test_the_view_has_a_layout(layout: str) -> None:
    assert loads(f'[view]\nlayout = "{layout}"'.encode()).profile.view.layout == layout


def test_parameters_are_merged_with_the_defaults_by_name() -> None:
    data = b'[defaults]\nparams = { a = "1", b = "2", c = "3" }\n' + stream(
        'params = { b = "II", A = "4" }', 'without = ["params.c"]'
    )
    assert loads(data).profile.streams[0].params == {"a": "1", "b": "II", "A": "4"}


def test_a_streams_tls_takes_the_place_of_that_of_the_defaults() -> None:
    data = b"[defaults]\ntls = { verify = false }\n" + stream('tls = { ca = "ca.pem" }')
    assert loads(data).profile.streams[0].tls == TlsSettings(verify=True, ca="ca.pem")


def test_a_streams_headers_are_merged_with_the_defaults_whatever_the_case() -> None:
    data = b'[defaults]\nheaders = { X-One = "1", X-Two = "2" }\n' + stream(
        'headers = { x-two = "II", Y = "3" }'
    )
    assert loads(data).profile.streams[0].headers == {"X-One": "1", "x-two": "II", "Y": "3"}


def test_a_stream_can_do_without_a_default() -> None:
    data = b'[defaults]\ndone = "[DONE]"\nheaders = { A = "1", B = "2" }\n' + stream(
        'without = ["done", "headers.a"]'
    )
    spec = loads(data).profile.streams[0]
    assert (spec.done, spec.headers) == (None, {"B": "2"})


def test_a_stream_with_a_body_takes_no_json_from_the_defaults() -> None:
    spec = loads(b"[defaults]\njson = { a = 1 }\n" + stream('body = "b"')).profile.streams[0]
    assert (spec.json, spec.body) == (None, "b")


def test_variables_stay_as_they_are_until_connecting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP", "shop.example")
    data = b'[[streams]]\nname = "a"\nurl = "${SHOP}/events"'
    assert loads(data).profile.streams[0].url == "${SHOP}/events"


def test_unknown_keys_are_warned_of_with_the_nearest_known_name() -> None:
    data = (
        b"extra = 1\n[defaults]\nstale_afer = 1\n"
        + stream("filtr = ''", "tls.verfy = true")
        + b"\n[view]\nThema = 1"
    )
    assert [str(warning) for warning in loads(data).warnings] == [
        f"line {line}: {key} is not a key that sse-dash knows; it is kept as it is{guess}"
        for line, key, guess in [
            (1, "extra", ""),
            (3, "defaults.stale_afer", "; did you mean stale_after?"),
            (7, "streams[0].filtr", "; did you mean filter?"),
            (8, "streams[0].tls.verfy", "; did you mean verify?"),
            (10, "view.Thema", "; did you mean theme?"),
        ]
    ]


def test_a_thousand_unknown_keys_are_twenty_warnings_and_a_count() -> None:
    warnings = loads("\n".join(f"k{i} = 1" for i in range(1000)).encode()).warnings
    assert len(warnings) == 21
    assert str(warnings[-1]) == "keys that are not known: 980 more; they are kept as they are"


def test_a_newer_version_is_readable_but_not_to_be_written() -> None:
    parsed = loads(b"version = 2\n" + stream())
    assert parsed.read_only
    assert parsed.read_only_reason == parsed.warnings[0]
    assert "is 2, newer than this sse-dash knows" in str(parsed.warnings[0])
    assert parsed.profile.streams[0].name == "a"


def test_what_this_version_wrote_may_be_written() -> None:
    parsed = loads(DESIGN)
    assert (parsed.read_only, parsed.read_only_reason) == (False, None)
