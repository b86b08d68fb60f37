"""curl commands on a command line: the words after `curl`, or a whole command in one word."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sse_dash.requests.spec import STREAM_FIELDS, StreamSpec

if TYPE_CHECKING:
    from sse_dash.requests.curl.command import Imported


def is_curl_command(word: str) -> bool:
    """Whether it is a whole command, as one quoted word."""
    if len(word.split(None, 1)) < 2:
        return False  # without an import for URLs
    from sse_dash.requests.curl.command import looks_like_curl

    return looks_like_curl(word)


def specs_from_words(
    words: Sequence[str], given: Mapping[str, Any], say: Callable[[str], object]
) -> list[StreamSpec]:
    """The stream that the words after `curl` ask for. Raises ValueError."""
    from sse_dash.requests.curl.command import spec_from_words

    return list(_with_given([spec_from_words(words)], given, say))


def specs_from_command(
    command: str,
    given: Mapping[str, Any],
    taken: Collection[str],
    name: str,
    say: Callable[[str], object],
) -> list[StreamSpec]:
    """The streams that all curl commands of a text ask for. Raises ValueError."""
    from sse_dash.requests.curl.command import specs_from_curl

    return list(_with_given(specs_from_curl(command, taken, name), given, say))


def _with_given(
    found: Sequence[Imported], given: Mapping[str, Any], say: Callable[[str], object]
) -> Iterator[StreamSpec]:
    """With what the command line says besides, which goes over what curl says."""
    for imported in found:
        for words in imported.remarks:
            say(f"Note: {words}")
        for words in imported.ignored:
            say(f"Left out of the curl command: {words}")
        yield with_given(imported.spec, given)


def with_given(spec: StreamSpec, given: Mapping[str, Any]) -> StreamSpec:
    """The stream with these fields: of tables of texts, entries of its own that aren't given stay."""
    changed = dict(given)
    for name, value in given.items():
        if fold := STREAM_FIELDS[name].kind.fold:
            replaced = set(map(fold, value))
            kept = {key: text for key, text in getattr(spec, name).items() if fold(key) not in replaced}
            changed[name] = {**kept, **value}
    return replace(spec, **changed)
