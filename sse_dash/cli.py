"""A verb typed in a shell. Textual is imported only for the verbs that draw, and profiles only once the
arguments are in order: help and refusals are there at once."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from sse_dash import __version__
from sse_dash.headless import standard_streams, talk
from sse_dash.headless.arguments import (
    FAILED,
    INTERRUPTED,
    OK,
    WRONG_USAGE,
    Parser,
    UsageError,
    add_stream_options,
    flags_of,
    given_fields,
    specs_of,
    specs_of_curl,
    split_off_curl,
)
from sse_dash.tui.terminal.signals import ending_exits

if TYPE_CHECKING:
    from sse_dash.profiles import Project, Session

__all__ = ["FAILED", "INTERRUPTED", "OK", "WRONG_USAGE", "main"]

_EXAMPLES = """examples:
  sse-dash https://example.com/events localhost:8000/stream
  sse-dash -H 'Authorization: Bearer ${TOKEN}' https://example.com/events
  sse-dash curl -N https://example.com/events -u 'me:${PASSWORD}'
  sse-dash                 what was open last in this project, or its default profile (ctrl+s saves)
  sse-dash profiles        the saved profiles; add, edit, rename and more: sse-dash profiles --help
  sse-dash demo            a look around, on streams that it serves itself
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line; return the exit status."""
    standard_streams.prepare()
    arguments = standard_streams.decoded(sys.argv[1:]) if argv is None else list(argv)
    # A verb is the first word; everything else is the dashboard's, whose words are URLs.
    verb = _VERBS.get(arguments[0]) if arguments else None
    try:
        try:
            return _dashboard(arguments) if verb is None else verb(arguments[1:])
        finally:
            standard_streams.flush()
    except UsageError as error:
        from sse_dash.text import visible

        talk.say(f"sse-dash: {visible(str(error))}")
        return WRONG_USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever reads our output has read enough.
        standard_streams.give_up_output()
        return FAILED
    except OSError as error:
        if error.filename is not None:
            raise
        standard_streams.give_up_output()
        talk.say(f"sse-dash: can't write the output: {error.strerror}")
        return FAILED


def _parser() -> Parser:
    parser = Parser(
        prog="sse-dash",
        usage="%(prog)s [options] [URL ... | curl ...]\n"
        "       %(prog)s demo\n       %(prog)s profiles [VERB]",
        description="A terminal dashboard for Server-Sent Events: every stream live, side by side.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "urls", metavar="URL", nargs="*", help="a stream to watch; http:// may be left out; or a curl command"
    )
    parser.add_argument(
        "-p", "--profile", metavar="NAME", help="open this saved profile, of the project or global"
    )
    add_stream_options(parser)
    parser.add_argument("--utc", action="store_true", help="show times in UTC; t changes what is shown")
    parser.add_argument("--version", action="version", version=f"sse-dash {__version__}")
    return parser


@ending_exits()
def _dashboard(arguments: Sequence[str]) -> int:
    own, curl = split_off_curl(arguments, _parser())
    options = _parser().parse_intermixed_args(own)
    is_about_streams = bool(options.urls or curl)
    if options.profile and is_about_streams:
        raise UsageError("give URLs or a profile, not both; in the dashboard, a adds a URL to a profile")
    given = given_fields(options)
    if given and not is_about_streams:
        flags = flags_of(options)
        are = "is" if len(flags) == 1 else "are"
        raise UsageError(f"{', '.join(flags)} {are} for URLs on the command line, and there is none")
    from pathlib import Path

    from sse_dash import profiles
    from sse_dash.headless.exposed import exposed

    project = profiles.find_project(Path.cwd())
    specs = specs_of_curl(curl, given) if curl else specs_of(options.urls, given)
    if specs:
        said = exposed(specs, arguments)
        warnings = (f"{said}; unset, $ asks for it here.",) if said else ()
        session = profiles.Session(project=project, streams=tuple(specs), warnings=warnings)
    else:
        session = _open(project, options.profile)
    _need_terminal()
    return _run(session, in_utc=options.utc)


def _open(project: Project, name: str | None) -> Session:
    from sse_dash.profiles import ProfileError, open_profile

    try:
        return open_profile(project, name)
    except ProfileError as error:
        raise UsageError(str(error)) from None


@ending_exits()
def _demo(arguments: Sequence[str]) -> int:
    Parser(
        prog="sse-dash demo",
        description="Open the dashboard on streams that it serves itself, on a free port of this machine.",
    ).parse_args(arguments)
    _need_terminal()
    from pathlib import Path

    from sse_dash import profiles
    from sse_dash.demo import DemoServer, specs

    with DemoServer() as server:
        project = profiles.find_project(Path.cwd())
        return _run(profiles.Session(project=project, streams=specs(server.url), title="demo"))


def _profiles(arguments: Sequence[str]) -> int:
    from sse_dash.headless import profiles_verb

    return profiles_verb.run(arguments)


def _run(session: Session, *, in_utc: bool = False) -> int:
    from dataclasses import replace

    from sse_dash.profiles import ProfileError, Settings, load_settings
    from sse_dash.tui.app import SseDashApp

    try:
        settings = load_settings()
    except ProfileError as error:
        # It opens with the usual ones, and says what is wrong with these.
        settings = Settings(problem=str(error))
    if in_utc:
        settings = replace(settings, times="utc")
    app = SseDashApp(session, settings)
    app.run()
    # Without one it ended, and nobody said how.
    return FAILED if app.return_code is None else app.return_code


def _need_terminal() -> None:
    from sse_dash.tui.terminal import fitness

    if wrong := fitness.what_is_wrong():
        raise UsageError(wrong)
    # Twice the frames that Textual would draw halve the time from a key to what it shows. It reads this
    # when it is imported.
    os.environ.setdefault("TEXTUAL_FPS", "120")


_VERBS: Mapping[str, Callable[[Sequence[str]], int]] = {"demo": _demo, "profiles": _profiles}
