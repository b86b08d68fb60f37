"""What verbs have in common: how arguments are refused, and how URLs and headers become streams."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NoReturn

from sse_dash.client.redact import redact_url
from sse_dash.filter import FilterError
from sse_dash.filter import parse as parse_filter
from sse_dash.headless import talk
from sse_dash.headless.curl import is_curl_command, specs_from_command, specs_from_words
from sse_dash.requests.from_url import complete_template, name_for_template
from sse_dash.requests.spec import HTTP_TOKEN, StreamSpec

OK, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


_CURL = frozenset({"curl", "curl.exe"})


class UsageError(Exception):
    """The command line asks for what can't be."""


class Parser(argparse.ArgumentParser):
    """Refuses as everything else here does: in one line, without the usage that hides it."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see {self.prog} --help")


def add_stream_options(parser: argparse.ArgumentParser) -> None:
    """The options that say more of URLs on the command line: `headers` and `filter`."""
    parser.add_argument(
        "-H", "--header", metavar="'NAME: VALUE'", action="append", default=[], dest="headers",
        help="a header for each URL given; ${VARIABLE} in it is read from the environment when connecting",
    )  # fmt: skip
    parser.add_argument(
        "--filter", metavar="EXPRESSION", default="", help="show only what matches, of each URL given"
    )


def headers_of(options: argparse.Namespace) -> dict[str, str]:
    """The headers given. Raises UsageError for one that isn't one, without its value."""
    return dict(_header(given) for given in options.headers)


def check_filter(expression: str) -> str:
    """The filter, if it parses; else raises UsageError, with the place."""
    try:
        parse_filter(expression)
    except FilterError as error:
        raise UsageError(f"--filter {expression!r}: {error}") from None
    return expression


def split_off_curl(arguments: Sequence[str], parser: Parser) -> tuple[list[str], list[str]]:
    """The arguments before `curl`, and those after it; all and none where curl isn't called.

    It is called by the first `curl` that is no option's value, has no URL before it, and words after it.
    """
    for index, word in enumerate(arguments[:-1]):
        if word in _CURL:
            before = list(arguments[:index])
            try:
                options = parser.parse_args(before)
            except UsageError:
                continue  # it belongs to the option before it
            return (list(arguments), []) if options.urls else (before, list(arguments[index + 1 :]))
    return list(arguments), []


def specs_of(
    given: Sequence[str],
    headers: Mapping[str, str],
    expression: str,
    taken: Collection[str] = (),
    name: str = "",
    say: Callable[[str], object] = talk.say,
) -> list[StreamSpec]:
    """A stream for each URL and each curl command, none of them called like one of `taken`; `name` is for the
    only one.

    `say` is told what was left out of a command. Raises UsageError for what is neither, masked.
    """
    specs: list[StreamSpec] = []
    names = set(taken)
    for typed in given:
        if is_curl_command(typed):
            try:
                found = specs_from_command(typed, headers, expression, names, name, say)
            except ValueError as error:
                raise UsageError(f"the curl command can't be taken: {error}") from None
            specs += found
            names.update(spec.name for spec in found)
            continue
        try:
            url = complete_template(typed)
        except ValueError as error:
            raise UsageError(f"{redact_url(typed)}: {error}") from None
        own = name or name_for_template(url, names)
        names.add(own)
        specs.append(StreamSpec(name=own, url=url, headers=headers, filter=expression))
    return specs


def specs_of_curl(words: Sequence[str], headers: Mapping[str, str], expression: str) -> list[StreamSpec]:
    """The stream that the words after `curl` ask for. Raises UsageError."""
    try:
        return specs_from_words(words, headers, expression, talk.say)
    except ValueError as error:
        raise UsageError(f"curl: {error}") from None


def _header(given: str) -> tuple[str, str]:
    name, colon, value = given.partition(":")
    name = name.strip()
    if not colon or not HTTP_TOKEN.fullmatch(name):
        # Not quoted in full: what stands there may be a secret that lost its name.
        raise UsageError("a header is written as 'Name: value'")
    return name, value.strip()
