"""What to ask for: one subscription as data. How it runs is the monitor's affair.

Here each field is told of once: its type and default, its kind, what of it is secret, how it is asked for and
given, and in its docstring what README, schema and people are told. To add one is to add it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from sse_dash.client.formats import Format
from sse_dash.client.parser import DEFAULT_MAX_EVENT_SIZE, DEFAULT_MAX_ID_SIZE
from sse_dash.client.redact import redact_url
from sse_dash.requests.fields import (
    NOTHING_SECRET,
    SECRET_IN_BODY,
    SECRET_IN_HEADERS,
    SECRET_IN_JSON,
    SECRET_IN_PARAMS,
    SECRET_IN_URL,
    TOLD_BY_ITS_FIELDS,
    Prompt,
    Table,
    facts,
    fields_of,
)
from sse_dash.requests.kinds import Choice, Count, Duration, Filter, Flag, Method, Name, Size, Text
from sse_dash.requests.options import OPTIONS
from sse_dash.requests.steps import Step, steps_kind
from sse_dash.requests.template_kinds import FilePath, Headers, Json, Lines, Params, Proxy, Url
from sse_dash.requests.wording import KeyPath, Report

Reconnect = Literal["always", "never", "on-error"]
RepeatBefore = Literal["always", "refused"]
Color = Literal["primary", "secondary", "accent", "success", "warning", "error"]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""Those that one can choose from; others can be typed elsewhere."""

DEFAULT_HISTORY = 5_000
DEFAULT_HISTORY_BYTES = 32 * 1024 * 1024
DEFAULT_STALE_AFTER = 30.0
DEFAULT_CONNECT_TIMEOUT = 10.0
DEFAULT_RETRY = 1.0
DEFAULT_BACKOFF = 30.0


