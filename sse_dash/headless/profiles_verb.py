"""`sse-dash profiles`: what is saved, where it is, and changes to it from a shell."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Collection, Sequence
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from sse_dash import profiles
from sse_dash.headless import talk
from sse_dash.headless.arguments import (
    FAILED,
    OK,
    Parser,
    UsageError,
    add_stream_options,
    given_fields,
    specs_of,
)
from sse_dash.headless.curl import specs_from_command
from sse_dash.headless.editing import edit
from sse_dash.headless.exposed import exposed
from sse_dash.profiles import (
    DEFAULT_PROFILE,
    Problem,
    ProfileError,
    ProfileNotFound,
    ProfileRef,
    Project,
    StoredProfile,
    add_streams,
    manage,
    masked,
)
from sse_dash.profiles.manage import Entry, Place
from sse_dash.requests.curl.command import LONGEST
from sse_dash.requests.spec import StreamSpec

_FROM_STDIN = "-"
_EXAMPLES = """examples:
  sse-dash profiles                                 what there is, with the streams
  sse-dash profiles add localhost:8000/events       to this project's default profile
  sse-dash profiles add night https://example.com/a https://example.com/b
  sse-dash profiles add --curl "curl -N https://example.com/events -H 'Accept: text/event-stream'"
  sse-dash profiles edit night
  sse-dash profiles remove night                    and remove --undo night brings it back

