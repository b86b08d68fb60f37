"""`${NAME}` in the texts of a spec while it is only text: told apart and kept whole. No value is read here;
what a `${...}` may look like in detail is for who resolves it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from sse_dash.requests.from_url import complete_url, name_for

_ESCAPED_OR_VARIABLE = re.compile(r"\$\$\{|\$\{(?P<inside>[^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def has_variable(text: str) -> bool:
    """Whether a part of it is only known when connecting."""
    return any(match["inside"] is not None for match in _ESCAPED_OR_VARIABLE.finditer(text))


def literal(text: str) -> str:
    """The text as a spec writes it where none of it is a variable."""
    return text.replace("${", "$${")


def plain(text: str) -> str:
    """What a text without variables stands for."""
    return text.replace("$${", "${")


def blanked(text: str) -> str:
    """The text with `_` in the place of each character of a variable: what is found in it is literal, and
    stands in `text` at the same place."""
    return _ESCAPED_OR_VARIABLE.sub(lambda match: "_" * len(match[0]), text)


def change_literals(text: str, change: Callable[[str], str]) -> str:
    """The text with `change` done to all of it but its variables; `change` sees and gives plain text."""
    done, start = "", 0
    plain = ""
    for match in _ESCAPED_OR_VARIABLE.finditer(text):
        plain += text[start : match.start()]
        start = match.end()
        if match["inside"] is None:
            plain += "${"
        else:
            done += literal(change(plain)) + match[0]
            plain = ""
    return done + literal(change(plain + text[start:]))


def complete_template(typed: str) -> str:
    """`complete_url` for a URL that may hold variables: what those stand for is checked when connecting.

    Raises ValueError, with what to do, for what can be no http or https URL.
    """
    url = typed.strip()
    if not has_variable(url):
        return complete_url(url)
    if url.startswith("${"):
        return url
    # A variable may well be the port, so what takes its place must be one.
    stand_in = _ESCAPED_OR_VARIABLE.sub("1", url)
    return url if complete_url(stand_in) == stand_in else f"http://{url}"


def name_for_template(url: str, taken: Collection[str]) -> str:
    """`name_for` where variables go by their names: `events.HOST` and not `events.${HOST}`."""
    named = _ESCAPED_OR_VARIABLE.sub(_named, url)
    try:
        return name_for(named, taken)
    except ValueError:  # of a host in brackets, say, only a variable knows what it will be
        return name_for("", taken)


def _named(match: re.Match[str]) -> str:
    name = _NAME.match(match["inside"] or "")
    return name[0] if name else ""
