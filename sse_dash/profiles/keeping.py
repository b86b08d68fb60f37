"""A profile's file changed so that it says another profile, in its writer's own words where these still hold.

What did not change stays as it stands, comments and all; of what did, only the values are written anew. That
the text says what it should is not believed but read: what doesn't is done more coarsely, and at last as
`writer.dumps` does it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sse_dash.profiles.errors import ProfileError
from sse_dash.profiles.matching import same_streams
from sse_dash.profiles.profile import Profile
from sse_dash.profiles.reader import loads
from sse_dash.profiles.toml_document import Document
from sse_dash.profiles.toml_lines import Element, comments_in, read_array
from sse_dash.profiles.writer import dumps, format_part, format_value, plain_text, tables
from sse_dash.requests.wording import KeyPath

_BOM = "\ufeff"
_STREAMS: KeyPath = ("streams",)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file's new bytes."""

    data: bytes
    lost: tuple[str, ...] = ()
    """The comments that are not in it any more, save those that were about a stream that is gone: for asking
    first, and for a backup."""


def rewritten(data: bytes, profile: Profile) -> Rewritten:
    """The file with these bytes, which can be read, changed to say `profile`. The bytes are the same ones if
    they say so already. Raises ProfileError as `dumps` does."""
    plain = dumps(profile)
    before = loads(data).profile
    if _is_same(before, profile, plain):
        return Rewritten(data)
    text = data.decode("utf-8-sig")
    mark = _BOM if data.startswith(_BOM.encode()) else ""
    change = _Change.between(before, profile)
    gone = ""
    for edit in (_by_values, _by_tables):
        new, gone = edit(text, change)
        encoded = f"{mark}{new}".encode()
        if _says(encoded, profile, plain):
            break
    else:
        encoded = plain
    missing = Counter(comments_in(text)) - Counter(comments_in(encoded.decode())) - Counter(comments_in(gone))
    return Rewritten(encoded, tuple(missing.elements()))


def _says(data: bytes, profile: Profile, plain: bytes) -> bool:
    try:
        return _is_same(loads(data).profile, profile, plain)
    except ProfileError:
        return False


def _is_same(read: Profile, profile: Profile, plain: bytes) -> bool:
    # To == a JSON body of 1 is one of true, and the order of its keys is nothing; to their bytes it isn't.
    return read == profile and plain_text(read).encode() == plain


@dataclass(frozen=True, slots=True)
class _Change:
    """What the file says, as it is written where nobody has a say in it, and what it shall say."""

    before: Mapping[str, Any]
    """By top-level key; the streams by their index."""
    after: Mapping[str, Any]
    """The same; a stream that was there has the index that it had, a new one is below 0."""
    order: tuple[int, ...]
    """Those indices in the new order."""

    @classmethod
    def between(cls, before: Profile, after: Profile) -> _Change:
        same = same_streams(before.streams, after.streams)
        order = tuple(-1 - new if old is None else old for new, old in enumerate(same))
        return cls(_by_index(before, range(len(before.streams))), _by_index(after, order), order)

    @property
    def gone(self) -> list[int]:
        """The indices of streams that there are no more."""
        return [index for index in self.before["streams"] if index not in self.order]

    def written(self, at: KeyPath) -> str:
        """That table as it is written where there was none."""
        return _written(self.after, at)

    def changes(self, at: KeyPath) -> bool:
        """Whether that table is another one."""
        return _written(self.before, at) != _written(self.after, at)


def _written(values: Mapping[str, Any], at: KeyPath) -> str:
    value: Any = values
    for part in at:
        value = value.get(part, {})
    return format_part(at, {str(at[0]): value})


def _by_index(profile: Profile, indices: Iterable[int]) -> dict[str, Any]:
    names = iter(indices)
    top: dict[str, Any] = {"streams": {}}
    for at, table in tables(profile):
        if at[0] == "streams":
            top["streams"][next(names)] = table["streams"]
        else:
            top.update(table)
    return top


def _by_values(text: str, change: _Change) -> tuple[str, str]:
    """Change only values that differ. Returns the text, and what went with streams that are gone."""
    document = Document(text, change.after)
    before, after = dict(change.before), dict(change.after)
    streams_before, streams_after = before.pop("streams"), after.pop("streams")
    for at in _differing(before, after, ()):
        _set_or_remove(document, at)
    if document.line(_STREAMS) is not None:
        return _with_array(document, change)
    for index in change.order:
        if index >= 0:
            for at in _differing(streams_before[index], streams_after[index], ("streams", index)):
                _set_or_remove(document, at)
    gone = _arrange(document, change)
    return document.text, gone


def _by_tables(text: str, change: _Change) -> tuple[str, str]:
    """Write anew what differs of streams, defaults and view, each as a whole."""
    document = Document(text, change.after)
    old: list[KeyPath] = [("streams", index) for index in change.order if index >= 0]
    for at in [("defaults",), ("view",), *old]:
        if not change.changes(at):
            continue
        if document.block(at) is not None and document.value(at) is not None:
            document.rewrite(at, change.written(at))
        elif at[0] != "streams":
            _set_or_remove(document, at)
    if document.line(_STREAMS) is not None:
        return _with_array(document, change)
    gone = _arrange(document, change)
    return document.text, gone


def _arrange(document: Document, change: _Change) -> str:
    """Have the tables of the streams in their order: without those that are gone, with those that are new."""
    gone = "".join(document.take_out(("streams", index)) for index in change.gone)
    old: list[KeyPath] = [("streams", index) for index in change.order if index >= 0]
    if old != sorted(old):
        document.arrange(old)
    behind: KeyPath | None = None
    for index in change.order:
        at = ("streams", index)
        if index < 0:
            document.put(at, change.written(at), behind)
        behind = at
    return gone


def _with_array(document: Document, change: _Change) -> tuple[str, str]:
    """The text, where the streams stand in one array, with the elements that did not change as they are."""
    line = document.line(_STREAMS)
    assert line is not None
    if repr(change.before["streams"]) == repr(change.after["streams"]):
        return document.text, ""
    array = read_array(line.value_text)
    shown: list[str] = []
    for index in change.order:
        value = change.after["streams"][index]
        if index < 0:
            element = Element(format_value(value))
        else:
            element = array.elements[index]
            if repr(change.before["streams"][index]) != repr(value):
                element = replace(element, text=format_value(value))
        shown += [f"    {comment}\n" for comment in element.lead]
        shown.append(f"    {element.text},{f'  {element.trail}' if element.trail else ''}\n")
    shown += [f"    {comment}\n" for comment in array.tail]
    document.replace_value(_STREAMS, f"[{f'  {array.head}' if array.head else ''}\n{''.join(shown)}]")
    lost = [array.elements[index] for index in change.gone]
    return document.text, "\n".join(text for each in lost for text in (*each.lead, each.trail, each.text))


def _set_or_remove(document: Document, at: KeyPath) -> None:
    if document.value(at) is None:
        document.remove(at)
    else:
        document.set(at)


def _differing(before: Any, after: Any, at: KeyPath) -> Iterator[KeyPath]:
    """The places where the two differ, each as deep down as may be."""
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        if repr(before) != repr(after):  # to == 1 is true
            yield at
        return
    for key in dict.fromkeys((*before, *after)):
        if key in before and key in after:
            yield from _differing(before[key], after[key], (*at, key))
        else:
            yield (*at, key)
