"""Verbs whose input and output are closed, full, or in another encoding, run as a shell runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full"),
]

SCRIPT = Path(sys.executable).with_name("sse-dash")
URL = "http://127.0.0.1:9/größe"
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def run(line: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """A line of a shell, in which `"$@"` stands for the program."""
    return subprocess.run(
        ["/bin/sh", "-c", line, "sh", str(SCRIPT)],
        capture_output=True, encoding="utf-8", timeout=60, env={**os.environ, **environ},
    )  # fmt: skip


def test_a_full_disk_is_said_in_a_line() -> None:
    done = run('"$@" profiles schema >/dev/full')
    assert done.returncode == 1
    assert done.stderr == "sse-dash: can't write the output: No space left on device\n"


@pytest.mark.parametrize("stderr", ["2>/dev/full", "2>&-"])
def test_where_nothing_can_be_said_the_status_says_it(stderr: str) -> None:
    assert run(f'"$@" nonsense:// {stderr}').returncode == 2


def test_what_is_said_to_nobody_goes_into_no_file() -> None:
    assert run(f'"$@" profiles add --name one {URL} <&- >&- 2>&-').returncode == 0
    shown = run('"$@" profiles show')
    assert shown.returncode == 0
    assert "Added" not in shown.stdout


@pytest.mark.parametrize("environ", [ASCII, {"PYTHONIOENCODING": "ascii:strict"}])
def test_what_is_typed_and_printed_is_utf8_where_nothing_else_was_meant(environ: dict[str, str]) -> None:
    assert run(f'"$@" profiles add {URL}', **environ).returncode == 0
    shown = run('"$@" profiles show', **environ)
    assert shown.returncode == 0
    assert f'url = "{URL}"' in shown.stdout


def test_what_an_encoding_has_not_is_written_another_way() -> None:
    assert run('"$@" profiles add --name 注文 http://127.0.0.1:9/').returncode == 0
    shown = run('"$@" profiles show', PYTHONIOENCODING="latin-1:strict")
    assert shown.returncode == 0
    assert r"\u6ce8\u6587" in shown.stdout