Names mean this project's profile first, then the global one. Files are checked before they are taken, and
one that someone else changed meanwhile is never overwritten.
"""
_LIKE_A_URL = re.compile(r"[/:?#@$]|^localhost$")


def run(arguments: Sequence[str]) -> int:
    """Run the verb; return the exit status. Raises UsageError."""
    parser, verbs = _parser()
    verb = arguments[0] if arguments else "list"
    if verb in verbs:
        options = verbs[verb].parse_intermixed_args(arguments[1:])
    else:
        options = parser.parse_args(arguments)  # asks for help, or says what is wrong with it
    project = profiles.find_project(Path.cwd())
    try:
        return _VERBS[verb](project, options)
    except ProfileError as error:
        talk.say(f"sse-dash: {error}")
        return FAILED


def _parser() -> tuple[Parser, dict[str, Parser]]:
    """The parser for all of it, and the one of each verb."""
    parser = Parser(
        prog="sse-dash profiles",
        description="The saved profiles: named sets of streams, of this project or global.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs: dict[str, Parser] = {}

    def verb(name: str, help: str, description: str = "") -> Parser:
        words = description or f"{help[0].upper()}{help[1:]}."
        made: Parser = subparsers.add_parser(name, help=help, description=words)
        verbs[name] = made
        made.add_argument(
            "-g", "--global", action="store_true", dest="is_global", help="the global ones, not the project's"
        )
        return made

    verb("list", "print the profiles there are, with their streams: this project's, its team file's, global")
    path = verb("path", "print where a profile's file is, or would be")
    show = verb("show", "print a profile, with header values, passwords and tokens masked")
    for each in (path, show):
        each.add_argument("name", metavar="NAME", nargs="?", default=DEFAULT_PROFILE, help="default: default")
    add = verb(
        "add",
        "add streams to a profile, which is made if there is none",
        "Add streams to a profile, which is made if there is none. A first word that is no URL is its name; "
        "without one, it is the default profile.",
    )
    add.add_argument("words", metavar="[NAME] URL", nargs="*", help="streams to add; http:// may be left out")
    add.add_argument("-p", "--profile", metavar="NAME", help="the profile, where a name looks like a URL")
    add.add_argument(
        "-n", "--name", metavar="STREAM", default="", help="what to call the stream, if it is one"
    )
    add.add_argument(
        "--curl", metavar="COMMAND", action="append", default=[],
        help="a stream as a curl command asks for it, such as browsers copy; - reads it from stdin",
    )  # fmt: skip
    add_stream_options(add)
    edited = verb(
        "edit",
        "edit a profile in $VISUAL or $EDITOR",
        "Edit a profile in $VISUAL or $EDITOR. What you write is checked before it is taken.",
    )
    edited.add_argument("name", metavar="NAME", nargs="?", default=DEFAULT_PROFILE, help="default: default")
    remove = verb("remove", "remove a profile; --undo brings it back")
    remove.add_argument("name", metavar="NAME")
    remove.add_argument("-y", "--yes", action="store_true", help="don't ask")
    remove.add_argument("--undo", action="store_true", help="bring back the one of that name removed last")
    rename = verb("rename", "give a profile another name; none is overwritten")
    rename.add_argument("name", metavar="OLD")
    rename.add_argument("new", metavar="NEW")
    verb("schema", "print the JSON Schema of a profile's file, for editors")
    return parser, verbs


def _list(project: Project, options: argparse.Namespace) -> int:
    entries = manage.list_entries(None if options.is_global else project)
    if not entries:
        talk.say("There is no profile yet; sse-dash profiles add URL makes one.")
    headings = {
        Place.PROJECT: f"{project.name}, in {project.root}",
        Place.TEAM: "team file",
        Place.GLOBAL: "global",
    }
    for place, group in groupby(entries, key=lambda entry: entry.place):
        same = list(group)
        talk.result(headings[place])
        widest = max(len(entry.ref.name) for entry in same)
        for entry in same:
            talk.result(f"  {entry.ref.name:{widest}}  {_describe(entry)}")
    return OK


def _describe(entry: Entry) -> str:
    if entry.fault:
        return f"can't be read: {entry.fault}"
    streams = ", ".join(entry.streams) or "no streams"
    return streams if entry.trusted else f"{streams} (not trusted yet: sse-dash asks)"


def _path(project: Project, options: argparse.Namespace) -> int:
    name = _name(options.name)
    try:
        ref = _find(project, name, options)
    except ProfileNotFound:
        ref = _new_ref(project, name, options)
        talk.say("There is no such file yet.")
    talk.result(str(ref.path))
    return OK


def _show(project: Project, options: argparse.Namespace) -> int:
    stored = profiles.load(_find(project, _name(options.name), options).path)
    for warning in stored.warnings:
        talk.say(f"{stored.path.name}: {warning}")
    talk.result(profiles.dumps(masked(stored.profile), stored.path).decode().removesuffix("\n"))
    return OK


def _add(project: Project, options: argparse.Namespace) -> int:
    given, urls = _name_and_urls(project, options)
    name = _name(given or DEFAULT_PROFILE)
    commands = [_command(text) for text in options.curl]
    if not urls and not commands:
        hint = f"; for a host of that name write http://{given}" if given else ""
        raise UsageError(f"there is nothing to add to {name}: give a URL, or --curl and a command{hint}")
    if options.name and len(urls) + len(commands) > 1:
        raise UsageError("--name is for one stream, and there are several")
    fields = given_fields(options)
    said: dict[str, object] = {}

    def make(taken: Collection[str]) -> list[StreamSpec]:
        if options.name in taken:
            raise UsageError(f"a stream of {name} is called {options.name} already")
        specs = specs_of(urls, fields, taken, options.name, said.setdefault)
        for command in commands:
            names = [*taken, *(spec.name for spec in specs)]
            try:
                specs += specs_from_command(command, fields, names, options.name, said.setdefault)
            except ValueError as error:
                raise UsageError(f"--curl: {error}") from None
        return specs

    try:
        path = _find(project, name, options).path
    except ProfileNotFound:
        path = _new_ref(project, name, options).path
    added = add_streams(path, make)
    for words in said:
        talk.say(words)
    if _FROM_STDIN not in options.curl and (words := exposed(added.streams, sys.argv)):
        talk.say(f"{words}.")
    for warning in _of_the_last(len(added.streams), added.stored):
        talk.say(f"{path.name}: {warning}")
    if added.stored.backup is not None:
        talk.say(f"Its comments could not be kept in it: they are in {added.stored.backup}")
    names = ", ".join(spec.name for spec in added.streams)
    talk.say(f"Added {names} to {'the new profile ' if added.is_new else ''}{name}: {path}")
    return OK


def _of_the_last(count: int, stored: StoredProfile) -> list[Problem]:
    """The warnings about the last streams of a profile, and about its file as a whole."""
    streams = len(stored.profile.streams)
    new = tuple(f"streams[{index}]" for index in range(streams - count, streams))
    return [warning for warning in stored.warnings if warning.key is None or warning.key.startswith(new)]


def _edit(project: Project, options: argparse.Namespace) -> int:
    name = _name(options.name)
    try:
        return edit(_find(project, name, options))
    except ProfileNotFound:
        return edit(_new_ref(project, name, options))


def _remove(project: Project, options: argparse.Namespace) -> int:
    name = _name(options.name)
    if options.undo:
        ref = manage.undo(_removed(project, name, options))
        talk.say(f"{name} is back: {ref.path}")
        return OK
    ref = _find(project, name, options)
    if not options.yes:
        if not talk.someone_is_there():
            raise UsageError("remove asks first, and there is no terminal to ask on; --yes says yes")
        if not talk.ask(f"Remove {name}, {ref.path}?", default=False):
            talk.say("Nothing was removed.")
            return FAILED
    manage.remove(ref)
    place = " --global" if ref.project is None else ""
    talk.say(f"Removed {name}. To bring it back: sse-dash profiles remove --undo{place} {name}")
    return OK


def _rename(project: Project, options: argparse.Namespace) -> int:
    new = _name(options.new)
    ref = _find(project, _name(options.name), options)
    was_last = profiles.last_profile(project).ref == ref
    renamed = manage.rename(ref, new)
    if was_last:
        profiles.remember_profile(project, renamed.path)
    talk.say(f"{ref.name} is called {new} now: {renamed.path}")
    return OK


def _name(given: str) -> str:
    try:
        return profiles.check_name(given)
    except ProfileError as error:
        raise UsageError(str(error)) from None


def _find(project: Project, name: str, options: argparse.Namespace) -> ProfileRef:
    return profiles.find_profile(None if options.is_global else project, name)


def _new_ref(project: Project, name: str, options: argparse.Namespace) -> ProfileRef:
    owner = None if options.is_global else project
    return ProfileRef(name, profiles.profile_path(owner, name), owner)


def _removed(project: Project, name: str, options: argparse.Namespace) -> manage.Removed:
    """The one that was removed, of the project or global."""
    if options.is_global:
        return manage.removed(None, name)
    try:
        return manage.removed(project, name)
    except ProfileError:
        return manage.removed(None, name)


def _name_and_urls(project: Project, options: argparse.Namespace) -> tuple[str, list[str]]:
    """Which of the words is the profile's name. One that could be either is a name if a profile is called
    so, or if there is no dot in it."""
    words: list[str] = options.words
    if options.profile is not None:
        return options.profile, words
    if not words or _LIKE_A_URL.search(words[0]):
        return "", words
    if "." in words[0] and not _exists(project, words[0], options):
        return "", words
    return words[0], words[1:]


def _exists(project: Project, name: str, options: argparse.Namespace) -> bool:
    try:
        return os.path.isfile(_find(project, name, options).path)
    except ProfileError:
        return False


def _command(text: str) -> str:
    # A command line is seen by everyone on the machine, and kept by shells; tokens had better come this way.
    return sys.stdin.read(LONGEST + 1) if text == _FROM_STDIN else text


def _schema(_project: Project, _options: argparse.Namespace) -> int:
    schema = files("sse_dash.profiles").joinpath("profile.schema.json")
    talk.result(schema.read_text(encoding="utf-8").removesuffix("\n"))
    return OK


_VERBS = {
    "list": _list,
    "path": _path,
    "show": _show,
    "add": _add,
    "edit": _edit,
    "remove": _remove,
    "rename": _rename,
    "schema": _schema,
}
