"""The filter held against a second, naive reading of the language, on syntax trees of the test's own."""

from __future__ import annotations

import fnmatch
import json
import re
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.message import MessageEvent
from sse_dash.filter import FilterError, parse

# Trees: ("word", w), ("not", tree), ("or", [trees]), ..., ("field", Field), ("path", steps)


@dataclass(frozen=True)
class Field:
    name: str
    steps: tuple[str | int | None, ...]
    symbol: str
    value: str
    quoted: bool


Tree = tuple[str, object]

alphabet = 'aAbB.:-/"\\( *[é'
texts = st.text(alphabet, min_size=1, max_size=4)
keys = st.sampled_from(["a", "b", "é", "0", "odd key", "a.b", 'q"', "*"])
steps = st.lists(st.one_of(keys, st.integers(-2, 2), st.none()), min_size=1, max_size=3).map(tuple)
strings = st.sampled_from(
    [
        "",
        "a",
        "A",
        "ab",
        "aB",
        "é",
        "a b",
        "5",
        "5.0",
        "12.31",
        "-3",
        "2024-05-01",
        "true",
        "null",
        "b/a",
        'q"',
    ]
)
bare_values = st.sampled_from(
    [
        "a",
        "A",
        "ab",
        "b",
        "B",
        "é",
        "5",
        "5.0",
        "12.31",
        "12",
        "-3",
        "+5",
        "2024",
        "2024-05",
        "true",
        "null",
        "b/a",
        "[a]",
    ]
)


@st.composite
def fields(draw: st.DrawFn) -> Field:
    name = draw(st.sampled_from(["type", "id", "size", "path", "path", "data"]))
    symbols = ["=", "!="] if name == "type" else ["=", "!=", "<", "<=", ">", ">="]
    path = draw(steps) if name == "path" else ()
    if name == "size":
        return Field(name, path, draw(st.sampled_from(symbols)), str(draw(st.integers(0, 20))), False)
    symbol = draw(st.sampled_from([*symbols, ":", "~"]))
    quoted = draw(st.booleans())
    value = draw(strings if quoted else bare_values)
    if symbol == "~":
        value = re.escape(value)
    if symbol == ":" and not quoted and draw(st.booleans()):
        value = draw(st.text("aAb?*", min_size=1, max_size=3))
    return Field(name, path, symbol, value, quoted)


leaves = st.one_of(
    st.tuples(st.just("word"), st.text("aAbBé.-*", min_size=1, max_size=3).filter(lambda w: w[0] != "-")),
    st.tuples(st.just("phrase"), texts),
    st.tuples(st.just("regex"), texts.map(re.escape)),
    st.tuples(st.just("iregex"), texts.map(re.escape)),
    st.tuples(st.just("glob"), st.text("aAb.:-/*?[]", min_size=1, max_size=4)),
    st.tuples(st.just("exists"), steps),
    st.tuples(st.just("field"), fields()),
)
trees: st.SearchStrategy[Tree] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.just("and"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("or"), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=8,
)


def naive(tree: Tree, event: MessageEvent) -> bool:
    kind, value = tree
    if isinstance(value, Field):
        return naive_field(value, event)
    if isinstance(value, list):
        return (all if kind == "and" else any)(naive(part, event) for part in value)
    if kind == "exists":
        assert isinstance(value, tuple)
        return any(found is not None for found in reached(event.data, value))
    if isinstance(value, tuple):
        return not naive(value, event)
    assert isinstance(value, str)
    if kind == "glob":
        return fnmatch.fnmatchcase(event.type, value)
    if kind == "word" and value.islower():
        return value in event.data.lower() or value in event.type.lower()
    if kind in ("regex", "iregex"):
        plain = re.sub(r"\\(.)", r"\1", value)
        if kind == "iregex":
            return plain.lower() in event.data.lower() or plain.lower() in event.type.lower()
        return plain in event.data or plain in event.type
    return value in event.data or value in event.type


def naive_field(field: Field, event: MessageEvent) -> bool:
    if field.name == "size":
        size = len(event.data.encode())
        return ordered(size, field.symbol, int(field.value))
    if field.name in ("type", "id"):
        text = event.type if field.name == "type" else event.last_event_id
        if field.symbol == ":":
            return text == field.value if field.quoted else fnmatch.fnmatchcase(text, field.value)
        return holds(text, field)
    if field.name == "path":
        return any(holds(found, field) for found in reached(event.data, field.steps))
    readings: list[object] = [event.data]
    if event.data[:1] in ('"', " "):
        readings += [found for found in reached(event.data, ()) if not isinstance(found, (dict, list))]
    return (all if field.symbol == "!=" else any)(holds(reading, field) for reading in readings)


def reached(data: str, path: tuple[object, ...]) -> list[object]:
    try:
        return step_on(json.loads(data), path)
    except ValueError:
        return []


def step_on(value: object, path: tuple[object, ...]) -> list[object]:
    if not path:
        return [value]
    step, *others = path
    if isinstance(value, dict):
        members = list(value.values()) if step is None else [value[key] for key in value if key == step]
    elif isinstance(value, list):
        index = 0 if step == "0" else step
        places = range(len(value))
        members = (
            list(value) if index is None else [value[at] for at in places if index in (at, at - len(value))]
        )
    else:
        members = []
    return [found for member in members for found in step_on(member, tuple(others))]


