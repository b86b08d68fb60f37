"""A TOML file as blocks, in which values are set and removed, and blocks moved, and all else stays as it was
written: comments, empty lines, the order and the form of keys.

A block is a header with what belongs to it: tables inside of its own, and the comments right above it. What
its keys mean is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sse_dash.profiles.toml_lines import Line, read_lines
from sse_dash.profiles.writer import format_key, format_value, format_wide_value
from sse_dash.requests.wording import KeyPath

_WIDEST = 100
"""Columns up to which a table is written on one line."""
_DIRECTIVE = re.compile(r"\s*#:")
"""A comment to an editor, such as `#:schema …`: it is about the file, whatever comes next."""

_LINE_END = re.compile(r"\r?\n")

TOP: KeyPath = ()
"""The place of the block before all headers."""
_EMPTIED: KeyPath = ("",)
"""The place of a block whose lines went elsewhere: what stands behind it stays."""


@dataclass(slots=True)
class Block:
    """One top-level table, or one table of a top-level array of tables."""

    at: KeyPath
    lead: list[Line] = field(default_factory=list)
    """Comments right above it."""
    body: list[Line] = field(default_factory=list)
    after: list[Line] = field(default_factory=list)
    """Empty lines behind it, and comments that stand by themselves."""
    is_placed: bool = False
    """Whether it was put where it is by us, so that empty lines around it are still to be seen to."""

    @property
    def text(self) -> str:
        """All of it, without what stands behind."""
        return "".join(line.text for line in (*self.lead, *self.body))


class Document:
    """A file that is changed. Set, removed and looked up are values by their path in `wanted`."""

    def __init__(self, text: str, wanted: Mapping[str, Any]) -> None:
        """`text` is one that tomllib has read; `wanted` holds what values are to be, tables of an array in a
        dict by their index in `text`."""
        self._newline = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
        self._wanted = wanted
        self.blocks = list(_blocks(read_lines(text)))

    @property
    def text(self) -> str:
        """The file as it is now."""
        parts: list[str] = []
        was_placed = False
        for block in self.blocks:
            lines = [*block.lead, *block.body]
            if lines and parts and (block.is_placed or was_placed) and parts[-1].strip():
                parts.append(self._newline)
            was_placed = block.is_placed or (was_placed and not lines)
            for line in (*lines, *block.after):
                if parts and not parts[-1].endswith("\n"):
                    parts.append(self._newline)
                parts.append(line.text)
        return "".join(parts)

    def block(self, at: KeyPath) -> Block | None:
        """The first block of that table."""
        return next((block for block in self.blocks if block.at == at), None)

    def line(self, at: KeyPath) -> Line | None:
        """The line that gives that very key a value; None if it is in a table, or isn't there."""
        found = self._holder(at)
        return found[0].body[found[1]] if found and found[0].body[found[1]].at == at else None

    # Values.

    def set(self, at: KeyPath) -> None:
        """Have it there with its value, whatever was there."""
        holder = self._holder(at)
        if holder is None:
            self.remove(at)
            self._insert(at)
        else:
            self._set_line(*holder)

    def remove(self, at: KeyPath) -> None:
        """Have it there no more, nor anything inside of it. Comments stay."""
        holder = self._holder(at)
        if holder is not None:
            self._set_line(*holder)
            return
        for block in self.blocks:
            for line in [line for line in block.body if line.is_under(at)]:
                self._drop(block, block.body.index(line))

    def replace_value(self, at: KeyPath, text: str) -> None:
        """Put this text behind the key, in the place of its value."""
        holder = self._holder(at)
        assert holder is not None
        block, index = holder
        block.body[index] = block.body[index].with_value(self._lines(text))

    def _holder(self, at: KeyPath) -> tuple[Block, int] | None:
        """Where the key is that has the value at `at`, or a table in braces around it."""
        for block in self.blocks:
            for index, line in enumerate(block.body):
                if line.at is not None and not line.is_header and line.at == at[: len(line.at)]:
                    return block, index
        return None

    def _set_line(self, block: Block, index: int) -> None:
        line = block.body[index]
        assert line.at is not None
        value = self.value(line.at)
        if value is None:
            self._drop(block, index)
        else:
            block.body[index] = line.with_value(self._lines(_formatted(value)))

    def _drop(self, block: Block, index: int) -> None:
        comments = [Line(f"{text}{self._newline}", comments=(text,)) for text in block.body[index].comments]
        block.body[index : index + 1] = comments
        above = block.body[index - 1 : index]
        at_the_end = index == len(block.body)
        if not comments and above and above[0].is_empty and (at_the_end or block.body[index].is_empty):
            del block.body[index - 1]

    def value(self, at: KeyPath) -> Any:
        value: Any = self._wanted
        for part in at:
            if not isinstance(value, Mapping) or part not in value:
                return None
            value = value[part]
        return value

    def _insert(self, at: KeyPath) -> None:
        """Put a key where its like is: in its table, beside others with dots, or in a table of its own."""
        parent = at[:-1]
        value = self.value(at)
        if parent == TOP and isinstance(value, Mapping):
            self.blocks.insert(self._place_of_table(at), block := Block(at, is_placed=True))
            self._insert_table(block, at)
            return
        if (section := self._section(parent)) is not None:
            block, index, table = section
            formatted = self._lines(_formatted(value))
            key = ".".join(format_key(str(part)) for part in at[len(table) :])
            if isinstance(value, Mapping) and len(key) + len(formatted) > _WIDEST:
                self._insert_table(block, at)
            else:
                start = f"{key} = "
                place = (len(start), len(start + formatted))
                line = Line(f"{start}{formatted}{self._newline}", at, value=place)
                block.body.insert(index, line)
        elif any(line.is_under(parent) for block in self.blocks for line in block.body):
            self._insert_table(self._last_block(parent), parent, [at[-1]])
        else:
            self._insert(parent)

    def _section(self, parent: KeyPath) -> tuple[Block, int, KeyPath] | None:
        """Where a key of that table may be put: block, index, and the table that the header there begins."""
        for block in reversed(self.blocks):
            table, found = block.at if block.at == TOP else None, None
            for index, line in enumerate(block.body):
                if line.is_header:
                    table = line.at
                    found = (block, index + 1, parent) if table == parent else found
                elif line.at is not None and table is not None and len(table) <= len(parent) < len(line.at):
                    found = (block, index + 1, table) if line.at[: len(parent)] == parent else found
            if found is None and block.at == TOP == parent:
                found = (block, 0, TOP)
            if found is not None:
                return found
        return None

    def _insert_table(self, block: Block, at: KeyPath, keys: Sequence[str | int] | None = None) -> None:
        """Put a header at the end of the block, and below it the keys, or all that there are."""
        header = ".".join(format_key(part) for part in at if isinstance(part, str))
        if block.body:
            block.body.append(Line(self._newline))
        block.body.append(Line(f"[{header}]{self._newline}", at, is_header=True))
        for key in self.value(at) if keys is None else keys:
            self._insert((*at, key))

    def _last_block(self, at: KeyPath) -> Block:
        return next(b for b in reversed(self.blocks) if any(line.is_under(at) for line in b.body))

    def _place_of_table(self, at: KeyPath) -> int:
        """The index for a new top-level table: `[defaults]` come before what they are the defaults of."""
        return 1 if at == ("defaults",) else len(self.blocks)

    # Blocks.

    def take_out(self, at: KeyPath) -> str:
        """Take out that table with the comments that are right above it and inside; returns what is gone.

        Comments that stand by themselves behind it stay.
        """
        gone = ""
        for index in reversed(range(1, len(self.blocks))):
            block = self.blocks[index]
            if block.at == at:
                del self.blocks[index]
                gone = block.text + gone
                before = self.blocks[index - 1]
                if any(line.is_comment for line in block.after):
                    ends_empty = bool(before.after) and before.after[-1].is_empty
                    before.after += block.after[1:] if ends_empty and block.after[0].is_empty else block.after
                elif index == len(self.blocks):
                    before.after = before.after if any(line.is_comment for line in before.after) else []
        return gone

    def rewrite(self, at: KeyPath, text: str) -> None:
        """Have that table say this, in the place where it was; the comments right above it stay."""
        first = self.block(at)
        assert first is not None
        for block in [block for block in self.blocks if block.at == at and block is not first]:
            first.lead += block.lead
            block.at, block.lead, block.body = _EMPTIED, [], []
        first.body = [Line(self._lines(text), at, is_header=True)]

    def put(self, at: KeyPath, text: str, behind: KeyPath | None) -> None:
        """Put a new table behind that other one, or before every other of its array."""
        block = Block(at, body=[Line(self._lines(text), at, is_header=True)], is_placed=True)
        places = [index for index, other in enumerate(self.blocks) if other.at == behind]
        if behind is None or not places:
            alike = (index for index, other in enumerate(self.blocks) if other.at[:1] == at[:1])
            self.blocks.insert(next(alike, self._end()), block)
            return
        other = self.blocks[places[-1]]
        if any(line.is_comment for line in other.after):
            block.after, other.after = other.after, []
        self.blocks.insert(places[-1] + 1, block)

    def _end(self) -> int:
        view = (index for index, block in enumerate(self.blocks) if block.at == ("view",))
        return next(view, len(self.blocks))

    def arrange(self, order: Sequence[KeyPath]) -> None:
        """Have these tables in this order, in the places that they have together."""
        firsts: dict[KeyPath, Block] = {}
        for block in list(self.blocks):
            if block.at not in order:
                continue
            first = firsts.setdefault(block.at, block)
            if first is not block:
                first.body += [*block.lead, *block.body]
                block.at, block.lead, block.body = _EMPTIED, [], []
        places = [index for index, block in enumerate(self.blocks) if block.at in firsts]
        afters = [self.blocks[index].after for index in places]
        for index, at, after in zip(places, order, afters, strict=True):
            block = firsts[at]
            block.is_placed = block.is_placed or self.blocks[index] is not block
            self.blocks[index], block.after = block, after

    def _lines(self, text: str) -> str:
        return _LINE_END.sub(self._newline, text)


