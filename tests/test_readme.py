"""What the README says can be tried as it stands: keys, commands, profiles, filters, Python and pictures.

Its tables of the keys of a profile are looked after in `profiles/test_schema.py`.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from textual.theme import BUILTIN_THEMES

from sse_dash import cli
from sse_dash.client import EventSource
from sse_dash.filter import parse
from sse_dash.headless import profiles_verb
from sse_dash.headless.arguments import given_fields, specs_of, specs_of_curl
from sse_dash.profiles.reader import loads
from sse_dash.profiles.settings import load_settings
from sse_dash.tui.dashboard.keys import KEYS
from sse_dash.tui.dialogs_with_keys import all_dialogs
from sse_dash.tui.keys.keymap import bindings_of, remap
from tests import key_reference

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ANEW = "make it anew with: python -m tests.key_reference README.md"

# A key in the prose; signs are left to the table, as most that stand in the prose are operators of filters.
KEY = re.compile(
    r"[A-Za-z/?]|(?:ctrl|alt|shift)\+\w+|f\d\d?|esc|escape|enter|space|tab|delete|home|end|up|down"
)


def fenced(language: str) -> list[str]:
    """The blocks of code in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def prose() -> str:
    """All but code and the table of keys."""
    rest = README.replace(key_reference.table(), "")
    rest = re.sub(r"^```.*?^```$", "", rest, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^    .*$", "", rest, flags=re.MULTILINE)


def commands() -> list[list[str]]:
    """The arguments of each `sse-dash` in the blocks that are indented."""
    found = []
    for line in re.findall(
        r"^    (.+)$", re.sub(r"^```.*?^```$", "", README, flags=re.M | re.S), re.MULTILINE
    ):
        for command in line.split("&&"):
            if re.search(r"(^|[ /])sse-dash( |$)", command):
                words = shlex.split(command, comments=True)
                program = next(n for n, word in enumerate(words) if Path(word).name == "sse-dash")
                found.append(words[program + 1 :])
    return found


def filters() -> list[str]:
    """The expressions in the list of examples: all in a line but its last column, which explains them."""
    section = README.partition("### Filter and search\n")[2].partition("\n### ")[0]
    lines = re.findall(r"^    (\S.*)$", section, re.MULTILINE)
    examples = [column for line in lines for column in re.split(" {2,}", line)[:-1]]
    paths = re.findall(r'\bdata(?:\.\w+|\[(?:\d+|\*|"[^"]*")\])+', section)
    # In the table of operators; two of them have a value already.
    operators = [each.replace(r"\|", "|") for each in re.findall(r"`([:~<>!=]\S*)`", section)]
    tried = [
        f"data.x{each}" if each.startswith("~") and each != "~" else f"data.x{each}5" for each in operators
    ]
    return [*examples, *paths, *tried]


def pictures() -> list[str]:
    return re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)


def test_the_table_of_keys_is_up_to_date() -> None:
    assert key_reference.table() in README, ANEW


def test_every_key_in_the_prose_is_one() -> None:
    in_dialogs = (binding for dialog in all_dialogs() for binding in bindings_of(dialog))
    keys = [key.keys for key in KEYS] + [binding.key for binding in in_dialogs]
    bound = {key_reference.written(key) for each in keys for key in each.split(",")}
    bound.add("ctrl+c")  # Textual's, and at the second time the app's, whatever is open
    named = {
        "escape" if key == "esc" else key for key in re.findall(r"`([^`]+)`", prose()) if KEY.fullmatch(key)
    }
    assert len(named) > 15, "the README has keys in backticks"
    assert named - bound == set()


@pytest.mark.parametrize("arguments", commands(), ids=shlex.join)
def test_a_command_is_understood(arguments: list[str]) -> None:
    match arguments:
        case ["demo"]:
            assert "demo" in cli._VERBS
        case ["profiles"]:
            assert "profiles" in cli._VERBS
        case ["profiles", verb, *rest]:
            profiles_verb._parser()[1][verb].parse_intermixed_args(rest)
        case ["curl", *rest]:
            assert len(specs_of_curl(rest, {})) == 1
        case _:
            options = cli._parser().parse_intermixed_args(arguments)
            assert len(specs_of(options.urls, given_fields(options))) == len(options.urls)


def test_there_are_commands_to_understand() -> None:
    assert len(commands()) > 9


def test_the_settings_are_taken_as_they_are(tmp_path: Path) -> None:
    (text,) = (text for text in fenced("toml") if "streams" not in tomllib.loads(text))
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    settings = load_settings(path)
    assert settings.warnings == ()
    assert settings.theme in BUILTIN_THEMES
    assert not list(remap(settings.keys, KEYS, all_dialogs()).problems)


def test_the_profiles_are_taken_as_they_are() -> None:
    texts = [text for text in fenced("toml") if "streams" in tomllib.loads(text)]
    names: list[list[str]] = []
    for text in texts:
        parsed = loads(text.encode())
        assert parsed.warnings == ()
        names.append([spec.name for spec in parsed.profile.streams])
        for spec in parsed.profile.streams:
            parse(spec.filter)
    assert names == [["orders", "chat"], ["orders"]]


@pytest.mark.parametrize("expression", filters())
def test_a_filter_parses(expression: str) -> None:
    assert parse(expression).source == expression


def test_there_are_filters_to_parse() -> None:
    assert {"error timeout", "-type:ping", 'data["odd key"]', "data.x~/^(a|b)/i"} <= set(filters())


@pytest.mark.parametrize("code", fenced("python"))
def test_python_compiles_and_names_what_there_is(code: str) -> None:
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.ImportFrom(module=str(module), names=names):
                for name in names:
                    if module.partition(".")[0] == "sse_dash":
                        # A submodule is no attribute before it is imported.
                        importlib.import_module("sse_dash.client")
                        assert hasattr(importlib.import_module(module), name.name)
            case ast.Call(func=ast.Name(id="EventSource"), args=args, keywords=keywords):
                inspect.signature(EventSource).bind(*args, **{str(one.arg): one.value for one in keywords})


def test_every_picture_is_there_and_can_be_made_anew() -> None:
    spec = importlib.util.spec_from_file_location("make_screenshots", ROOT / "screenshots" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    made = {f"screenshots/{shot.name}.svg" for shot in make.SHOTS}
    there = {f"screenshots/{path.name}" for path in (ROOT / "screenshots").glob("*.svg")}
    assert pictures()
    assert set(pictures()) - there == set()
    assert there == made
