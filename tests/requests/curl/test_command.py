"""curl commands as people type them, and how each of curl's options that matters is taken."""

from __future__ import annotations

import contextlib
import shlex
import time
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.requests.curl import command as curl
from sse_dash.requests.curl.command import Imported, looks_like_curl, spec_from_curl
from sse_dash.requests.spec import TlsSettings
from sse_dash.requests.template import variables_in

URL = "https://shop.example/events/orders"


def refusal_of(command: str) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        spec_from_curl(command)
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "curl http://x",
        "  curl -N http://x",
        "$ curl http://x",
        "% curl http://x",
        "curl.exe http://x",
        "CURL.EXE http://x",
        "/usr/bin/curl http://x",
        r"C:\Windows\System32\curl.exe http://x",
        "curl \\\n  http://x",
        "Invoke-WebRequest -Uri x",
        "await fetch('http://x')",
    ],
)
def test_a_command_is_told_from_a_url(text: str) -> None:
    assert looks_like_curl(text)


@pytest.mark.parametrize(
    "text", ["", "curl", "curl.example.com/x", "https://curl.se/x", "curly http://x", "http://x/?q=curl x"]
)
def test_a_url_is_told_from_a_command(text: str) -> None:
    assert not looks_like_curl(text)


def test_the_least_command_is_a_url() -> None:
    spec = spec_from_curl(f"curl {URL}").spec

    assert (spec.url, spec.name, spec.method, dict(spec.headers)) == (URL, "orders", "GET", {})


def test_a_url_without_a_scheme_is_http_as_for_curl() -> None:
    assert spec_from_curl("curl localhost:8000/x").spec.url == "http://localhost:8000/x"


def test_the_url_may_be_given_as_an_option() -> None:
    assert spec_from_curl(f"curl --url {URL} -N").spec.url == URL


def test_a_name_is_made_that_no_other_stream_has() -> None:
    assert spec_from_curl(f"curl {URL}", taken=["orders"]).spec.name == "orders-2"


def test_a_name_can_be_given() -> None:
    assert spec_from_curl(f"curl {URL}", name="mine").spec.name == "mine"


def test_a_given_name_that_is_taken_is_refused() -> None:
    with pytest.raises(ValueError, match="another stream is called mine already"):
        spec_from_curl(f"curl {URL}", taken=["mine"], name="mine")


def test_options_in_one_word_are_taken_apart() -> None:
    imported = spec_from_curl(f"curl -sSNH 'x: y' -XPOST -vd a=1 {URL}")

    assert imported.spec.method == "POST"
    assert imported.spec.headers == {"x": "y", "Content-Type": "application/x-www-form-urlencoded"}
    assert imported.spec.body == "a=1"
    assert imported.ignored == ()


def test_a_long_option_may_have_its_value_after_an_equals_sign() -> None:
    assert spec_from_curl(f"curl --request=DELETE {URL}").spec.method == "DELETE"


@pytest.mark.parametrize(
    "options",
    [
        "-N",
        "-sS",
        "-L",
        "-i",
        "-v",
        "--no-buffer",
        "--http1.1",
        "--http2",
        "-f",
        "-#",
        "--no-location",
        "--compressed",
        "--no-progress-meter",
        "--tcp-nodelay",
        "--keepalive-time 5",
        "--tlsv1.2",
        "--parallel-max 3",
        "-g",
    ],
)
def test_options_that_change_nothing_for_a_stream_are_passed_over(options: str) -> None:
    assert spec_from_curl(f"curl {options} {URL}") == spec_from_curl(f"curl {URL}")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("-m 5", "-m: a stream has no end in time; idle_timeout gives up a silent one"),
        ("-o out.txt", "-o: nothing is written"),
        ("> out.txt", ">: nothing is written"),
        ("-4", "-4: both kinds of address are tried"),
        ("--http2-prior-knowledge", "--http2-prior-knowledge: HTTP/1.1 is spoken"),
        ("--retry 5", "--retry: the stream reconnects by its own rules"),
        ("-H 'Content-Length: 5'", "Content-Length: the client's own affair"),
        ("-H 'Accept-Encoding: br'", "Accept-Encoding: the client's own affair"),
        ("-H 'Host: shop.example'", "Host: the URL says it"),
    ],
)
def test_what_is_left_out_is_said_with_the_reason(options: str, said: str) -> None:
    imported = spec_from_curl(f"curl {options} {URL}")

    assert imported.ignored == (said,)
    assert imported.spec == spec_from_curl(f"curl {URL}").spec


