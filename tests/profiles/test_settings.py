"""The settings file: what it may say, and what is said of one that is wrong."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sse_dash.profiles import ProfileError
from sse_dash.profiles.settings import KeyChoice, Settings, load_settings, settings_path


def written(text: str) -> Path:
    """The settings file with this in it."""
    path = settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refused(text: str) -> str:
    """What is said of a file that is wrong."""
    written(text)
    with pytest.raises(ProfileError) as caught:
        load_settings()
    return str(caught.value)


def warned(text: str) -> list[str]:
    """What is said of a file that is odd."""
    written(text)
    return [str(warning) for warning in load_settings().warnings]


def test_without_a_file_the_defaults_hold() -> None:
    assert not settings_path().exists()
    assert load_settings() == Settings()


def test_the_file_is_config_toml_in_the_config_folder(config: Path) -> None:
    assert settings_path() == config / "config.toml"


def test_a_file_may_say_all_of_this() -> None:
    written(
        """version = 1
[view]
layout = "list"
theme = "nord"
wrap = true
times = "gap"
[keys]
"pane.pause" = "space"
"stream.reconnect" = ["f5", "r"]
[limits]
histories = "512 MiB"
"""
    )
    assert load_settings() == Settings(
        layout="list",
        theme="nord",
        wrap=True,
        times="gap",
        histories=512 * 1024**2,
        keys={"pane.pause": KeyChoice(("space",), 8), "stream.reconnect": KeyChoice(("f5", "r"), 9)},
    )


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        ('"ctrl+r"', ("ctrl+r",)),
        ('"space, p"', ("space", "p")),
        ('["space", "p"]', ("space", "p")),
        ('","', (",",)),
        ('[",", " "]', (",", " ")),
        ('""', ()),
        ("[]", ()),
        ('"a,,b"', ("a", "", "b")),
    ],
)
def test_keys_are_one_text_or_several(value: str, keys: tuple[str, ...]) -> None:
    written(f'[keys]\n"pane.pause" = {value}')
    assert load_settings().keys["pane.pause"].keys == keys


@pytest.mark.parametrize(
    "text", ['[keys]\n"pane.pause" = "s"', '[keys]\npane.pause = "s"', '[keys.pane]\npause = "s"']
)
def test_an_id_need_not_be_quoted(text: str) -> None:
    written(text)
    assert load_settings().keys == {"pane.pause": KeyChoice(("s",), 2)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[view]\nwrap = 1", "line 2: view.wrap is 1; expected true or false"),
        ('[view]\ntimes = "ago"', 'line 2: view.times is \'ago\'; expected "clock", "utc", "age" or "gap"'),
        ('[view]\nlayout = "tiles"', "line 2: view.layout is 'tiles'; expected \"grid\""),
        ("[view]\ntheme = false", "line 2: view.theme is true or false; expected a text in quotes"),
        ("view = 1", "line 1: view is a number; expected a table that begins with [view]"),
        ("keys = []", "line 1: keys is an array; expected a table that begins with [keys]"),
        ('[keys]\n"pane.pause" = 5', "line 2: keys.'pane.pause' is a number; expected a key such as"),
        ('[keys]\n"a" = ["b", 1]', "line 2: keys.a holds more than texts; expected a key such as"),
        ('[limits]\nhistories = "much"', "line 2: limits.histories is 'much'; expected a size such as"),
        ("[limits]\nhistories = 0", "line 2: limits.histories is 0; expected a size such as"),
        ("version = 0", "line 1: version is 0; expected 1"),
        ("[view\n", "line 1: it is not TOML"),
        ("a = 1\n\nb = ", "line 3: it is not TOML"),
        ("# " + "x" * 5000, "line 1: the line is longer than 4,096 bytes"),
        ("#\n" * 200_000, "larger than 256 KiB"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_its_key_and_what_is_expected(text: str, words: str) -> None:
    said = refused(text)
    assert words in said
    assert said.startswith(str(settings_path()))


def test_all_that_is_wrong_is_said_at_once() -> None:
    said = refused("[view]\nwrap = 1\ntimes = 2\n[keys]\na = 3\n")
    assert "3 problems" in said
    assert [line[2:8] for line in said.splitlines()[1:]] == ["line 2", "line 3", "line 5"]


def test_a_key_that_is_not_known_is_a_warning_and_names_the_nearest() -> None:
    assert warned("[view]\nwarp = true") == [
        "line 2: view.warp is not a key that sse-dash knows; did you mean wrap?"
    ]
    assert warned("[zzzzzz]\n") == [
        "line 1: zzzzzz is not a key that sse-dash knows; there are: version, view, keys, limits"
    ]


def test_a_newer_version_is_a_warning() -> None:
    assert warned("version = 2") == [
        "line 1: version is newer than this sse-dash knows; what it knows of it holds"
    ]


def test_thousands_of_problems_are_counted_not_told() -> None:
    said = refused("[keys]\n" + "".join(f"a{n} = 1\n" for n in range(3000)))
    assert len(said.splitlines()) == 22
    assert "and 2,980 more" in said


@pytest.mark.parametrize("text", ['[view]\n"\\u001b[31m" = 1', '[view]\nlayout = "\\u001b[31m"'])
def test_what_is_said_has_no_control_characters(text: str) -> None:
    written(text)
    try:
        said = str(load_settings().warnings)
    except ProfileError as error:
        said = str(error)
    assert "\\x1b" in said
    assert "\x1b" not in said


def test_reading_changes_nothing() -> None:
    path = written('[view] # mine\ntheme = "nord"\n')
    before = path.stat()
    load_settings()
    assert path.read_text() == '[view] # mine\ntheme = "nord"\n'
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")
def test_a_folder_or_a_pipe_in_its_place_is_said_and_never_waited_for() -> None:
    path = settings_path()
    path.mkdir(parents=True)
    with pytest.raises(ProfileError, match=r"it is a folder|no regular file"):
        load_settings()
    path.rmdir()
    os.mkfifo(path)
    with pytest.raises(ProfileError, match="no regular file"):
        load_settings()
