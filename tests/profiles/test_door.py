"""What others may know of profiles is offered in one place, and all that is offered there is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sse_dash
from sse_dash import profiles

PACKAGE = Path(sse_dash.__file__).parent
TESTS = Path(__file__).parents[1]
ROOMS = {"manage"}
"""Modules that are offered as a whole."""


def others(folder: Path) -> Iterator[ast.AST]:
    """All that is written there outside of a folder for profiles."""
    for path in folder.rglob("*.py"):
        if "profiles" not in path.relative_to(folder).parts[:1]:
            yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def test_nobody_walks_past_the_door() -> None:
    past = {node.module for node in others(PACKAGE) if isinstance(node, ast.ImportFrom) and node.module}
    rooms = {f"sse_dash.profiles.{room}" for room in ROOMS}
    assert {module for module in past if module.startswith("sse_dash.profiles.")} <= rooms


@pytest.mark.slow
def test_what_is_offered_is_used() -> None:
    used = set[str]()
    for node in (*others(PACKAGE), *others(TESTS)):
        match node:
            case ast.ImportFrom(module="sse_dash.profiles", names=names):
                used.update(alias.name for alias in names)
            case ast.Attribute(value=ast.Name(id="profiles"), attr=name):
                used.add(name)
    assert set(profiles.__all__) - used == set()
