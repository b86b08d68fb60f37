"""How a verb speaks: results to stdout, everything else to stderr, questions only where someone can answer.

What is said may come from anywhere, so that all of it is made safe for a terminal.
"""

from __future__ import annotations

import contextlib
import sys


def result(text: str) -> None:
    """Lines that were asked for."""
    print(_safe(text))


def say(text: str) -> None:
    """Lines about what was done, or what is wrong. Where nobody takes them, the exit status has to say it."""
    with contextlib.suppress(OSError):
        print(_safe(text), file=sys.stderr, flush=True)


def someone_is_there() -> bool:
    """Whether a question would be seen and could be answered."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str, *, default: bool) -> bool:
    """Yes or no, on the terminal; `default` is what enter, or the end of input, means."""
    keys = "[Y/n]" if default else "[y/N]"
    while True:
        print(f"{_safe(question)} {keys} ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline(1000)
        if not line:
            print(file=sys.stderr)
            return False
        match line.strip().lower():
            case "":
                return default
            case "y" | "yes":
                return True
            case "n" | "no":
                return False


def _safe(text: str) -> str:
    # Only here: help, which says nothing of others, is there without it.
    from sse_dash.text import visible

    return "\n".join(map(visible, text.split("\n")))
