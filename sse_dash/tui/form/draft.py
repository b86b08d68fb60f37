"""What stands in the fields of the stream form, as texts, and the spec that they make. No widget is here.

What a field doesn't show as it is, such as control characters and secrets, stays in the spec as long as the
field is left as it was. Which secrets are masked, and what a mask keeps, is for `draft_masks.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, get_args

from sse_dash.filter import FilterError
from sse_dash.filter import parse as parse_filter
from sse_dash.requests.curl.command import looks_like_curl
from sse_dash.requests.from_url import complete_template, name_for_template
from sse_dash.requests.json_body import JSON_TYPE, is_json_type, json_problem, json_to_send, written_out
from sse_dash.requests.literal_secrets import literal_secrets_in
from sse_dash.requests.spec import HTTP_TOKEN, Reconnect, StreamSpec
from sse_dash.requests.template import MalformedVariable
from sse_dash.requests.template import check as check_variables
from sse_dash.text import visible
from sse_dash.tui.form.masks import kept_header, kept_url, shown_header, shown_url
from sse_dash.units import count, format_duration, parse_count, parse_duration

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
DEFAULT_RECONNECT = "default"
RECONNECTS: tuple[str, ...] = (DEFAULT_RECONNECT, *get_args(Reconnect))

_NEVER = "never"
_MOST_HISTORY = 2**63
_MOST_HINTS = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields, each as its text; all are safe to draw when they come from `draft_of`."""

    url: str = ""
    name: str = ""
    method: str = "GET"
    headers: str = ""
    body: str = ""
    filter: str = ""
    reconnect: str = DEFAULT_RECONNECT
    done: str = ""
    connect_timeout: str = ""
    idle_timeout: str = ""
    stale_after: str = ""
    history: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a draft comes to."""

    spec: StreamSpec | None
    """None where there is a problem."""
    problems: dict[str, str] = field(default_factory=dict)
    """What is wrong, by field, in the order of the form. The words may quote what was typed."""
    hints: dict[str, str] = field(default_factory=dict)
    """What is well to know, by field."""
    name: str = ""
    """The name that is made from the URL where none is typed; empty where the URL is none yet."""
    sends_json: bool = False
    """Whether the body is JSON."""


def draft_of(spec: StreamSpec, *, masked: bool = True) -> Draft:
    """The texts in which a form shows this spec; a spec without a URL gives an empty one.

    `masked` hides its secrets, but for those in its body; it is False for what someone has just typed.
    """
    headers = {name: shown_header(name, value) if masked else value for name, value in spec.headers.items()}
    return Draft(
        url=visible(shown_url(spec.url) if masked else spec.url),
        name=visible(spec.name),
        method=visible(spec.method.upper()),
        headers="\n".join(visible(f"{name}: {value}") for name, value in headers.items()),
        body=written_out(spec.json) if spec.json is not None else _visible_lines(spec.body or ""),
        filter=visible(spec.filter),
        reconnect=spec.reconnect or DEFAULT_RECONNECT,
        done=visible(spec.done or ""),
        connect_timeout=_duration_text(spec.connect_timeout),
        idle_timeout=_duration_text(spec.idle_timeout),
        stale_after=_duration_text(spec.stale_after),
        history=count(spec.history),
    )


def check(draft: Draft, base: StreamSpec, taken: Collection[str], *, masked: bool = True) -> Checked:
    """The spec that the draft makes of `base`, whose further fields it keeps, and all that is wrong with it.

    `taken` are the names of other streams. `masked` is what the draft of `base` was made with: a mask in an
    edited field keeps what it stands for.
    """
    before = draft_of(base, masked=masked)
    changed = {name for name in Draft.__dataclass_fields__ if getattr(draft, name) != getattr(before, name)}
    fields: dict[str, Any] = {}
    problems: dict[str, str] = {}
    readers: dict[str, Callable[[str], Any]] = {
        "url": partial(_read_url, given=base.url if masked else ""),
        "headers": partial(_read_headers, given=base.headers if masked else {}),
        **_READ,
    }
    for name, read in readers.items():
        # A filter is always read: it may have been typed where nothing checks it.
        if name in changed or name == "filter":
            try:
                fields[name] = read(getattr(draft, name))
            except ValueError as error:
                problems[name] = str(error)
    if not draft.url.strip():
        problems["url"] = "a stream needs a URL, such as https://example.com/events"
    url, headers = fields.get("url", base.url), fields.get("headers", base.headers)
    name = draft.name.strip()
    made = "" if "url" in problems else name_for_template(url, taken)
    if name and name in taken:
        problems["name"] = f"another stream is called {name} already"
    if "name" in changed or not name:
        fields["name"] = name or made
    sends_json = base.json is not None
    if "body" in changed and "headers" not in problems:
        try:
            body = _read_body(draft.body, headers)
        except ValueError as error:
            problems["body"] = str(error)
        else:
            fields.update(body)
            sends_json = body["json"] is not None or "headers" in body
    ordered = {name: problems[name] for name in Draft.__dataclass_fields__ if name in problems}
    return Checked(
        spec=None if problems else replace(base, **fields),
        problems=ordered,
        hints=_hints(draft, url, headers),
        name=made,
        sends_json=sends_json and bool(draft.body.strip()),
    )


def _hints(draft: Draft, url: str, headers: Mapping[str, str]) -> dict[str, str]:
    hints = {}
    if looks_like_curl(draft.url):
        hints["url"] = "enter fills the form from this curl command"
    else:
        hints["url"] = _about_secrets({"url": url})
    hints["headers"] = _about_secrets({"headers": headers})
    if draft.method == "GET" and draft.body.strip():
        hints["body"] = "few servers read the body of a GET; POST sends one"
    return {name: hint for name, hint in hints.items() if hint}


def _about_secrets(values: dict[str, Any]) -> str:
    found = [secret.hint for secret in literal_secrets_in(values)]
    more = [f"and {len(found) - _MOST_HINTS} more"] if len(found) > _MOST_HINTS else []
    return "\n".join([*found[:_MOST_HINTS], *more])


def _read_url(text: str, given: str) -> str:
    if looks_like_curl(text):
        raise ValueError("enter fills the form from this curl command")
    _check_variables(text)
    # Completed before secrets are put back: what is said of a bad URL may quote it.
    url = kept_url(complete_template(text), given)
    _check_variables(url)
    return url


def _read_headers(text: str, given: Mapping[str, str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    seen: set[str] = set()
    for number, line in _lines(text):
        name, colon, value = line.partition(":")
        name = name.strip()
        if not colon:
            raise ValueError(f"line {number} has no colon; write a header as Name: value")
        if not HTTP_TOKEN.fullmatch(name):
            raise ValueError(f"line {number} has no name that a header can have: letters, digits and hyphens")
        if name.lower() in seen:
            raise ValueError(f"line {number}: {name} is there twice; keep one of them")
        seen.add(name.lower())
        _check_variables(value, f"line {number}: ")
        try:
            headers[name] = kept_header(name, value.strip(), given)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
        _check_variables(headers[name], f"line {number}: ")
    return headers


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _read_body(text: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """The fields of the spec that a body sets: `json`, or `body` and, where it takes one, a header for it."""
    if not text.strip():
        return {"json": None, "body": None}
    _check_variables(text)
    declared = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    if not (is_json_type(declared) or (not declared and text.lstrip()[0] in "{[")):
        return {"json": None, "body": text}
    problem = json_problem(text)
    if problem:
        otherwise = "" if declared else "; for other text, give a Content-Type header"
        raise ValueError(f"not JSON: {problem}{otherwise}")
    value = json_to_send(text)
    if value is not None:
        return {"json": value, "body": None}
    return {"json": None, "body": text, "headers": {"Content-Type": JSON_TYPE, **headers}}


def _read_filter(text: str) -> str:
    try:
        parse_filter(text)
    except FilterError as error:
        raise ValueError(str(error)) from None
    return text.strip()


def _read_duration(text: str) -> float:
    if text.strip().lower() == _NEVER:
        return 0.0
    try:
        return parse_duration(text)
    except ValueError:
        raise ValueError("such as 30s, 5m or never") from None


def _read_history(text: str) -> int:
    try:
        number = parse_count(text)
    except ValueError:
        number = 0
    if not 0 < number < _MOST_HISTORY:
        raise ValueError("a whole number from 1 up")
    return number


def _check_variables(text: str, where: str = "") -> None:
    try:
        check_variables(text)
    except MalformedVariable as error:
        raise ValueError(f"{where}{error}") from None


_READ: Mapping[str, Callable[[str], Any]] = {
    "method": str,
    "filter": _read_filter,
    "reconnect": lambda text: None if text == DEFAULT_RECONNECT else text,
    "done": lambda text: text or None,
    "connect_timeout": _read_duration,
    "idle_timeout": _read_duration,
    "stale_after": _read_duration,
    "history": _read_history,
}
"""How the texts of fields are read that depend on nothing else."""


def _visible_lines(text: str) -> str:
    """Safe to draw, but for line ends and tabs, which an editor of many lines can show."""
    return "\n".join("\t".join(map(visible, line.split("\t"))) for line in text.split("\n"))


def _duration_text(seconds: float) -> str:
    return _NEVER if seconds == 0 else str(format_duration(seconds))