def test_what_is_left_out_twice_is_said_once() -> None:
    assert len(spec_from_curl(f"curl -m 5 -m 6 {URL}").ignored) == 1


@pytest.mark.parametrize("header", ["Accept: text/event-stream", "Cache-Control: no-cache", ":authority: x"])
def test_headers_that_are_sent_anyway_are_passed_over_in_silence(header: str) -> None:
    assert spec_from_curl(f"curl -H '{header}' {URL}") == spec_from_curl(f"curl {URL}")


def test_a_host_other_than_the_urls_is_kept() -> None:
    assert spec_from_curl(f"curl -H 'Host: other.example' {URL}").spec.headers == {"Host": "other.example"}


def test_a_header_given_twice_is_one_list_and_cookies_one_cookie() -> None:
    spec = spec_from_curl(f"curl -H 'X-A: 1' -H 'x-a: 2' -b a=1 -H 'Cookie: b=2' {URL}").spec

    assert spec.headers == {"x-a": "1, 2", "Cookie": "a=1; b=2"}


def test_a_header_with_a_semicolon_is_empty_and_one_without_a_value_is_none() -> None:
    assert spec_from_curl(f"curl -H 'X-A;' -H 'X-B:' {URL}").spec.headers == {"X-A": ""}


def test_agent_and_referer_are_headers_unless_headers_say_them() -> None:
    spec = spec_from_curl(f"curl -H 'user-agent: a' -A b -e 'http://x/;auto' {URL}").spec

    assert spec.headers == {"user-agent": "a", "Referer": "http://x/"}


def test_name_and_password_become_an_authorization_header() -> None:
    authorization = spec_from_curl(f"curl -u 'me:pa:ss' {URL}").spec.headers["Authorization"]

    scheme, _, code = authorization.partition(" ")
    assert (scheme, b64decode(code)) == ("Basic", b"me:pa:ss")


def test_a_password_that_curl_would_ask_for_is_asked_for_here() -> None:
    assert "write -u name:password" in refusal_of(f"curl -u me {URL}")


def test_a_token_for_oauth_becomes_an_authorization_header() -> None:
    spec = spec_from_curl(f"curl --oauth2-bearer abc {URL}").spec

    assert spec.headers == {"Authorization": "Bearer abc"}


def test_data_makes_a_post_of_a_form_as_curl_does() -> None:
    spec = spec_from_curl(f"curl -d a=1 --data-urlencode 'q=x y&z' --data-raw @c {URL}").spec

    assert (spec.method, spec.body) == ("POST", "a=1&q=x+y%26z&@c")
    assert spec.headers == {"Content-Type": "application/x-www-form-urlencoded"}


def test_data_goes_into_the_url_for_a_get() -> None:
    spec = spec_from_curl(f"curl -G -d a=1 --data-urlencode 'q=x y' '{URL}?b=2'").spec

    assert (spec.method, spec.url, spec.body) == ("GET", f"{URL}?b=2&a=1&q=x+y", None)


def test_json_is_a_json_body() -> None:
    spec = spec_from_curl(f"""curl --json '{{"stream": true}}' {URL}""").spec

    assert (spec.method, spec.json, spec.body, dict(spec.headers)) == ("POST", {"stream": True}, None, {})


def test_data_with_a_content_type_of_json_is_a_json_body() -> None:
    spec = spec_from_curl(f"""curl -H 'Content-Type: application/ld+json' -d '[1, 2.5]' {URL}""").spec

    assert (spec.json, spec.body) == ([1, 2.5], None)
    assert spec.headers == {"Content-Type": "application/ld+json"}