def _formatted(value: Any) -> str:
    text = format_value(value)
    is_plain_array = isinstance(value, list) and not any(isinstance(item, Mapping) for item in value)
    return format_wide_value(value) if is_plain_array and len(text) > _WIDEST else text


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    block, pending = Block(TOP), list[Line]()
    for line in lines:
        if line.at is None:
            pending.append(line)
            continue
        at = _block_of(line.at) if line.is_header else block.at
        if at == block.at:
            block.body += [*pending, line]
        else:
            lead = _lead(pending)
            _end_block(block, pending[: len(pending) - len(lead)])
            yield block
            block = Block(at, lead, [line])
        pending = []
    _end_block(block, pending)
    yield block


def _block_of(at: KeyPath) -> KeyPath:
    return at[:2] if len(at) > 1 and isinstance(at[1], int) else at[:1]


def _lead(pending: Sequence[Line]) -> list[Line]:
    """The comments at the end of these lines that are about what comes next."""
    count = 0
    for line in reversed(pending):
        if not line.is_comment or _DIRECTIVE.match(line.text):
            break
        count += 1
    return list(pending[len(pending) - count :])


def _end_block(block: Block, pending: list[Line]) -> None:
    """Give the block what stands behind its last key: comments right below it are its own."""
    count = 0
    while block.body and count < len(pending) and pending[count].is_comment:
        count += 1
    block.body += pending[:count]
    block.after = pending[count:]
