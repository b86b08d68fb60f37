"""A person's settings: `config.toml` in the config folder, which the app reads and never writes.

Which themes and which actions there are is for the screens, so names of these are taken as they stand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from sse_dash.files import NotRegular, read_file
from sse_dash.profiles.errors import Findings, Problem, ProfileError, from_os_error
from sse_dash.profiles.locate import config_dir
from sse_dash.profiles.profile import VIEW_FIELDS, Layout
from sse_dash.profiles.reader import VERSION, nearest, parse
from sse_dash.profiles.toml_scan import MAX_SIZE, Source, read_source
from sse_dash.requests.kinds import Check, Choice, Flag, Size
from sse_dash.requests.wording import KeyPath, describe, kind

FILE_NAME = "config.toml"

Times = Literal["clock", "utc", "age", "gap"]


@dataclass(frozen=True, slots=True)
class KeyChoice:
    """The keys that a person wants for an action."""

    keys: tuple[str, ...]
    """As they are written, such as `ctrl+r` or `?`; empty if the action is to have none."""
    line: int | None
    """The line of the file that says so, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds where no profile says otherwise."""

    layout: Layout | None = None
    """What is shown first: `grid`, `list` or `timeline`; None leaves it to the app."""
    theme: str | None = None
    """The name of a colour theme; None leaves it to the app. Not checked, and untrusted to draw."""
    wrap: bool = False
    """Whether long lines are broken, not cut."""
    times: Times = "clock"
    """What stands before each event: the local time of day, that in UTC, its age, or the gap to the one
    before."""
    histories: int | None = None
    """Bytes of memory that all histories take together at most; None leaves it to the app."""
    keys: Mapping[str, KeyChoice] = field(default_factory=dict)
    """By the id of an action, such as `pane.pause`; ids are not checked."""
    warnings: tuple[Problem, ...] = ()
    """What is odd in the file, such as keys that aren't known."""
    problem: str = ""
    """Why the file could not be used, if so; the rest is as without a file then."""


_VIEW_CHECKS: Mapping[str, Check] = {
    **{name: field.check for name, field in VIEW_FIELDS.items()},
    "wrap": Flag().check,
    "times": Choice(get_args(Times)).check,
}


_LIMIT_CHECKS: Mapping[str, Check] = {"histories": Size().check}


def settings_path() -> Path:
    """The file, whether there is one or not."""
    return config_dir() / FILE_NAME


def load_settings(path: Path | None = None) -> Settings:
    """What the file says, `settings_path()` if none is given; the defaults if there is no file.

    Raises ProfileError with every problem that it has, and where it can't be read.
    """
    path = settings_path() if path is None else path
    try:
        data = read_file(path, MAX_SIZE).data
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except NotRegular as error:
        raise ProfileError(
            path, [Problem("it is no regular file", "make it one, or take it away")]
        ) from error
    except OSError as error:
        raise from_os_error(error, path, "read") from error
    source = read_source(data, path)
    return _read(parse(source, path), source, path)


def _read(top: Mapping[str, Any], source: Source, path: Path) -> Settings:
    problems, warnings = Findings(source.line_of), Findings(source.line_of)
    version = top.get("version", VERSION)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        problems.add(("version",), f"is {describe(version)}", f"expected {VERSION}")
    elif version > VERSION:
        warnings.add(("version",), "is newer than this sse-dash knows", "what it knows of it holds")
    view, keys = _table(top, "view", problems), _table(top, "keys", problems)
    values = {
        key: check(view[key], ("view", key), problems.add)
        for key, check in _VIEW_CHECKS.items()
        if key in view
    }
    limits = _table(top, "limits", problems)
    values |= {
        key: check(limits[key], ("limits", key), problems.add)
        for key, check in _LIMIT_CHECKS.items()
        if key in limits
    }
    chosen = dict(_key_choices(keys, ("keys",), source, problems))
    for at, table, known in (
        ((), top, ("version", "view", "keys", "limits")),
        (("view",), view, _VIEW_CHECKS),
        (("limits",), limits, _LIMIT_CHECKS),
    ):
        _warn_of_unknown(table, at, known, warnings)
    problems.raise_any(path)
    return Settings(
        **values, keys=chosen, warnings=warnings.with_count("keys that are not known", "they do nothing")
    )


def _table(top: Mapping[str, Any], key: str, problems: Findings) -> dict[str, Any]:
    table = top.get(key, {})
    if isinstance(table, dict):
        return table
    problems.add((key,), f"is {kind(table)}", f"expected a table that begins with [{key}]")
    return {}


def _key_choices(
    table: Mapping[str, Any], at: KeyPath, source: Source, problems: Findings
) -> Iterator[tuple[str, KeyChoice]]:
    """The choices by id. To TOML the dot of an id that isn't quoted begins a table: it is meant the same."""
    for name, value in table.items():
        here = (*at, name)
        if isinstance(value, dict):
            yield from _key_choices(value, here, source, problems)
        elif (keys := _keys(value)) is not None:
            yield ".".join(map(str, here[1:])), KeyChoice(keys, source.line_of(here))
        else:
            what = "holds more than texts" if isinstance(value, list) else f"is {kind(value)}"
            problems.add(here, what, 'expected a key such as "ctrl+r", or some such as ["space", "p"]')


def _keys(value: Any) -> tuple[str, ...] | None:
    """One key, keys with commas between them or an array of keys; None for anything else."""
    if isinstance(value, str):
        value = [value] if value.strip() == "," else value.split(",") if value.strip() else []
    if isinstance(value, list) and all(isinstance(key, str) for key in value):
        return tuple(key.strip() or key for key in value)
    return None


def _warn_of_unknown(
    table: Mapping[str, Any], at: KeyPath, known: Collection[str], warnings: Findings
) -> None:
    for key in table:
        if key in known:
            continue
        near = [] if warnings.full else nearest(key, known)
        guess = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known)}"
        warnings.add((*at, key), "is not a key that sse-dash knows", guess)
