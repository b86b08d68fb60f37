"""What holds for all tests: none of them sees or changes a person's own profiles."""

from __future__ import annotations

from pathlib import Path

import pytest


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