@pytest.mark.parametrize(
    "body",
    ['{"a": null}', '{"a": 1, "a": 2}', "{oops", "[1e999]", "[18446744073709551616]", "[" * 40 + "]" * 40],
)
def test_json_that_a_spec_would_not_hold_as_it_is_stays_text(body: str) -> None:
    spec = spec_from_curl(f"curl --json '{body}' {URL}").spec

    assert (spec.json, spec.body) == (None, body)
    assert spec.headers == {"Content-Type": "application/json"}


def test_variables_of_the_shell_become_those_of_a_spec() -> None:
    spec = spec_from_curl(
        """curl -H "Authorization: Bearer $TOKEN" -d '{"a": "$TOKEN"}' "https://${HOST:-h.example}/x" """
    ).spec

    assert spec.headers["Authorization"] == "Bearer ${TOKEN}"
    assert spec.url == "https://${HOST:-h.example}/x"
    assert spec.body == '{"a": "$TOKEN"}'


def test_what_single_quotes_hold_is_no_variable() -> None:
    assert spec_from_curl(f"curl -H 'X-A: ${{A}}' {URL}").spec.headers == {"X-A": "$${A}"}


def test_what_different_quotes_put_together_is_no_variable_either() -> None:
    assert spec_from_curl(f"""curl -H "X-A: $"'{{A}}' {URL}""").spec.headers == {"X-A": "$${A}"}


def test_a_variable_that_is_encoded_for_a_url_is_a_parameter_which_is_quoted_once_it_is_known() -> None:
    spec = spec_from_curl(f'curl -G --data-urlencode "q=a b $WORDS" {URL}').spec

    assert (spec.url, spec.params) == (URL, {"q": "a b ${WORDS}"})


def test_a_password_in_a_variable_goes_into_the_url_which_can_hold_it() -> None:
    spec = spec_from_curl(f'curl -u "me@x:$PASSWORD" {URL}').spec

    assert spec.url == "https://me%40x:${PASSWORD}@shop.example/events/orders"
    assert "Authorization" not in spec.headers


def test_a_proxy_is_taken() -> None:
    assert spec_from_curl(f"curl -x proxy.example:3128 {URL}").spec.proxy == "http://proxy.example:3128"


@pytest.mark.parametrize(
    ("options", "proxy"),
    [
        ("-x socks5h://p.example:1", "socks5h://p.example:1"),
        ("--socks5 p.example:1", "socks5://p.example:1"),
        ("--socks5-hostname p.example:1 -U 'me:x y'", "socks5h://me:x%20y@p.example:1"),
        ("-x p.example:1 --noproxy '*'", "none"),
        ("-x ''", "none"),
    ],
)
def test_a_proxy_is_taken_however_it_is_asked(options: str, proxy: str) -> None:
    assert spec_from_curl(f"curl {options} {URL}").spec.proxy == proxy


def test_a_socket_and_certificates_are_taken() -> None:
    spec = spec_from_curl(f"curl --unix-socket /run/x.sock --cacert ca.pem -E c.pem --key k.pem {URL}").spec

    assert spec.unix == "/run/x.sock"
    assert spec.tls == TlsSettings(ca="ca.pem", cert="c.pem", key="k.pem")


def test_where_to_begin_is_taken_from_the_header() -> None:
    spec = spec_from_curl(f"curl -H 'Last-Event-ID: 42' {URL}").spec

    assert (spec.last_event_id, dict(spec.headers)) == ("42", {})


def test_what_is_taken_anyway_is_no_header_and_what_is_not_is_one() -> None:
    both, events = "application/json, text/event-stream", "text/event-stream"
    assert not spec_from_curl(f"curl -H 'Accept: {both}' --json '{{}}' {URL}").spec.headers
    assert spec_from_curl(f"curl -H 'Accept: {events}' --json '{{}}' {URL}").spec.headers == {
        "Accept": events
    }
    assert spec_from_curl(f"curl -H 'Accept: {both}' {URL}").spec.headers == {"Accept": both}
    assert (
        spec_from_curl(f"curl -H 'Accept: application/x-ndjson, application/json' {URL}").spec.format
        == "ndjson"
    )


