"""Any profile that is written reads back equal."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from sse_dash.client.formats import Format
from sse_dash.profiles import Profile, ViewSettings, dumps, loads
from sse_dash.profiles.profile import Layout, UnknownKeys
from sse_dash.requests.spec import Color, Reconnect, RepeatBefore, StreamSpec, TlsSettings
from sse_dash.requests.steps import Step

A = StreamSpec(name="a", url="http://a")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    [
        "",
        '"""',
        "'''",
        "\r\n",
        "a\r\nb\n",
        "\\",
        "\\n\n",
        "\x00\x1b\x7f",
        "\u2028\u202e",
        "# no",
        "$",
        "${A}",
        "🎉",
        "\ufeff",
    ]
)
templates = texts.map(lambda text: text.replace("${", "$${")) | st.just("${A}-${B:-x}")
names = texts.filter(str.strip)
tokens = st.text("abAB01!#$%&'*+-.^_`|~", min_size=1, max_size=5)
header_tables = st.dictionaries(
    tokens,
    templates.map(lambda text: "".join(c for c in text if c == "\t" or (c >= " " and c != "\x7f"))),
    max_size=4,
).filter(lambda headers: len({name.lower() for name in headers}) == len(headers))
durations = st.floats(min_value=0, allow_nan=False, allow_infinity=False) | st.sampled_from(
    [0.0, 0.25, 30.0, 3600.0]
)
json_values = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | templates,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
counts = st.integers(1, 2**63 - 1) | st.sampled_from([1000, 4096, 5 * 2**20, 10**9])
urls = st.sampled_from(
    ["http://a", "https://u:p@b.example:8443/x?y=%20#z", "${BASE}/é", "HTTP://[::1]:80/", "http://${P}@b"]
)
paths = templates.filter(lambda text: text.strip("\0 ") and "\0" not in text)


@st.composite
def tls_settings(draw: st.DrawFn) -> TlsSettings:
    cert = draw(st.none() | paths)
    key = None if cert is None else draw(st.none() | paths)
    return TlsSettings(verify=draw(st.booleans()), ca=draw(st.none() | paths), cert=cert, key=key)


bodies: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}), st.fixed_dictionaries({"json": json_values}), st.fixed_dictionaries({"body": templates})
)

takes = st.dictionaries(
    st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}", fullmatch=True),
    st.sampled_from(["header:X-A", "cookie:a b", "json:a.b[0]", "event", "event:a", "event-id", "text"]),
    max_size=2,
)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    own = {
        "url": urls | st.just("/login?a=${A}"),
        "method": tokens,
        "headers": header_tables,
        "params": st.dictionaries(texts.filter(bool), templates, max_size=2),
        "take": takes,
    }
    values: dict[str, Any] = draw(st.fixed_dictionaries({}, optional=own))
    return Step(**values, **draw(bodies))


shared: dict[str, st.SearchStrategy[Any]] = {
    "method": tokens,
    "headers": header_tables,
    "filter": st.sampled_from(
        ["", "error timeout", "type:order.* -type:ping", '"exact \\" words"', "size>10"]
    ),
    "params": st.dictionaries(texts.filter(bool), templates, max_size=4),
    "reconnect": st.sampled_from(get_args(Reconnect)),
    "format": st.sampled_from(get_args(Format)),
    "retry": durations,
    "backoff": durations,
    "idle_timeout": durations,
    "connect_timeout": durations,
    "stale_after": durations,
    "history": counts,
    "history_size": counts,
    "done": texts,
    "tls": tls_settings(),
    "proxy": urls | st.just("none"),
    "unix": paths,
    "last_event_id": texts,
    "max_event_size": counts,
    "max_id_size": counts,
    "answer_timeout": durations,
    "before": st.lists(st.deferred(steps), max_size=2).map(tuple),
    "after_open": st.lists(st.deferred(steps), max_size=2).map(tuple),
    "repeat_before": st.sampled_from(get_args(RepeatBefore)),
    "color": st.sampled_from(get_args(Color)),
    "paused": st.booleans(),
}


@st.composite
def specs(draw: st.DrawFn) -> StreamSpec:
    values: dict[str, Any] = draw(st.fixed_dictionaries({}, optional=shared))
    body = draw(bodies)
    return StreamSpec(name=draw(names), url=draw(urls), **values, **body)


@st.composite
def defaults(draw: st.DrawFn) -> dict[str, Any]:
    values: dict[str, Any] = draw(st.fixed_dictionaries({}, optional=shared))
    body = draw(bodies)
    return {**values, **body}


unknown_tables = st.dictionaries(texts.map(lambda text: f"x-{text}"), json_values, max_size=2)


@st.composite
def unknown_of_stream(draw: st.DrawFn) -> dict[str, Any]:
    in_tls = draw(unknown_tables)
    return {**draw(unknown_tables), **({"tls": in_tls} if in_tls else {})}


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    streams = draw(st.lists(specs(), max_size=3, unique_by=lambda spec: spec.name))
    odd = {spec.name: keys for spec in streams if (keys := draw(unknown_of_stream()))}
    shared_by_all = draw(defaults())
    return Profile(
        streams=tuple(streams),
        defaults=shared_by_all,
        view=ViewSettings(
            layout=draw(st.none() | st.sampled_from(get_args(Layout))), theme=draw(st.none() | names)
        ),
        unknown=UnknownKeys(
            top=draw(unknown_tables),
            # A table that isn't there holds nothing that isn't known either.
            defaults=draw(unknown_of_stream() if "tls" in shared_by_all else unknown_tables),
            view=draw(unknown_tables),
            streams=odd,
        ),
    )


def test_the_profiles_that_are_made_up_have_every_field() -> None:
    assert {field.name for field in fields(StreamSpec)} == {"name", "url", "json", "body", *shared}


@settings(deadline=None)
@given(profiles())
def test_any_profile_written_reads_back_equal(profile: Profile) -> None:
    written = dumps(profile)
    read = loads(written).profile
    assert read == profile
    assert dumps(read) == written


@settings(deadline=None)
@given(json_values, json_values)
def test_json_keeps_its_types_also_beside_a_default_that_looks_equal(own: Any, default: Any) -> None:
    profile = Profile(streams=(replace(A, json=own),), defaults={"json": default})
    assert kinds(loads(dumps(profile)).profile.streams[0].json) == kinds(own)


def kinds(value: Any) -> str:
    """What tells 1 from true and 1.0, to which == is blind."""
    return json.dumps(value, sort_keys=True)


def test_one_and_true_are_not_the_same_body() -> None:
    profile = Profile(streams=(replace(A, json=True),), defaults={"json": 1})
    assert loads(dumps(profile)).profile.streams[0].json is True
