"""Keeping a mistake in one part of the screen from taking the others, and all histories, along.

Whatever Textual calls of ours, and whatever we do for one stream of many, runs in `containing`. What is shown
in its place, the part knows; that it is told, the app sees to.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

from textual import events
from textual.actions import SkipAction
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump

from sse_dash.tui.faults.fault import Fault

if TYPE_CHECKING:
    _Mixin = MessagePump
else:
    # No pump: Textual looks for what a widget inherits in the first of its bases that is one.
    _Mixin = object

_BEGINNINGS = events.Compose | events.Mount
"""What fails there has not come to be: there is nothing that could go on."""


@runtime_checkable
class KeepsFaults(Protocol):
    """An app that is told of faults. Others end with them, as Textual has it."""

    def take_fault(self, error: Exception, where: str, stream: str) -> Fault:
        """Keep it, and tell of it where it is the first of its kind."""


class containing:
    """Whatever is raised in the block ends there, and is a fault of the node's app."""

    def __init__(self, node: DOMNode, where: str, stream: str = "") -> None:
        """`where` says what is being done, in a word or two, `stream` for which stream."""
        self.fault: Fault | None = None
        """What went wrong; None if nothing did."""
        self._node = node
        self._where = where
        self._stream = stream

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> bool:
        # Textual raises one itself, where an action is for others to do.
        if not isinstance(error, Exception) or isinstance(error, SkipAction):
            return False
        app = self._node.app
        if not isinstance(app, KeepsFaults):
            return False
        self.fault = app.take_fault(error, self._where, self._stream)
        return True


class Contained(_Mixin):
    """A widget or a screen that outlives what goes wrong when it is told something."""

    async def _dispatch_message(self, message: Message) -> None:
        if isinstance(message, _BEGINNINGS) or not isinstance(self, DOMNode):
            await super()._dispatch_message(message)
            return
        with containing(self, f"{type(self).__name__} on {type(message).__name__}"):
            await super()._dispatch_message(message)
