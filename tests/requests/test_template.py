"""`${NAME}` in a text: what is literal, what is a variable, and what is neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.requests.curl.bash import split_bash
from sse_dash.requests.curl.command import spec_from_curl
from sse_dash.requests.resolve import commands
from sse_dash.requests.secrets import literal_secrets
from sse_dash.requests.spec import StreamSpec
from sse_dash.requests.template import (
    Literal,
    Malformed,
    MalformedVariable,
    MissingVariable,
    Variable,
    blanked,
    change_literals,
    check,
    expand,
    has_variable,
    is_command,
    literal,
    parts_of,
    plain,
    variables_in,
    words_of,
)

ENVIRON = {"TOKEN": "s3cret", "EMPTY": "", "NESTED": "${TOKEN}", "HOST": "shop.example"}

templates = st.lists(
    st.sampled_from([".", " ", "$", "{", "}", ":-", "${", "$${", "${A}", "${A:-b}", "${A:-b{c}", "${!", "-"])
).map("".join)


def test_a_text_falls_into_what_is_literal_what_refers_and_what_is_neither() -> None:
    assert list(parts_of("a $${ ${B}${C:-d{e}${F-g}")) == [
        Literal("a ", 0, "a "),
        Literal("$${", 2, "${"),
        Literal(" ", 5, " "),
        Variable("${B}", 6, "B", None),
        Variable("${C:-d{e}", 10, "C", "d{e"),
        Malformed("${", 19),
        Literal("F-g}", 21, "F-g}"),
    ]


@given(templates)
def test_the_parts_are_all_of_a_text_in_its_order(template: str) -> None:
    parts = list(parts_of(template))
    assert "".join(part.written for part in parts) == template
    assert all(template.startswith(part.written, part.start) for part in parts)


@given(templates)
def test_all_who_read_a_text_agree_on_it(template: str) -> None:
    values = {"A": "value"} | {v.name: "value" for v in variables_in(template) if is_command(v.name)}
    try:
        check(template)
    except MalformedVariable:
        with pytest.raises(MalformedVariable):
            expand(template, values)
        return
    assert change_literals(template, str) == template
    assert len(blanked(template)) == len(template)
    assert "${" not in blanked(template)
    expanded = expand(template, values)
    assert has_variable(template) == bool(expanded.values) == bool(list(variables_in(template)))
    assert {expanded.text[start:end] for start, end in expanded.values} <= {"value"}
    if not has_variable(template):
        assert expanded.text == plain(template)


@pytest.mark.parametrize("reference", ["${TOKEN}", "${TOKEN:-a{b}", "${TOKEN:-}", "${TOKEN:-a:-b}"])
def test_what_expands_is_no_literal_and_comes_from_a_shell_as_it_is(reference: str) -> None:
    spec = StreamSpec(name="a", url="http://a", headers={"Authorization": f"Bearer {reference}"})
    assert literal_secrets(spec) == []
    (command,), _ = split_bash(f'curl "A: {reference}" {reference}')

    assert command.words == ["curl", f"A: {reference}", reference]


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("Bearer ${TOKEN}", "Bearer s3cret"),
        ("${TOKEN}${HOST}", "s3cretshop.example"),
        ("${EMPTY}", ""),
        ("${UNSET:-fallback}", "fallback"),
        ("${EMPTY:-fallback}", "fallback"),
        ("${TOKEN:-fallback}", "s3cret"),
        ("${UNSET:-}", ""),
        ("${UNSET:-http://a/b:-c}", "http://a/b:-c"),
        ("${UNSET:-a{b}", "a{b"),
        ("${UNSET:-a{b}}", "a{b}"),
        ("$${TOKEN}", "${TOKEN}"),
        ("$$${TOKEN}", "$${TOKEN}"),
        ("costs $5 {TOKEN} $", "costs $5 {TOKEN} $"),
    ],
)
def test_variables_are_replaced_as_a_shell_does(text: str, expanded: str) -> None:
    assert expand(text, ENVIRON).text == expanded


def test_a_value_is_not_looked_into_for_more_variables() -> None:
    assert expand("${NESTED}", ENVIRON).text == "${TOKEN}"


def test_a_missing_variable_is_an_error_with_its_name() -> None:
    with pytest.raises(MissingVariable, match="SHOP_TOKEN is not set; set it before") as caught:
        expand("hush ${SHOP_TOKEN}", ENVIRON)
    assert caught.value.name == "SHOP_TOKEN"
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("text", ["${", "${}", "${TOKEN", "${MY-TOKEN}", "${1}", "${TOKEN-x}", "${A:-${B}}"])
def test_a_misspelt_variable_is_an_error_that_quotes_nothing(text: str) -> None:
    with pytest.raises(MalformedVariable, match="character 6 begins no variable") as caught:
        expand(f"hush {text}", ENVIRON)
    assert "hush" not in str(caught.value)


@given(st.text())
def test_an_escaped_text_expands_to_itself(text: str) -> None:
    assert expand(literal(text), {}).text == text
    assert plain(literal(text)) == text
    assert not has_variable(literal(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("${!gcloud auth print-access-token}", ("gcloud", "auth", "print-access-token")),
        ("Bearer ${!op read 'op://a b/c'}", ("op", "read", "op://a b/c")),
        ('${!cat "$HOME/x" | sh; true}', ("cat", "$HOME/x", "|", "sh;", "true")),
        (
            "${!kubectl get secret a -o jsonpath={.data.b}}",
            ("kubectl", "get", "secret", "a", "-o", "jsonpath={.data.b}"),
        ),
        ("${!docker inspect -f {{.Id}} a}", ("docker", "inspect", "-f", "{{.Id}}", "a")),
        ("${!awk '{print $2}' f}", ("awk", "{print $2}", "f")),
        ("${!a '}' b}", ("a", "}", "b")),
        ('${!a "}" b}', ("a", "}", "b")),
        (r"${!a \} b}", ("a", "}", "b")),
        ("${!a {x,{y,z}} {}}", ("a", "{x,{y,z}}", "{}")),
    ],
)
def test_a_command_is_a_list_of_words_and_no_shell_reads_it(text: str, words: tuple[str, ...]) -> None:
    (variable,) = variables_in(text)
    assert is_command(variable.name)
    assert words_of(variable.name) == words


def test_two_commands_of_a_text_are_two() -> None:
    assert [variable.name for variable in variables_in("${!a {1}} and ${!b}}")] == ["!a {1}", "!b"]


def test_a_command_that_never_ends_takes_no_time() -> None:
    with pytest.raises(MalformedVariable):
        check("${!" + "{'a" * 20_000)


@pytest.mark.parametrize("text", ["${!}", "${! }", "${!a 'b}", "${!a\nb}", "${!a", "${!a {b}", "${!a '}"])
def test_a_command_of_no_words_is_malformed(text: str) -> None:
    with pytest.raises(MalformedVariable):
        check(text)


def test_what_was_not_run_is_not_looked_for_in_the_environment() -> None:
    with pytest.raises(MissingVariable, match="a command can't stand here"):
        expand("${!id}", {})


@pytest.mark.parametrize("quoted", ["'${!id}'", '"${!id}"', "$'${!id}'", "${!id}", '"\\${!id}"'])
def test_what_is_pasted_never_becomes_a_command(quoted: str) -> None:
    command = f"curl http://a/ -H 'X-A: 1' -H X-B:{quoted} -d {quoted}"
    try:
        spec = spec_from_curl(command, ()).spec
    except ValueError:
        return  # refused
    assert commands(spec) == frozenset()
