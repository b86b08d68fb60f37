"""Where a filter's terms occur in a text, to show there what made it match. Negated terms occur nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from sse_dash.filter.fields import AtPath, OfData
from sse_dash.filter.nodes import AnyCase, Both, Either, Exact, Fits, Node, Not
from sse_dash.filter.regex import regex
from sse_dash.filter.values import Wanted

MAX_SPANS = 200
"""More than anyone sees at once."""
MAX_TEXT = 65_536
"""Characters that are searched: a screen shows less."""
_MAX_MARKS = 50

Span = tuple[int, int]
Mark = Callable[[str], Iterator[Span]]
"""Finds one term in a text: from the left, never empty."""


def marks_of(root: Node) -> tuple[Mark, ...]:
    """How to find each of the terms that aren't negated; of very many, the first."""
    return tuple(islice(_marks(root, positive=True), _MAX_MARKS))


def found_spans(marks: Sequence[Mark], text: str) -> list[Span]:
    """What the marks find, in order and merged where it touches; at most MAX_SPANS."""
    text = text[:MAX_TEXT]
    found = sorted(span for mark in marks for span in islice(mark(text), MAX_SPANS))
    merged: list[Span] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged[:MAX_SPANS]


def _marks(node: Node, *, positive: bool) -> Iterable[Mark]:
    if isinstance(node, Not):
        yield from _marks(node.node, positive=not positive)
    elif isinstance(node, (Both, Either)):
        for part in node.nodes:
            yield from _marks(part, positive=positive)
    elif positive and (mark := _mark(node)) is not None:
        yield mark


def _mark(node: Node) -> Mark | None:
    if isinstance(node, AnyCase):
        return _any_case(node.folded)
    if isinstance(node, Exact):
        return _exact(node.text)
    if isinstance(node, Fits):
        return node.regex.spans
    if isinstance(node, OfData):
        return _data(node.symbol, node.wanted)
    if isinstance(node, AtPath) and node.symbol == "=" and node.wanted is not None:
        key = node.path.steps[-1]
        return _value_of(key, node.wanted) if isinstance(key, str) else None
    return None


def _exact(needle: str) -> Mark:
    def mark(text: str) -> Iterator[Span]:
        start = text.find(needle)
        while start >= 0:
            yield start, start + len(needle)
            start = text.find(needle, start + len(needle))

    return mark


def _any_case(folded: str) -> Mark:
    exact = _exact(folded)

    def mark(text: str) -> Iterator[Span]:
        all_folded = text.casefold()
        if len(all_folded) == len(text):
            yield from exact(all_folded)
        elif folded in all_folded:
            # Folding makes some characters two or three: ß becomes ss.
            origin = [index for index, character in enumerate(text) for _ in character.casefold()]
            for start, end in exact(all_folded):
                yield origin[start], origin[end - 1] + 1

    return mark


def _data(symbol: str, wanted: Wanted) -> Mark | None:
    if not wanted.text:
        return None
    if symbol == "~":
        return regex(wanted.text, wanted.position, any_case=wanted.any_case).spans
    if symbol == "=":
        return _exact(wanted.text)
    if symbol == ":" and (wanted.quoted or not set("*?") & set(wanted.text)):
        any_case = not wanted.quoted and wanted.text == wanted.text.lower()
        return _any_case(wanted.text.casefold()) if any_case else _exact(wanted.text)
    return None


def _value_of(key: str, wanted: Wanted) -> Mark:
    """The value after this key, wherever the key stands: what a path leads to isn't known in a text."""
    colon = r"[ \t\n\r]{0,9}:[ \t\n\r]{0,9}"
    bare = rf"{re.escape(wanted.text)}(?![\w.])"
    pattern = re.compile(f"{_in_json(key)}{colon}({_in_json(wanted.text)}|{bare})")

    def mark(text: str) -> Iterator[Span]:
        for match in pattern.finditer(text):
            if match.end(1) > match.start(1):
                yield match.span(1)

    return mark


def _in_json(text: str) -> str:
    """A pattern for this string, as JSON writers most often write it."""
    written = {json.dumps(text), json.dumps(text, ensure_ascii=False)}
    return f"(?:{'|'.join(sorted(map(re.escape, written)))})"
