"""The schema for editors and the README's tables say what the dataclasses say."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from pathlib import Path

import pytest

from sse_dash.profiles import ViewSettings
from sse_dash.requests.fields import NOTHING_SECRET, facts
from sse_dash.requests.kinds import Text
from sse_dash.requests.spec import StreamSpec, TlsSettings
from tests import profile_reference as schema

README = Path(__file__).parents[2] / "README.md"
ANEW = "make it anew with: python -m tests.profile_reference README.md"


def test_the_schema_that_is_shipped_is_up_to_date() -> None:
    assert json.loads(schema.SCHEMA_FILE.read_text(encoding="utf-8")) == schema.schema(), ANEW


def test_the_tables_of_the_readme_are_up_to_date() -> None:
    assert schema.tables() in README.read_text(encoding="utf-8"), ANEW


def test_writing_them_anew_changes_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{schema.BEGIN}\nold\n{schema.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(schema, "SCHEMA_FILE", tmp_path / "schema.json")
    schema.main([str(readme)])
    assert readme.read_text(encoding="utf-8") == f"before\n{schema.tables()}\nafter\n"
    assert (tmp_path / "schema.json").read_bytes() == schema.SCHEMA_FILE.read_bytes()


def test_a_readme_without_the_markers_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("before", encoding="utf-8")
    monkeypatch.setattr(schema, "SCHEMA_FILE", tmp_path / "schema.json")
    with pytest.raises(SystemExit, match="has no lines"):
        schema.main([str(readme)])
    assert readme.read_text(encoding="utf-8") == "before"


def test_it_is_printed_for_who_wants_it_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    schema.main([])
    assert json.loads(capsys.readouterr().out) == schema.schema()


@pytest.mark.parametrize("table", [StreamSpec, TlsSettings, ViewSettings])
def test_every_key_has_a_text_that_people_can_read(table: type) -> None:
    keys = schema.keys_of(table)
    assert [key.name for key in keys] == [field.name for field in fields(table)]
    for key in keys:
        assert key.about.endswith((".", "`."))
        assert "None" not in key.about


def test_a_field_without_a_text_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="silent"):
        schema.keys_of(WithoutText)


def test_a_key_says_its_kind_and_its_default_as_a_file_has_them() -> None:
    keys = {key.name: key for key in schema.keys_of(StreamSpec)}
    assert (keys["backoff"].kind, keys["backoff"].default) == ("duration", "30s")
    assert (keys["history_size"].kind, keys["history_size"].default) == ("size", "32 MiB")
    assert (keys["paused"].kind, keys["paused"].default) == ("`true` or `false`", False)
    assert keys["color"].shape == {"enum": ["primary", "secondary", "accent", "success", "warning", "error"]}


@dataclass
class WithoutText:
    """A table whose field says nothing."""

    silent: str = field(default="", metadata=facts(Text(), secret=NOTHING_SECRET))
