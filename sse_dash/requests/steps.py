"""Requests that go before a stream's own, or follow once it is open, and what is taken of their answers.

A step is data. Who sends it and waits for the answer is not known here, nor what a stream is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sse_dash.json.paths import WHOLE, Path, PathError, scan_path, step_text
from sse_dash.requests.fields import (
    NOTHING_SECRET,
    SECRET_IN_BODY,
    SECRET_IN_HEADERS,
    SECRET_IN_JSON,
    SECRET_IN_PARAMS,
    SECRET_IN_URL,
    Tables,
    facts,
)
from sse_dash.requests.headers import HTTP_TOKEN
from sse_dash.requests.kinds import Method
from sse_dash.requests.template import NAME
from sse_dash.requests.template_kinds import Headers, Json, Lines, Params, TextTable, Url, check_template
from sse_dash.requests.wording import KeyPath, Report, describe

MOST_STEPS = 10
"""A login needs two."""

_NAME = re.compile(NAME)
_START = re.compile(r"[^/?#]*://[^/?#]*|\$\{[^}]*\}[^/?#]*")
_EXPECTED = 'expected "header:NAME", "cookie:NAME", "json:PATH", "event", "event:PATH", "event-id" or "text"'
_MAY_BE_MISSING = "?"
"""What the place of a value ends with that not every server gives."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value is found."""

    kind: str
    """`header`, `cookie`, `json`, `event`, `event-id` or `text`."""
    name: str = ""
    """Of a header or a cookie."""
    path: Path = WHOLE
    """Of a value in JSON."""
    may_be_missing: bool = False
    """Whether it is no failure where it isn't there."""

    @property
    def is_of_event(self) -> bool:
        """Whether an event has to come first."""
        return self.kind.startswith("event")

    def __str__(self) -> str:
        match self.kind:
            case "header" | "cookie":
                return f"{self.kind} {self.name}"
            case "json" | "event" if self.path.steps:
                return f"{self.kind} value {''.join(map(step_text, self.path.steps)).lstrip('.')}"
            case _:
                return {"event-id": "id of an event", "event": "data of an event"}.get(self.kind, self.kind)


def read_source(text: str) -> Source:
    """The place that a text such as `header:Mcp-Session-Id` names. Raises ValueError."""
    if text.endswith(_MAY_BE_MISSING):
        return replace(read_source(text.removesuffix(_MAY_BE_MISSING)), may_be_missing=True)
    kind, colon, rest = text.partition(":")
    match kind:
        case "header" if HTTP_TOKEN.fullmatch(rest):
            return Source(kind, rest)
        case "cookie" if rest:
            return Source(kind, rest)
        case "json" | "event" if colon:
            return Source(kind, path=_path(rest))
        case "event" | "event-id" | "text" if not colon:
            return Source(kind)
    raise ValueError(_EXPECTED)


def _path(text: str) -> Path:
    source = text if not text or text.startswith(("[", ".")) else f".{text}"
    try:
        path, end = scan_path(source, 0)
    except PathError as error:
        raise ValueError(error.message) from None
    if end != len(source):
        raise ValueError("expected a path such as result.token or items[0].id")
    return path


class Take(TextTable):
    """Names of values, and where each is found."""

    def check(self, value: Any, at: KeyPath, report: Report) -> dict[str, str]:
        if not self.is_table(value, at, report, 'session = "header:Mcp-Session-Id"'):
            return {}
        for name, text in value.items():
            if not isinstance(name, str) or not _NAME.fullmatch(name):
                report(at, f"has a wrong name: {describe(name)}", "expected letters, digits and underscores")
            try:
                read_source(text if isinstance(text, str) else "")
            except ValueError as error:
                report((*at, str(name)), f"is {describe(text)}", str(error))
        return dict(value)

    def change_texts(self, value: Any, _change: Callable[[str], str]) -> Any:
        return value


class StepUrl(Url):
    """An http or https URL, or the path of one on the stream's server."""

    expected = "expected an http:// or https:// URL, or a path that begins with /"

    def check(self, value: Any, at: KeyPath, report: Report) -> str:
        if isinstance(value, str) and (value == "" or re.match(r"/(?!/)", value)):
            return check_template(value, at, report, may_run=False)
        return super().check(value, at, report)


def check_step(given: Mapping[str, Any], at: KeyPath, report: Report) -> None:
    """What no field of a step sees by itself."""
    if "json" in given and "body" in given:
        report((*at, "body"), "is there together with json", "expected one of the two")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Step:
    """A request before the stream's own, or after it was opened; of its answer values are taken.

    It goes the way that the stream's own goes, with its TLS settings and its cookies. To the stream's own
    server it takes the stream's headers along, but for those that need a value that isn't there yet.
    """

    url: str = field(default="", metadata=facts(StepUrl(), secret=SECRET_IN_URL))
    """Where it goes: a URL, or a path such as `/login` on the stream's server. Without it, to the stream's
    own `url`."""
    method: str | None = field(default=None, metadata=facts(Method(), secret=NOTHING_SECRET))
    """The HTTP method. Without it, `POST` if there is a body, else `GET`."""
    headers: Mapping[str, str] = field(
        default_factory=dict, metadata=facts(Headers(), secret=SECRET_IN_HEADERS)
    )
    """Headers of its own."""
    params: Mapping[str, str] = field(default_factory=dict, metadata=facts(Params(), secret=SECRET_IN_PARAMS))
    """Query parameters."""
    json: Any = field(default=None, metadata=facts(Json(), secret=SECRET_IN_JSON))
    """A body sent as JSON. Not together with `body`."""
    body: str | None = field(default=None, metadata=facts(Lines(), secret=SECRET_IN_BODY))
    """A body sent as it is, in UTF-8. Not together with `json`."""
    take: Mapping[str, str] = field(default_factory=dict, metadata=facts(Take(), secret=NOTHING_SECRET))
    """What is taken of the answer, by the name by which `${NAME}` then stands for it: `header:NAME`,
    `cookie:NAME`, `json:PATH`, `text`, or of the first event `event`, `event:PATH`, `event-id`. In
    `after_open` the event is the stream's own, and is waited for before the request is sent. What ends with
    `?`, as in `header:X-Id?`, may be missing: headers and parameters that need it are then left out."""

    @property
    def sent_method(self) -> str:
        """The HTTP method."""
        return self.method or ("GET" if self.json is None and self.body is None else "POST")

    def url_for(self, stream_url: str) -> str:
        """Where it goes, for the stream of that URL; both may hold variables."""
        if not self.url:
            return stream_url
        return server_of(stream_url) + self.url if self.url.startswith("/") else self.url

    def __repr__(self) -> str:
        # Frames of a traceback show their locals: nothing that may be secret.
        return f"<{type(self).__name__} {self.sent_method}>"


def server_of(url: str) -> str:
    """Scheme, host and port of a URL that may hold variables, as they are written."""
    start = _START.match(url)
    return start[0] if start else ""


def steps_kind() -> Tables:
    """The kind of a field that holds steps."""
    return Tables(Step, 'url = "/login", take = { token = "json:token" }', MOST_STEPS, check_step)
