"""What importing a part brings along: only in a process of its own can that be seen."""

from __future__ import annotations

import subprocess
import sys

import pytest


def loaded_by(*modules: str, depth: int = 1) -> set[str]:
    """What a fresh Python has loaded after importing these, by the first parts of the names."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, {', '.join(modules)}; print(*sys.modules)"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return {".".join(name.split(".")[:depth]) for name in done.stdout.split()}


def test_only_the_screens_load_textual() -> None:
    assert "textual" not in loaded_by(
        "sse_dash.cli",
        "sse_dash.client.event_source",
        "sse_dash.demo.server",
        "sse_dash.headless.profiles_verb",
        "sse_dash.profiles.manage",
        "sse_dash.streams.monitor.monitor",
        "sse_dash.streams.log.filtered_log",
        "sse_dash.text",
    )


def test_the_http_client_is_not_loaded_before_the_first_frame() -> None:
    assert "aiohttp" not in loaded_by(
        "sse_dash.tui.app", "sse_dash.client", "sse_dash.client.parser", "sse_dash.demo", "sse_dash.cli"
    )


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_waits_for_nothing_that_it_does_not_need(option: str) -> None:
    program = (
        f"import contextlib, sys\n"
        f"from sse_dash.cli import main\n"
        f"with contextlib.suppress(SystemExit): main([{option!r}])\n"
        f"print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )

    loaded = set(done.stdout.splitlines()[-1].split())
    assert not {"aiohttp", "asyncio", "rich", "textual", "platformdirs", "dataclasses", "json"} & loaded
    assert {name for name in loaded if name.startswith("sse_dash.requests.")} == {"sse_dash.requests.options"}
    assert not {name for name in loaded if name.startswith(("sse_dash.filter", "sse_dash.profiles"))}


def test_the_client_loads_nothing_else_of_the_package() -> None:
    ours = {
        name for name in loaded_by("sse_dash.client.event_source", depth=2) if name.startswith("sse_dash.")
    }
    assert ours == {"sse_dash.client"}
