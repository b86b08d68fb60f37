"""A header as a line of text, `Name: value`, and what its name and its value may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from sse_dash.requests.template import check

HTTP_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What a method or the name of a header is made of (RFC 9110, section 5.6.2)."""
NOT_IN_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
"""What no value of a header can hold."""


def header_of(line: str) -> tuple[str, str]:
    """Name and value of one line.

    Raises ValueError that says what is wrong with it and quotes no more than a name: what stands there may be
    a secret that lost its name.
    """
    name, colon, value = line.partition(":")
    name, value = name.strip(), value.strip()
    if not colon:
        raise ValueError("has no colon; write a header as 'Name: value'")
    if not HTTP_TOKEN.fullmatch(name):
        raise ValueError("has no name that a header can have; write it as 'Name: value'")
    if NOT_IN_VALUE.search(value):
        raise ValueError(f"{name} holds a line break or a control character; take it out")
    return name, value


def lines_of(text: str) -> Iterator[tuple[str, str]]:
    """The lines of a text that aren't empty, each after what it is called: `line 3`."""
    return ((f"line {number}", line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def headers_of(
    lines: Iterable[tuple[str, str]], meant: Callable[[str, str], str] = lambda _, value: value
) -> dict[str, str]:
    """The headers of lines, each after what it is called. `meant` gives what a value stands for under a name.

    Raises ValueError that says which line is wrong, and why.
    """
    headers: dict[str, str] = {}
    seen: set[str] = set()
    for called, line in lines:
        try:
            name, value = header_of(line)
        except ValueError as error:
            raise ValueError(f"{called} {error}") from None
        try:
            if name.lower() in seen:
                raise ValueError(f"{name} is there twice; keep one of them")
            check(line)
            headers[name] = meant(name, value)
            check(headers[name])
        except ValueError as error:
            raise ValueError(f"{called}: {error}") from None
        seen.add(name.lower())
    return headers
