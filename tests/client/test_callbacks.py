"""Callbacks in every shape: plain or async, with or without an argument."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from sse_dash.client.callbacks import done_predicate, with_optional_argument
from sse_dash.client.message import MessageEvent


async def test_no_callback_is_a_callback_that_does_nothing() -> None:
    await with_optional_argument(None)("x")


async def test_a_callback_with_an_argument_gets_it() -> None:
    heard: list[object] = []
    await with_optional_argument(heard.append)("x")
    assert heard == ["x"]


async def test_a_callback_without_an_argument_is_called_without() -> None:
    heard: list[str] = []

    def callback() -> None:
        heard.append("called")

    await with_optional_argument(callback)("x")
    assert heard == ["called"]


async def test_an_async_callback_is_awaited() -> None:
    heard: list[object] = []

    async def with_argument(argument: object) -> None:
        heard.append(argument)

    async def without_argument() -> None:
        heard.append("called")

    await with_optional_argument(with_argument)("x")
    await with_optional_argument(without_argument)("x")
    assert heard == ["x", "called"]


async def test_a_lambda_may_return_something_to_await() -> None:
    heard: list[object] = []

    async def later(argument: object) -> None:
        heard.append(argument)

    await with_optional_argument(lambda argument: later(argument))("x")
    assert heard == ["x"]


async def test_a_default_value_is_room_for_the_argument() -> None:
    heard: list[object] = []

    def callback(argument: object = None) -> None:
        heard.append(argument)

    await with_optional_argument(callback)("x")
    assert heard == ["x"]


async def test_methods_partials_and_callable_objects_are_callbacks() -> None:
    heard: list[Any] = []

    class Listener:
        def hear(self) -> None:
            heard.append("method")

        def __call__(self, argument: object) -> None:
            heard.append(argument)

    await with_optional_argument(Listener().hear)("x")
    await with_optional_argument(Listener())("y")
    await with_optional_argument(functools.partial(heard.append, "partial"))("z")
    assert heard == ["method", "y", "partial"]


async def test_a_builtin_without_a_signature_gets_the_argument() -> None:
    heard: dict[str, int] = {}
    await with_optional_argument(heard.update)({"a": 1})
    assert heard == {"a": 1}


async def test_a_type_error_inside_a_callback_is_not_taken_for_a_missing_argument() -> None:
    calls: list[object] = []

    def callback(argument: object) -> None:
        calls.append(argument)
        raise TypeError("mine")

    with pytest.raises(TypeError, match="mine"):
        await with_optional_argument(callback)("x")
    assert calls == ["x"]


def test_a_done_string_is_the_data_of_the_last_event() -> None:
    done = done_predicate("[DONE]")
    assert done is not None
    assert done(MessageEvent("any", "[DONE]"))
    assert not done(MessageEvent("[DONE]", "[DONE] "))


def test_a_done_predicate_is_asked_itself() -> None:
    done = done_predicate(lambda event: event.type == "end")
    assert done is not None
    assert done(MessageEvent("end", ""))
    assert not done(MessageEvent("message", "end"))


def test_no_done_is_no_predicate() -> None:
    assert done_predicate(None) is None
