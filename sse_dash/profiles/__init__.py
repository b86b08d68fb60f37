"""Profiles: named sets of streams kept as TOML, per project or for everywhere, with no secret in them."""

from sse_dash.profiles.durations import format_duration, parse_duration
from sse_dash.profiles.errors import Problem, ProfileChanged, ProfileError, ProfileNotFound
from sse_dash.profiles.locate import (
    DEFAULT_PROFILE,
    ProfileRef,
    Project,
    check_name,
    config_dir,
    find_profile,
    find_project,
    list_profiles,
    profile_path,
)
from sse_dash.profiles.profile import Profile, UnknownKeys, ViewSettings
from sse_dash.profiles.reader import ParsedProfile, loads
from sse_dash.profiles.secrets import (
    MalformedVariable,
    MissingVariable,
    VariableError,
    expand,
    resolve,
    variables,
)
from sse_dash.profiles.store import StoredProfile, load, save
from sse_dash.profiles.writer import dumps

__all__ = [
    "DEFAULT_PROFILE",
    "MalformedVariable",
    "MissingVariable",
    "ParsedProfile",
    "Problem",
    "Profile",
    "ProfileChanged",
    "ProfileError",
    "ProfileNotFound",
    "ProfileRef",
    "Project",
    "StoredProfile",
    "UnknownKeys",
    "VariableError",
    "ViewSettings",
    "check_name",
    "config_dir",
    "dumps",
    "expand",
    "find_profile",
    "find_project",
    "format_duration",
    "list_profiles",
    "load",
    "loads",
    "parse_duration",
    "profile_path",
    "resolve",
    "save",
    "variables",
]
