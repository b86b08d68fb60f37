"""What curl's options add up to: a stream spec. How each option is written is `options.py`'s affair.

Errors and remarks never quote a value, which may be a secret.
"""

from __future__ import annotations

import math
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, quote_plus, unquote, urlsplit

from sse_dash.client.formats import Formats
from sse_dash.requests.curl.bash import BLANKS, CURLY
from sse_dash.requests.curl.options import left_out
from sse_dash.requests.from_url import complete_template
from sse_dash.requests.headers import HTTP_TOKEN, NOT_IN_VALUE, header_of
from sse_dash.requests.json_body import JSON_TYPE, is_json_type, json_problem, json_to_send
from sse_dash.requests.proxies import NO_PROXY, PROXY_SCHEMES
from sse_dash.requests.spec import StreamSpec, TlsSettings
from sse_dash.requests.template import blanked, change_literals, has_variable, is_command, plain, variables_in

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_SCHEME_AND_USER = re.compile(r"(https?://)(?:[^/?#]*@)?")
_BLANK = re.compile(f"[{BLANKS}]")
_TO_FILL_IN = re.compile(r"<[\w-]+>")
_ESCAPED_QUOTE = '\\"'

_FORM = "application/x-www-form-urlencoded"
TEXT_TYPE = "text/plain; charset=utf-8"
"""What the client says by itself of a body that is a text."""
_ACCEPT_NDJSON = Formats("ndjson").accept("GET", sends_json=False)
STDIN = frozenset({"@-", "@/dev/stdin"})
"""Values of `-d` that stand for what the command reads."""

_OF_THE_CONNECTION = frozenset(
    """
    accept-encoding connection content-length expect keep-alive proxy-connection te trailer transfer-encoding
    upgrade authority method path scheme
    """.split()  # noqa: SIM905 - reads better as words; the last four are HTTP/2's own, as Chrome copied them
)


@dataclass(frozen=True, slots=True)
class _Data:
    """A piece of the data that is sent."""

    joint: str
    """What stands between it and the piece before it."""
    text: str
    param: tuple[str, str] | None
    """Name and value of the parameter that it is in a URL; None where it goes in as it is."""


