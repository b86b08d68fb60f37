"""A curl command, as a browser copies it or a person types it, into a stream spec. Nothing is run or read.

Where in a text the command is, is `paste.py`'s affair; what its options add up to, `request.py`'s.
Errors and remarks never quote a value, which may be a secret. What reads commands is imported only for one:
its patterns take time to make, which a form that opens doesn't have.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from sse_dash.requests.from_url import name_for_template
from sse_dash.requests.spec import StreamSpec
from sse_dash.requests.template import VariableError, check, literal

if TYPE_CHECKING:
    from sse_dash.requests.curl.paste import CurlWords

LONGEST = 256 * 1024
"""Characters in a command: more than a browser copies for a stream, and a bound for what may be pasted."""
_MOST = 100
"""Commands in one text."""

_TELLING = ("curl", "fetch", "invoke-", "iwr", "irm", "session")
"""What each text has, in lower case, that `looks_like_curl` is true of."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a command."""

    spec: StreamSpec
    """The stream. Its name is given, or made from the URL."""
    ignored: tuple[str, ...] = ()
    """What was left out and why, in words for people: `-o: nothing is written`. No value is among them."""
    remarks: tuple[str, ...] = ()
    """What is to be known of what was taken, alike."""


def looks_like_curl(text: str) -> bool:
    """Whether curl is called somewhere in it, or what browsers offer beside curl."""
    lower = text.lower()
    if not any(word in lower for word in _TELLING):
        return False  # without a look at all the patterns, which cost time to make
    from sse_dash.requests.curl import paste

    return paste.looks_like_curl(text)


def spec_from_curl(command: str, taken: Collection[str] = (), name: str = "") -> Imported:
    """The stream that the first curl command of a text asks for; `taken` are the names of other streams.

    `$NAME` outside single quotes becomes `${NAME}`, which is read when connecting.
    Raises ValueError, with what is wrong and what to do, where this is no command or can't be had this way.
    """
    commands = _commands(command)
    imported = _imported(next(commands), taken, name)
    try:
        more = sum(1 for _ in islice(commands, _MOST))
    except ValueError:
        more = 1  # it isn't asked for, and so is no reason to refuse the first one
    if not more:
        return imported
    further = "another curl command" if more == 1 else f"{more} more curl commands"
    ignored = (*imported.ignored, f"{further}: a stream has one; paste them one by one")
    return replace(imported, ignored=ignored)


def specs_from_curl(commands: str, taken: Collection[str] = (), name: str = "") -> list[Imported]:
    """The streams that all curl commands of a text ask for, `name` for the only one.

    Raises as `spec_from_curl` does.
    """
    found: list[Imported] = []
    for words in islice(_commands(commands), _MOST):
        names = [*taken, *(imported.spec.name for imported in found)]
        found.append(_imported(words, names, name))
    return found


def spec_from_words(words: Sequence[str], taken: Collection[str] = (), name: str = "") -> Imported:
    """The same for what follows `curl` on a command line whose shell has done its part: only `${NAME}` is a
    variable."""
    from sse_dash.requests.curl.paste import CurlWords

    return _imported(CurlWords([_as_template(word) for word in words]), taken, name)


def _commands(text: str) -> Iterator[CurlWords]:
    if len(text) > LONGEST:
        raise ValueError(f"the command is longer than {LONGEST // 1024} KiB; take something out of it")
    if _SURROGATE.search(text):
        raise ValueError("the command holds a broken character; copy it again")
    from sse_dash.requests.curl.paste import curl_commands

    return curl_commands(text)


def _imported(curl: CurlWords, taken: Collection[str], name: str) -> Imported:
    if name in taken:
        raise ValueError(f"another stream is called {name} already")
    from sse_dash.requests.curl.options import options_in
    from sse_dash.requests.curl.request import CurlRequest

    request = CurlRequest(curl.stdin, curl.reads)
    for option, written, value in options_in(curl.words):
        request.take(option, written, value)
    spec = request.spec()
    return Imported(
        replace(spec, name=name or name_for_template(spec.url, taken)),
        tuple(dict.fromkeys([*request.ignored, *curl.ignored])),
        tuple(dict.fromkeys([*curl.remarks, *request.remarks])),
    )


def _as_template(word: str) -> str:
    try:
        check(word)
    except VariableError:
        return literal(word)
    return word
