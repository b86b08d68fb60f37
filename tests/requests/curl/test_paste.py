"""curl commands as they are found in chats, manuals, scripts and terminals, with what stands around."""

from __future__ import annotations

import contextlib
import re
import time

import pytest

from sse_dash.requests.curl.command import Imported, looks_like_curl, spec_from_curl, specs_from_curl

URL = "https://shop.example/events/orders"
PLAIN = spec_from_curl(f"curl {URL}").spec


def taken(text: str) -> Imported:
    assert looks_like_curl(text)
    return spec_from_curl(text)


@pytest.mark.parametrize(
    "text",
    [
        f"# the orders\n# of the shop\ncurl -N {URL}",
        f"#!/bin/bash\nset -euo pipefail\n\ncurl -N {URL}\n",
        f"cd shop && curl -N {URL}",
        f"me@host:~/shop$ curl -N {URL}",
        f"[root@host ~]# curl -N {URL}",
        f"root@4f2a:/# curl -N {URL}",
        f"bash-5.1$ curl -N {URL}",
        f"(venv) $ curl -N {URL}",
        f"❯ curl -N {URL}",
        f"➜  shop git:(main) ✗ curl -N {URL}",
        f"➜  ~ curl -N {URL}",
        f"C:\\Users\\me>curl -N {URL}",
        f"PS C:\\Users\\me> curl.exe -N {URL}",
        f"# curl -N {URL}",
        f"# curl -N https://shop.example/older\ncurl -N {URL}",
        f"To see them:\n\n```bash\n$ curl -N {URL}\n```\n\nand that's it; curl is at hand.",
        f"~~~\ncurl -N {URL}\n~~~",
        f"`curl -N {URL}`",
        f"> curl -N {URL}",
        f"- curl -N {URL}",
        f"1. curl -N {URL}",
        f"!curl -N {URL}",
        f"    curl -N {URL}",
        f"RUN curl -N {URL}",
        f"sudo curl -N {URL}",
        f"sudo -u www -E curl -N {URL}",
        f"time curl -N {URL}",
        f"timeout 10 curl -N {URL}",
        f"env -i HOME=/ curl -N {URL}",
        f"nohup curl -N {URL} &",
        f"sh -c 'curl -N {URL}'",
        f'bash -lc "curl -N {URL}"',
        f"TOKEN=x curl -N {URL}",
        f"OUT=$(curl -N {URL})",
        f"(curl -N {URL})",
        f"if curl -N {URL}; then echo; fi",
        f"while true; do curl -N {URL}; done",
        f"curl -N {URL} 2>/dev/null",
        f"curl -N {URL} 2>&1 | grep data",
        f"curl -N {URL} | while read l; do echo $(date) `x` '; done",
        f"curl&nbsp;-N {URL}".replace("&nbsp;", "\u00a0"),
        f"curl\u2003-N\u202f{URL}\u200b",
        f"\ufeffcurl -N {URL}\r\n",
        f"curl –N {URL}",
        f"curl —no-buffer {URL}",
        f"curl –no-buffer “{URL}”",
        f"curl -N ‘{URL}’",
        f"curl -N &quot;{URL}&quot;",
        f"curl -N \\  \n  {URL} \\",
        f"curl -N \\\u00a0\n  {URL}",
        f"$ curl -N \\\n> {URL}",
        f"curl -N \\\n  # live\n  {URL}",
        f"curl.exe -N `\n  {URL}",
        f"PS> curl -N `\n>> {URL}",
        f"curl -N ^\n  {URL}",
        f"C:\\>curl -N ^\nMore? {URL}",
    ],
)
def test_what_stands_around_a_command_is_passed_over(text: str) -> None:
    assert taken(text).spec == PLAIN


