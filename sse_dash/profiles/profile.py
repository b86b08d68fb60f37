"""What a profile is: streams, view settings and what must not be lost of its file. No files, no TOML.

The docstring of each field of a table is also what the README and the schema for editors say of it.

Streams are whole: what `[defaults]` says is in each of them already, so that who reads a profile need
not know of defaults. When it is written, what a stream has in common with `defaults` is left out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from sse_dash.requests.fields import NOTHING_SECRET, facts, fields_of
from sse_dash.requests.kinds import Choice, Name
from sse_dash.requests.spec import StreamSpec

Layout = Literal["grid", "list", "timeline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewSettings:
    """How the screen shows the streams: the table `[view]`."""

    layout: Layout | None = field(
        default=None, metadata=facts(Choice(get_args(Layout)), secret=NOTHING_SECRET)
    )
    """What is shown first: panes side by side, a row for each stream, or all events in one. Without it, what
    the settings file says, or else the grid."""
    theme: str | None = field(default=None, metadata=facts(Name(), secret=NOTHING_SECRET))
    """The name of a colour theme."""


VIEW_FIELDS = fields_of(ViewSettings)
"""The keys of `[view]`, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownKeys:
    """Keys that this version doesn't know, with their values as TOML has them: kept, and written back.

    Those within a table that is known, such as `tls`, are in a table of its name.
    """

    top: Mapping[str, Any] = field(default_factory=dict)
    """Those outside of any table that is known."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """Those in `[defaults]`."""
    streams: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Those in `[[streams]]`, by the name of the stream; a stream without any isn't here."""
    view: Mapping[str, Any] = field(default_factory=dict)
    """Those in `[view]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A named set of streams, and how to show them. Its name is that of its file."""

    streams: tuple[StreamSpec, ...] = ()
    """In the order of the panes; names are unique. Defaults are in them already."""
    # Not printed, since frames of a traceback show their locals, and what stands here may be secret.
    defaults: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What `[defaults]` says, by StreamSpec field; never `name` or `url`. To change one changes no stream:
    the streams then say for themselves what they had from it."""
    view: ViewSettings = field(default_factory=ViewSettings)
    """How the screen shows the streams."""
    unknown: UnknownKeys = field(default_factory=UnknownKeys, repr=False)
    """What a newer version, or a slip of the pen, put into the file."""
