"""A stream spec as a curl command, to be pasted into a POSIX shell: the twin of `command.py`.

Variables stay variables, which the shell reads, and what is known to be a secret becomes one.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from sse_dash.client.formats import Formats
from sse_dash.requests.curl.request import TEXT_TYPE
from sse_dash.requests.json_body import JSON_TYPE, is_json_type
from sse_dash.requests.proxies import NO_PROXY
from sse_dash.requests.resolved import with_params
from sse_dash.requests.secrets import without_literals
from sse_dash.requests.spec import DEFAULT_CONNECT_TIMEOUT, StreamSpec
from sse_dash.requests.template import Variable, has_variable, is_command, literal, parts_of, plain, words_of
from sse_dash.text import visible

_NEXT = " \\\n  "
_GLOBS = re.compile(r"[\[\]{}]")
_IN_DOUBLE = re.compile(r'[\\"$`]')
_HISTORY = "!"
"""What an interactive bash takes as its own, in double quotes too."""
_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def to_curl(spec: StreamSpec) -> str:
    """The command, one option a line, without what curl has no option for: filters, histories, retries."""
    spec = without_literals(spec)
    return _NEXT.join([f"curl -N {_word(_url(spec))}", *_options(spec)])


def _options(spec: StreamSpec) -> Iterator[str]:
    names = {name.lower() for name in spec.headers}
    has_body = spec.json is not None or spec.body is not None
    if spec.method != ("POST" if has_body else "GET"):
        yield f"-X {_word(literal(spec.method))}"
    if _GLOBS.search("".join(part.written for part in parts_of(spec.url) if not isinstance(part, Variable))):
        yield "-g"
    if "accept" not in names:
        sends_json = spec.json is not None or any(
            name.lower() == "content-type" and is_json_type(value) for name, value in spec.headers.items()
        )
        accept = Formats(spec.format).accept(spec.method, sends_json=sends_json)
        yield f"-H {_word(f'Accept: {accept}')}"
    if spec.last_event_id and "last-event-id" not in names:
        yield f"-H {_word(literal(f'Last-Event-ID: {spec.last_event_id}'))}"
    for name, value in spec.headers.items():
        yield f"-H {_word(f'{name}: {value}' if value else f'{name};')}"
    for name, value in spec.params.items():
        if has_variable(value):
            encoded = quote(name, safe="")
            yield f"{'--url-query' if has_body else '-G --data-urlencode'} {_word(f'{encoded}={value}')}"
    if has_body and "content-type" not in names:
        yield f"-H {_word(f'Content-Type: {JSON_TYPE if spec.json is not None else TEXT_TYPE}')}"
    if has_body:
        body = json.dumps(_as_template(spec.json), ensure_ascii=False) if spec.body is None else spec.body
        yield f"--data-raw {_word(body)}"
    yield from _for_connecting(spec)


def _for_connecting(spec: StreamSpec) -> Iterator[str]:
    if spec.proxy == NO_PROXY:
        yield "--noproxy '*'"
    elif spec.proxy is not None:
        yield f"-x {_word(spec.proxy)}"
    if spec.unix is not None:
        yield f"--unix-socket {_word(spec.unix)}"
    if not spec.tls.verify:
        yield "-k"
    for option, path in (("--cacert", spec.tls.ca), ("--cert", spec.tls.cert), ("--key", spec.tls.key)):
        if path is not None:
            yield f"{option} {_word(path)}"
    if spec.connect_timeout != DEFAULT_CONNECT_TIMEOUT:
        yield f"--connect-timeout {spec.connect_timeout}"


def _url(spec: StreamSpec) -> str:
    """The URL with the parameters that are known; the shell can't quote those that aren't."""
    return with_params(
        spec.url, {name: plain(value) for name, value in spec.params.items() if not has_variable(value)}
    )


def _as_template(value: Any) -> Any:
    """JSON whose text can be read as a template: variables stand in values, never in keys."""
    if isinstance(value, Mapping):
        return {literal(key): _as_template(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_template(item) for item in value]
    return value


def _word(template: str) -> str:
    """The text as one word of a shell."""
    if not has_variable(template):
        return _quoted(plain(template))
    words, inside = "", ""
    for part in parts_of(template):
        if isinstance(part, Variable):
            default = "" if part.default is None else f":-{_escaped(part.default)}"
            is_run = is_command(part.name)
            inside += f"$({shlex.join(words_of(part.name))})" if is_run else f"${{{part.name}{default}}}"
        elif _HISTORY in part.written or visible(part.written) != part.written:
            words += (f'"{inside}"' if inside else "") + _quoted(plain(part.written))
            inside = ""
        else:
            inside += _escaped(plain(part.written))
    return words + (f'"{inside}"' if inside else "")


def _escaped(text: str) -> str:
    return _IN_DOUBLE.sub(r"\\\g<0>", text)


def _quoted(text: str) -> str:
    """A text without variables; what can't be seen in it is escaped, so that none is lost on the way."""
    if all(line == visible(line) for line in text.split("\n")):
        return shlex.quote(text)
    return f"$'{''.join(_unseen(character) for character in text)}'"


def _unseen(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if visible(character) == character:
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode())
