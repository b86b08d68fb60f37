"""What a regular expression may cost. `parse_tree` works it out, or where there is none, `by_text`."""

from __future__ import annotations

from dataclasses import dataclass, field


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
    try_power: int = field(default=0, compare=False)
    """Of the text's length, from 0: about so the time of a match at one place grows."""
    ways: float = field(default=1.0, compare=False)
    """In how many ways its small choices come together, at the worst."""
    steps: float = field(default=1.0, compare=False)
    """Of a match at one place, its repeats without end taken once."""
    turn: float = field(default=1.0, compare=False)
    """Steps of one turn of a repeat without end."""

    @property
    def tries_overlap(self) -> bool:
        """Whether matches that are tried at several places may run over the same text."""
        return self.power > max(1, self.try_power)
