"""What is raised for an expression that does not parse."""

from __future__ import annotations


class FilterError(ValueError):
    """An expression that does not parse."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message, position)
        self.message = message
        """What is wrong and what to write instead. It may quote the expression: untrusted text."""
        self.position = position
        """Where it is wrong: an offset from 0 to, and including, the length of the expression."""

    def __str__(self) -> str:
        return f"{self.message} (at character {self.position + 1})"