def holds(found: object, field: Field) -> bool:
    symbol, wanted = field.symbol, field.value
    if symbol == "!=":
        return not holds(found, Field(field.name, (), "=", wanted, field.quoted))
    shown = found if isinstance(found, str) else json.dumps(found)
    is_single = not isinstance(found, (dict, list))
    if symbol == "~":
        return is_single and re.sub(r"\\(.)", r"\1", wanted) in shown
    if symbol == ":":
        if not is_single:
            return False
        if not field.quoted and wanted == wanted.lower():
            shown = shown.lower()
        if not field.quoted and set(wanted) & {"*", "?"}:
            return fnmatch.fnmatchcase(shown, wanted)
        return wanted in shown
    if field.quoted:
        return isinstance(found, str) and ordered(found, symbol, wanted)
    if as_number(wanted) is not None:
        number = as_number(shown) if is_single and not isinstance(found, bool) else None
        return number is not None and ordered(number, symbol, as_number(wanted))
    if symbol == "=":
        return is_single and shown == wanted
    return isinstance(found, str) and ordered(found, symbol, wanted)


def as_number(text: str) -> float | None:
    try:
        return (
            float(text)
            if text[:1] in "+-.0123456789" and text.isprintable() and text == text.strip()
            else None
        )
    except ValueError:
        return None


def ordered(left: object, symbol: str, right: object) -> bool:
    assert isinstance(left, (int, float, str))
    assert isinstance(right, (int, float, str))
    low, high = (left < right, left > right)  # type: ignore[operator]
    return {"=": not low and not high, "<": low, "<=": not high, ">": high, ">=": not low}.get(
        symbol, low or high
    )


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written_path(path: tuple[object, ...]) -> str:
    result = "data"
    for step in path:
        if step is None:
            result += "[*]"
        elif isinstance(step, int):
            result += f"[{step}]"
        else:
            assert isinstance(step, str)
            result += f".{step}" if step.isalnum() else f"[{quoted(step)}]"
    return result


def written(tree: Tree, draw_minus: bool) -> str:
    """The tree as source, with no more brackets than the precedence asks for."""
    kind, value = tree
    if isinstance(value, Field):
        name = written_path(value.steps) if value.name == "path" else value.name
        if value.symbol == "~":
            return f"{name}~/{value.value.replace('/', chr(92) + '/')}/" if value.value else f'{name}~""'
        return name + value.symbol + (quoted(value.value) if value.quoted else value.value)
    if kind == "exists":
        assert isinstance(value, tuple)
        return written_path(value)
    if isinstance(value, list):
        parts = [written(part, draw_minus) for part in value]
        if kind == "or":
            return " or ".join(parts)
        return " ".join(f"({p})" if part[0] == "or" else p for part, p in zip(value, parts, strict=True))
    if isinstance(value, tuple):
        inner = written(value, draw_minus)
        return ("-" if draw_minus else "not ") + (f"({inner})" if value[0] in ("and", "or") else inner)
    assert isinstance(value, str)
    return {
        "word": value,
        "phrase": quoted(value),
        "regex": "/" + value.replace("/", "\\/") + "/",
        "iregex": "/" + value.replace("/", "\\/") + "/i",
        "glob": "type:" + value,
    }[kind]


documents = st.recursive(
    st.one_of(st.none(), st.booleans(), st.sampled_from([0, 5, -3, 12, 12.31, 5.0, 2024]), strings),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
    max_leaves=8,
)
json_data = st.builds(
    lambda document, ascii, indent: json.dumps(document, ensure_ascii=ascii, indent=indent),
    documents,
    st.booleans(),
    st.sampled_from([None, 1]),
)
events = st.builds(
    MessageEvent,
    st.one_of(st.text(alphabet, max_size=5), strings),
    st.one_of(json_data, json_data, strings, st.text(alphabet, max_size=12)),
    strings,
)


@given(trees, st.booleans(), st.lists(events, min_size=1, max_size=5))
def test_a_naive_reading_agrees(tree: Tree, minus: bool, some: list[MessageEvent]) -> None:
    parsed = parse(written(tree, minus))
    for event in some:
        assert parsed.matches(event) == naive(tree, event), event


@given(fields(), st.lists(st.tuples(keys, documents), max_size=3), st.lists(documents, max_size=3))
def test_a_naive_reading_of_paths_agrees(
    field: Field, members: list[tuple[str, object]], row: list[object]
) -> None:
    parsed = parse(written(("field", field), False))
    for document in (dict(members), row, {"a": row, "b": dict(members)}):
        event = MessageEvent("message", json.dumps(document))
        assert parsed.matches(event) == naive_field(field, event)


shards = st.sampled_from(
    [
        *("or", "and ", "not", "-", "(", ")", '"', "/", "\\", "i", " ", "a", "?", "0", "\n"),
        *("type", "id", "size", "data", "data.", "data[", "[", "]", "*", ".", "5kB", "|", "+"),
        *(":", "=", "!=", "~", "<", "<=", ">", ">=", "!"),
    ]
)
hostile_data = st.one_of(
    st.text(),
    json_data,
    st.sampled_from(["[" * 100_000, "9" * 5000, '{"a":' * 20_000, "[NaN]", "\ud800", "[1e999]"]),
)


def error_of(source: str, data: str) -> FilterError | None:
    try:
        parse(source).matches(MessageEvent("message", data))
    except FilterError as error:
        return error
    return None


@given(st.one_of(st.text(), st.lists(shards).map("".join)), hostile_data)
def test_any_text_parses_or_is_refused_at_a_place_in_it(source: str, data: str) -> None:
    error = error_of(source, data)
    assert error is None or (error.message and 0 <= error.position <= len(source))


@given(trees, hostile_data)
def test_matching_raises_nothing(tree: Tree, data: str) -> None:
    assert parse(written(tree, True)).matches(MessageEvent("message", data, "7")) in (True, False)
