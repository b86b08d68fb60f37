"""Whether a team file may be used: what it would do, as data to be asked about, and the answers given so far.

An answer is for one path and one content; another content, or the same elsewhere, is asked about anew.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sse_dash.client.redact import MASK, redact_url
from sse_dash.profiles.memory import State, read_state, state_dir, update_state
from sse_dash.profiles.profile import Profile
from sse_dash.profiles.team import TeamFile
from sse_dash.requests.fields import leaves
from sse_dash.requests.resolve import commands, requests_of, taken_by, variables
from sse_dash.requests.spec import STREAM_FIELDS, StreamSpec
from sse_dash.requests.template import Part, is_command, parts_of, stands_for_itself, words_of
from sse_dash.requests.template_kinds import FilePath

MAX_TRUSTED = 500
"""Team files whose trust is remembered; the one that was trusted longest ago falls out."""

_TRUST = "trust.json"
_MARK = "\ue000"
"""Of private use, so that nobody's host is called so."""
_STAND_IN = re.compile(rf"{_MARK}(\d+){_MARK}")


@dataclass(frozen=True, slots=True)
class Destination:
    """A server that it would connect to. All texts are untrusted; none holds a password or a token."""

    origin: str
    """Scheme, host and port, `https://shop.example`; may hold `${NAME}`, which is read only after a yes."""
    methods: tuple[str, ...]
    """How it is asked, each once: `GET`, `POST`."""
    streams: tuple[str, ...]
    """The names of the streams that come from there."""
    variables: tuple[str, ...]
    """The environment variables whose values would be sent there, or say where that is, by name; and commands
    whose output would be, each as `!` and its words."""
    proxies: tuple[str, ...]
    """The proxies that what is sent would pass through, masked; empty if it goes there directly."""


@dataclass(frozen=True, slots=True)
class FileUse:
    """A file that it would read."""

    path: str
    """As the team file has it; may hold `${NAME}`. Untrusted."""
    purpose: str
    """What it is read for: words of our own."""
    streams: tuple[str, ...]
    """The names of the streams that need it."""


@dataclass(frozen=True, slots=True)
class TrustSummary:
    """What a profile would do once its streams connect."""

    destinations: tuple[Destination, ...]
    """In the order of the streams."""
    files: tuple[FileUse, ...]
    """In the order of the streams."""
    commands: tuple[str, ...]
    """The commands that it would run, sorted; each is its words in a row. Untrusted texts."""
    local_variables: tuple[str, ...]
    """Variables that are read, but sent nowhere: they only say where a file is."""

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of all environment variables that it would read, sorted."""
        sent = {name for destination in self.destinations for name in destination.variables}
        return tuple(sorted(name for name in sent.union(self.local_variables) if not is_command(name)))


@dataclass(frozen=True, slots=True)
class Trust:
    """Whether a team file was trusted before."""

    given: bool
    changed: bool = False
    """Whether there was trust, for another content of the same file."""
    warning: str = ""
    """Why earlier answers could not be used, if so."""


NO_TRUST = Trust(False)
"""The answer where nothing was asked yet."""


@dataclass(slots=True)
class _Gathered:
    """A destination while it is put together: dicts, as sets that keep their order."""

    methods: dict[str, None] = field(default_factory=dict)
    streams: dict[str, None] = field(default_factory=dict)
    variables: set[str] = field(default_factory=set)
    proxies: dict[str, None] = field(default_factory=dict)


def what_it_would_do(profile: Profile) -> TrustSummary:
    """Where the streams of the profile would connect, and what they would send there and read.

    Expands nothing, and reads neither variables nor files.
    """
    gathered: dict[str, _Gathered] = {}
    files: dict[tuple[str, str], dict[str, None]] = {}
    read: set[str] = set()
    run: set[str] = set()
    for spec in profile.streams:
        taken = taken_by((*spec.before, *spec.after_open))
        for sent in requests_of(spec):
            to = gathered.setdefault(origin_of(sent.url), _Gathered())
            to.methods[sent.method] = to.streams[spec.name] = None
            to.variables |= (variables(sent, sent=True) - taken) | commands(sent)
            if spec.proxy is not None:
                to.proxies[origin_of(spec.proxy)] = None
        read |= variables(spec)
        run |= commands(spec)
        for path, purpose in _files(spec):
            files.setdefault((path, purpose), {})[spec.name] = None
    sent_names = {name for to in gathered.values() for name in to.variables}
    return TrustSummary(
        tuple(
            Destination(
                origin, tuple(to.methods), tuple(to.streams), tuple(sorted(to.variables)), tuple(to.proxies)
            )
            for origin, to in gathered.items()
        ),
        tuple(FileUse(path, purpose, tuple(names)) for (path, purpose), names in files.items()),
        tuple(sorted(shlex.join(words_of(name)) for name in run)),
        tuple(sorted(read - sent_names)),
    )


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL that may hold variables, as the client would understand it.

    Never userinfo, save that a variable in it, which may hold a `/` and so end it, is shown with its
    default. What can't be told is the whole URL, masked. Never raises.
    """
    held: list[str] = []

    def stand_in(part: Part) -> str:
        if stands_for_itself(part.written):
            return part.written
        held.append(part.written)
        return f"{_MARK}{len(held) - 1}{_MARK}"

    if _MARK in url:
        return redact_url(url)
    text = "".join(map(stand_in, parts_of(url)))
    try:
        parts = urlsplit(text)
    except ValueError:
        return redact_url(url)
    userinfo, at, host = parts.netloc.rpartition("@")
    if not host or not parts.scheme:
        return redact_url(url)
    if not held or not _STAND_IN.search(parts.netloc):
        return _as_the_client_reads(text) or redact_url(url)
    shown = "".join(_masked(userinfo)) + at
    return _put_back(f"{parts.scheme}://{shown if _STAND_IN.search(userinfo) else ''}{host}", held)