class CurlRequest:
    """A request in the making."""

    def __init__(self, stdin: str | None = None, reads: str = "") -> None:
        """`stdin` is what `-d @-` stands for; `reads` the operator that gives it, where that isn't known."""
        self.ignored: list[str] = []
        self.remarks: list[str] = []
        self._stdin = stdin
        self._reads = reads
        self._urls: list[str] = []
        self._query: list[str] = []
        self._params: dict[str, str] = {}
        self._method = ""
        self._headers: dict[str, tuple[str, str]] = {}  # by the name in lower case, as names ignore case
        self._data: list[_Data] = []
        self._body_type = ""
        self._data_in_url = False
        self._user = ""
        self._proxy: str | None = None
        self._proxy_user = ""
        self._no_proxy = False
        self._unix: str | None = None
        self._timeout: float | None = None
        self._tls = TlsSettings()

    def take(self, option: str, written: str, value: str) -> None:
        """One option more. Raises ValueError where its value is none."""
        match option:
            case "url":
                self._urls.append(value)
            case "url-query":
                self._query_takes(*((value[1:], None) if value.startswith("+") else _encoded(value, written)))
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
            case "get":
                self._data_in_url = True
            case "data" | "data-ascii" | "data-binary" | "data-raw" | "data-urlencode" | "json":
                self._take_data(option, written, value)
            case "connect-timeout":
                self._timeout = _seconds(value, written)
            case _:
                self._take_for_connecting(option, written, value)

    def _take_for_connecting(self, option: str, written: str, value: str) -> None:
        match option:
            case "proxy":
                self._proxy = value
            case "proxy-user":
                self._proxy_user = value
            case "noproxy":
                if value.strip() == "*":
                    self._no_proxy = True
                elif value:
                    self.ignored.append(f"{written}: write proxy = none where none is wanted")
            case "insecure":
                self._tls = replace(self._tls, verify=False)
                self.remarks.append(f"{written}: the certificate isn't checked, so that anyone may listen in")
            case "cacert":
                self._tls = replace(self._tls, ca=_path(value, written))
            case "cert":
                if blanked(value).find(":", 2) >= 0:  # the second character may be of `C:\`
                    raise ValueError(
                        f"{written}: a key with a password can't be read; take the password off it"
                    )
                self._tls = replace(self._tls, cert=_path(value, written))
            case "key":
                self._tls = replace(self._tls, key=_path(value, written))
            case "cert-type" | "key-type":
                if value.upper() != "PEM":
                    raise ValueError(f"{written}: certificates and keys are read from PEM files only")
            case "unix-socket":
                self._unix = _path(value, written)
            case "socks4" | "socks4a" | "socks5" | "socks5-hostname":
                scheme = "socks5h" if option == "socks5-hostname" else option
                self._proxy = f"{scheme}://{value.partition('://')[2] or value}"
            case "proto-default":
                if value.lower() not in ("http", "https"):
                    raise ValueError(f"{written}: event streams come by http or https")
                self.remarks.append(f"{written}: a URL without a scheme is asked for by http")
            case "request-target":
                raise ValueError(f"{written}: write the target into the URL")
            case _:
                if reason := left_out(option):
                    self.ignored.append(f"{written}: {reason}")

    def spec(self) -> StreamSpec:
        """The stream asked for, without a name. Raises ValueError where that is none."""
        url = self._url()
        body = self._body()
        method = self._method or ("GET" if body is None else "POST")
        if body is not None:
            self._headers.setdefault("content-type", ("Content-Type", self._body_type))
        if self._user:
            url = self._sign_in(url)
        json = None
        content_type = self._headers.get("content-type", ("", ""))[1]
        if body and is_json_type(content_type):
            body = self._mended(body)
            json = json_to_send(body)
            if json is not None:
                body = None
        accept = Formats("auto").accept(method, sends_json=json is not None or is_json_type(content_type))
        is_ndjson = self._headers.get("accept", ("", ""))[1] == _ACCEPT_NDJSON
        headers = self._kept_headers(
            url,
            {
                "accept": _ACCEPT_NDJSON if is_ndjson else accept,
                "cache-control": "no-cache",
                "content-type": TEXT_TYPE if json is None else JSON_TYPE,
            },
        )
        spec = StreamSpec(
            name="",
            url=url,
            method=method,
            headers=headers,
            params=self._params,
            json=json,
            body=body,
            proxy=self._proxy_to_use(),
            unix=self._unix,
            last_event_id=self._last_event_id(headers),
            tls=self._tls,
            format="ndjson" if is_ndjson else "auto",
        )
        return spec if self._timeout is None else replace(spec, connect_timeout=self._timeout)

    def _body(self) -> str | None:
        if self._data_in_url or not self._data:
            return None
        return self._data[0].text + "".join(data.joint + data.text for data in self._data[1:])

    def _url(self) -> str:
        if not self._urls:
            raise ValueError("the command names no URL")
        if len(self._urls) > 1:
            raise ValueError(
                f"the command names {len(self._urls)} URLs, and a stream has one; "
                "if one of them is part of a header or of data, put quotes around that"
            )
        if _TO_FILL_IN.search(self._urls[0]):
            raise ValueError("the URL has a <…> in it; put in its place what it stands for")
        if any(is_command(variable.name) for variable in variables_in(self._urls[0])):
            raise ValueError("the URL runs a command with $(…); put what that prints in its place")
        url = complete_template(self._urls[0])
        if self._data_in_url:
            for data in self._data:
                self._query_takes(data.text, data.param)
        if not self._query:
            return url
        url, hash_sign, fragment = url.partition("#")
        return f"{url}{'&' if '?' in url else '?'}{'&'.join(self._query)}{hash_sign}{fragment}"

    def _take_header(self, line: str, written: str) -> None:
        if line.startswith("@"):
            raise ValueError(f"{written} @…: no file is read; write the headers into the command")
        if line.startswith(":"):
            return  # HTTP/2's own, such as `:authority`
        _, colon, value = line.partition(":")
        if not colon and line.rstrip().endswith(";"):
            line = f"{line.rstrip()[:-1]}:"  # so curl sends a header without a value
        elif colon and not value.strip():
            return  # so curl leaves out one of its own
        try:
            name, value = header_of(line)
        except ValueError as error:
            raise ValueError(f"{written} {error}") from None
        self._add_header(name, _sendable(value, f"{written} {name}"))

    def _add_header(self, name: str, value: str) -> None:
        before = self._headers.get(name.lower())
        if before is not None:
            value = f"{before[1]}{'; ' if name.lower() == 'cookie' else ', '}{value}"
        self._headers[name.lower()] = (name, value)

    def _kept_headers(self, url: str, sent_anyway: Mapping[str, str]) -> dict[str, str]:
        """Those that say something; `sent_anyway` are those that the client sends by itself, by name."""
        kept = {}
        host = urlsplit(url).netloc.rpartition("@")[2].lower() if not has_variable(url) else ""
        for lower, (name, value) in self._headers.items():
            if lower in _OF_THE_CONNECTION:
                self.ignored.append(f"{name}: the client's own affair")
            elif lower == "host" and value.lower() == host:
                self.ignored.append(f"{name}: the URL says it")
            elif sent_anyway.get(lower) != value.lower():
                kept[name] = value
        return kept

    def _query_takes(self, text: str, param: tuple[str, str] | None) -> None:
        if param is not None:
            self._params[param[0]] = param[1]
        elif text:
            self._query.append(text)

    def _take_data(self, option: str, written: str, value: str) -> None:
        self._body_type = JSON_TYPE if option == "json" else self._body_type or _FORM
        param = None
        if option == "data-urlencode":
            value, param = _encoded(value, written)
        elif option != "data-raw" and value in STDIN:
            value = self._read(written, value, strips=option in ("data", "data-ascii"))
        elif option != "data-raw" and value.startswith("@"):
            raise ValueError(f"{written} @…: no file is read; put what it holds into the command")
        self._data.append(_Data("" if option == "json" else "&", value, param))

    def _read(self, written: str, value: str, *, strips: bool) -> str:
        """What the command reads, of which `-d` takes no line ends."""
        if self._stdin is None:
            through = f" through {self._reads}" if self._reads else ""
            raise ValueError(
                f"{written} {value}: what it reads{through} isn't part of the command; put it there"
            )
        return re.sub(r"[\r\n]", "", self._stdin) if strips else self._stdin

    def _mended(self, body: str) -> str:
        """JSON without what word processors and PowerShell did to it; else what was given."""
        if not json_problem(body):
            return body
        for mended in (
            _BLANK.sub(" ", body),
            _BLANK.sub(" ", body.translate(CURLY)),
            body.replace(_ESCAPED_QUOTE, '"'),
        ):
            if mended != body and not json_problem(mended):
                self.remarks.append("the JSON was mended: its quotes or spaces were none that JSON knows")
                return mended
        return body

    def _sign_in(self, url: str) -> str:
        """The URL to ask, with name and password in it where only a header made later could hold them."""
        if "authorization" in self._headers:
            self.ignored.append("-u: there is an Authorization header")
            return url
        if not has_variable(self._user):
            if ":" not in self._user:
                raise ValueError("-u has no password, which curl would ask for; write -u name:password")
            code = b64encode(plain(self._user).encode()).decode("ascii")
            self._headers["authorization"] = ("Authorization", f"Basic {code}")
            return url
        return _with_user(url, self._user, "-u")

    def _proxy_to_use(self) -> str | None:
        if self._no_proxy or self._proxy == "":
            return NO_PROXY
        if self._proxy is None:
            return None
        # complete_template knows only the schemes of streams.
        scheme = _SCHEME.match(self._proxy)
        other = scheme[1].lower() if scheme else "http"
        if other not in PROXY_SCHEMES:
            raise ValueError(
                f"--proxy: the proxy is asked by {', '.join(PROXY_SCHEMES[:-1])} or {PROXY_SCHEMES[-1]}"
            )
        plain_url = f"http://{self._proxy[scheme.end() :]}" if scheme else self._proxy
        try:
            proxy = complete_template(plain_url)
        except ValueError:
            # What complete_template says is of a stream.
            raise ValueError(
                "--proxy: that is no URL of a proxy, such as http://proxy.example:3128"
            ) from None
        if self._proxy_user:
            proxy = _with_user(proxy, self._proxy_user, "--proxy-user")
        return proxy if other == "http" else f"{other}{proxy.removeprefix('http')}"

    def _last_event_id(self, headers: dict[str, str]) -> str:
        """The id among the headers, which is a field of its own: taken out of them if it is known already."""
        name = next((name for name in headers if name.lower() == "last-event-id"), None)
        return "" if name is None or has_variable(headers[name]) else plain(headers.pop(name))


