"""Commands as browsers' "copy as cURL" writes them, and those that it writes for other programs."""

from __future__ import annotations

import pytest

from sse_dash.requests.curl.command import looks_like_curl, spec_from_curl

CHROME_EVENT_SOURCE = r"""curl 'https://shop.example/events/orders?since=5' \
  -H 'accept: text/event-stream' \
  -H 'accept-language: en-GB,en;q=0.9' \
  -H 'authorization: Bearer abc.def' \
  -H 'cache-control: no-cache' \
  -b 'theme=dark; session=s%3A1' \
  -H 'last-event-id: 812' \
  -H 'origin: https://shop.example' \
  -H 'sec-ch-ua: "Chromium";v="130", "Not?A_Brand";v="99"' \
  -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64)' \
  --compressed"""

CHROME_CHAT = r"""curl 'http://127.0.0.1:8000/v1/chat/completions' \
  -H 'Accept: */*' \
  -H 'Content-Type: application/json' \
  --data-raw $'{"model":"small","messages":[{"role":"user","content":"It\'s fine\u0021 \ud83d\ude00"}]}'"""

FIREFOX = r"""curl --http2 'https://shop.example/events/prices' \
  --compressed \
  -H 'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0' \
  -H 'Accept: text/event-stream' \
  -H 'Accept-Encoding: gzip, deflate, br, zstd' \
  -H 'Connection: keep-alive' \
  -H $'X-Name: caf\xe9' \
  -H 'TE: trailers'"""

SAFARI = r"""curl 'https://shop.example/events/audit' \
-X 'GET' \
-H 'Accept: text/event-stream' \
-H 'Host: shop.example' \
-H 'User-Agent: Mozilla/5.0 (Macintosh)'"""

CHROME_CMD = (
    'curl ^"https://shop.example/events?a=1^&b=2^%^20x^" ^\r\n'
    '  -H ^"accept: text/event-stream^" ^\r\n'
    '  -H ^"content-type: application/json^" ^\r\n'
    '  --data-raw ^"^{^\\^"model^\\^":^\\^"a ^& b^\\^",^\\^"text^\\^":^\\^"C:\\\\\\\\x^\\^"^}^"'
)

OLDER_CMD = (
    'curl "https://shop.example/events?a=1&b=2" ^\r\n'
    '  -H "Accept: text/event-stream" ^\r\n'
    '  --data-binary "{""stream"": true}" ^\r\n'
    "  --compressed"
)

POWERSHELL = """$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession
Invoke-WebRequest -UseBasicParsing -Uri "https://shop.example/events" -WebSession $session"""


def test_an_event_source_copied_from_chrome_keeps_what_the_server_needs() -> None:
    spec = spec_from_curl(CHROME_EVENT_SOURCE).spec

    assert spec.url == "https://shop.example/events/orders?since=5"
    assert spec.last_event_id == "812"
    assert (spec.name, spec.method, spec.body, spec.json) == ("orders", "GET", None, None)
    assert spec.headers == {
        "accept-language": "en-GB,en;q=0.9",
        "authorization": "Bearer abc.def",
        "Cookie": "theme=dark; session=s%3A1",
        "origin": "https://shop.example",
        "sec-ch-ua": '"Chromium";v="130", "Not?A_Brand";v="99"',
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64)",
    }


def test_what_an_import_leaves_out_is_said() -> None:
    assert spec_from_curl(f"{CHROME_EVENT_SOURCE} -m 5 | jq").ignored == (
        "-m: a stream has no end in time; idle_timeout gives up a silent one",
        "what follows |",
    )


def test_a_fetch_copied_from_chrome_becomes_a_post_with_a_json_body() -> None:
    spec = spec_from_curl(CHROME_CHAT).spec

    assert (spec.name, spec.method, spec.body) == ("completions", "POST", None)
    assert spec.json == {
        "model": "small",
        "messages": [{"role": "user", "content": "It's fine! 😀"}],
    }
    assert spec.headers == {"Accept": "*/*"}


def test_headers_of_the_connection_copied_from_firefox_are_left_out() -> None:
    imported = spec_from_curl(FIREFOX)

    assert set(imported.spec.headers) == {"User-Agent", "X-Name"}
    assert imported.spec.headers["X-Name"] == "café"
    assert imported.ignored == (
        "Accept-Encoding: the client's own affair",
        "Connection: the client's own affair",
        "TE: the client's own affair",
    )


def test_a_host_that_the_url_names_anyway_is_left_out() -> None:
    imported = spec_from_curl(SAFARI)

    assert imported.spec.headers == {"User-Agent": "Mozilla/5.0 (Macintosh)"}
    assert imported.ignored == ("Host: the URL says it",)


def test_chromes_command_for_the_windows_prompt_says_the_same() -> None:
    spec = spec_from_curl(CHROME_CMD).spec

    assert spec.url == "https://shop.example/events?a=1&b=2%20x"
    assert spec.json == {"model": "a & b", "text": "C:\\x"}
    assert spec.headers == {"accept": "text/event-stream"}


def test_the_backslashes_that_browsers_double_for_the_windows_prompt_are_halved() -> None:
    data = r'^{^\^"a^\^":^\^"\\u00e9 C:\\\\x^\^"^}'  # in the page: {"a":"\u00e9 C:\\x"}

    assert spec_from_curl(f'curl ^"http://h.example/^" --json ^"{data}^"').spec.json == {"a": "é C:\\x"}


def test_older_commands_for_the_windows_prompt_are_read_too() -> None:
    imported = spec_from_curl(OLDER_CMD)

    assert imported.spec.url == "https://shop.example/events?a=1&b=2"
    assert imported.spec.body == '{"stream": true}'
    assert imported.spec.headers == {"Content-Type": "application/x-www-form-urlencoded"}
    assert imported.ignored == ()


def test_a_line_end_in_data_for_the_windows_prompt_is_a_line_end() -> None:
    spec = spec_from_curl('curl ^"https://shop.example/q^" --data-raw ^"one^\r\n\r\ntwo^"').spec

    assert spec.body == "one\ntwo"


def test_powershell_is_recognised_and_refused_with_advice() -> None:
    assert looks_like_curl(POWERSHELL)
    with pytest.raises(ValueError, match=r"PowerShell; have the browser copy it as cURL"):
        spec_from_curl(POWERSHELL)


def test_fetch_is_recognised_and_refused_with_advice() -> None:
    fetch = 'fetch("https://shop.example/events", {"method": "GET"});'

    assert looks_like_curl(fetch)
    with pytest.raises(ValueError, match=r"JavaScript; have the browser copy it as cURL"):
        spec_from_curl(fetch)