def test_a_command_of_plain_words_is_run_when_connecting_which_is_said() -> None:
    imported = spec_from_curl(f'curl -H "Authorization: Bearer $(gcloud auth print-access-token)" {URL}')

    assert imported.spec.headers["Authorization"] == "Bearer ${!gcloud auth print-access-token}"
    assert imported.remarks == ("gcloud: it is run before each connection, for what it prints",)


@pytest.mark.parametrize(
    "command",
    [
        "kubectl get secret a -o jsonpath={.data.token}",
        "docker inspect -f {{.Id}} web",
        "op read 'op://a b/c'",
        "awk '{print $2}' ~/tokens",
    ],
)
def test_braces_and_quotes_of_a_plain_command_are_kept(command: str) -> None:
    imported = spec_from_curl(f'curl -H "X-Key: $({command})" {URL}')
    assert imported.spec.headers["X-Key"] == f"${{!{command}}}"
    (variable,) = variables_in(imported.spec.headers["X-Key"])
    assert variable.name == f"!{command}"


def test_the_timeout_for_connecting_is_taken() -> None:
    assert spec_from_curl(f"curl --connect-timeout 2.5 {URL}").spec.connect_timeout == 2.5


def test_double_quotes_backslashes_and_joined_words_are_read_as_a_shell_does() -> None:
    spec = spec_from_curl(f"""curl -d "a\\"b\\\\c\\d"'e'\\ f$'\\x41\\n\\101' {URL}""").spec

    assert spec.body == 'a"b\\c\\de fA\nA'


def test_an_ampersand_in_a_url_without_quotes_belongs_to_it() -> None:
    assert spec_from_curl("curl http://h.example/x?a=1&b=2").spec.url == "http://h.example/x?a=1&b=2"


@pytest.mark.parametrize("rest", ["| jq .", "&", "&& echo done", "; echo done", "|& tee x"])
def test_what_a_shell_would_do_besides_is_left_out_and_said(rest: str) -> None:
    imported = spec_from_curl(f"curl {URL} {rest}")

    assert imported.spec.url == URL
    assert imported.ignored == (f"what follows {rest.split()[0]}",)


def test_a_comment_is_passed_over() -> None:
    assert spec_from_curl(f"curl {URL} # the orders, live") == spec_from_curl(f"curl {URL}")


def test_lines_that_lost_their_backslash_still_belong_to_the_command() -> None:
    assert spec_from_curl(f"curl {URL} \n  -X PUT\\  \n -H 'a: b'").spec.headers == {"a": "b"}


def test_a_second_command_is_left_out_and_said() -> None:
    assert spec_from_curl(f"curl {URL}\ncurl {URL}").ignored == (
        "another curl command: a stream has one; paste them one by one",
    )