def check_tls(given: Mapping[str, Any], at: KeyPath, report: Report) -> None:
    """What no field of the table sees by itself."""
    if "key" in given and "cert" not in given:
        report((*at, "key"), "is there without cert", "expected the certificate whose key it is")


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsSettings:
    """How the server of an `https` URL proves who it is, and how we do: the table `tls`.

    Paths start from `/` or `~`, or else from the folder in which sse-dash was started; they may hold
    `${NAME}`. The files are read at each attempt to connect.
    """

    verify: bool = field(default=True, metadata=facts(Flag(), secret=NOTHING_SECRET))
    """Whether the server's certificate and name are checked. `false` lets anyone listen in."""
    ca: str | None = field(
        default=None,
        metadata=facts(FilePath("certificates to trust instead of the system's"), secret=NOTHING_SECRET),
    )
    """A PEM file of certificates to trust, in the place of the system's."""
    cert: str | None = field(
        default=None,
        metadata=facts(FilePath("a certificate to show to the server"), secret=NOTHING_SECRET),
    )
    """A PEM file with a client certificate; its key may be in it, too. The key can't have a password."""
    key: str | None = field(
        default=None,
        metadata=facts(FilePath("the key of that certificate"), secret=NOTHING_SECRET),
    )
    """A PEM file with the key of `cert`, where it isn't in the same file."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StreamSpec:
    """One stream to watch. Values may hold `${NAME}`, which is read when connecting, never before."""

    name: str = field(
        metadata=facts(
            Name(),
            secret=NOTHING_SECRET,
            prompt=Prompt(label="Name", hint="made from the URL", about="What its pane is called"),
        )
    )
    """What its pane is called; unique in a profile."""
    url: str = field(
        metadata=facts(
            Url(),
            secret=SECRET_IN_URL,
            prompt=Prompt(
                label="URL",
                hint="https://example.com/events, or a curl command",
                about="The stream's address; or paste a curl command, as browsers copy it",
                place=-1,
            ),
        )
    )
    """An `http` or `https` URL."""
    method: str = field(
        default="GET",
        metadata=facts(
            Method(),
            secret=NOTHING_SECRET,
            prompt=Prompt(label="Method", about="How the server is asked", choices=METHODS, is_apart=True),
        ),
    )
    """The HTTP method. Other than GET, it isn't sent again after a clean end unless `reconnect` says so."""
    headers: Mapping[str, str] = field(
        default_factory=dict,
        metadata=facts(
            Headers(),
            secret=SECRET_IN_HEADERS,
            prompt=Prompt(
                label="Headers",
                hint="Authorization: Bearer ${TOKEN}",
                about="One a line; ${NAME} is read from the environment when connecting",
            ),
            option=OPTIONS["headers"],
        ),
    )
    """Request headers. No screen, log or error shows their values, save for such as `Accept`."""
    params: Mapping[str, str] = field(default_factory=dict, metadata=facts(Params(), secret=SECRET_IN_PARAMS))
    """Query parameters, added to those of `url` when connecting, and quoted as a URL needs it."""
    json: Any = field(default=None, metadata=facts(Json(), secret=SECRET_IN_JSON))
    """A body sent as JSON. Not together with `body`."""
    body: str | None = field(
        default=None,
        metadata=facts(
            Lines(),
            secret=SECRET_IN_BODY,
            prompt=Prompt(
                label="Body",
                hint='{"stream": true}',
                about="Sent with each request; JSON is sent as JSON",
            ),
        ),
    )
    """A body sent as it is, in UTF-8. Not together with `json`."""
    filter: str = field(
        default="",
        metadata=facts(
            Filter(),
            secret=NOTHING_SECRET,
            prompt=Prompt(
                label="Filter",
                hint="every event",
                about="What its pane shows: words  type:order.*  -not  or",
                is_apart=True,
            ),
            option=OPTIONS["filter"],
        ),
    )
    """A filter expression for the pane; empty shows every event."""
    reconnect: Reconnect | None = field(
        default=None,
        metadata=facts(
            Choice(get_args(Reconnect), unset="default"),
            secret=NOTHING_SECRET,
            prompt=Prompt(
                label="Reconnect",
                about="default is always for GET, on-error for other methods",
                choices=("default", *get_args(Reconnect)),
            ),
        ),
    )
    """When to connect again. Without it: `always` for GET, `on-error` for any other method."""
    retry: float = field(default=DEFAULT_RETRY, metadata=facts(Duration(), secret=NOTHING_SECRET))
    """The wait before connecting again, until the server sends a `retry` of its own."""
    backoff: float = field(default=DEFAULT_BACKOFF, metadata=facts(Duration(), secret=NOTHING_SECRET))
    """The longest wait: it doubles with each failure in a row, from `retry` up to this. What a server asks
    for is not shortened."""
    idle_timeout: float = field(
        default=0.0,
        metadata=facts(
            Duration(zero="never"),
            secret=NOTHING_SECRET,
            prompt=Prompt(
                label="Idle",
                hint="never",
                about="How long no byte may come before it connects anew: 5m, never",
                is_short=True,
                place=2,
            ),
        ),
    )
    """How long no byte may come before the connection is given up and made anew; 0 is no limit."""
    connect_timeout: float = field(
        default=DEFAULT_CONNECT_TIMEOUT,
        metadata=facts(
            Duration(zero="never"),
            secret=NOTHING_SECRET,
            prompt=Prompt(
                label="Connect",
                hint="10s",
                about="How long connecting may take: 10s, 500ms, never",
                is_short=True,
                place=1,
            ),
        ),
    )
    """How long one attempt to connect may take; 0 is no limit."""
    stale_after: float = field(
        default=DEFAULT_STALE_AFTER,
        metadata=facts(
            Duration(zero="never"),
            secret=NOTHING_SECRET,
            prompt=Prompt(
                label="Silent",
                hint="30s",
                about="How long no byte may come before it is shown as silent: 30s, never",
                is_short=True,
                place=1,
            ),
        ),
    )
    """How long no byte may come before an open stream is shown as silent; 0 never shows it so."""
    format: Format = field(
        default="auto",
        metadata=facts(
            Choice(get_args(Format)),
            secret=NOTHING_SECRET,
            option=OPTIONS["format"],
        ),
    )
    """What its answers are made of, whatever their content type: `sse`, events; `ndjson`, JSON values one
    after another, each an event. `auto`, either of them, as the content type says."""
    history: int = field(
        default=DEFAULT_HISTORY,
        metadata=facts(
            Count("events"),
            secret=NOTHING_SECRET,
            prompt=Prompt(
                label="History",
                hint="5,000",
                about="How many events are kept",
                is_short=True,
                place=2,
            ),
        ),
    )
    """How many events are kept."""
    history_size: int = field(default=DEFAULT_HISTORY_BYTES, metadata=facts(Size(), secret=NOTHING_SECRET))
    """How much they may hold together: data, types and ids. Whichever is reached first counts."""
    done: str | None = field(
        default=None,
        metadata=facts(
            Text(),
            secret=NOTHING_SECRET,
            prompt=Prompt(
                label="Done",
                hint="it ends when the server ends it",
                about="The data of the last event, after which it ends: [DONE]",
                place=3,
            ),
        ),
    )
    """The data of the event that ends the stream for good, such as `[DONE]`."""
    tls: TlsSettings = field(
        default_factory=TlsSettings,
        metadata=facts(Table(TlsSettings, 'ca = "~/ca.pem"', check_tls), secret=TOLD_BY_ITS_FIELDS),
    )
    """How the server and we prove who we are. A stream's table takes the place of the one in `[defaults]`."""
    proxy: str | None = field(default=None, metadata=facts(Proxy(), secret=SECRET_IN_URL))
    """The URL of a proxy to connect through: `http`, `https`, or with the package `aiohttp-socks` also
    `socks5h` and its like; `none` for no proxy. Without it the environment says: `https_proxy`, `no_proxy` …,
    but a server on this machine is asked without."""
    unix: str | None = field(
        default=None,
        metadata=facts(FilePath("a Unix socket to connect to", "a Unix socket"), secret=NOTHING_SECRET),
    )
    """The path of a Unix socket to connect to, such as `/run/docker.sock`, whatever host `url` names."""
    last_event_id: str = field(default="", metadata=facts(Text(), secret=NOTHING_SECRET))
    """The id of the event after which it begins, for a server that keeps what was."""
    max_event_size: int = field(default=DEFAULT_MAX_EVENT_SIZE, metadata=facts(Size(), secret=NOTHING_SECRET))
    """How large one event may be."""
    max_id_size: int = field(default=DEFAULT_MAX_ID_SIZE, metadata=facts(Size(), secret=NOTHING_SECRET))
    """How large an event's id and its type may be; a longer id is not sent, a longer type is cut."""
    answer_timeout: float = field(default=0.0, metadata=facts(Duration(zero="never"), secret=NOTHING_SECRET))
    """How long the server may take to answer once it is asked; 0 is no limit, as some answer with their first
    event."""
    before: tuple[Step, ...] = field(default=(), metadata=facts(steps_kind(), secret=TOLD_BY_ITS_FIELDS))
    """Requests that are sent first, in their order. What they `take` of the answers is in `${NAME}` for those
    after them and for the stream's own."""
    repeat_before: RepeatBefore = field(
        default="always", metadata=facts(Choice(get_args(RepeatBefore)), secret=NOTHING_SECRET)
    )
    """When these are sent again: before each connection, or only once the server has refused one that was
    asked for with what they gave before."""
    after_open: tuple[Step, ...] = field(default=(), metadata=facts(steps_kind(), secret=TOLD_BY_ITS_FIELDS))
    """Requests that are sent each time the stream has opened, in their order."""
    color: Color | None = field(default=None, metadata=facts(Choice(get_args(Color)), secret=NOTHING_SECRET))
    """The colour of its name among others, by its name in the theme. Without it, one is chosen."""
    paused: bool = field(default=False, metadata=facts(Flag(), secret=NOTHING_SECRET))
    """Whether its pane starts paused: it connects and counts, and shows nothing new until `space`."""

    def __repr__(self) -> str:
        # Frames of a traceback show their locals: nothing that may be secret.
        return f"<{type(self).__name__} {self.name!r} {self.method} {redact_url(self.url)}>"


STREAM_FIELDS = fields_of(StreamSpec)
"""The table of fields: by name, in the order in which they are written."""

BODIES = ("json", "body")
"""The fields of which a stream has one at most."""
