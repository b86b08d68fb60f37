"""A body that is JSON, as text and as a value: when a spec holds it as which, and how it is written out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from sse_dash.requests.template import stands_for_itself
from sse_dash.requests.template_kinds import Json
from sse_dash.requests.wording import KeyPath
from sse_dash.text import visible

JSON_TYPE = "application/json"

_NOT_PLAIN = re.compile(r"[^\x00-\x7e]")


def is_json_type(content_type: str) -> bool:
    """Whether a `Content-Type` says JSON: `application/json` or any `…+json`, with whatever parameters."""
    essence = content_type.partition(";")[0].strip().lower()
    return essence == JSON_TYPE or essence.endswith("+json")


def json_to_send(text: str) -> Any:
    """The value to give as a spec's `json`, None where the text is better sent as it is.

    That is where it is no JSON, and where a value would lose something, or a profile can't hold it: nulls,
    numbers past 64 bits, deep nesting, a key given twice, a `${` in a key, which stays as it is there.
    """
    try:
        value = json.loads(text, object_pairs_hook=_table)
    except (ValueError, RecursionError):
        return None
    return value if _is_tellable(value) else None


def json_problem(text: str) -> str:
    """Why a text is no JSON, with line and column; empty where it is some."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return f"{error.msg.lower()} at line {error.lineno}, column {error.colno}"
    except RecursionError:
        return "nested too deep"
    except ValueError:
        return "a number in it has too many digits"
    return ""


def written_out(value: Any) -> str:
    """The value as people read JSON, in lines; what can't be seen in it is escaped, so that none is lost."""
    return _NOT_PLAIN.sub(_escaped_if_unseen, json.dumps(value, indent=2, ensure_ascii=False))


def _escaped_if_unseen(match: re.Match[str]) -> str:
    character = match[0]
    if visible(character) == character:
        return character
    # DEL is ASCII, which `dumps` leaves as it is.
    return "\\u007f" if character == "\x7f" else json.dumps(character)[1:-1]


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError("a key is given twice")
    return table


def _is_tellable(value: Any) -> bool:
    problems: list[KeyPath] = []
    Json().check(value, (), lambda at, *_: problems.append(at))
    return not problems and all(map(stands_for_itself, _keys(value)))


def _keys(value: Any) -> Iterator[str]:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict):
        yield from value
    for item in items:
        yield from _keys(item)
