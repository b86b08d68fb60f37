"""What to open: the profile that is asked for, or was open last, and the team file that lies under it.

The team file lies under the project's default profile, and under no other: those are sets of their own.
"""

from __future__ import annotations

import os

from sse_dash.profiles.errors import ProfileError, ProfileNotFound
from sse_dash.profiles.locate import (
    DEFAULT_PROFILE,
    ProfileRef,
    Project,
    find_profile,
    list_profiles,
    profile_path,
    team_path,
)
from sse_dash.profiles.memory import last_profile
from sse_dash.profiles.session import Session
from sse_dash.profiles.store import load
from sse_dash.profiles.team import load_team
from sse_dash.profiles.trust import NO_TRUST, trust_of


def open_profile(project: Project | None, name: str | None = None) -> Session:
    """The profile of that name; without one, the last that was open in the project, else the default one.

    Raises ProfileError for a name that none can have, and ProfileNotFound for a name given that none has.
    A file that is broken is a `problem` and nothing else.
    """
    warnings: tuple[str, ...] = ()
    if name is None:
        last = last_profile(project)
        warnings = (last.warning,) if last.warning else ()
        ref = last.ref or _default(project)
    elif name == DEFAULT_PROFILE:
        ref = _default(project)
        if not os.path.isfile(ref.path) and not _has_team(ref):
            raise ProfileNotFound(name, list(dict.fromkeys(each.name for each in list_profiles(project))))
    else:
        ref = find_profile(project, name)
    return open_ref(ref, project, warnings)


def open_ref(ref: ProfileRef, project: Project | None = None, warnings: tuple[str, ...] = ()) -> Session:
    """That very profile, whether it has a file or not, for who is in that project, without one in the
    profile's; `warnings` go before those found here."""
    problems: list[str] = []
    found = list(warnings)
    stored = team = None
    trust = NO_TRUST
    try:
        stored = load(ref.path) if os.path.lexists(ref.path) else None
    except ProfileError as error:
        problems.append(str(error))
    if stored is not None:
        found += [f"{ref.path.name}: {warning}" for warning in stored.warnings]
    if ref.project is not None and ref.name == DEFAULT_PROFILE:
        try:
            team = load_team(ref.project)
        except ProfileError as error:
            problems.append(str(error))
    if team is not None:
        trust = trust_of(team)
        found += [trust.warning] if trust.warning else []
        found += [f"{team.path.name}: {warning}" for warning in team.warnings]
    return Session(
        project=project or ref.project,
        ref=ref,
        stored=stored,
        team=team,
        trust=trust,
        problem="\n".join(problems),
        warnings=tuple(found),
    )


def _default(project: Project | None) -> ProfileRef:
    """The default profile: the project's if there is one, or a team file to lie under it, else the global."""
    own = ProfileRef(DEFAULT_PROFILE, profile_path(project, DEFAULT_PROFILE), project)
    if os.path.isfile(own.path) or _has_team(own):
        return own
    everywhere = ProfileRef(DEFAULT_PROFILE, profile_path(None, DEFAULT_PROFILE), None)
    return everywhere if os.path.isfile(everywhere.path) else own


def _has_team(ref: ProfileRef) -> bool:
    return ref.project is not None and os.path.lexists(team_path(ref.project))
