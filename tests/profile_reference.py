"""What a profile may hold, made from the dataclasses and their docstrings: a JSON Schema for editors, and the
README's tables. Only the schema is shipped.

    python -m tests.profile_reference             print the schema
    python -m tests.profile_reference README.md   write it where it is shipped, and the tables into the README
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sse_dash.profiles.defaults import DEFAULTABLE, REQUIRED
from sse_dash.profiles.profile import ViewSettings
from sse_dash.profiles.reader import VERSION
from sse_dash.requests.fields import Field, Table, Tables, fields_of
from sse_dash.requests.kinds import Shape
from sse_dash.requests.spec import BODIES, StreamSpec
from sse_dash.requests.steps import Step

SCHEMA_FILE = Path(__file__).parents[1] / "sse_dash" / "profiles" / "profile.schema.json"
BEGIN = "<!-- keys of a profile, made by python -m tests.profile_reference README.md -->"
END = "<!-- end of the keys -->"

_ONE_BODY: Shape = {"not": {"required": [*BODIES]}}
_WITHOUT = 'Defaults that this stream does not want: `["done", "headers.Authorization"]`.'


@dataclasses.dataclass(frozen=True, slots=True)
class Key:
    """A key of a table, as people are told of it."""

    name: str
    shape: Shape
    kind: str
    """What its value is, in a few words; Markdown."""
    default: Any
    """As a file has it; None where there is none to be written."""
    about: str
    """The docstring of the field, on one line; Markdown."""
    inner: tuple[Key, ...] = ()
    """The keys of the table that it is, if it is one."""


def schema() -> Shape:
    """The JSON Schema, draft 7, which is what editors of TOML know."""
    stream = keys_of(StreamSpec)
    refs = {key.name: {"$ref": f"#/definitions/{key.name}"} for key in stream}
    without = {"type": "array", "items": {"type": "string"}, "description": _WITHOUT}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A profile of sse-dash",
        **_table(
            {
                "version": {"const": VERSION, "description": "The version of the format."},
                "defaults": {
                    "description": "What holds for each stream that doesn't say otherwise.",
                    **_table({name: refs[name] for name in DEFAULTABLE}),
                    **_ONE_BODY,
                },
                "streams": {
                    "description": "The streams, in the order of their panes.",
                    "type": "array",
                    "items": {**_table({**refs, "without": without}), "required": [*REQUIRED], **_ONE_BODY},
                },
                "view": {
                    "description": "How the screen shows the streams.",
                    **_table({key.name: _described(key) for key in keys_of(ViewSettings)}),
                },
            }
        ),
        "definitions": {key.name: _described(key) for key in stream},
    }


def tables() -> str:
    """The README's tables, in Markdown, with the markers around them."""
    stream: list[Key] = []
    for key in keys_of(StreamSpec):
        stream.append(key)
        if key.kind == Table.word:
            stream += [dataclasses.replace(inner, name=f"{key.name}.{inner.name}") for inner in key.inner]
    parts = [BEGIN, "", "| in `[[streams]]`, `[defaults]` | | default | |", *_rows(stream)]
    parts += [_row("without", "texts", "", _WITHOUT), ""]
    parts += ["| in each of `before`, `after_open` | | default | |", *_rows(keys_of(Step)), ""]
    parts += ["| in `[view]` | | default | |", *_rows(keys_of(ViewSettings)), "", END]
    return "\n".join(parts)


def keys_of(table: type) -> list[Key]:
    """The keys of a table, in the order of its dataclass. Raises KeyError for a field without a docstring."""
    about = dict(_docstrings(table))
    return [_key(field, about[name]) for name, field in fields_of(table).items()]


def _key(field: Field, about: str) -> Key:
    is_plain = field.default in (None, "", {}, ()) or field.is_required
    default = None if is_plain else field.kind.written(field.default)
    if not isinstance(field.kind, Table | Tables):
        return Key(field.name, field.kind.shape, field.kind.word, default, about)
    inner = tuple(keys_of(field.kind.table))
    shape = _table({key.name: _described(key) for key in inner})
    if isinstance(field.kind, Tables):
        shape = {**field.kind.shape, "items": {**shape, **_ONE_BODY}}
    return Key(field.name, shape, field.kind.word, default or None, about, inner)


def _table(properties: Shape) -> Shape:
    # Unknown keys are kept and warned of; an editor that marks them is of the same mind.
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _described(key: Key) -> Shape:
    default = {} if key.default is None else {"default": key.default}
    return {**key.shape, "description": key.about, **default}


def _rows(keys: Sequence[Key]) -> Iterator[str]:
    yield "|---|---|---|---|"
    for key in keys:
        default = "" if key.default is None else f"`{json.dumps(key.default)}`"
        yield _row(key.name, key.kind, default, key.about)


def _row(name: str, kind: str, default: str, about: str) -> str:
    cells = [f"`{name}`", kind, default, about.replace("|", r"\|")]
    return f"| {' | '.join(cells)} |".replace("|  |", "| |")


def _docstrings(table: type) -> Iterator[tuple[str, str]]:
    """The fields of a dataclass that have a text under them, and that text on one line."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(table))).body
    assert isinstance(definition, ast.ClassDef)
    for field, text in zip(definition.body, definition.body[1:], strict=False):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(about))):
                yield name, " ".join(about.split())


def main(arguments: Sequence[str]) -> None:
    """Print the schema, or write it and the tables of the README that is named."""
    text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    if not arguments:
        sys.stdout.write(text)
        return
    SCHEMA_FILE.write_text(text, encoding="utf-8")
    for path in map(Path, arguments):
        before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
        _, end, after = rest.partition(END)
        if not end:
            raise SystemExit(f"{path} has no lines {BEGIN} and {END}")
        path.write_text(f"{before}{tables()}{after}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
