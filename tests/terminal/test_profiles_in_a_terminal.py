"""`sse-dash profiles` where someone can answer: in a real terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sse_dash import profiles
from sse_dash.profiles import Profile, Project
from sse_dash.requests.spec import StreamSpec

pytestmark = [
    pytest.mark.slow,
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
]

if sys.platform != "win32":
    import pexpect

PATIENCE = 30.0
"""Seconds to wait for what a person would see at once: a busy machine may take its time."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A profile called night of the project shop."""
    (tmp_path / "shop" / ".git").mkdir(parents=True)
    path = profiles.profile_path(Project(tmp_path / "shop"), "night")
    specs = (StreamSpec(name="a", url="http://a"),)
    profiles.save(path, Profile(streams=specs), expected_digest=None)
    return path


def run(tmp_path: Path, *arguments: str, **environ: str) -> pexpect.spawn:
    """`sse-dash profiles …` in that project, in a terminal."""
    return pexpect.spawn(
        sys.executable,
        ["-m", "sse_dash", "profiles", *arguments],
        cwd=str(tmp_path / "shop"),
        env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **environ},
        encoding="utf-8",
        timeout=PATIENCE,
        dimensions=(24, 200),
    )


def ends(child: pexpect.spawn) -> int:
    """The exit status, once the program has ended."""
    child.expect(pexpect.EOF)
    child.close()
    status = child.exitstatus
    assert isinstance(status, int)
    return status


@pytest.mark.parametrize("answer", ["", "n", "No", "\x04"])
def test_remove_asks_and_everything_but_yes_is_no(tmp_path: Path, path: Path, answer: str) -> None:
    child = run(tmp_path, "remove", "night")
    child.expect_exact(f"Remove night, {path}? [y/N] ")
    child.send(answer if answer == "\x04" else f"{answer}\r")
    child.expect_exact("Nothing was removed.")
    assert ends(child) == 1
    assert path.exists()


def test_remove_asks_again_what_it_does_not_understand(tmp_path: Path, path: Path) -> None:
    child = run(tmp_path, "remove", "night")
    child.expect_exact("[y/N] ")
    child.send("perhaps\r")
    child.expect_exact("[y/N] ")
    child.send("y\r")
    child.expect_exact("Removed night. To bring it back: sse-dash profiles remove --undo night")
    assert ends(child) == 0
    assert not path.exists()


def test_ctrl_c_at_a_question_is_an_interruption(tmp_path: Path, path: Path) -> None:
    child = run(tmp_path, "remove", "night")
    child.expect_exact("[y/N] ")
    child.send("\x03")
    assert ends(child) == 130
    assert path.exists()


def test_what_is_edited_into_something_broken_is_edited_again(tmp_path: Path, path: Path) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys\n"
        "path = sys.argv[1]; text = open(path).read()\n"
        "mended = text.replace('x = ', '# mended')\n"
        "open(path, 'w').write(mended if mended != text else text + 'x = ')\n"
    )
    child = run(tmp_path, "edit", "night", VISUAL=f"'{sys.executable}' '{script}'")
    child.expect_exact("it is not TOML")
    child.expect_exact("Edit it again? [Y/n] ")
    assert not path.read_text().endswith("x = ")
    child.send("\r")
    child.expect_exact("Saved, with 1 stream")
    assert ends(child) == 0
    assert path.read_text().endswith("# mended")


def test_the_editor_has_the_terminal(tmp_path: Path, path: Path) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys\n"
        "assert sys.stdin.isatty() and sys.stdout.isatty()\n"
        "word = input('what to add? ')\n"
        "open(sys.argv[1], 'a').write(f'# {word}\\n')\n"
    )
    child = run(tmp_path, "edit", "night", VISUAL="", EDITOR=f"'{sys.executable}' '{script}'")
    child.expect_exact("what to add? ")
    child.send("thistle\r")
    child.expect_exact("Saved, with 1 stream")
    assert ends(child) == 0
    assert path.read_text().endswith("# thistle\n")


def test_ctrl_c_in_the_editor_is_the_editors(tmp_path: Path, path: Path) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import sys\n"
        "try:\n"
        "    input('what to add? ')\n"
        "except KeyboardInterrupt:\n"
        "    open(sys.argv[1], 'a').write('# saved all the same\\n')\n"
    )
    child = run(tmp_path, "edit", "night", VISUAL=f"'{sys.executable}' '{script}'")
    child.expect_exact("what to add? ")
    child.send("\x03")
    child.expect_exact("Saved, with 1 stream")
    assert ends(child) == 0
    assert path.read_text().endswith("# saved all the same\n")