@pytest.mark.parametrize(
    ("command", "advice"),
    [
        ("curl -N", "names no URL"),
        (f"curl {URL} {URL}", "names 2 URLs"),
        ("curl ftp://h.example/x", "event streams come by http or https"),
        (f"curl -d @secret.txt {URL}", "-d @…: no file is read"),
        (f"curl --json @secret.txt {URL}", "--json @…: no file is read"),
        (f"curl --data-urlencode q@secret.txt {URL}", "no file is read"),
        (f"curl -H @secret.txt {URL}", "no file is read"),
        (f"curl -b secret.txt {URL}", "no file is read"),
        (f"curl -K secret.txt {URL}", "-K: no file is read"),
        (f"curl -F a=b {URL}", "-F: a multipart form can't be sent"),
        (f"curl --digest -u a:b {URL}", "only Basic and Bearer"),
        (f"curl --resolve a:1:b {URL}", "connects only to the host that the URL names"),
        (f"curl -x ftp://h:1 {URL}", "the proxy is asked by http, https, socks4, socks4a, socks5 or socks5h"),
        (f"curl -x 'http://secret:x' {URL}", "that is no URL of a proxy"),
        (f'curl "$(cat secret)" {URL}', "the command names 2 URLs"),
        ('curl "$(cat secret)"', "the URL runs a command"),
        (f"curl {URL} -H", "-H is the last word"),
        (f"curl -H 'Authorization secret' {URL}", "has no colon"),
        (f"curl -H 'Bad Name: secret' {URL}", "no name that a header can have"),
        (f"curl -X 'GET secret' {URL}", "is no method"),
        (f"curl --connect-timeout secret {URL}", "no number of seconds"),
        (f"curl --Secret {URL}", "an option that sse-dash doesn't know"),
        (f"curl -!secret {URL}", "an option that sse-dash doesn't know"),
        (f"curl -H $'X: secret\\nY: b' {URL}", "-H X holds a line break"),
        (f"curl -H 'X: secret {URL}", "a ' in the command is never closed"),
        (f'curl -H "X: secret {URL}', 'a " in the command is never closed'),
        (f'curl -H "X: $(cat secret | tr x y)" {URL}', "put what that prints in its place"),
        (f'curl -H "X: ${{A%secret}}" {URL}', "use ${NAME}"),
        (f'curl -H "X: ${{secret" {URL}', "use ${NAME}"),
        (f"curl -u 'me:secret' https://{'a' * curl.LONGEST}", "longer than 256 KiB"),
        (f"curl -H 'X: \ud800 secret' {URL}", "a broken character"),
        ("curl https://me:secret@[/", "that is no URL"),
        ("wget http://h.example", "that is no curl command"),
    ],
)
def test_what_can_not_be_taken_is_refused_with_advice_and_quotes_no_value(command: str, advice: str) -> None:
    refusal = refusal_of(command)

    assert advice in refusal
    assert "secret" not in refusal.lower()


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        "curl " + "${" * 100_000,
        "curl -u '" + "${" * 100_000 + "' http://h",
        "curl -u " + "${A}" * 50_000 + " http://h",
        "curl " + "\n" * 200_000,
        "curl " + "\\" * 200_000,
        'curl ^"' + "^\n" * 100_000,
    ],
)
def test_the_longest_nonsense_is_dealt_with_at_once(command: str) -> None:
    start = time.process_time()
    with contextlib.suppress(ValueError):
        spec_from_curl(command)

    assert time.process_time() - start < 2


words = st.lists(
    st.sampled_from(["-H", "-d", "-u", "-G", "--json", "-X", "-b", "-x", "--data-urlencode", "-sN", URL])
    | st.text(alphabet=st.sampled_from("ab:=@;&|\\'\"$`{}()^%<># \n\t-/?[]\ud83dé0"), max_size=12)
    | st.text(max_size=8),
    max_size=8,
)


@given(words.map(lambda parts: "curl " + " ".join(parts)) | st.text(max_size=60))
def test_whatever_is_pasted_gives_a_spec_or_a_value_error(command: str) -> None:
    try:
        imported = spec_from_curl(command)
    except ValueError:
        return
    assert isinstance(imported, Imported)


@given(
    st.dictionaries(
        st.from_regex(r"X-[A-Z][a-z]{1,8}", fullmatch=True),
        st.text(alphabet=st.characters(exclude_categories=["C", "Z"], exclude_characters="$"), min_size=1),
        max_size=4,
    ),
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40),
)
def test_what_a_shell_would_quote_comes_back_as_it_was(headers: dict[str, str], body: str) -> None:
    arguments = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    spec = spec_from_curl(shlex.join(["curl", *arguments, "--data-raw", body, URL])).spec

    headers["Content-Type"] = "application/x-www-form-urlencoded"
    assert dict(spec.headers) == headers
    assert spec.body == body.replace("\r\n", "\n").replace("${", "$${")