def _with_user(url: str, user: str, written: str) -> str:
    """The URL with name and password in it."""
    colon = blanked(user).find(":")
    parts = [user] if colon < 0 else [user[:colon], user[colon + 1 :]]
    quoted = ":".join(change_literals(part, lambda text: quote(text, safe="")) for part in parts)
    match = _SCHEME_AND_USER.match(blanked(url))
    if match is None:
        raise ValueError(f"{written} with a variable needs a URL that begins with http:// or https://")
    return f"{match[1]}{quoted}@{url[match.end() :]}"


def _sendable(value: str, what: str) -> str:
    value = _BLANK.sub(" ", value).strip()
    if NOT_IN_VALUE.search(value):
        raise ValueError(f"{what} holds a line break or a control character; take it out")
    return value


def _path(value: str, written: str) -> str:
    if not value:
        raise ValueError(f"{written} names no file")
    return value


def _seconds(value: str, written: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise ValueError(f"{written} is no number of seconds")
    return seconds


def _encoded(value: str, written: str) -> tuple[str, tuple[str, str] | None]:
    """What `--data-urlencode` makes of its value: `content`, `=content`, `name=content`, no files; and the
    parameter that says it better where there are variables in it, which are quoted once they are known."""
    name, equals, content = value.partition("=")
    if not equals:
        name, content = "", value
    if "@" in (name or ("" if equals else content)):
        raise ValueError(f"{written} …@…: no file is read; write name=value, or =value for one with an @")
    param = (
        (unquote(plain(name)), content) if name and has_variable(content) and not has_variable(name) else None
    )
    return f"{name}{'=' if name else ''}{change_literals(content, quote_plus)}", param
