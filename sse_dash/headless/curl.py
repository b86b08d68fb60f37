"""curl commands on a command line: the words after `curl`, or a whole command in one word."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sse_dash.requests.spec import StreamSpec

if TYPE_CHECKING:
    from sse_dash.requests.curl.command import Imported


def is_curl_command(word: str) -> bool:
    """Whether it is a whole command, as one quoted word."""
    if len(word.split(None, 1)) < 2:
        return False  # without an import for URLs
    from sse_dash.requests.curl.command import looks_like_curl

    return looks_like_curl(word)


def specs_from_words(
    words: Sequence[str], headers: Mapping[str, str], expression: str, say: Callable[[str], object]
) -> list[StreamSpec]:
    """The stream that the words after `curl` ask for. Raises ValueError."""
    from sse_dash.requests.curl.command import spec_from_words

    return list(_with_given([spec_from_words(words)], headers, expression, say))


def specs_from_command(
    command: str,
    headers: Mapping[str, str],
    expression: str,
    taken: Collection[str],
    name: str,
    say: Callable[[str], object],
) -> list[StreamSpec]:
    """The streams that all curl commands of a text ask for. Raises ValueError."""
    from sse_dash.requests.curl.command import specs_from_curl

    return list(_with_given(specs_from_curl(command, taken, name), headers, expression, say))


def _with_given(
    found: Sequence[Imported], headers: Mapping[str, str], expression: str, say: Callable[[str], object]
) -> Iterator[StreamSpec]:
    """With what the command line says besides, which goes over what curl says."""
    given_here = {key.lower() for key in headers}
    for imported in found:
        for words in imported.remarks:
            say(f"Note: {words}")
        for words in imported.ignored:
            say(f"Left out of the curl command: {words}")
        spec = imported.spec
        kept = {key: value for key, value in spec.headers.items() if key.lower() not in given_here}
        yield replace(spec, headers={**kept, **headers}, filter=expression)
