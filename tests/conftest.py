"""What holds for all tests: none of them sees or changes a person's own profiles, and none pays for the
garbage of the others."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

_MUCH_GARBAGE = 500_000
"""So many objects more than at the last look, and it is time for another; an app leaves some 50,000."""


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
