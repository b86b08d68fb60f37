"""Where in a pasted text a curl command is: below comments, in a Markdown fence, after a prompt, `sudo` or
`docker exec`, before a pipe. What its words mean is `command.py`'s affair.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sse_dash.client.redact import is_secret_name
from sse_dash.requests.curl.bash import BLANKS, UNSEEN, split_bash
from sse_dash.requests.curl.commands import FURTHER_LINE, Command
from sse_dash.requests.curl.powershell import is_for_powershell, split_powershell
from sse_dash.requests.curl.windows import is_for_windows, split_windows
from sse_dash.requests.template import (
    NAME,
    change_variables,
    has_variable,
    is_command,
    variables_in,
    words_of,
)

_CURL = r"(?:[A-Za-z]:)?(?:[^\s'\"=|;&(<>`:]*[/\\])?curl(?:\.exe)?(?::[\w.-]+)?"
"""curl as it is called, or the image of a container that runs it."""
_IS_CURL = re.compile(_CURL, re.IGNORECASE)
_BLANK = rf"(?:[ \t{BLANKS}{UNSEEN}]|[\\`^][ \t{BLANKS}]*\n)"
_BLANKS = f"{_BLANK}*+"
_PROMPT = rf"""
    {_BLANKS}
    (?:
        (?:
            (?:[-*•+]|\d+[.)])(?={_BLANK})                  # of a list
          | `(?!\s) | [!@]                                  # of code within a line, a notebook, a makefile
          | \([\w.-]+\)(?=[ ])                              # of a Python environment
          | (?:PS[ ])? (?:[A-Za-z]:|~|/)[^\n<>$#%"'|]*>     # of Windows
          | \[?[\w.-]+@[^\n$#%>"'|;]*[$#%>]                 # user and host
          | (?:[\w.~/-]+[ ]?)? [$#%>❯➜»λ](?=[ \t])
          | ➜[ \t]+[^\s"']+[ \t]+(?:git:\([^)\n]*\)[ \t]*)?✗?
          | (?:RUN|CMD|HEALTHCHECK)(?=[ ])
        )
        {_BLANKS}
    ){{0,3}}
"""
_ASSIGNMENT = r"""[A-Za-z_]\w*=(?:"(?:[^"\\]|\\.)*"|'[^']*'|\$\([^)\n]*\)|[^\s;'"]*)"""
_START = re.compile(
    rf"""
    {_PROMPT}
    (?P<command>
        (?:[A-Za-z_]\w*=)? (?P<nested> "?\$\( | \( )? {_BLANKS}
        (?: (?:export{_BLANK}+)? {_ASSIGNMENT} (?:{_BLANK}+|[ \t]*(?:;|&&)[ \t]*) )*
        (?: (?P<before>
              (?:sudo|doas|time|env|command|builtin|exec|nohup|nice|ionice|timeout|stdbuf|unbuffer|setsid|noglob
                |watch|winpty|strace|xargs|proxychains4?|torsocks|chronic|if|while|until|do|then|!|export
                |docker|podman|nerdctl|docker-compose|kubectl|oc|k|ssh|lxc|wsl|vagrant|heroku|fly|flyctl|minikube
                |multipass|chroot|nsenter|adb|su|sh|bash|zsh|dash|ksh|cmd|cmd\.exe|powershell|pwsh
                |echo|printf|cat|jq|set|cd|source|true|for|yes|type|read)
              (?={_BLANK}) (?:[^\n\\`^]|[\\`^][ \t]*\n|[\\`^][^\n])*?
            )
            (?:{_BLANK}|[|;&('"“‘])
        )?
        (?P<curl>{_CURL}) (?={_BLANK}+\S)
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_POWERSHELL = re.compile(
    rf"{_PROMPT}(?:(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\s|\$session\s*=\s*New-Object)",
    re.VERBOSE | re.IGNORECASE,
)
_FETCH = re.compile(r"\s*(?:await\s+)?fetch\s*\(\s*[\"'`]")
_FENCE = re.compile(r"^[ \t>]*(?:```|~~~)[^\n]*$", re.MULTILINE)
_ENTITY = re.compile(r"&(?:quot|#39|apos|amp|#x27|#34);")
_GOES_ON = re.compile(rf"[\\`^][ \t{BLANKS}]*\Z")
_SETTING = re.compile(
    rf"""
    {_PROMPT} (?:(?:export|set|setenv|local|readonly|declare(?:[ ]-\w+)?)[ \t]+)?
    (?P<powershell>\$(?:env:)?)? (?P<name>{NAME}) (?:[ \t]*=[ \t]*|=) (?=(?P<value>[^\n]*))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LINE_GOES_ON = re.compile(rf"[ \t{BLANKS}]([\\`^])[ \t{BLANKS}]*\n")
_BARE_RETURN = re.compile(r"[\\`^]\r[ \t]*-")
_IS_NAME = re.compile(NAME)
_COMMENTED = re.compile(r"[ \t]*#")

_ELSEWHERE = frozenset(
    """
    docker podman nerdctl docker-compose kubectl oc k ssh lxc wsl vagrant heroku fly flyctl minikube multipass
    chroot nsenter adb
    """.split()  # noqa: SIM905 - reads better as words
)
"""What runs a command in another place than here."""
_OTHER_ROUTE = frozenset({"proxychains", "proxychains4", "torsocks"})
_SAYS_ITS_WORDS = frozenset({"echo", "printf"})


@dataclass(slots=True)
class CurlWords:
    """One curl command of a text."""

    words: list[str]
    """What follows `curl`, as a spec writes text."""
    stdin: str | None = None
    """What it reads, where that is known."""
    reads: str = ""
    """The operator that gives it something to read which isn't."""
    ignored: list[str] = field(default_factory=list)
    """What was left out around it, in words for people."""
    remarks: list[str] = field(default_factory=list)
    """What is to be known of it."""


def looks_like_curl(text: str) -> bool:
    """Whether curl is called somewhere in it, or what browsers offer beside curl."""
    return any(True for _ in _starts(_tidied(text))) or bool(_POWERSHELL.match(text) or _FETCH.match(text))


def curl_commands(text: str) -> Iterator[CurlWords]:
    """All curl commands of a text, in their order.

    Raises ValueError where there is none, and, once it comes to that, for one that can't be had.
    """
    text = _tidied(text)
    if _POWERSHELL.match(text):
        raise ValueError("that is a command for PowerShell; have the browser copy it as cURL (bash or cmd)")
    if _FETCH.match(text):
        raise ValueError("that is JavaScript; have the browser copy it as cURL")
    split = _splitter(text)
    settings: dict[str, str | None] = {}
    end = settled = 0
    found = False
    for start in _starts(text):
        if start.start("curl") < end:
            continue  # a word of the command before
        settings.update(_settings(text[settled : start.start("command")], split))
        nested = bool(start["nested"])
        begin = start.start("curl") if nested and not start["before"] else start.start("command")
        commands, end = split_bash(text, begin, nested=nested) if split is split_bash else split(text, begin)
        settled = end
        for index, command in enumerate(commands):
            settings.update(_settings_of(command))
            curl = _curl_of(command, commands[index - 1] if index else None)
            if curl is not None:
                found = True
                _settle(curl, settings)
                yield curl
    if not found:
        raise ValueError("that is no curl command; it begins with curl and names a URL")


def _tidied(text: str) -> str:
    """The text with its own line ends, and of Markdown only the code."""
    text = text.replace("\r\n", "\n").lstrip("\ufeff")
    if "\n" not in text and _BARE_RETURN.search(text):
        text = text.replace("\r", "\n")
    if _ENTITY.search(text) and not re.search("[\"']", text):
        text = html.unescape(text)
    pieces = _FENCE.split(text)
    if len(pieces) > 1 and not any(True for _ in _starts(pieces[0])):
        text = "\n".join(pieces[1::2])
    stripped = text.strip()
    if stripped.count("`") == 2 and stripped[0] == stripped[-1] == "`":
        text = stripped[1:-1]
    return text


def _starts(text: str) -> Iterator[re.Match[str]]:
    """The lines in which curl is called; of those that are comments only if there is no other."""
    commented: re.Match[str] | None = None
    any_plain = False
    position = 0
    goes_on = False
    while position < len(text):
        end = text.find("\n", position)
        end = end if end >= 0 else len(text)
        if not goes_on and text[position : position + 1] != "\n":
            match = _START.match(text, position)
            if match and _COMMENTED.match(text, position):
                commented = commented or match
            elif match:
                any_plain = True
                yield match
        goes_on = bool(_GOES_ON.search(text, position, end))
        position = end + 1
    if commented and not any_plain:
        yield commented


def _splitter(text: str) -> Callable[[str, int], tuple[list[Command], int]]:
    """Whose rules a text follows: the end of its first line that goes on tells, or else its look."""
    match = _LINE_GOES_ON.search(text)
    if match:
        return {"^": split_windows, "`": split_powershell}.get(match[1], split_bash)
    if is_for_windows(text):
        return split_windows
    return split_powershell if is_for_powershell(text) else split_bash


def _curl_of(command: Command, before: Command | None) -> CurlWords | None:
    """What a command asks curl for; None where it is another one."""
    words = command.words
    at = next((index for index, word in enumerate(words) if _IS_CURL.fullmatch(word)), None)
    if at is None:
        return _curl_in_a_word(command)
    if command.problem:
        raise ValueError(command.problem)
    curl = CurlWords(words[at + 1 :])
    while curl.words and _IS_CURL.fullmatch(curl.words[0]):  # after the image of a container
        del curl.words[0]
    if curl.words[:1] == ["--"] and len(curl.words) > 1 and _IS_CURL.fullmatch(curl.words[1]):
        del curl.words[:2]
    _say_around(curl, words[:at], command)
    curl.stdin, curl.reads = command.stdin, command.reads
    if command.stdin is None and before is not None and command.reads == "|":
        curl.stdin = _printed(before)
    return curl


def _curl_in_a_word(command: Command) -> CurlWords | None:
    """The command that `sh -c` or `ssh` is given as one word."""
    for index, word in enumerate(command.words):
        if index and _START.match(word):
            if command.problem:
                raise ValueError(command.problem)
            # In that word, a plain `${` is a variable of the inner shell.
            curl = next(curl_commands(word.replace("$${", "${")))
            _say_around(curl, command.words[:index], command)
            return curl
    return None


def _say_around(curl: CurlWords, before: list[str], command: Command) -> None:
    tools = [word for word in before if word in _ELSEWHERE]
    if tools:
        curl.remarks.append(
            f"{tools[0]}: it is asked from this machine, not from where {tools[0]} would run curl"
        )
    if route := [word for word in before if word in _OTHER_ROUTE]:
        curl.ignored.append(f"{route[0]}: give the proxy with --proxy")
    if command.writes:
        curl.ignored.append(f"{command.writes}: nothing is written")
    if command.end and command.end != FURTHER_LINE:
        curl.ignored.append(f"what follows {command.end}")


def _printed(command: Command) -> str | None:
    """What a command prints that does nothing else; None where that isn't known."""
    words = [word for word in command.words if not re.fullmatch("-[neE]+", word)]
    if command.words[:1] == ["cat"] and len(command.words) == 1:
        return command.stdin
    if words and words[0] in _SAYS_ITS_WORDS and not command.problem:
        words = words[1:]
        if command.words[0] == "printf":
            words = words[1:] if words[:1] and words[0] in ("%s", "%s\\n", "%s\n") else words
            return " ".join(words) if "%" not in "".join(words) else None
        return " ".join(words) + "\n"
    return None


def _settings(text: str, split: Callable[[str, int], tuple[list[Command], int]]) -> dict[str, str | None]:
    """What variables are set to in lines above a command; None where that can't be told."""
    found: dict[str, str | None] = {}
    position = 0
    while position < len(text):
        end = text.find("\n", position)
        end = end if end >= 0 else len(text)
        match = _SETTING.match(text, position, end)
        if match and not _COMMENTED.match(text, position):
            commands, _ = split(f"{match['name']}={match['value']}", 0)
            found.update(_settings_of(commands[0]))
        position = end + 1
    return found


def _settings_of(command: Command) -> dict[str, str | None]:
    """What a command sets variables to, before `curl` or alone."""
    found: dict[str, str | None] = {}
    for word in command.words:
        name, equals, value = word.partition("=")
        if _IS_CURL.fullmatch(word):
            break
        if equals and _IS_NAME.fullmatch(name):
            found[name] = None if command.problem else value
    return found


def _settle(curl: CurlWords, settings: Mapping[str, str | None]) -> None:
    """Put what is set above into the command, but for secrets: those stay variables."""
    for word in curl.words:
        for variable in variables_in(word):
            if is_command(variable.name):
                program = words_of(variable.name)[0]
                curl.remarks.append(f"{program}: it is run before each connection, for what it prints")
    names = {variable.name for word in curl.words for variable in variables_in(word)} & settings.keys()
    values: dict[str, str] = {}
    for name in sorted(names):
        value = settings[name]
        if value is None or has_variable(value) or is_secret_name(name):
            curl.remarks.append(f"{name}: set it in the environment before sse-dash starts")
        else:
            values[name] = value
    if values:
        curl.words = [
            change_variables(word, lambda variable: values.get(variable.name, variable.written))
            for word in curl.words
        ]
