"""Bytes came, and no event: what is wrong with them. Each thing that may be wrong is one entry of `CAUSES`.

How the bytes are come by, and where the words are shown, is not known here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sse_dash.streams.diagnosis.body import KNOWN, Body

MOST_LINES = 8
LONGEST_LINE = 200
"""Characters kept of each of the first lines."""

_LONGEST_NAME = 40
_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"\x78\x9c": "deflate", b"PK": "zip"}
_BINARY = frozenset(range(9)) | frozenset(range(14, 27))
"""Control characters that no text has."""
_NEARLY = 0.8
_STATUS_LINE = re.compile(r"HTTP/\d")
_MARKUP = re.compile(r"\s*<(?:!doctype|!--|\?xml|[a-z][a-z0-9]*(?::[\w-]+)?[\s/>])", re.IGNORECASE)
_HTML = re.compile(
    r"<(?:!doctype html|html|head|body|title|meta|h[1-6]|p|br|hr|b|div|span|center|pre|font|script|table)\b",
    re.IGNORECASE,
)
_RECORD_SEPARATOR = "\x1e"  # RFC 7464 puts one before each text
_ESCAPED = r"(?:\\r)?\\n"
_ESCAPED_END = re.compile(rf"""{_ESCAPED}(?:{_ESCAPED})?(?:["']?\s*$|(?:{"|".join(KNOWN)}):)""", re.MULTILINE)
_BR = re.compile(rf"<br ?/?>(?:<br ?/?>|(?:{'|'.join(KNOWN)}):|\s*$)", re.IGNORECASE)
_PERCENT = re.compile(rf"(?:{'|'.join(KNOWN)})(?::|%3a).*%0a", re.IGNORECASE)
_QUOTED = re.compile(rf"""\s*b?["'](?:{"|".join(KNOWN)}):""")
_NO_COLON = re.compile(rf"(?:{'|'.join(KNOWN)})\s*(?P<joint>[^\w\s:]|\t)")
_BLANKS = " \t\u00a0\u200b\u2060\u3000\ufeff"
_ODD_ENDS = {"\u2028": "U+2028", "\u2029": "U+2029", "\x85": "U+0085", "\v": "VT", "\f": "FF"}
_AN_EVENT = "`data: ` makes a line an event's, and an empty line ends it"
_ALL_FIELDS = "the fields are data, event, id and retry"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong, with its evidence. Its strings come from outside, and aren't safe to draw."""

    words: str
    """In one line."""
    lines: tuple[str, ...]
    """The first lines that came, each cut."""


def diagnose(raw: bytes, hide: Callable[[str], str] = str, *, is_json: bool = False) -> Diagnosis | None:
    """What is wrong with a body that begins with these bytes, of which came no event; `is_json` of one that
    is read as JSON values.

    None where nothing is, as far as one can see: it is empty, or has comments only. `hide` takes out of a
    text what must not be shown; the text may have been cut at its end.
    """
    body = Body(raw)
    causes = CAUSES_IN_JSON if is_json else CAUSES
    words = next((words for cause in causes if (words := cause(body))), "")
    if not words:
        return None
    shown = Body(hide(body.text).encode("utf-8", "replace")).pieces
    kept = [line[:LONGEST_LINE] for line in shown if line.strip()]
    return Diagnosis(hide(words), tuple(kept[:MOST_LINES]))


def _compressed(body: Body) -> str:
    for magic, name in _MAGIC.items():
        if body.raw.startswith(magic):
            return f"the body is compressed ({name}), and no Content-Encoding says so"
    return ""


def _other_encoding(body: Body) -> str:
    start = body.raw[:64]
    if start.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")) or _zeros(start, 4) == 3:
        return "the body is UTF-32; an event stream is UTF-8"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or _zeros(start, 2) == 1:
        return "the body is UTF-16; an event stream is UTF-8"
    if any(byte in _BINARY for byte in start):
        return "the body is binary, and no text"
    return ""


def _zeros(start: bytes, width: int) -> int:
    """How many bytes of each letter are nearly always zero, were each of so many bytes."""
    letters = len(start) // width
    columns = [start[place : letters * width : width].count(0) for place in range(width)]
    return sum(letters > 1 and zeros > _NEARLY * letters for zeros in columns)


def _answer_in_body(body: Body) -> str:
    if not _STATUS_LINE.match(body.text):
        return ""
    return "the body begins with the head of another HTTP answer, as if it had been sent twice"


def _markup(body: Body) -> str:
    if not _MARKUP.match(body.foreign):
        return ""
    what = "an HTML page" if _HTML.search(body.text) else "XML"
    return f"the body is {what}, and no event stream, though its content type says so"


def _json(body: Body) -> str:
    text = body.foreign.lstrip(" \t\r\n")
    if text.startswith(_RECORD_SEPARATOR):
        return f"the body is a JSON text sequence, and no event stream: {_AN_EVENT}"
    if not text.startswith(("{", "[")):
        return ""
    texts = list(_json_texts(text))
    if len(texts) > 1 or (texts and "\n" in text[texts[0] :]):
        return f"the body is JSON line by line (NDJSON), and no event stream: {_AN_EVENT}"
    return f"the body is JSON, and no event stream: {_AN_EVENT}"


def _json_texts(text: str) -> Iterator[int]:
    """Where each of the JSON texts that follow one another ends."""
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        try:
            _, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return  # one that was cut, or none at all
        yield at
        at += len(text[at:]) - len(text[at:].lstrip())


def _escaped_ends(body: Body) -> str:
    if _BR.search(body.text) and body.count("data"):
        return "line ends are written `<br>`, which ends no line: LF, CR and CRLF do"
    if _PERCENT.match(body.text):
        return "the body is percent-encoded: `%0A` ends no line"
    if _QUOTED.match(body.text) and not _ESCAPED_END.search(body.text):
        return "lines stand within quotes: a field such as `data` is where its line begins"
    if not _ESCAPED_END.search(body.text):
        return ""
    return r"line ends are escaped: a backslash and an n (\n) came where a line should end"


def _odd_ends(body: Body) -> str:
    for end, name in _ODD_ENDS.items():
        if re.search(rf"{end}(?:{end}|\s*(?:{'|'.join(KNOWN)}):|$)", body.text) and body.count("data"):
            return f"lines end with {name}, which ends none: LF, CR and CRLF do"
    return ""


def _blank_line_of_blanks(body: Body) -> str:
    has_blanks = any(piece and not piece.strip(_BLANKS) for piece in body.pieces)
    if not has_blanks or not body.count("data"):
        return ""
    return "the line that should be empty holds blanks, so that no event ends"


def _data_pending(body: Body) -> str:
    # Data before an empty line would have been an event.
    count = body.count("data")
    if not count:
        return ""
    if count == 1 and body.pieces[-1]:
        return "a `data` line has come, and neither its end nor the empty line after it, which ends an event"
    lines = "a `data` line has" if count == 1 else f"{count} `data` lines have"
    return f"{lines} come, and no empty line after: an event ends with one"


def _other_names(body: Body) -> str:
    """Lines that are of no field, by the first of them."""
    unknown = next((line for line in body.lines if line.name not in KNOWN), None)
    if unknown is None or body.count("data"):
        return ""
    name = unknown.name[:_LONGEST_NAME]
    meant = name.strip().lower()
    if meant in KNOWN and unknown.has_colon:
        if name[:1].isspace():
            return f"lines are indented: a field such as `{meant}` is where its line begins"
        if name[-1:].isspace():
            return f"there is a blank before the colon: `{name}:` is not the field `{meant}`"
        return f"`{name}` is not the field `{meant}`: fields are written in small letters"
    if joint := _NO_COLON.match(unknown.text.strip().lower()):
        shown = "a tab" if joint["joint"] == "\t" else f"`{joint['joint']}`"
        return f"fields have {shown} where a colon should be"
    if not any(line.has_colon for line in body.lines):
        return "the body is text without fields: lines of an event begin with `data: `"
    return f"`{name}` is no field of an event stream: {_ALL_FIELDS}"


def _no_data(body: Body) -> str:
    # Ids and retry times may well stand alone.
    if not body.count("event") or body.count("data"):
        return ""
    return "there are `event` lines and no `data`: without it, nothing is an event"


def _value_pending(body: Body) -> str:
    text = body.text.lstrip(f" \t\r\n{_RECORD_SEPARATOR}")
    kind = {"{": "object", "[": "array", '"': "string"}.get(text[:1])
    return f"a JSON {kind} has begun, and not ended: it is an event once it has" if kind else ""


def _no_json(body: Body) -> str:
    return "what comes is no JSON" if body.text.strip() else ""


CAUSES_IN_JSON: tuple[Callable[[Body], str], ...] = (_compressed, _other_encoding, _value_pending, _no_json)
"""What may be wrong with JSON values."""

CAUSES: tuple[Callable[[Body], str], ...] = (
    _compressed,
    _other_encoding,
    _answer_in_body,
    _markup,
    _json,
    _escaped_ends,
    _odd_ends,
    _blank_line_of_blanks,
    _data_pending,
    _other_names,
    _no_data,
)
"""What may be wrong, what is surest first: each says so in words, or nothing where that isn't it."""
