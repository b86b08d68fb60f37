"""Which programs put text on a clipboard here: of the environment and the platform. None is run."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

_SSH = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")
_WSL = ("WSL_DISTRO_NAME", "WSL_INTEROP")

Find = Callable[[str], str | None]
"""Where a program of this name is; None if it isn't there."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that puts on the system's clipboard what it is given on stdin."""

    name: str
    arguments: tuple[str, ...] = ()
    encoding: str = "utf-8"
    environment: Mapping[str, str] = field(default_factory=dict)
    """What it needs besides the environment of this process."""

    @property
    def command(self) -> tuple[str, ...]:
        """The words of its command line."""
        return self.name, *self.arguments


_CLIP = Tool("clip.exe", encoding="utf-16")
_PBCOPY = Tool("pbcopy", environment={"LC_ALL": "en_US.UTF-8"})  # it reads by the locale
_TERMUX = Tool("termux-clipboard-set")
_WL_COPY = Tool("wl-copy", ("--type", "text/plain;charset=utf-8"))
_XCLIP = Tool("xclip", ("-selection", "clipboard", "-in"))
_XSEL = Tool("xsel", ("--clipboard", "--input"))


def tools_of(environment: Mapping[str, str], platform: str, find: Find = shutil.which) -> list[Tool]:
    """The tools that are here and have a clipboard to write to, the best one first.

    None over SSH: the clipboard of the machine at the other end is nobody's. `platform` is `sys.platform`.
    """
    if any(environment.get(name) for name in _SSH):
        return []
    return [tool for tool in _apt(environment, platform) if find(tool.name)]


def _apt(environment: Mapping[str, str], platform: str) -> Iterator[Tool]:
    if platform == "win32" or any(environment.get(name) for name in _WSL):
        yield _CLIP
    if platform == "darwin":
        yield _PBCOPY
    if environment.get("TERMUX_VERSION"):
        yield _TERMUX
    if environment.get("WAYLAND_DISPLAY"):
        yield _WL_COPY
    if environment.get("DISPLAY"):
        yield _XCLIP
        yield _XSEL
