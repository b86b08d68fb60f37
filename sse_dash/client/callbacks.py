"""A caller's callbacks, plain or async, with or without an argument, brought to one shape."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from .message import MessageEvent

Done = Callable[[MessageEvent], bool]


def done_predicate(done: str | Done | None) -> Done | None:
    """`done` as a predicate: a string is the `data` of the event that ends the stream."""
    if isinstance(done, str):
        return lambda event: event.data == done
    return done


def with_optional_argument(callback: Callable[..., Any] | None) -> Callable[[object], Awaitable[None]]:
    """The callback as an async one that takes one argument, whether or not the callback wants it.

    `aiohttp-sse-client` called `on_open` and `on_error` without any.
    """
    if callback is None:
        return _nothing
    try:
        inspect.signature(callback).bind(None)
        wants_argument = True
    except TypeError:
        wants_argument = False
    except ValueError:  # some builtins have no signature; they take what they are given
        wants_argument = True

    async def call(argument: object) -> None:
        result = callback(argument) if wants_argument else callback()
        if inspect.isawaitable(result):
            await result

    return call


async def _nothing(_: object) -> None:
    return None
