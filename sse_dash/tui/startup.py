"""What the app opens with, as whoever starts it has found it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sse_dash.profiles import Opening, Project
from sse_dash.profiles.settings import Settings
from sse_dash.requests.spec import StreamSpec


@dataclass(frozen=True, slots=True)
class Startup:
    """What the app opens with."""

    specs: tuple[StreamSpec, ...] = ()
    """The streams to show, where no profile is opened."""
    project: Project | None = None
    """Where profiles are looked for and saved; None knows only the global ones."""
    opening: Opening | None = None
    """The profile to open; None for streams that no profile has."""
    where: str = ""
    """What the first line calls it, where no profile is opened."""
    problem: str = ""
    """What went wrong before there was a screen to say it on."""
    settings: Settings = field(default_factory=Settings)
    """What the settings file asks for."""
