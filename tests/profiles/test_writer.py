"""What a profile is written as, and what is refused."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from typing import Any

import pytest

from sse_dash.profiles import Profile, ProfileError, dumps, loads
from sse_dash.profiles.profile import UnknownKeys
from sse_dash.requests.spec import StreamSpec, TlsSettings

A = StreamSpec(name="a", url="http://a")


def test_only_what_differs_is_written_in_a_stable_order_version_first() -> None:
    profile = Profile(
        streams=(
            A,
            replace(
                A,
                name="chat",
                method="POST",
                json={"model": "small"},
                body=None,
                stale_after=0.0,
                idle_timeout=90.0,
                retry=1.5,
                history_size=5 * 1024 * 1024,
                params={"limit": "10"},
                tls=TlsSettings(verify=False, ca="~/ca.pem"),
                proxy="http://${PROXY}",
                color="accent",
                paused=True,
            ),
        )
    )
    assert dumps(profile).decode() == textwrap.dedent(
        """\
        version = 1

        [[streams]]
        name = "a"
        url = "http://a"

        [[streams]]
        name = "chat"
        url = "http://a"
        method = "POST"
        retry = "1.5s"
        idle_timeout = "90s"
        stale_after = "0s"
        history_size = "5 MiB"
        proxy = "http://${PROXY}"
        color = "accent"
        paused = true

        [streams.params]
        limit = "10"

        [streams.json]
        model = "small"

        [streams.tls]
        verify = false
        ca = "~/ca.pem"
        """
    )


def test_defaults_stay_defaults() -> None:
    text = b"""\
version = 1

[defaults]
stale_after = "1m"
done = "[DONE]"

[defaults.headers]
Authorization = "Bearer ${TOKEN}"

[[streams]]
name = "a"
url = "http://a"

[[streams]]
name = "b"
url = "http://b"
stale_after = "5s"
without = [
    "headers.Authorization",
]

[streams.headers]
Accept = "*/*"
"""
    assert dumps(loads(text).profile) == text


def test_a_stream_can_go_back_to_the_usual_checks_where_the_defaults_say_otherwise() -> None:
    profile = Profile(streams=(A,), defaults={"tls": TlsSettings(verify=False)})
    assert dumps(profile).decode().endswith("[streams.tls]\n")
    assert loads(dumps(profile)).profile == profile


def test_changed_defaults_leave_the_streams_as_they_were() -> None:
    profile = loads(b'[defaults]\nhistory = 7\n[[streams]]\nname = "a"\nurl = "http://a"\n').profile
    changed = replace(profile, defaults={"history": 9, "done": "x", "headers": {"A": "1"}})
    read = loads(dumps(changed)).profile
    assert (read.streams, read.defaults) == (profile.streams, changed.defaults)


def test_unknown_keys_survive_with_their_values_and_places() -> None:
    text = b"""\
version = 1
when = 1979-05-27T07:32:00Z

[extra]
deep = [[1, "a"], { b = 2.5 }]

[defaults]
colour = "red"
tls = { verfy = false }

[[streams]]
name = "a"
url = "http://a"
tls = { pin = "abc", verify = false }

[view]
columns = 3
"""
    profile = loads(text).profile
    assert loads(dumps(profile)).profile == profile
    assert profile.unknown.defaults == {"colour": "red", "tls": {"verfy": False}}
    assert profile.unknown.streams == {"a": {"tls": {"pin": "abc"}}}
    assert profile.streams[0].tls == TlsSettings(verify=False)


def test_a_table_with_unknown_keys_says_all_that_was_inherited_too() -> None:
    # A stream's table takes the place of the one in `[defaults]`: with the unknown key alone it would say
    # that certificates are checked.
    insecure = TlsSettings(verify=False)
    profile = Profile(
        streams=(replace(A, tls=insecure),),
        defaults={"tls": insecure},
        unknown=UnknownKeys(streams={"a": {"tls": {"pin": "abc"}}}),
    )
    assert loads(dumps(profile)).profile == profile


def test_unknown_keys_of_a_stream_go_with_it() -> None:
    profile = Profile(streams=(), unknown=UnknownKeys(streams={"a": {"color": "red"}}))
    assert b"color" not in dumps(profile)


def test_a_body_of_many_lines_is_written_as_lines() -> None:
    assert b'body = """\none\ntwo"""\n' in dumps(Profile(streams=(replace(A, body="one\ntwo"),)))


@pytest.mark.parametrize(
    ("spec", "key", "expected"),
    [
        (replace(A, name=" "), "streams[0].name", "is empty"),
        (replace(A, url="ftp://a"), "streams[0].url", "does not begin with http"),
        (replace(A, json={"a": None}), "streams[0].json.a", "is null, which TOML can't say"),
        (replace(A, json={"a": 2**63}), "streams[0].json.a", "more than 64 bits"),
        (replace(A, json=(1,)), "streams[0].json", "a value that TOML doesn't have"),
        (replace(A, json=1, body=""), "streams[0].body", "together with json"),
        (replace(A, history=10**5000), "streams[0].history", "is a huge number"),
        (replace(A, stale_after=float("inf")), "streams[0].stale_after", "is inf"),
        (replace(A, done="\ud800"), "streams[0].done", "surrogate"),
        (replace(A, history_size=0), "streams[0].history_size", "is 0"),
        (replace(A, tls=TlsSettings(key="k")), "streams[0].tls.key", "is there without cert"),
        (replace(A, proxy="ftp://a"), "streams[0].proxy", "does not begin with http"),
        (replace(A, params={"": "a"}), "streams[0].params", "a parameter without a name"),
        (replace(A, body="x" * 5000), "streams[0].body", "a line of more than 4,096 bytes"),
        (replace(A, body="body = \n" + "y" * 5000), "streams[0]", "a line of more than 4,096 bytes"),
    ],
)
def test_what_a_file_can_not_hold_is_refused_by_its_key(spec: StreamSpec, key: str, expected: str) -> None:
    with pytest.raises(ProfileError) as caught:
        dumps(Profile(streams=(spec,)))
    assert (caught.value.line, caught.value.key) == (None, key)
    assert expected in str(caught.value)
    assert "xxxx" not in str(caught.value)


def test_json_nested_too_deep_is_refused() -> None:
    value: Any = 1
    for _ in range(5000):
        value = [value]
    with pytest.raises(ProfileError, match="nested more than 32 deep"):
        dumps(Profile(streams=(replace(A, json=value),)))


def test_the_deepest_json_that_is_written_is_read_again() -> None:
    value: Any = 1
    for depth in range(32):
        value = {"a": value} if depth % 2 else [value, 2]
    profile = Profile(streams=(replace(A, json=value),))
    assert loads(dumps(profile)).profile == profile


def test_two_streams_of_one_name_are_refused() -> None:
    with pytest.raises(ProfileError, match="again, the name of"):
        dumps(Profile(streams=(A, A)))


def test_a_default_that_can_not_be_one_is_refused() -> None:
    with pytest.raises(ProfileError, match="can't be a default"):
        dumps(Profile(defaults={"url": "http://a"}))
