"""A verb typed in a shell. Textual is imported only for the verbs that draw."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from sse_dash import __version__, profiles
from sse_dash.client.redact import redact_url
from sse_dash.profiles import ProfileError, ProfileNotFound, Project, StoredProfile
from sse_dash.streams.filter import FilterError
from sse_dash.streams.filter import parse as parse_filter
from sse_dash.streams.from_url import spec_from_url
from sse_dash.streams.spec import HTTP_TOKEN, StreamSpec
from sse_dash.text import visible

if TYPE_CHECKING:
    from sse_dash.tui.app import Startup

OK, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

_EXAMPLES = """examples:
  sse-dash https://example.com/events localhost:8000/stream
  sse-dash -H 'Authorization: Bearer ${TOKEN}' https://example.com/events
  sse-dash                 the streams saved for this project (ctrl+s saves them)
  sse-dash demo            a look around, on streams that it serves itself
"""


class _UsageError(Exception):
    """The command line asks for what can't be."""


class _Parser(argparse.ArgumentParser):
    """Refuses as everything else here does: in one line, without the usage that hides it."""

    def error(self, message: str) -> NoReturn:
        raise _UsageError(f"{message}; see {self.prog} --help")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line; return the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = _parser()
    # A verb is the first word; everything else is the dashboard's, whose words are URLs.
    is_demo = arguments[:1] == ["demo"]
    try:
        options = (_demo_parser() if is_demo else parser).parse_args(arguments[1:] if is_demo else arguments)
        return _demo(options) if is_demo else _dashboard(options)
    except _UsageError as error:
        print(f"sse-dash: {visible(str(error))}", file=sys.stderr)
        return WRONG_USAGE
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> _Parser:
    parser = _Parser(
        prog="sse-dash",
        usage="%(prog)s [options] [URL ...]\n       %(prog)s demo",
        description="A terminal dashboard for Server-Sent Events: every stream live, side by side.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("urls", metavar="URL", nargs="*", help="a stream to watch; http:// may be left out")
    parser.add_argument(
        "-p", "--profile", metavar="NAME", help="open this saved profile, of the project or global"
    )
    parser.add_argument(
        "-H", "--header", metavar="'NAME: VALUE'", action="append", default=[], dest="headers",
        help="a header for each URL given; ${VARIABLE} in it is read from the environment when connecting",
    )  # fmt: skip
    parser.add_argument(
        "--filter", metavar="EXPRESSION", default="", help="show only what matches, of each URL given"
    )
    parser.add_argument("--version", action="version", version=f"sse-dash {__version__}")
    return parser


def _demo_parser() -> _Parser:
    return _Parser(
        prog="sse-dash demo",
        description="Open the dashboard on streams that it serves itself, on a free port of this machine.",
    )


def _dashboard(options: argparse.Namespace) -> int:
    if options.profile and options.urls:
        raise _UsageError("give URLs or a profile, not both; in the dashboard, a adds a URL to a profile")
    if (options.headers or options.filter) and not options.urls:
        raise _UsageError("--header and --filter are for URLs on the command line, and there is none")
    project = profiles.find_project(Path.cwd())
    specs = _specs(options)
    stored, problem = (None, "") if specs else _stored(project, options.profile)
    _need_terminal()
    from sse_dash.tui.app import Startup, profile_label

    if stored is None:
        return _run(Startup(specs, project, where=project.name, problem=problem))
    return _run(Startup(stored.profile.streams, project, stored, profile_label(project, stored.path)))


def _stored(project: Project, name: str | None) -> tuple[StoredProfile | None, str]:
    """The profile of that name, None for the default one; or none, and why not, if there is more to say
    than that nobody has saved any."""
    try:
        ref = profiles.find_profile(project, name or profiles.DEFAULT_PROFILE)
    except ProfileError as error:
        if name:
            raise _UsageError(str(error)) from None
        return None, "" if isinstance(error, ProfileNotFound) else str(error)
    try:
        return profiles.load(ref.path), ""
    except ProfileError as error:
        # The dashboard opens without it, so that the rest of the tool is there to mend it with.
        return None, str(error)


def _demo(_: argparse.Namespace) -> int:
    _need_terminal()
    from sse_dash.demo import DemoServer, specs

    with DemoServer() as server:
        # It serves from a thread, which starts up while this is imported.
        from sse_dash.tui.app import Startup

        return _run(Startup(specs(server.url), profiles.find_project(Path.cwd()), where="demo"))


def _run(startup: Startup) -> int:
    from sse_dash.tui.app import SseDashApp

    app = SseDashApp(startup)
    app.run()
    return app.return_code or OK


def _need_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise _UsageError("the dashboard needs a terminal for its input and output")
    # Twice the frames that Textual would draw halve the time from a key to what it shows. It reads this
    # when it is imported.
    os.environ.setdefault("TEXTUAL_FPS", "120")


def _specs(options: argparse.Namespace) -> tuple[StreamSpec, ...]:
    headers = dict(_header(given) for given in options.headers)
    try:
        parse_filter(options.filter)
    except FilterError as error:
        raise _UsageError(f"--filter {options.filter!r}: {error}") from None
    specs: list[StreamSpec] = []
    for url in options.urls:
        try:
            spec = spec_from_url(url, [spec.name for spec in specs])
        except ValueError as error:
            raise _UsageError(f"{redact_url(url)}: {error}") from None
        specs.append(replace(spec, headers=headers, filter=options.filter))
    return tuple(specs)


def _header(given: str) -> tuple[str, str]:
    name, colon, value = given.partition(":")
    name = name.strip()
    if not colon or not HTTP_TOKEN.fullmatch(name):
        # Not quoted in full: what stands there may be a secret that lost its name.
        raise _UsageError("a header is written as 'Name: value'")
    return name, value.strip()
