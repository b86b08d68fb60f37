"""What a regular expression may cost. `parse_tree` works it out, or where there is none, `by_text`."""

from __future__ import annotations

from dataclasses import dataclass


class Explosive(ValueError):
    """The pattern has, or may have, a repeat that can match one text in exponentially many ways."""


@dataclass(frozen=True, slots=True)
class RegexCost:
    """What the worst text costs."""

    power: int
    """Of the text's length, from 1: about so the time grows."""
    may_take_newline: bool
    """Whether a match may hold a line feed."""
    width: int | None
    """Characters of every match; None where matches differ."""
