"""Why an answer is no HTTP that can be read, in one sentence: told from the bytes that aiohttp quotes of it.

aiohttp has one exception for all of this, and only its text tells what came. Where that text is of another
make than the one known here, what is said is general, and still true.
"""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

MAX_HEADER_SIZE = 64 * 1024
"""Bytes of one header line of an answer that are read. aiohttp's own limit is 8,190, which a cookie fills."""
MAX_HEADERS = 512
"""Header lines of an answer that are read. aiohttp's own limit is 128."""

_NO_HTTP = "the answer is not HTTP that can be understood"
_MOST_SHOWN = 40  # characters of what came
_QUOTED = re.compile(r"""b'(?:[^'\\]|\\.)*'|b"(?:[^"\\]|\\.)*\"""", re.DOTALL)
_CODING = re.compile(r"content-encoding: [\w-]+ \((?P<coding>[\w-]+)\)", re.IGNORECASE)
_PACKAGES = {"br": "Brotli", "zstd": "backports.zstd"}
_NAME_AND_SPACE = re.compile(rb"(?P<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]+:")
# A frame header of HTTP/2 (RFC 9113, section 4.1): three bytes of length, type SETTINGS, flags, stream 0.
_SETTINGS_FRAME = re.compile(rb"...\x04.\x00{4}", re.DOTALL)
# A record of TLS (RFC 8446, section 5.1): alert or handshake, then the major version.
_TLS_RECORD = re.compile(rb"[\x15\x16]\x03[\x00-\x04]")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_REQUEST_LINE = re.compile(rb"[A-Z]+ \S+ HTTP/1\.")


class Unreadable(NamedTuple):
    """What is wrong with an answer."""

    words: str
    """What came, and what to do. Holds no header value, and nothing that the request may have held."""
    may_pass: bool
    """Whether the same request may be answered well the next time."""


def unreadable(message: str, heard: bytes = b"") -> Unreadable:
    """What is wrong with the answer of which aiohttp says `message`. `heard` is its beginning, where that is
    known: not every aiohttp quotes it."""
    if _SETTINGS_FRAME.match(heard) or _TLS_RECORD.match(heard):
        return Unreadable(_no_status_line(heard), False)
    if coding := _CODING.search(message):
        name = coding["coding"].lower()
        package = _PACKAGES.get(name)
        what_to_do = f": install {package}" if package else ""
        return Unreadable(
            f"the answer is compressed with {name}, which can't be read here{what_to_do}", False
        )
    quoted = _quoted(message)
    if "Too many headers" in message:
        return Unreadable(f"the answer has more than {MAX_HEADERS} headers", False)
    if "Got more than" in message:
        return Unreadable(f"a header of the answer is longer than {MAX_HEADER_SIZE // 1024} KiB", False)
    if "Transfer-Encoding" in message:
        return Unreadable("the answer has both a Content-Length and a Transfer-Encoding, or a bad one", False)
    if "chunk" in message.lower():
        return Unreadable("the connection was cut: what came was no chunk of a body", True)
    if "status line" in message.lower() or "Expected HTTP/" in message:
        return Unreadable(_no_status_line(quoted), False)
    if spaced := _NAME_AND_SPACE.match(quoted):
        name = spaced["name"].decode("ascii")[:_MOST_SHOWN]
        return Unreadable(f"a space stands before the colon of the answer's header {name}", False)
    if _CONTROL.search(quoted):
        return Unreadable("a header of the answer holds a control character", False)
    if quoted and b":" not in quoted:
        return Unreadable(f"a header line of the answer has no colon: {_shown(quoted)}", False)
    if "Content-Length" in message:
        return Unreadable("the answer's Content-Length is no length, or there are two of them", False)
    return Unreadable(_NO_HTTP, False)


def _no_status_line(came: bytes) -> str:
    if came.startswith(b"PRI * HTTP/2") or _SETTINGS_FRAME.match(came):
        return "the server speaks HTTP/2 only, and this client HTTP/1.1: a proxy between them can help"
    if _TLS_RECORD.match(came):
        return "the server speaks TLS on this port: use https://"
    if _REQUEST_LINE.match(came):
        return "the server sends back what it was sent: it is no HTTP server"
    if came.startswith(b"SSH-"):
        return "the port is that of an SSH server"
    return (
        f"the answer is not HTTP: it begins with {_shown(came)}"
        if came
        else "the answer is not HTTP that can be understood"
    )


def _quoted(message: str) -> bytes:
    literal = _QUOTED.search(message)
    if literal is None:
        return b""
    try:
        value = ast.literal_eval(literal[0])
    except (SyntaxError, ValueError):
        return b""
    return value if isinstance(value, bytes) else b""


def _shown(came: bytes) -> str:
    """Its first characters, in ASCII; no parameter of a URL that it may quote."""
    line = came.split(b"\r", 1)[0].split(b"\n", 1)[0].split(b"?", 1)[0]
    return ascii(line[:_MOST_SHOWN].decode("latin-1"))
