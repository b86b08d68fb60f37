"""From the bytes of a TOML file to a Profile, with all that is wrong or odd in them. Opens no file."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sse_dash.profiles.defaults import DEFAULTABLE, REQUIRED, inherit, is_default_name
from sse_dash.profiles.errors import Findings, Problem, ProfileError
from sse_dash.profiles.literals import literal_secrets
from sse_dash.profiles.profile import VIEW_FIELDS, Profile, UnknownKeys, ViewSettings
from sse_dash.profiles.toml_scan import Source, read_source
from sse_dash.requests.fields import Field, Table
from sse_dash.requests.spec import BODIES, STREAM_FIELDS, StreamSpec
from sse_dash.requests.wording import KeyPath, describe, kind, printable

VERSION = 1
"""The version of the format that this code writes."""

_TOP = ("version", "defaults", "streams", "view")
_POSITION = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL
)
_INT64 = 2**63
_LONGEST_GUESS = 64
"""Characters of an unknown key up to which a known one may be meant."""


@dataclass(frozen=True, slots=True)
class ParsedProfile:
    """What a file says."""

    profile: Profile
    warnings: tuple[Problem, ...]
    """What is odd, such as keys that aren't known, and secrets that are written out: of each the first few,
    then how many more there are."""
    read_only_reason: Problem | None
    """Why it must not be written: a newer version wrote it, and this one would lose what it doesn't know.
    None if it may be. The first of the warnings, if there is one."""

    @property
    def read_only(self) -> bool:
        """Whether it must not be written."""
        return self.read_only_reason is not None


def loads(data: bytes, path: Path | None = None) -> ParsedProfile:
    """The profile in the bytes of a file; `path` is for messages only.

    Raises ProfileError with every problem that the file has, as far as they can be told apart.
    """
    source = read_source(data, path)
    return _Reader(source, path).read(parse(source, path))


def parse(source: Source, path: Path | None) -> dict[str, Any]:
    try:
        return tomllib.loads(source.text)
    except ValueError as error:  # TOMLDecodeError is one; so is what int() raises for 4,300 digits
        match = _POSITION.fullmatch(str(error))
        what = printable(match["what"] if match else str(error))
        line = column = None
        if match and match["line"]:
            line, column = int(match["line"]), match["column"]
        elif match:
            line = source.text.count("\n") + 1
        where = f" at column {column}" if column else ""
        problem = Problem(f"it is not TOML: {what}{where}", "mend the line, or the one before it", line)
    # Outside of the handler: from Python 3.14 on the exception carries the text, secrets and all.
    raise ProfileError(path, [problem])


class _Reader:
    """One file while it is read: its problems and its warnings gather here."""

    def __init__(self, source: Source, path: Path | None) -> None:
        self._source = source
        self._path = path
        self._problems = Findings(source.line_of)
        self._warnings = Findings(source.line_of)

    def read(self, top: Mapping[str, Any]) -> ParsedProfile:
        self._check_integers(top, ())
        self._problems.raise_any(self._path)
        newer = self._newer(top)
        top_unknown = self._unknown(top, (), _TOP)
        defaults, defaults_unknown = self._defaults(top)
        streams, streams_unknown = self._streams(top, defaults)
        view = self._table(top, "view")
        settings = self._values(view, ("view",), VIEW_FIELDS)
        view_unknown = self._unknown(view, ("view",), VIEW_FIELDS)
        if newer and self._problems:
            # What follows may well be right for those who know that version.
            self._problems.problems.insert(0, newer)
        self._problems.raise_any(self._path)
        profile = Profile(
            streams=streams,
            defaults=defaults,
            view=ViewSettings(**settings),
            unknown=UnknownKeys(
                top=top_unknown, defaults=defaults_unknown, streams=streams_unknown, view=view_unknown
            ),
        )
        odd = self._warnings.with_count("keys that are not known", "they are kept as they are")
        return ParsedProfile(
            profile,
            ((newer,) if newer else ()) + odd + literal_secrets(profile, self._source.line_of),
            read_only_reason=newer,
        )

    def _newer(self, top: Mapping[str, Any]) -> Problem | None:
        version = top.get("version", VERSION)
        if isinstance(version, bool) or not isinstance(version, int) or version < 1:
            self._problems.add(("version",), f"is {describe(version)}", f"expected {VERSION}")
        elif version > VERSION:
            return Problem(
                f"is {version}, newer than this sse-dash knows",
                "it is not written to; update sse-dash to change it",
                self._source.line_of(("version",)),
                "version",
            )
        return None

    def _defaults(self, top: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        table, at = self._table(top, "defaults"), ("defaults",)
        for key in REQUIRED:
            if key in table:
                self._problems.add((*at, key), "can't be a default", "each stream has its own")
        self._check_bodies(table, at)
        fields = {key: STREAM_FIELDS[key] for key in DEFAULTABLE}
        return self._values(table, at, fields), self._unknown_of_stream(table, at, [*STREAM_FIELDS])

    def _streams(
        self, top: Mapping[str, Any], defaults: Mapping[str, Any]
    ) -> tuple[tuple[StreamSpec, ...], dict[str, dict[str, Any]]]:
        tables = top.get("streams", [])
        if not isinstance(tables, list):
            self._problems.add(
                ("streams",), f"is {kind(tables)}", "expected [[streams]], in double brackets, for each"
            )
            return (), {}
        specs: list[StreamSpec] = []
        unknown: dict[str, dict[str, Any]] = {}
        first_of: dict[str, int] = {}
        for index, table in enumerate(tables):
            at = ("streams", index)
            if not isinstance(table, dict):
                self._problems.add(at, f"is {kind(table)}", "expected a table with name and url")
                continue
            spec = self._stream(table, at, defaults)
            if spec.name and first_of.setdefault(spec.name, index) != index:
                first = first_of[spec.name]
                self._problems.add(
                    (*at, "name"),
                    f"is {describe(spec.name)} again, the name of streams[{first}]",
                    "expected a name of its own",
                )
            specs.append(spec)
            if odd := self._unknown_of_stream(table, at, [*STREAM_FIELDS, "without"]):
                unknown[spec.name] = odd
        return tuple(specs), unknown

    def _stream(self, table: Mapping[str, Any], at: KeyPath, defaults: Mapping[str, Any]) -> StreamSpec:
        for key in REQUIRED:
            if key not in table:
                self._problems.add((*at, key), "is missing", f"each stream needs a {key}")
        self._check_bodies(table, at)
        without = table.get("without", [])
        names = [name for name in without if isinstance(name, str)] if isinstance(without, list) else []
        if names != without or not all(map(is_default_name, names)):
            self._problems.add(
                (*at, "without"),
                "does not name defaults",
                'expected names such as ["done", "headers.Authorization"]',
            )
        own = {**dict.fromkeys(REQUIRED, ""), **self._values(table, at, STREAM_FIELDS)}
        if self._problems:
            # The file is refused in any case, and what failed its check must not trip what follows.
            return StreamSpec(name=own["name"], url="")
        return StreamSpec(**inherit(own, defaults, names))

    def _table(self, top: Mapping[str, Any], key: str) -> dict[str, Any]:
        table = top.get(key, {})
        if isinstance(table, dict):
            return table
        self._problems.add((key,), f"is {kind(table)}", f"expected a table that begins with [{key}]")
        return {}

    def _values(self, table: Mapping[str, Any], at: KeyPath, fields: Mapping[str, Field]) -> dict[str, Any]:
        return {
            key: field.check(table[key], (*at, key), self._problems.add)
            for key, field in fields.items()
            if key in table
        }

    def _unknown(self, table: Mapping[str, Any], at: KeyPath, known: Collection[str]) -> dict[str, Any]:
        unknown = {key: value for key, value in table.items() if key not in known}
        for key in unknown:
            near = [] if self._warnings.full else nearest(key, known)
            guess = f"; did you mean {near[0]}?" if near else ""
            self._warnings.add((*at, key), "is not a key that sse-dash knows", f"it is kept as it is{guess}")
        return unknown

    def _unknown_of_stream(
        self, table: Mapping[str, Any], at: KeyPath, known: Collection[str]
    ) -> dict[str, Any]:
        unknown = self._unknown(table, at, known)
        for name, field in STREAM_FIELDS.items():
            inner = table.get(name)
            if isinstance(field.kind, Table) and isinstance(inner, dict):
                odd = self._unknown(inner, (*at, name), field.kind.fields)
                unknown |= {name: odd} if odd else {}
        return unknown

    def _check_bodies(self, table: Mapping[str, Any], at: KeyPath) -> None:
        if all(body in table for body in BODIES):
            self._problems.add((*at, "body"), "is there together with json", "expected one of the two")

    def _check_integers(self, value: Any, at: KeyPath) -> None:
        """TOML's integers have 64 bits, and Python can't even print some of those it reads."""
        items: Iterable[tuple[str | int, Any]]
        if isinstance(value, dict):
            items = value.items()
        elif isinstance(value, list):
            items = enumerate(value)
        else:
            if isinstance(value, int) and not -_INT64 <= value < _INT64:
                self._problems.add(at, "is a number of more than 64 bits", "expected a smaller one")
            return
        for key, item in items:
            self._check_integers(item, (*at, key))


def nearest(key: str, known: Collection[str]) -> list[str]:
    return difflib.get_close_matches(key.lower(), known, n=1) if len(key) <= _LONGEST_GUESS else []
