"""A config folder of its own for each test, so that none touches a person's profiles."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The config folder, which isn't there yet."""
    folder = tmp_path / "config"
    monkeypatch.setenv("SSE_DASH_CONFIG_DIR", str(folder))
    return folder
