"""A curl command, as a browser copies it or a person types it, into a stream spec. Nothing is run or read.

How a command line falls into words is `shell_words.py`'s affair, what of it matters `curl_options.py`'s.
Errors and remarks never quote a value, which may be a secret.
"""

from __future__ import annotations

import math
import re
from base64 import b64encode
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, quote_plus, urlsplit

from sse_dash.requests.curl import options as curl_options
from sse_dash.requests.curl.shell_words import FURTHER_LINE, Words, is_for_windows, split_bash, split_windows
from sse_dash.requests.from_url import complete_template, name_for_template
from sse_dash.requests.json_body import JSON_TYPE, is_json_type, json_to_send
from sse_dash.requests.spec import HTTP_TOKEN, StreamSpec
from sse_dash.requests.template import blanked, change_literals, has_variable, plain

LONGEST = 256 * 1024
"""Characters in a command: more than a browser copies for a stream, and a bound for what may be pasted."""

_PROMPT = re.compile(r"\s*(?:[$#%>]\s+)?")
_CURL = re.compile(r"(?:[^\s'\"=]*[/\\])?curl(?:\.exe)?(?=\s+\S)", re.IGNORECASE)
_POWERSHELL = re.compile(
    r"(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\s|\$session\s*=\s*New-Object", re.IGNORECASE
)
_FETCH = re.compile(r"(?:await\s+)?fetch\s*\(\s*[\"'`]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NOT_IN_HEADER = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SCHEME_AND_USER = re.compile(r"(https?://)(?:[^/?#]*@)?")

_FORM = "application/x-www-form-urlencoded"

_OF_THE_CONNECTION = frozenset(
    """
    accept-encoding connection content-length expect keep-alive proxy-connection te trailer transfer-encoding
    upgrade authority method path scheme
    """.split()  # noqa: SIM905 - reads better as words; the last four are HTTP/2's own, as Chrome copied them
)
_SENT_ANYWAY = {"accept": "text/event-stream", "cache-control": "no-cache"}
"""Headers that the client sends by itself, and what it says in them."""

_WITH_VALUE = curl_options.SAID_WITH_VALUE.keys() | {
    "connect-timeout",
    "cookie",
    "data",
    "data-ascii",
    "data-binary",
    "data-raw",
    "data-urlencode",
    "header",
    "json",
    "oauth2-bearer",
    "proxy",
    "referer",
    "request",
    "url",
    "url-query",
    "user",
    "user-agent",
}
_FLAGS = curl_options.QUIET | curl_options.SAID.keys() | {"get"}


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a command."""

    spec: StreamSpec
    """The stream. Its name is given, or made from the URL."""
    ignored: tuple[str, ...]
    """What was left out and why, in words for people: `--compressed: always on`. No value is among them."""


def looks_like_curl(text: str) -> bool:
    """Whether this is a command for `spec_from_curl`: curl's, or another one that it refuses with advice."""
    at = _after_prompt(text)
    return any(kind.match(text, at) for kind in (_CURL, _POWERSHELL, _FETCH))


def spec_from_curl(command: str, taken: Collection[str] = (), name: str = "") -> Imported:
    """The stream that a curl command asks for; `taken` are the names of other streams.

    `$NAME` outside single quotes becomes `${NAME}`, which is read when connecting.
    Raises ValueError, with what is wrong and what to do, where this is no command or can't be had this way.
    """
    if len(command) > LONGEST:
        raise ValueError(f"the command is longer than {LONGEST // 1024} KiB; take something out of it")
    if _SURROGATE.search(command):
        raise ValueError("the command holds a broken character; copy it again")
    if name in taken:
        raise ValueError(f"another stream is called {name} already")
    split = _words(command)
    request = _Request()
    for option, written, value in _options(split.words[1:]):
        request.take(option, written, value)
    if split.rest:
        is_line = split.rest == FURTHER_LINE
        request.ignored.append("the lines after the command" if is_line else f"what follows {split.rest}")
    spec = request.spec()
    return Imported(
        replace(spec, name=name or name_for_template(spec.url, taken)), tuple(dict.fromkeys(request.ignored))
    )


def _after_prompt(text: str) -> int:
    prompt = _PROMPT.match(text)
    return prompt.end() if prompt else 0


def _words(command: str) -> Words:
    text = command[_after_prompt(command) :]
    if _POWERSHELL.match(text):
        raise ValueError("that is a command for PowerShell; have the browser copy it as cURL (bash or cmd)")
    if _FETCH.match(text):
        raise ValueError("that is JavaScript; have the browser copy it as cURL")
    if not _CURL.match(text):
        raise ValueError("that is no curl command; it begins with curl and names a URL")
    return split_windows(text) if is_for_windows(text) else split_bash(text)


def _options(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Each option: its long name, how it was written, and its value, empty for one that takes none."""
    rest = iter(words)
    for word in rest:
        if not word.startswith("-") or word == "-":
            yield "url", "--url", word
        elif word.startswith("--"):
            option, equals, value = word[2:].partition("=")
            written = f"--{option}"
            if option.removeprefix("no-") in _FLAGS:
                yield option, written, ""
            elif option in _WITH_VALUE:
                yield option, written, value if equals else _value(rest, written)
            elif option:
                raise ValueError(_refusal(option, written))
        else:
            letters = word[1:]
            while letters:
                letter, letters = letters[0], letters[1:]
                option, written = curl_options.SHORT.get(letter, ""), f"-{letter}"
                if option in _WITH_VALUE:
                    yield option, written, letters or _value(rest, written)
                    break
                if option not in _FLAGS:
                    raise ValueError(_refusal(option, written))
                yield option, written, ""


def _value(rest: Iterator[str], written: str) -> str:
    value = next(rest, None)
    if value is None:
        raise ValueError(f"{written} is the last word of the command, but needs a value after it")
    return value


def _refusal(option: str, written: str) -> str:
    if option in curl_options.REFUSED:
        return f"{written}: {curl_options.REFUSED[option]}"
    # What is no option may be a value that lost its quotes.
    return "the command has an option that sse-dash doesn't know; take it out, or put quotes around values"


class _Request:
    """What the options add up to."""

    def __init__(self) -> None:
        self.ignored: list[str] = []
        self._urls: list[str] = []
        self._query: list[str] = []
        self._method = ""
        self._headers: dict[str, tuple[str, str]] = {}  # by the name in lower case, as names ignore case
        self._body: str | None = None
        self._body_type = ""
        self._data_in_url = False
        self._user = ""
        self._proxy: str | None = None
        self._timeout: float | None = None

    def take(self, option: str, written: str, value: str) -> None:
        """One option more. Raises ValueError where its value is none."""
        match option:
            case "url":
                self._urls.append(value)
            case "url-query":
                self._query.append(value[1:] if value.startswith("+") else _urlencoded(value, written))
            case "request":
                if not HTTP_TOKEN.fullmatch(value):
                    raise ValueError(f"{written} is no method such as GET or POST")
                self._method = value
            case "header":
                self._take_header(value, written)
            case "user-agent":
                self._headers.setdefault("user-agent", ("User-Agent", _sendable(value, written)))
            case "referer":
                self._headers.setdefault(
                    "referer", ("Referer", _sendable(value.partition(";auto")[0], written))
                )
            case "cookie":
                if "=" not in value and not has_variable(value):
                    raise ValueError(f"{written}: no file is read; write name=value for a cookie")
                self._add_header("Cookie", _sendable(value, written))
            case "oauth2-bearer":
                self._headers.setdefault(
                    "authorization", ("Authorization", f"Bearer {_sendable(value, written)}")
                )
            case "user":
                self._user = value
            case "proxy":
                self._proxy = _proxy(value, written)
            case "get":
                self._data_in_url = True
            case "data" | "data-ascii" | "data-binary" | "data-raw" | "data-urlencode" | "json":
                self._take_data(option, written, value)
            case "connect-timeout":
                self._timeout = _seconds(value, written)
            case _:
                reason = curl_options.SAID.get(option) or curl_options.SAID_WITH_VALUE.get(option)
                if reason:
                    self.ignored.append(f"{written}: {reason}")

    def spec(self) -> StreamSpec:
        """The stream asked for, without a name. Raises ValueError where that is none."""
        url = self._url()
        body = None if self._data_in_url else self._body
        if body is not None:
            self._headers.setdefault("content-type", ("Content-Type", self._body_type))
        if self._user:
            url = self._sign_in(url)
        headers = self._kept_headers(url)
        json = None
        content_type = self._headers.get("content-type", ("", ""))[1]
        if body and is_json_type(content_type) and (json := json_to_send(body)) is not None:
            body = None
            if content_type.lower() == JSON_TYPE:  # said anyway
                headers = {name: value for name, value in headers.items() if name.lower() != "content-type"}
        spec = StreamSpec(
            name="",
            url=url,
            method=self._method or ("GET" if self._data_in_url or self._body is None else "POST"),
            headers=headers,
            json=json,
            body=body,
            proxy=self._proxy,
        )
        return spec if self._timeout is None else replace(spec, connect_timeout=self._timeout)

    def _url(self) -> str:
        if not self._urls:
            raise ValueError("the command names no URL")
        if len(self._urls) > 1:
            raise ValueError(
                f"the command names {len(self._urls)} URLs, and a stream has one; "
                "if one of them is part of a header or of data, put quotes around that"
            )
        url = self._urls[0]
        more = [*self._query, *([self._body] if self._data_in_url and self._body else [])]
        if more:
            url, hash_sign, fragment = url.partition("#")
            url += ("&" if "?" in url else "?") + "&".join(more) + hash_sign + fragment
        return complete_template(url)

    def _take_header(self, line: str, written: str) -> None:
        if line.startswith("@"):
            raise ValueError(f"{written} @…: no file is read; write the headers into the command")
        if line.startswith(":"):
            return  # HTTP/2's own, such as `:authority`
        name, colon, value = line.partition(":")
        if not colon and name.endswith(";"):
            name = name[:-1]  # so curl sends a header without a value
        elif not value.strip():
            if not colon:
                raise ValueError(f"{written} has no colon; write a header as 'Name: value'")
            return  # so curl leaves out one of its own
        if not HTTP_TOKEN.fullmatch(name):
            raise ValueError(f"{written} has no name that a header can have; write it as 'Name: value'")
        self._add_header(name, _sendable(value, f"{written} {name}"))

    def _add_header(self, name: str, value: str) -> None:
        before = self._headers.get(name.lower())
        if before is not None:
            value = f"{before[1]}{'; ' if name.lower() == 'cookie' else ', '}{value}"
        self._headers[name.lower()] = (name, value)

    def _kept_headers(self, url: str) -> dict[str, str]:
        kept = {}
        host = urlsplit(url).netloc.rpartition("@")[2].lower() if not has_variable(url) else ""
        for lower, (name, value) in self._headers.items():
            if lower in _OF_THE_CONNECTION:
                self.ignored.append(f"{name}: the client's own affair")
            elif lower == "last-event-id":
                self.ignored.append(f"{name}: the stream resumes by itself")
            elif lower == "host" and value.lower() == host:
                self.ignored.append(f"{name}: the URL says it")
            elif _SENT_ANYWAY.get(lower) != value.lower():
                kept[name] = value
        return kept

    def _take_data(self, option: str, written: str, value: str) -> None:
        if option == "data-urlencode":
            value = _urlencoded(value, written)
        elif option != "data-raw" and value.startswith("@"):
            raise ValueError(f"{written} @…: no file is read; put what it holds into the command")
        self._body_type = JSON_TYPE if option == "json" else self._body_type or _FORM
        if self._body is None:
            self._body = value
        else:
            self._body += value if option == "json" else f"&{value}"

    def _sign_in(self, url: str) -> str:
        """The URL to ask, with name and password in it where only a header made later could hold them."""
        if "authorization" in self._headers:
            self.ignored.append("-u: there is an Authorization header")
            return url
        colon = blanked(self._user).find(":")
        if not has_variable(self._user):
            if colon < 0:
                raise ValueError("-u has no password, which curl would ask for; write -u name:password")
            code = b64encode(plain(self._user).encode()).decode("ascii")
            self._headers["authorization"] = ("Authorization", f"Basic {code}")
            return url
        parts = [self._user] if colon < 0 else [self._user[:colon], self._user[colon + 1 :]]
        user = ":".join(change_literals(part, lambda text: quote(text, safe="")) for part in parts)
        match = _SCHEME_AND_USER.match(blanked(url))
        if match is None:
            raise ValueError("-u with a variable needs a URL that begins with http:// or https://")
        return f"{match[1]}{user}@{url[match.end() :]}"


def _sendable(value: str, what: str) -> str:
    value = value.strip()
    if _NOT_IN_HEADER.search(value):
        raise ValueError(f"{what} holds a line break or a control character; take it out")
    return value


def _seconds(value: str, written: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ValueError(f"{written} is no number of seconds")
    return seconds


def _proxy(value: str, written: str) -> str:
    try:
        return complete_template(value)
    except ValueError:
        # Also one that speaks SOCKS. What complete_template says is of a stream.
        raise ValueError(f"{written}: sse-dash goes through a proxy by http or https only") from None


def _urlencoded(value: str, written: str) -> str:
    """What `--data-urlencode` makes of its value: `content`, `=content`, `name=content`, no files."""
    name, equals, content = value.partition("=")
    if not equals:
        name, content = "", value
    if "@" in (name or ("" if equals else content)):
        raise ValueError(f"{written} …@…: no file is read; write name=value, or =value for one with an @")
    return f"{name}{'=' if name else ''}{change_literals(content, quote_plus)}"
