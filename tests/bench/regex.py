"""Milliseconds that a hostile event takes a filter: `python tests/bench/regex.py [PATTERN ...]`."""

from __future__ import annotations

import sys
import time

from sse_dash.client.message import MessageEvent
from sse_dash.filter import FilterError, parse

_SIZES = (200, 1_000, 4_096, 20_000, 65_000, 250_000)
_TEXTS = ("a", "ab", "1", " ", "é", "a b", "1,", "a1_", '\\"a', "aab", "x\n")
_PATTERNS = (
    r"[a-z]\w+@\w+",
    r"\w+\s+\w+ failed",
    r"a(?:a|b)+c",
    r"a(\w)+@",
    r"a(?:(\w))+@",
    r"a(?:\w_?)+@",
    r"a\w+?@",
    r"^\w+\d*x",
    r"^(\w+) (.*) (\d+)x",
    r"^(?:(\w))+(\w)+!",
    r"a[^@]*[^!]@",
    "aa?a?a?a?a?a?a?a?a?b",
    "a[ab]?[ab]?[ab]?[ab]?[ab]?[ab]?[ab]?[ab]?c+d",
    "[a-z]{60000}x",
    "(?:[a-z]{200}){200}x",
    "(?:a{1,16}b?){100}x",
    "|".join(rf"a\w+{word}" for word in "!#%&;:,"),
    "|".join(f"a{number}x" for number in range(800)),
    r"(?=[a-z]+!)a",
    r"(?<=a)\w+b!",
    r"\b\w+\b\w+!",
    r"(?i)a[a-zé]+@",
    r"(a)\w+\1!",
    r"\s+$",
    r"a.*b.*c.*d",
    r"(?s)a.*b.*c",
    r"a\d*\s*\w+x",
)


def main() -> None:
    """Print the worst text for each pattern."""
    worst = 0.0
    for pattern in sys.argv[1:] or _PATTERNS:
        try:
            chosen = parse(f"/{pattern}/")
        except FilterError as error:
            print(f"{pattern[:40]:42} refused: {error.message[:60]}")
            continue
        taken = []
        for size in _SIZES:
            for text in _TEXTS:
                event = MessageEvent("message", (text * size)[:size])
                start = time.thread_time()
                decided = chosen.decide(event)
                taken.append((1e3 * (time.thread_time() - start), size, text, decided))
        longest, size, text, decided = max(taken)
        unknown = sum(decided is None for *_, decided in taken)
        worst = max(worst, longest)
        print(
            f"{pattern[:40]:42}{longest:8.1f} ms on {size:7,} of {text!r:8} {decided!s:6} {unknown:3} unknown"
        )
    print(f"{'the worst':42}{worst:8.1f} ms")


if __name__ == "__main__":
    main()
