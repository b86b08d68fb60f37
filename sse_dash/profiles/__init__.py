"""Profiles: named sets of streams kept as TOML, per project or for everywhere, with no secret in them.

What is offered here is all that others use, with `manage`, which does things with whole profiles, beside it.
"""

from sse_dash.profiles.adding import add_streams
from sse_dash.profiles.errors import Findings, Problem, ProfileChanged, ProfileError, ProfileNotFound
from sse_dash.profiles.locate import (
    DEFAULT_PROFILE,
    ProfileRef,
    Project,
    check_name,
    find_profile,
    find_project,
    name_fault,
    profile_path,
)
from sse_dash.profiles.masking import masked
from sse_dash.profiles.memory import last_profile, recent_filters, remember_filter, remember_profile
from sse_dash.profiles.opening import open_profile, open_ref
from sse_dash.profiles.profile import Layout, Profile, ViewSettings
from sse_dash.profiles.reader import loads
from sse_dash.profiles.session import Difference, Question, Save, Session
from sse_dash.profiles.settings import KeyChoice, Settings, load_settings
from sse_dash.profiles.store import StoredProfile, load, read_text, save, save_text
from sse_dash.profiles.team import TeamFile
from sse_dash.profiles.toml_scan import MAX_SIZE
from sse_dash.profiles.trust import Destination, give_trust, what_it_would_do
from sse_dash.profiles.unsaved import Unsaved, forget_unsaved, keep_unsaved, keep_while_running, unsaved
from sse_dash.profiles.writer import dumps

__all__ = [
    "DEFAULT_PROFILE",
    "MAX_SIZE",
    "Destination",
    "Difference",
    "Findings",
    "KeyChoice",
    "Layout",
    "Problem",
    "Profile",
    "ProfileChanged",
    "ProfileError",
    "ProfileNotFound",
    "ProfileRef",
    "Project",
    "Question",
    "Save",
    "Session",
    "Settings",
    "StoredProfile",
    "TeamFile",
    "Unsaved",
    "ViewSettings",
    "add_streams",
    "check_name",
    "dumps",
    "find_profile",
    "find_project",
    "forget_unsaved",
    "give_trust",
    "keep_unsaved",
    "keep_while_running",
    "last_profile",
    "load",
    "load_settings",
    "loads",
    "masked",
    "name_fault",
    "open_profile",
    "open_ref",
    "profile_path",
    "read_text",
    "recent_filters",
    "remember_filter",
    "remember_profile",
    "save",
    "save_text",
    "unsaved",
    "what_it_would_do",
]
