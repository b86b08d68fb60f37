"""Profiles: named sets of streams kept as TOML, per project or for everywhere, with no secret in them."""

from sse_dash.profiles.errors import Problem, ProfileChanged, ProfileError, ProfileNotFound
from sse_dash.profiles.literals import literal_secrets
from sse_dash.profiles.locate import (
    DEFAULT_PROFILE,
    ProfileRef,
    Project,
    check_name,
    config_dir,
    find_profile,
    find_project,
    list_profiles,
    name_fault,
    profile_path,
    ref_of,
    team_path,
)
from sse_dash.profiles.memory import (
    LastProfile,
    RecentFilters,
    last_profile,
    recent_filters,
    remember_filter,
    remember_profile,
    state_dir,
)
from sse_dash.profiles.opening import open_profile, open_ref
from sse_dash.profiles.profile import Profile, UnknownKeys, ViewSettings
from sse_dash.profiles.reader import ParsedProfile, loads
from sse_dash.profiles.session import Difference, Question, Save, Session
from sse_dash.profiles.store import StoredProfile, load, save
from sse_dash.profiles.team import OwnPart, TeamFile, load_team, merge, own_part
from sse_dash.profiles.trust import Destination, FileUse, Trust, TrustSummary, give_trust, what_it_would_do
from sse_dash.profiles.writer import dumps
from sse_dash.requests.resolve import resolve, variables
from sse_dash.requests.template import MalformedVariable, MissingVariable, VariableError

__all__ = [
    "DEFAULT_PROFILE",
    "Destination",
    "Difference",
    "FileUse",
    "LastProfile",
    "MalformedVariable",
    "MissingVariable",
    "OwnPart",
    "ParsedProfile",
    "Problem",
    "Profile",
    "ProfileChanged",
    "ProfileError",
    "ProfileNotFound",
    "ProfileRef",
    "Project",
    "Question",
    "RecentFilters",
    "Save",
    "Session",
    "StoredProfile",
    "TeamFile",
    "Trust",
    "TrustSummary",
    "UnknownKeys",
    "VariableError",
    "ViewSettings",
    "check_name",
    "config_dir",
    "dumps",
    "find_profile",
    "find_project",
    "give_trust",
    "last_profile",
    "list_profiles",
    "literal_secrets",
    "load",
    "load_team",
    "loads",
    "merge",
    "name_fault",
    "open_profile",
    "open_ref",
    "own_part",
    "profile_path",
    "recent_filters",
    "ref_of",
    "remember_filter",
    "remember_profile",
    "resolve",
    "save",
    "state_dir",
    "team_path",
    "variables",
    "what_it_would_do",
]
