"""The team file, `sse-dash.toml` in a project: read as a stranger's, and laid under one's own profile.

Reading it reads that one file, and neither variables nor any other. Whether it may be used is for trust.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

from sse_dash.files import NotRegular, digest_of, read_file
from sse_dash.profiles.errors import Problem, ProfileError, from_os_error
from sse_dash.profiles.locate import Project, team_path
from sse_dash.profiles.profile import Profile, ViewSettings
from sse_dash.profiles.reader import loads
from sse_dash.profiles.toml_scan import MAX_SIZE
from sse_dash.requests.spec import StreamSpec


@dataclass(frozen=True, slots=True)
class TeamFile:
    """A team file as it was read, once: what is trusted, shown and used is this and not the file."""

    path: Path
    """Absolute, without symbolic links."""
    digest: str
    """SHA-256 of its bytes, in hex: what trust is for."""
    profile: Profile
    """What it says, with TLS checks on whatever it says of them."""
    warnings: tuple[Problem, ...] = ()
    """What is odd in it, and what of it is not obeyed."""


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What of the streams on the screen belongs into one's own profile."""

    profile: Profile
    """To be saved: without streams that are as the team file has them."""
    left_out: tuple[str, ...]
    """Streams of the team file that are not on the screen; they will be there again the next time."""


def load_team(project: Project) -> TeamFile | None:
    """The project's team file; None if it has none.

    Raises ProfileError if it is broken, can't be read, or is a link that leads out of the project.
    """
    path = team_path(project)
    if not os.path.lexists(path):
        return None
    real = Path(os.path.realpath(path))
    if not real.is_relative_to(project.root):
        wrong = "it is a link that leads out of the project"
        raise ProfileError(path, [Problem(wrong, "keep the file itself in the project")])
    try:
        data = read_file(real, MAX_SIZE).data
    except NotRegular as error:
        raise ProfileError(path, [Problem("it is no regular file", "make it one, or remove it")]) from error
    except OSError as error:
        raise from_os_error(error, path, "read") from error
    parsed = loads(data, path)
    streams, refused = [], []
    for index, spec in enumerate(parsed.profile.streams):
        streams.append(replace(spec, tls=replace(spec.tls, verify=True)))
        if not spec.tls.verify:
            refused.append(
                Problem(
                    "is not obeyed: a team file can't turn off TLS checks",
                    "name the certificate to trust in tls.ca, or turn them off in a profile of your own",
                    key=f"streams[{index}].tls.verify",
                )
            )
    profile = replace(parsed.profile, streams=tuple(streams))
    return TeamFile(real, digest_of(data), profile, (*parsed.warnings, *refused))


def merge(team: Profile, user: Profile) -> Profile:
    """One's own profile over the team's: a stream of the same name takes the place of theirs, others follow.

    All but streams and view is the user's. Of the view, what the user left alone is as the team has it.
    """
    own = {spec.name: spec for spec in user.streams}
    streams = [own.pop(spec.name, spec) for spec in team.streams]
    return replace(user, streams=(*streams, *own.values()), view=_view(team.view, user.view))


def own_part(team: Profile, before: Profile, shown: Profile) -> OwnPart:
    """What to save of `shown`, which is what `merge` made of `team` and `before`, and changes since.

    A stream that is as the team file has it is left out, unless the user's profile had one of that name
    already: it was kept there on purpose.
    """
    theirs = {spec.name: spec for spec in team.streams}
    kept = {spec.name for spec in before.streams}
    own = tuple(
        spec
        for spec in shown.streams
        if spec.name in kept or spec.name not in theirs or not _same(spec, theirs[spec.name])
    )
    view = before.view if shown.view == _view(team.view, before.view) else shown.view
    on_screen = {spec.name for spec in shown.streams}
    return OwnPart(
        replace(shown, streams=own, view=view), tuple(name for name in theirs if name not in on_screen)
    )


def _view(team: ViewSettings, user: ViewSettings) -> ViewSettings:
    return team if user == ViewSettings() else user


def _same(one: StreamSpec, other: StreamSpec) -> bool:
    # To Python 1, 1.0 and True are equal; to a server they aren't.
    return one == other and json.dumps(one.json) == json.dumps(other.json)
