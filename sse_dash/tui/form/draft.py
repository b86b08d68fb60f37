"""What stands in the fields of the stream form, as texts, and the spec that they make. No widget is here.

What a field doesn't show as it is, such as control characters and secrets, stays in the spec as long as the
field is left as it was. Which secrets are masked, and what a mask keeps, is for `masks.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sse_dash.client.redact import MASK
from sse_dash.requests.curl.command import looks_like_curl
from sse_dash.requests.fields import NOTHING_SECRET, Field, Prompt
from sse_dash.requests.from_url import complete_template, name_for_template
from sse_dash.requests.headers import headers_of, lines_of
from sse_dash.requests.json_body import JSON_TYPE, is_json_type, json_problem, json_to_send, written_out
from sse_dash.requests.masked_url import masked_url
from sse_dash.requests.secrets import literal_secrets_in
from sse_dash.requests.spec import STREAM_FIELDS, StreamSpec
from sse_dash.requests.template import check as check_variables
from sse_dash.text import visible
from sse_dash.tui.form.masks import kept_header, kept_url, shown_header

_MOST_HINTS = 3

Draft = Mapping[str, str]
"""The fields, each as its text; all are safe to draw when they come from `draft_of`."""

_ASKED = {name: field.prompt for name, field in STREAM_FIELDS.items() if field.prompt is not None}
PROMPTS: Mapping[str, Prompt] = dict(sorted(_ASKED.items(), key=lambda item: item[1].place))
"""What is asked for, by field, in the order of the form: first the URL, from which all else may come."""


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
    return {name: _text(STREAM_FIELDS[name], spec, masked=masked) for name in PROMPTS}


def _text(field: Field, spec: StreamSpec, *, masked: bool) -> str:
    value = getattr(spec, field.name)
    match field.name:
        case "url" if masked:
            text = masked_url(value)
        case "headers" if masked:
            text = field.kind.shown({name: shown_header(name, each) for name, each in value.items()})
        case "body" if spec.json is not None:
            return written_out(spec.json)
        case "url" | "headers" | "body":
            text = field.kind.shown(value)
        case _:
            text = field.kind.shown(field.secrecy.masked(value) if masked and value is not None else value)
    return _visible_lines(text, "\t\n" if field.name == "body" else "\n" if field.kind.lines else "")


def check(draft: Draft, base: StreamSpec, taken: Collection[str], *, masked: bool = True) -> Checked:
    """The spec that the draft makes of `base`, whose further fields it keeps, and all that is wrong with it.

    `taken` are the names of other streams. `masked` is what the draft of `base` was made with: a mask in an
    edited field keeps what it stands for.
    """
    before = draft_of(base, masked=masked)
    changed = {name for name in PROMPTS if draft[name] != before[name]}
    fields: dict[str, Any] = {}
    problems: dict[str, str] = {}
    readers: Mapping[str, Callable[[str], Any]] = {
        name: partial(_read, STREAM_FIELDS[name], before=before[name] if masked else "")
        for name in PROMPTS
        if name not in ("name", "body")
    } | {
        "url": partial(_read_url, given=base.url if masked else ""),
        "headers": partial(_read_headers, given=base.headers if masked else {}),
    }
    for name, read in readers.items():
        # A filter is always read: it may have been typed where nothing checks it.
        if name in changed or name == "filter":
            try:
                fields[name] = read(draft[name])
            except ValueError as error:
                problems[name] = str(error)
    if not draft["url"].strip():
        problems["url"] = "a stream needs a URL, such as https://example.com/events"
    url, headers = fields.get("url", base.url), fields.get("headers", base.headers)
    name = draft["name"].strip()
    made = "" if "url" in problems else name_for_template(url, taken)
    if name and name in taken:
        problems["name"] = f"another stream is called {name} already"
    if "name" in changed or not base.name:
        fields["name"] = name or made
    sends_json = base.json is not None
    if "body" in changed and "headers" not in problems:
        try:
            body = _read_body(draft["body"], headers)
        except ValueError as error:
            problems["body"] = str(error)
        else:
            fields.update(body)
            sends_json = body["json"] is not None or "headers" in body
    ordered = {name: problems[name] for name in PROMPTS if name in problems}
    return Checked(
        spec=None if problems else replace(base, **fields),
        problems=ordered,
        hints=_hints(draft, url, headers),
        name=made,
        sends_json=sends_json and bool(draft["body"].strip()),
    )


def _hints(draft: Draft, url: str, headers: Mapping[str, str]) -> dict[str, str]:
    hints = {}
    if looks_like_curl(draft["url"]):
        hints["url"] = "enter fills the form from this curl command"
    else:
        hints["url"] = _about_secrets({"url": url})
    hints["headers"] = _about_secrets({"headers": headers})
    if draft["method"] == "GET" and draft["body"].strip():
        hints["body"] = "few servers read the body of a GET; POST sends one"
    return {name: hint for name, hint in hints.items() if hint}


def _about_secrets(values: dict[str, Any]) -> str:
    found = [secret.hint for secret in literal_secrets_in(values)]
    more = [f"and {len(found) - _MOST_HINTS} more"] if len(found) > _MOST_HINTS else []
    return "\n".join([*found[:_MOST_HINTS], *more])


def _read_url(text: str, given: str) -> str:
    if looks_like_curl(text):
        raise ValueError("enter fills the form from this curl command")
    check_variables(text)
    # Completed before secrets are put back: what is said of a bad URL may quote it.
    url = kept_url(complete_template(text), given)
    check_variables(url)
    return url


def _read_headers(text: str, given: Mapping[str, str]) -> dict[str, str]:
    return headers_of(lines_of(text), partial(kept_header, given=given))


def _read(field: Field, text: str, before: str) -> Any:
    if field.secrecy is not NOTHING_SECRET and MASK in text and MASK in before:
        raise ValueError(f"type all of it; {MASK} is kept only where nothing is changed")
    return field.kind.read(text)


def _read_body(text: str, headers: Mapping[str, str]) -> dict[str, Any]:
    """The fields of the spec that a body sets: `json`, or `body` and, where it takes one, a header for it."""
    if not text.strip():
        return {"json": None, "body": None}
    check_variables(text)
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


def _visible_lines(text: str, kept: str) -> str:
    """Safe to draw, but for what is `kept` of line ends and tabs, which an editor can show."""
    if not kept:
        return visible(text)
    return kept[0].join(_visible_lines(part, kept[1:]) for part in text.split(kept[0]))