@pytest.mark.parametrize(
    ("before", "tool"),
    [
        ("docker exec -it web", "docker"),
        ("docker compose exec -T web", "docker"),
        ("docker run --rm alpine/curl", "docker"),
        ("kubectl exec -n shop web-0 -c app --", "kubectl"),
        ("kubectl run t --rm -i --image=curlimages/curl --", "kubectl"),
        ("ssh me@host", "ssh"),
        ("wsl", "wsl"),
        ("docker exec web \\\n ", "docker"),
    ],
)
def test_a_command_run_elsewhere_is_asked_from_here_which_is_said(before: str, tool: str) -> None:
    imported = taken(f"{before} curl -N {URL}")

    assert imported.spec == PLAIN
    assert imported.remarks == (
        f"{tool}: it is asked from this machine, not from where {tool} would run curl",
    )


def test_a_command_that_an_image_runs_by_itself_is_taken() -> None:
    assert taken(f"docker run --rm curlimages/curl:8.10.1 -N {URL}").spec == PLAIN


def test_a_command_within_a_word_is_taken_with_the_variables_of_its_own_shell() -> None:
    spec = taken(f"""ssh host 'curl -N {URL} -H "X-A: $A" -H "X-B: ${{B}}"'""").spec

    assert spec.headers == {"X-A": "${A}", "X-B": "${B}"}


def test_what_lines_above_set_is_put_in() -> None:
    spec = taken("HOST=shop.example\nexport KIND='events now'\ncurl -H \"X-K: $KIND\" https://$HOST/x").spec

    assert (spec.url, spec.headers) == ("https://shop.example/x", {"X-K": "events now"})


@pytest.mark.parametrize(
    "text",
    [
        f'export API_TOKEN="s3cret"\ncurl -H "X-A: $API_TOKEN" {URL}',
        f'export API_TOKEN=s3cret; curl -H "X-A: $API_TOKEN" {URL}',
        f'API_TOKEN=s3cret curl -H "X-A: $API_TOKEN" {URL}',
        f'API_TOKEN=$(pass show shop)\ncurl -H "X-A: $API_TOKEN" {URL}',
        f'set API_TOKEN=s3cret\nexport OTHER=1\ncurl -H "X-A: ${{API_TOKEN}}" {URL}',
        f'$env:API_TOKEN = "s3cret"\ncurl.exe -H "X-A: $env:API_TOKEN" {URL}',
    ],
)
def test_a_secret_that_is_set_above_stays_a_variable_which_is_said(text: str) -> None:
    imported = taken(text)

    assert imported.spec.headers == {"X-A": "${API_TOKEN}"}
    assert imported.remarks == ("API_TOKEN: set it in the environment before sse-dash starts",)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (f'curl --data-binary @- {URL} <<EOF\none $A\n  \\$two "three"\nEOF\n', 'one ${A}\n  $two "three"\n'),
        (f"curl --data-binary @- {URL} <<'EOF' | jq .\none $A\nEOF\necho done", "one $A\n"),
        (f"curl --data-binary @- {URL} <<-END\n\t\tone\n\tEND\n", "one\n"),
        (f"curl -d @- {URL} <<EOF\none\ntwo\nEOF", "onetwo"),
        (f"curl -d @/dev/stdin {URL} <<< 'one two'", "one two"),
        (f"cat <<EOF | curl --data-binary @- {URL}\none\nEOF\n", "one\n"),
        (f"echo 'one' | curl --data-binary @- {URL}", "one\n"),
        (f"printf '%s' one | curl --data-binary @- {URL}", "one"),
        (f"curl {URL} -d \"$(cat <<'EOF'\n{{\"a\": '$A'}}\nEOF\n)\"", "{\"a\": '$A'}"),
        (f'curl {URL} -d "$(cat <<EOF\n$A\nEOF\n)"', "${A}"),
    ],
)
def test_what_a_command_is_given_to_read_is_its_data(text: str, body: str) -> None:
    assert taken(text).spec.body == body


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"jq -n . | curl -d @- {URL}", "-d @-: what it reads through | isn't part of the command"),
        (f"curl -d @- {URL} < file", "-d @-: what it reads through < isn't part of the command"),
        (f"curl -d @- {URL}", "-d @-: what it reads isn't part of the command"),
        (f'curl -H "A: $(pass show shop | head -1)" {URL}', "$(pass …); put what that prints"),
        ("curl -N https://<host>/events", "the URL has a <…> in it"),
        ("curl -N <url>", "the URL has a <…> in it"),
        (f"curl {URL} >", "nothing follows the >"),
    ],
)
def test_what_is_not_in_the_text_is_asked_for(text: str, said: str) -> None:
    assert looks_like_curl(text)
    with pytest.raises(ValueError, match=re.escape(said)):
        spec_from_curl(text)


