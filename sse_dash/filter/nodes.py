"""The parts of a filter's syntax tree: joins, and text looked for anywhere. Fields are in `fields`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sse_dash.filter.regex import OverBudget, Regex
from sse_dash.filter.subject import Subject


class Node(Protocol):
    """A part of the syntax tree."""

    def matches(self, subject: Subject) -> bool:
        """Whether the event is one of those that this part lets through. Raises OverBudget where it would
        take too long to tell."""


@dataclass(frozen=True, slots=True)
class AnyCase:
    """Text in the type or in the data, in capitals or not."""

    folded: str

    def matches(self, subject: Subject) -> bool:
        event_type, data = subject.folded
        return self.folded in data or self.folded in event_type


@dataclass(frozen=True, slots=True)
class Exact:
    """Text in the type or in the data, letter for letter."""

    text: str

    def matches(self, subject: Subject) -> bool:
        event = subject.event
        return self.text in event.data or self.text in event.type


@dataclass(frozen=True, slots=True)
class Fits:
    """A place in the data or in the type that fits a regular expression."""

    regex: Regex

    def matches(self, subject: Subject) -> bool:
        event, effort = subject.event, subject.effort
        return self.regex.occurs(event.data, effort) or self.regex.occurs(event.type, effort)


@dataclass(frozen=True, slots=True)
class Not:
    """What its part does not let through."""

    node: Node

    def matches(self, subject: Subject) -> bool:
        return not self.node.matches(subject)


# Loops and not any() or all(), whose generator costs more than a term does. A term that isn't known is of no
# account where another one decides.


@dataclass(frozen=True, slots=True)
class Both:
    """What all parts let through; with none, everything."""

    nodes: tuple[Node, ...]

    def matches(self, subject: Subject) -> bool:
        unknown = None
        for node in self.nodes:
            try:
                if not node.matches(subject):
                    return False
            except OverBudget as over:
                unknown = over
        if unknown is not None:
            raise unknown
        return True


@dataclass(frozen=True, slots=True)
class Either:
    """What any part lets through."""

    nodes: tuple[Node, ...]

    def matches(self, subject: Subject) -> bool:
        unknown = None
        for node in self.nodes:
            try:
                if node.matches(subject):
                    return True
            except OverBudget as over:
                unknown = over
        if unknown is not None:
            raise unknown
        return False


EVERYTHING = Both(())
"""The tree of an expression without a term."""
