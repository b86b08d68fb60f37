"""What can go wrong with a profile: one family of exceptions under one root, and how they put it in words.

Only the family lives here; who finds a problem decides what it says. Profiles may come from strangers
and hold secrets: what a message quotes passes `describe`, and values of headers, URLs and bodies never do.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sse_dash.requests.wording import KeyPath, describe, printable

MAX_PROBLEMS = 20
"""How many problems of one file are told apart; the rest are counted. A screen holds no more."""

_BARE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or only worth a warning."""

    wrong: str
    """What is wrong; follows the key, so that key and this read as a sentence."""
    expected: str
    """What is expected there, or what to do."""
    line: int | None = None
    """The line of the file, from 1; None where no line is to blame."""
    key: str | None = None
    """The key, such as `streams[2].url` with streams counted from 0; None for the file as a whole."""

    def __str__(self) -> str:
        sentence = f"{self.key} {self.wrong}" if self.key else self.wrong
        return (
            f"line {self.line}: {sentence}; {self.expected}" if self.line else f"{sentence}; {self.expected}"
        )


class ProfileError(Exception):
    """The root: a profile that can't be read, written or found. Holds all that was found wrong in it."""

    def __init__(self, path: Path | None, problems: Sequence[Problem], more: int = 0) -> None:
        super().__init__(path, problems, more)
        self.path = path
        """The file; None where no single file is meant."""
        self.problems = tuple(problems)
        """At least one, at most `MAX_PROBLEMS` and one about the version, in the order of their lines."""
        self.more = more
        """How many further problems were counted only."""

    @property
    def line(self) -> int | None:
        """The first problem's line, from 1; None where no line is to blame."""
        return self.problems[0].line

    @property
    def key(self) -> str | None:
        """The first problem's key; None for the file as a whole."""
        return self.problems[0].key

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems]
        if self.more:
            lines.append(f"and {self.more:,} more")
        where = "" if self.path is None else f"{printable(str(self.path), limit=None)}: "
        if len(lines) == 1:
            return where + lines[0]
        return "\n  ".join([f"{where}{len(self.problems) + self.more:,} problems", *lines])


class ProfileChanged(ProfileError):
    """The file is not the one that was read: saving would undo someone else's change. Nothing was written."""

    def __init__(self, path: Path, found: str | None) -> None:
        super().__init__(
            path,
            [
                Problem(
                    "the file was deleted since it was read"
                    if found is None
                    else "the file was changed by someone else",
                    "read it again, or save over it if yours is the one to keep; nothing was written",
                )
            ],
        )
        self.found = found
        """The digest of what is there now, to save over it knowingly; None if nothing is."""


class ProfileNotFound(ProfileError):
    """No profile of that name in the project or among the global ones."""

    def __init__(self, name: str, available: Sequence[str]) -> None:
        shown = ", ".join(available[:MAX_PROBLEMS]) + (" …" if len(available) > MAX_PROBLEMS else "")
        super().__init__(
            None,
            [
                Problem(
                    f"there is no profile {describe(name)}",
                    f"there are: {shown}" if available else "none has been saved yet",
                )
            ],
        )
        self.name = name
        """The name that was asked for."""
        self.available = tuple(available)
        """The names there are, the project's first."""


class Findings:
    """Problems as they are found: the first `MAX_PROBLEMS` are kept, the rest counted."""

    def __init__(self, line_of: Callable[[KeyPath], int | None] = lambda _: None) -> None:
        self._line_of = line_of
        self.problems: list[Problem] = []
        self.more = 0

    def __bool__(self) -> bool:
        return bool(self.problems)

    @property
    def full(self) -> bool:
        """Whether the next one would only be counted, so that nobody need think about its wording."""
        return len(self.problems) >= MAX_PROBLEMS

    def add(self, at: KeyPath, wrong: str, expected: str) -> None:
        """Note a problem of the value at `at`."""
        if self.full:
            self.more += 1
        else:
            self.problems.append(Problem(wrong, expected, self._line_of(at), show_key(at)))

    def with_count(self, more: str, expected: str) -> tuple[Problem, ...]:
        """The problems, and where there are more, one that says how many: these words, and `980 more`."""
        rest = [Problem(f"{more}: {self.more:,} more", expected)] if self.more else []
        return (*self.problems, *rest)

    def raise_any(self, path: Path | None) -> None:
        """Raise them all as one ProfileError, by line, if there are any."""
        if self.problems:
            raise ProfileError(path, sorted(self.problems, key=lambda problem: problem.line or 0), self.more)


def show_key(at: KeyPath) -> str:
    """`streams[2].url`; a key that TOML would have to quote is quoted, and shortened."""
    shown = ""
    for part in at:
        if isinstance(part, int):
            shown += f"[{part}]"
        else:
            shown += ("." if shown else "") + (part if _BARE.fullmatch(part) else describe(part))
    return shown


def from_os_error(
    error: OSError, path: Path, doing: str, variable: str = "SSE_DASH_CONFIG_DIR"
) -> ProfileError:
    """What the operating system refused, with what to do about it; `doing` is such as `read` or `saved`, and
    `variable` is the one that puts the file's folder elsewhere."""
    reason, advice = _ADVICE.get(
        error.errno or 0, (printable(error.strerror or type(error).__name__), "see to it and try again")
    )
    advice = advice.format(variable=variable)
    return ProfileError(path, [Problem(f"it can't be {doing}: {reason}", advice)])


_ADVICE = {
    errno.ENOSPC: ("the disk is full", "make room on it and try again"),
    errno.EDQUOT: ("your disk quota is used up", "make room and try again"),
    errno.EROFS: (
        "the file system is read-only",
        "mount it for writing, or set {variable} to a folder elsewhere",
    ),
    errno.EACCES: ("permission denied", "check the owner and the mode of the file and its folder"),
    errno.EPERM: ("it is not permitted", "check the owner and the mode of the file and its folder"),
    errno.ENOENT: ("there is no such file", "check the path"),
    errno.ENOTDIR: ("a part of its path is a file, not a folder", "check the path"),
    errno.EISDIR: ("it is a folder", "name a file"),
    errno.ELOOP: ("its symbolic links go in a circle", "mend the link"),
    errno.ENAMETOOLONG: ("its path is too long", "use a shorter name or folder"),
}
