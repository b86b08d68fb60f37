"""The table of fields: what is told of each once holds wherever it is read, written, typed, shown or sent."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, NoReturn

import pytest

from sse_dash.profiles.profile import VIEW_FIELDS, ViewSettings
from sse_dash.requests.fields import (
    NOTHING_SECRET,
    SECRET_IN_BODY,
    SECRET_IN_HEADERS,
    SECRET_IN_JSON,
    SECRET_IN_PARAMS,
    SECRET_IN_URL,
    Field,
    Secrecy,
    Table,
    facts,
    fields_of,
    leaves,
)
from sse_dash.requests.kinds import Duration, Kind, Text
from sse_dash.requests.options import OPTIONS, PRESET_NAMES
from sse_dash.requests.presets import PRESETS
from sse_dash.requests.resolve import resolve, variables
from sse_dash.requests.secrets import literal_secrets, masked_spec, secrets_in, without_literals
from sse_dash.requests.spec import STREAM_FIELDS, StreamSpec, TlsSettings
from sse_dash.requests.template_kinds import FilePath, Headers, Json, Lines, Params, Proxy, Url

A = StreamSpec(name="a", url="http://a")
SECRET = "hush-hush-hush"
TLS_FIELDS = fields_of(TlsSettings)

HOLDING: dict[int, Any] = {
    id(SECRET_IN_URL): f"https://me:{SECRET}@h/?token={SECRET}",
    id(SECRET_IN_HEADERS): {"Authorization": f"Bearer {SECRET}", "Cookie": f"a={SECRET}", "X-Shop": SECRET},
    id(SECRET_IN_PARAMS): {"token": SECRET, "api_key": SECRET},
    id(SECRET_IN_JSON): {"token": SECRET, "deep": [{"password": SECRET}]},
    id(SECRET_IN_BODY): f"user=me&password={SECRET}",
}
"""A value that holds a secret, by what may be secret in it."""

REFERRING: dict[type[Kind], Any] = {
    Url: "https://h/?token=${TOKEN}",
    Proxy: "https://h/?token=${TOKEN}",
    Headers: {"X-A": "a ${TOKEN}"},
    Params: {"a": "${TOKEN}"},
    Json: [{"a": "${TOKEN}"}],
    Lines: "a=${TOKEN}",
    FilePath: "${TOKEN}.pem",
}
"""A value that refers to a variable, by kind."""


ALL = {**STREAM_FIELDS, **{f"tls.{name}": each for name, each in TLS_FIELDS.items()}, **VIEW_FIELDS}
EACH = pytest.mark.parametrize("each", ALL.values(), ids=ALL.keys())
SECRET_ONES = [each for each in STREAM_FIELDS.values() if each.secrecy is not NOTHING_SECRET]
OF_SECRETS = pytest.mark.parametrize("each", SECRET_ONES, ids=[each.name for each in SECRET_ONES])


def referring(kind: Kind) -> Any:
    return next(value for known, value in REFERRING.items() if isinstance(kind, known))


def refuse(at: object, wrong: str, expected: str) -> NoReturn:
    raise AssertionError(f"{at} {wrong}; {expected}")


@pytest.mark.parametrize(
    ("table", "known"),
    [(StreamSpec, STREAM_FIELDS), (TlsSettings, TLS_FIELDS), (ViewSettings, VIEW_FIELDS)],
)
def test_the_table_has_every_field(table: type, known: dict[str, Field]) -> None:
    assert [each.name for each in fields(table)] == list(known)


def test_a_field_of_which_nothing_is_told_is_a_mistake() -> None:
    @dataclass
    class Careless:
        token: str = ""

    with pytest.raises(TypeError, match="no one has told what token is, and whether it is secret"):
        fields_of(Careless)


def test_whether_a_field_is_secret_can_not_be_left_out() -> None:
    with pytest.raises(TypeError, match="secret"):
        facts(Text())  # type: ignore[call-arg]


def test_what_may_be_secret_is_told_in_all_respects() -> None:
    with pytest.raises(TypeError, match="from_variables"):
        Secrecy(masked=str, secrets=list, literals=dict, without_literals=str)  # type: ignore[call-arg, arg-type]


@EACH
def test_a_field_that_may_hold_variables_is_either_secret_or_leads_to_a_file(each: Field) -> None:
    """What comes from the environment is masked wherever a server may quote it."""
    is_template = type(each.kind).change_texts is not Kind.change_texts
    assert is_template == (each.secrecy is not NOTHING_SECRET or each.kind.is_local)


@OF_SECRETS
def test_a_secret_is_masked_hidden_and_found_in_whatever_field_it_is(each: Field) -> None:
    value = HOLDING[id(each.secrecy)]
    spec = replace(A, **{each.name: value})
    assert SECRET not in repr(getattr(masked_spec(spec), each.name))
    assert SECRET in set(secrets_in(spec))
    assert resolve(spec, {}).masking.hide(f"you sent {SECRET}") == "you sent ***"
    assert SECRET not in "".join(secret.hint for secret in literal_secrets(spec))


@OF_SECRETS
def test_what_is_warned_of_can_be_put_out(each: Field) -> None:
    spec = replace(A, **{each.name: HOLDING[id(each.secrecy)]})
    assert literal_secrets(without_literals(spec)) == []


@OF_SECRETS
def test_a_value_of_the_environment_is_put_in_and_masked(each: Field) -> None:
    spec = replace(A, **{each.name: referring(each.kind)})
    resolved = resolve(spec, {"TOKEN": SECRET})
    assert variables(spec) == variables(spec, sent=True) == {"TOKEN"}
    assert resolved.masking.hide(f"you sent {SECRET}") == "you sent ***"
    assert "${TOKEN}" in repr(getattr(masked_spec(spec), each.name))


def test_a_variable_in_the_path_of_a_file_is_read_and_not_sent() -> None:
    spec = replace(A, tls=TlsSettings(ca="${TOKEN}.pem"))
    assert variables(spec) == {"TOKEN"}
    assert variables(spec, sent=True) == frozenset()
    assert resolve(spec, {"TOKEN": "mine"}).tls.ca == "mine.pem"


@EACH
def test_what_is_written_of_a_default_is_read_as_the_same(each: Field) -> None:
    if not each.is_required and each.default is not None:
        assert each.check(each.kind.written(each.default), (), refuse) == each.default


@EACH
def test_what_is_shown_of_a_default_is_typed_as_the_same(each: Field) -> None:
    if each.prompt is not None and not each.is_required:
        assert each.kind.read(each.kind.shown(each.default)) == each.default


@EACH
def test_a_field_can_be_asked_for_and_given_only_if_its_kind_can_be_typed(each: Field) -> None:
    if isinstance(each.kind, Table | Json):
        assert each.prompt is None
        assert each.option is None


def test_the_leaves_are_the_fields_of_the_tables_within_too() -> None:
    names = [each.name for each, _ in leaves(replace(A, tls=TlsSettings(ca="c")), STREAM_FIELDS)]
    assert "tls" not in names
    assert {"verify", "ca", "url", "headers"} <= set(names)
    assert "cert" not in names


def test_a_new_field_needs_nothing_but_its_entry() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Spec(StreamSpec):
        answer_timeout: float = field(
            default=0.0, metadata=facts(Duration(zero="never"), secret=NOTHING_SECRET)
        )

    added = fields_of(Spec)["answer_timeout"]
    assert (added.default, added.kind.shown(0.0), added.kind.read("1m")) == (0.0, "never", 60.0)


@pytest.mark.parametrize("written", ["never", "Never", "0s", 0, "30", "1h 30m", "5M"])
def test_a_duration_is_understood_alike_in_a_profile_and_in_the_form(written: str | int) -> None:
    kind = STREAM_FIELDS["idle_timeout"].kind
    assert kind.check(written, (), refuse) == kind.read(str(written))


@pytest.mark.parametrize("written", ["5 KB", "5K", "5 kB", "5 KiB", "5000"])
def test_a_size_is_understood_alike_in_a_profile_and_in_the_form(written: str) -> None:
    kind = STREAM_FIELDS["history_size"].kind
    assert kind.check(written, (), refuse) == kind.read(written) in (5000, 5120)


def test_each_option_is_that_of_a_field_and_each_preset_is_named() -> None:
    assert {name: field.option for name, field in STREAM_FIELDS.items() if field.option} == OPTIONS
    assert sorted(PRESETS) == list(PRESET_NAMES)