def trust_of(team: TeamFile) -> Trust:
    """What was answered before about this very file. Never raises.

    What lies within the project says nothing: the project could have brought it along.
    """
    if _within_project(team):
        return Trust(False, warning="answers kept within a project are not believed")
    state, warning = read_state(_TRUST)
    digest = _trusted(state).get(str(team.path))
    return Trust(digest == team.digest, digest not in (None, team.digest), warning)


def give_trust(team: TeamFile) -> str:
    """Remember that this content of the file may be used.

    Returns why that failed, empty if it didn't: then it is asked about again. Writes a file.
    """
    if _within_project(team):
        return "answers kept within a project are not believed"

    def change(state: State) -> State:
        others = {path: digest for path, digest in _trusted(state).items() if path != str(team.path)}
        newest = [(str(team.path), team.digest), *others.items()][:MAX_TRUSTED]
        return {"trusted": dict(newest)}

    return update_state(_TRUST, change)


def _within_project(team: TeamFile) -> bool:
    return Path(os.path.realpath(state_dir())).is_relative_to(team.path.parent)


def _trusted(state: State) -> Mapping[str, object]:
    trusted = state.get("trusted")
    return trusted if isinstance(trusted, dict) else {}


def _files(spec: StreamSpec) -> Iterator[tuple[str, str]]:
    for leaf, value in leaves(spec, STREAM_FIELDS):
        if isinstance(leaf.kind, FilePath):
            yield value, leaf.kind.purpose


def _as_the_client_reads(url: str) -> str:
    # Two readers of one URL may find two hosts in it; what counts is what is connected to.
    from yarl import URL

    try:
        return str(URL(url).origin())
    except ValueError:
        return ""


def _masked(userinfo: str) -> Iterable[str]:
    """The stand-ins of a userinfo, with masks for what is between them."""
    end = 0
    for match in _STAND_IN.finditer(userinfo):
        if match.start() > end:
            yield MASK
        yield match[0]
        end = match.end()
    if end < len(userinfo):
        yield MASK


def _put_back(text: str, held: list[str]) -> str:
    return _STAND_IN.sub(lambda match: held[int(match[1])], text)
