"""What verbs have in common: how arguments are refused, and how URLs and headers become streams.

Help and refusals need little: what makes streams of URLs is imported once there are some.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from sse_dash.headless import talk
from sse_dash.requests.options import OPTIONS, PRESET_NAMES

if TYPE_CHECKING:
    from sse_dash.requests.spec import StreamSpec

OK, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


_CURL = frozenset({"curl", "curl.exe"})


class UsageError(Exception):
    """The command line asks for what can't be."""


class Parser(argparse.ArgumentParser):
    """Refuses as everything else here does: in one line, without the usage that hides it."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see {self.prog} --help")


def add_stream_options(parser: argparse.ArgumentParser) -> None:
    """The options that say more of URLs on the command line: one for each field that has one."""
    for name, option in OPTIONS.items():
        action = "append" if option.is_repeated else "store"
        parser.add_argument(*option.flags, metavar=option.metavar, action=action, dest=name, help=option.help)
    parser.add_argument(
        "--preset",
        choices=PRESET_NAMES,
        help="how servers of that kind are asked: what goes before, and after",
    )


def given_fields(options: argparse.Namespace) -> dict[str, Any]:
    """What the options say of streams, by field. Raises UsageError, in which nothing is secret."""
    typed = {name: value for name in OPTIONS if (value := getattr(options, name)) is not None}
    if not typed and not options.preset:
        return {}
    from sse_dash.requests.fields import NOTHING_SECRET
    from sse_dash.requests.presets import with_preset
    from sse_dash.requests.spec import STREAM_FIELDS

    given: dict[str, Any] = {}
    for name, value in typed.items():
        field, option = STREAM_FIELDS[name], OPTIONS[name]
        flag = option.flags[-1]
        try:
            if option.is_repeated:
                given[name] = field.kind.read_entries(value, flag)
            else:
                given[name] = field.kind.read(value)
        except ValueError as error:
            if option.is_repeated:  # says of which entry it is
                raise UsageError(str(error)) from None
            quoted = f"{flag} {value!r}" if field.secrecy is NOTHING_SECRET else flag
            raise UsageError(f"{quoted}: {error}") from None
    return with_preset(options.preset, given) if options.preset else given


def flags_of(options: argparse.Namespace) -> list[str]:
    """The options of streams that are given, as they are written."""
    flags = [option.flags[-1] for name, option in OPTIONS.items() if getattr(options, name) is not None]
    return [*flags, "--preset"] if options.preset else flags


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
    words: Sequence[str],
    given: Mapping[str, Any],
    taken: Collection[str] = (),
    name: str = "",
    say: Callable[[str], object] = talk.say,
) -> list[StreamSpec]:
    """A stream for each URL and each curl command, none of them called like one of `taken`; `name` is for the
    only one, and `given` are further fields of all of them.

    `say` is told what was left out of a command. Raises UsageError for what is neither, masked.
    """
    from sse_dash.client.redact import redact_url
    from sse_dash.headless.curl import is_curl_command, specs_from_command
    from sse_dash.requests.from_url import complete_template, name_for_template
    from sse_dash.requests.spec import StreamSpec

    specs: list[StreamSpec] = []
    names = set(taken)
    for typed in words:
        if is_curl_command(typed):
            try:
                found = specs_from_command(typed, given, names, name, say)
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
        specs.append(StreamSpec(name=own, url=url, **given))
    return specs


def specs_of_curl(words: Sequence[str], given: Mapping[str, Any]) -> list[StreamSpec]:
    """The stream that the words after `curl` ask for. Raises UsageError."""
    from sse_dash.headless.curl import specs_from_words

    try:
        return specs_from_words(words, given, talk.say)
    except ValueError as error:
        raise UsageError(f"curl: {error}") from None
