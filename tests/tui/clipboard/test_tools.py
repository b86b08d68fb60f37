"""Which tools are asked to copy: by the environment, the platform, and what is installed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sse_dash.tui.clipboard.tools import tools_of

ALL = {"clip.exe", "pbcopy", "termux-clipboard-set", "wl-copy", "xclip", "xsel"}


def names(environment: Mapping[str, str], platform: str = "linux", installed: set[str] = ALL) -> list[str]:
    found = tools_of(environment, platform, lambda name: name if name in installed else None)
    return [tool.name for tool in found]


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "linux", ["wl-copy", "xclip", "xsel"]),
        ({"DISPLAY": ":0"}, "linux", ["xclip", "xsel"]),
        ({}, "linux", []),
        ({}, "darwin", ["pbcopy"]),
        ({}, "win32", ["clip.exe"]),
        ({"WSL_DISTRO_NAME": "Debian"}, "linux", ["clip.exe"]),
        ({"TERMUX_VERSION": "0.118"}, "linux", ["termux-clipboard-set"]),
    ],
)
def test_each_system_has_its_own(environment: dict[str, str], platform: str, expected: list[str]) -> None:
    assert names(environment, platform) == expected


def test_only_what_is_installed_is_asked() -> None:
    assert names({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, installed={"xsel"}) == ["xsel"]


@pytest.mark.parametrize("sign", ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"])
def test_over_ssh_there_is_none_even_with_a_display_handed_on(sign: str) -> None:
    assert names({"DISPLAY": "localhost:10.0", sign: "x"}) == []
    assert names({sign: "x"}, "darwin") == []
