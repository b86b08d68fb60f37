"""What holds for all tests: none of them sees or changes a person's own profiles, and none pays for the
garbage of the others."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

_MUCH_GARBAGE = 500_000
"""So many objects more than at the last look, and it is time for another; an app leaves some 50,000."""


# A fault that a property test finds it finds in few examples, as a rule; `.ci/run` asks for more, and for the
# same ones each time: it judges a change, and no luck. No deadline, since a busy machine makes any late.
settings.register_profile(
    "sse-dash", deadline=None, max_examples=int(os.environ.get("SSE_DASH_EXAMPLES", "10"))
)
settings.load_profile("sse-dash")


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Have property tests found by a marker."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("property")


def pytest_collection_finish() -> None:
    """Take over from Python when it looks for garbage: a third of the time of all tests went into that."""
    gc.collect()
    gc.freeze()
    gc.disable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    yield
    if gc.get_count()[0] > _MUCH_GARBAGE:
        gc.collect()
        gc.freeze()


@pytest.fixture(autouse=True)
def config_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The config folder of this test, which isn't there yet."""
    folder = tmp_path / "sse-dash-config"
    monkeypatch.setenv("SSE_DASH_CONFIG_DIR", str(folder))
    return folder


@pytest.fixture(autouse=True)
def state_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state folder of this test, which isn't there yet."""
    folder = tmp_path / "sse-dash-state"
    monkeypatch.setenv("SSE_DASH_STATE_DIR", str(folder))
    return folder


@pytest.fixture(autouse=True)
def no_clipboard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that a test copies reaches the clipboard of who runs it: there is only the terminal's."""
    for name in (
        "TMUX",
        "STY",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "WSL_DISTRO_NAME",
        "WSL_INTEROP",
        "TERMUX_VERSION",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 40000 192.0.2.2 22")
    monkeypatch.setenv("TERM", "xterm-256color")