def test_json_with_the_quotes_of_a_word_processor_is_mended_and_said() -> None:
    imported = taken(f"curl {URL} --json '{{“a”:\u00a0“b”}}'")

    assert imported.spec.json == {"a": "b"}
    assert imported.remarks == ("the JSON was mended: its quotes or spaces were none that JSON knows",)


def test_curly_quotes_around_curly_quotes_are_all_straightened() -> None:
    assert (
        taken(f"curl {URL} —json ‘{{“a”: 1}}’ –H “X-A: b”").spec
        == spec_from_curl(f"""curl {URL} --json '{{"a": 1}}' -H 'X-A: b'""").spec
    )


def test_curly_quotes_within_straight_ones_are_data() -> None:
    assert taken(f"curl {URL} -d 'it’s “so”'").spec.body == "it’s “so”"


def test_a_space_that_does_not_break_is_none_in_a_header() -> None:
    assert taken(f"curl {URL} -H 'X-A:\u00a0a\u00a0b'").spec.headers == {"X-A": "a b"}


def test_powershell_is_read_as_powershell_has_it() -> None:
    spec = taken(
        f"""curl.exe -N `\n  -H "X-A: `$5 $env:A" `\n {URL} `\n --json '{{"a": "it''s"}}' """
        """-H "X-B: ""q"" ${B}\""""
    ).spec

    assert spec.headers == {"X-A": "$5 ${A}", "X-B": '"q" ${B}'}
    assert spec.json == {"a": "it's"}


def test_quotes_that_older_powershells_need_escaped_are_mended() -> None:
    assert taken(f"""curl.exe `\n {URL} --json '{{\\"a\\": 1}}'""").spec.json == {"a": 1}


def test_several_commands_are_several_streams_or_the_first_one_with_a_word() -> None:
    text = f"curl {URL} | jq .\n\n  curl {URL}/2 \\\n    -N\n# that's it\ncurl {URL}\n"

    assert taken(text).ignored == (
        "what follows |",
        "2 more curl commands: a stream has one; paste them one by one",
    )
    assert [imported.spec.name for imported in specs_from_curl(text)] == ["orders", "2", "orders-2"]


@pytest.mark.parametrize(
    "text",
    [
        "http://h.example/?q=a | curl x",
        "use curl to ask",
        "docker exec web bash",
        "https://docs.example/curl --help",
        "a\nb",
    ],
)
def test_other_texts_are_no_commands(text: str) -> None:
    assert not looks_like_curl(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        " " * 200_000,
        "\u00a0\\\n" * 60_000,
        "docker " + "x " * 100_000,
        "docker " + " " * 200_000,
        "a=b " * 50_000,
        "a@" + "b" * 200_000,
        "curl\n" * 40_000,
        "```\n" * 50_000,
        "curl 'x\n" * 30_000,
        "A=$(\n" * 40_000 + "curl $A",
        "curl " + "$(cat <<E\n" * 20_000,
        "cat <<E | curl -d @- x\n" * 10_000,
        "PS C:\\" + "x" * 200_000,
        "curl “" * 40_000,
        "curl `\n " + "@'\n" * 40_000,
        "curl ^\n" * 40_000,
    ],
)
def test_the_longest_nonsense_is_no_burden(text: str) -> None:
    start = time.process_time()
    looks_like_curl(text)
    with contextlib.suppress(ValueError):
        specs_from_curl(text)

    assert time.process_time() - start < 2
