"""Where profiles are: the config folder, the project one stands in, and a profile's file by its name.

Folders are looked at here; what the files hold is not read.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from sse_dash.files import absolute
from sse_dash.profiles.errors import Problem, ProfileError, ProfileNotFound, from_os_error
from sse_dash.requests.wording import describe

DEFAULT_PROFILE = "default"
"""The profile that is meant where none is named."""

CONFIG_DIR_VARIABLE = "SSE_DASH_CONFIG_DIR"
"""The environment variable that says where the config folder is instead: for tests, which must not touch
a person's own profiles, and for portable setups, which carry theirs along."""

TEAM_FILE = "sse-dash.toml"
"""What a project calls the profile that it brings along for its whole team."""

MARKERS = (".git", "pyproject.toml", "package.json", "go.mod", "Cargo.toml", TEAM_FILE)
"""What makes a folder a project."""

SUFFIX = ".toml"
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")
_WINDOWS_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_UNSAFE = re.compile(r"[^a-z0-9]+")
_SLUG_NAME = 40
_SLUG_HASH = 12


@dataclass(frozen=True, slots=True)
class Project:
    """A folder tree that has profiles of its own."""

    root: Path
    """Its folder, absolute and without symbolic links."""

    @property
    def name(self) -> str:
        """The folder's name, for people: untrusted text. The path where it has no name, as `/` has none."""
        return self.root.name or str(self.root)

    @property
    def slug(self) -> str:
        """The name of its folder among the profiles: readable, of `a-z 0-9 -` only, another for each path."""
        path = os.path.normcase(self.root)
        digest = hashlib.sha256(os.fsencode(path)).hexdigest()
        readable = _UNSAFE.sub("-", self.root.name.lower())[:_SLUG_NAME].strip("-") or "project"
        return f"{readable}-{digest[:_SLUG_HASH]}"


@dataclass(frozen=True, slots=True)
class ProfileRef:
    """A profile that there is, unread."""

    name: str
    path: Path
    project: Project | None
    """The project it belongs to; None for a global one."""


def config_dir() -> Path:
    """The folder of all profiles, absolute; it need not exist."""
    given = os.environ.get(CONFIG_DIR_VARIABLE)
    if given:
        return absolute(given)
    return platformdirs.user_config_path("sse-dash", appauthor=False)


def find_project(start: Path) -> Project:
    """The nearest folder, from `start` upwards, that holds one of `MARKERS`; `start` itself if none does.

    The home folder and the root of the file system count only for someone who stands right in them: a
    stray package.json there, or a home kept in git, must not make one project of all that lies below.
    The walk ends at either.
    """
    start = Path(os.path.realpath(start))
    if os.path.isfile(start):
        start = start.parent
    home = os.path.realpath(os.path.expanduser("~"))
    for folder in (start, *start.parents):
        if folder != start and (str(folder) == home or folder == folder.parent):
            break
        if any(os.path.lexists(folder / marker) for marker in MARKERS):
            return Project(folder)
        if str(folder) == home:
            break
    return Project(start)


def check_name(name: str) -> str:
    """The name, if a profile may have it on every file system; else raises ProfileError."""
    problem = _problem(name)
    if problem is not None:
        raise ProfileError(None, [problem])
    return name


def name_fault(name: str) -> str:
    """Why no profile can have that name, and what to do; empty if one can."""
    problem = _problem(name)
    return "" if problem is None else str(problem)


def profile_path(project: Project | None, name: str) -> Path:
    """The file of that profile, whether there is one or not; None for a global one.

    Raises ProfileError for a name that no profile can have.
    """
    return _folder(project) / f"{check_name(name)}{SUFFIX}"


def list_profiles(project: Project | None) -> list[ProfileRef]:
    """All profiles: the project's by name, then the global ones. One name may be there twice.

    Raises ProfileError where a folder can't be read; one that isn't there is empty.
    """
    refs = [] if project is None else _list_folder(project)
    return refs + _list_folder(None)


def find_profile(project: Project | None, name: str) -> ProfileRef:
    """The project's profile of that name, else the global one.

    Raises ProfileNotFound, with the names there are, and ProfileError for a name that none can have.
    """
    for owner in (project, None) if project else (None,):
        path = profile_path(owner, name)
        if os.path.isfile(path):
            return ProfileRef(name, path, owner)
    available = dict.fromkeys(ref.name for ref in list_profiles(project))
    raise ProfileNotFound(name, list(available))


def ref_of(project: Project | None, path: Path) -> ProfileRef | None:
    """The profile that has this file, of the project or a global one; None for a file that lies elsewhere."""
    if not name_fault(path.stem):
        for owner in (project, None) if project else (None,):
            if path == profile_path(owner, path.stem):
                return ProfileRef(path.stem, path, owner)
    return None


def team_path(project: Project) -> Path:
    """Where the project's team file is, if it has one."""
    return project.root / TEAM_FILE


def _folder(project: Project | None) -> Path:
    if project is None:
        return config_dir() / "profiles"
    return config_dir() / "projects" / project.slug


def _list_folder(project: Project | None) -> list[ProfileRef]:
    folder = _folder(project)
    try:
        # What store writes on the way, `.NAME.toml.….tmp` and `NAME.toml.bak`, is no name of a profile.
        paths = [path for path in folder.iterdir() if path.suffix == SUFFIX and os.path.isfile(path)]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise from_os_error(error, folder, "listed") from error
    refs = [ProfileRef(path.stem, path, project) for path in paths if not name_fault(path.stem)]
    return sorted(refs, key=lambda ref: ref.name)


def _problem(name: str) -> Problem | None:
    if not _NAME.fullmatch(name):
        fault = "expected 1 to 64 of the letters a-z and A-Z, digits, . _ and -, and no . to begin with"
    elif _WINDOWS_DEVICE.fullmatch(name):
        fault = "Windows keeps it for a device: choose another"
    else:
        return None
    return Problem(f"a profile can't be called {describe(name)}", fault)
