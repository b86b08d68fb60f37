"""One command of a pasted text, whichever shell it is written for."""

from __future__ import annotations

from dataclasses import dataclass

FURTHER_LINE = "a further line"


@dataclass(slots=True)
class Command:
    """A command as its shell would run it. Texts are as a spec writes them: `${NAME}` is a variable, `$${` a
    plain `${`."""

    words: list[str]
    """What it is made of, without redirections."""
    problem: str = ""
    """Why it can't be taken, in words for people; empty where it can. No value is among them."""
    stdin: str | None = None
    """What it reads, where that stands in the text, as in a here-document."""
    reads: str = ""
    """The operator that gives it something else to read, `|` or `<`."""
    writes: str = ""
    """The operator that sends elsewhere what it prints, such as `>`."""
    end: str = ""
    """What ended it before the text did: an operator such as `|`, or FURTHER_LINE."""
