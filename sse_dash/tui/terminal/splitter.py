"""Bytes from a terminal, cut into what they are: text that was typed, escape sequences, pastes.

No I/O and no clock: the time comes with the bytes. What a sequence means is for Textual's parser, which gets
whole ones only. Whatever comes, no input is an error: what is no UTF-8 becomes U+FFFD, what is no sequence
types nothing, and nothing that is left open stays so.
"""

from __future__ import annotations

import codecs
import enum
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_PASTE = 1_000_000
"""Bytes of a paste that are kept: more than any command or body that is pasted, and still drawn at once."""

ESCAPE_PATIENCE = 0.1
"""Seconds after which an escape was the key: a sequence comes in one piece, or nearly."""
SEQUENCE_PATIENCE = 0.5
"""Seconds without a byte after which a sequence that has begun is given up."""
PASTE_PATIENCE = 3.0
"""Seconds without a byte after which a paste is over, although its end never came."""

_LONGEST_SEQUENCE = 64
_ESC = 0x1B
_PASTE_BEGINS, _PASTE_ENDS = b"\x1b[200~", b"\x1b[201~"
_INTERRUPTS = (b"\x03", b"\x1b[99;5u")
"""ctrl+c, as it comes by itself: the second is how kitty writes it."""
_STRINGS = b"]PX^_"
"""What begins a string that a terminal sends in answer, after ESC: OSC, DCS, SOS, PM, APC."""
_STRING_ENDS = (0x07, 0x18, 0x1A)
"""BEL, and what cancels a sequence, CAN and SUB. ESC ends a string, too."""
_MOUSE = 6
"""Bytes of a mouse report of X10: ESC [ M, then three bytes that may be any from 32 on."""
_MOVED, _WHEEL, _RELEASED = 0x20, 0x40, 3


@dataclass(frozen=True, slots=True)
class Text:
    """Characters that were typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Escape:
    """A whole escape sequence, or ESC alone."""

    sequence: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """What came in brackets."""

    text: str
    is_cut: bool
    """Whether it was longer than `LONGEST_PASTE`."""


Token = Text | Escape | Pasted


class _In(enum.Enum):
    """What the next byte is part of."""

    KEYS = enum.auto()
    PASTE = enum.auto()
    STRING = enum.auto()
    """Of an answer: passed over up to its end."""
    JUNK = enum.auto()
    """A sequence longer than any: passed over up to its end."""


class Splitter:
    """Cuts what it is fed into tokens; what isn't whole waits for more."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._in = _In.KEYS
        self._paste = bytearray()
        self._paste_is_cut = False
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._last = 0.0
        self._button = 0
        """The mouse button that was pressed last: X10 doesn't say which one is released."""

    def feed(self, data: bytes, now: float) -> list[Token]:
        """What is whole with `data`."""
        self._last = now
        if self._in is _In.PASTE and data in _INTERRUPTS:
            # Whoever waits for a paste that doesn't end.
            tokens: list[Token] = [self._end_paste()]
            self._held.clear()
            self._held += data
            return [*tokens, *self._cut()]
        self._held += data
        return list(self._cut())

    @property
    def due(self) -> float | None:
        """When to call `give_up`, unless something comes before; None if nothing waits."""
        if self._in is _In.PASTE:
            return self._last + PASTE_PATIENCE
        if len(self._held) == 1 and self._held[0] == _ESC and self._in is _In.KEYS:
            return self._last + ESCAPE_PATIENCE
        is_waiting = self._held or self._in is not _In.KEYS or self._decoder.getstate()[0]
        return self._last + SEQUENCE_PATIENCE if is_waiting else None

    def give_up(self) -> list[Token]:
        """What to make of what waits, now that nothing more came."""
        if self._in is _In.PASTE:
            return [self._end_paste()]
        held, self._held = bytes(self._held), bytearray()
        was_in, self._in = self._in, _In.KEYS
        if was_in is not _In.KEYS:
            return []
        if held and held[0] == _ESC:
            # A key, or one with alt. What is longer nobody typed.
            return [Escape(held.decode("utf-8", "replace"))] if len(held) <= 2 else []
        text = self._decoder.decode(held, final=True)
        return [Text(text)] if text else []

    def _cut(self) -> Iterator[Token]:
        while self._held:
            before = len(self._held), self._in
            token: Token | None = None
            match self._in:
                case _In.KEYS if self._held[0] == _ESC:
                    token = self._cut_sequence()
                case _In.KEYS:
                    token = self._cut_text()
                case _In.PASTE:
                    token = self._cut_paste()
                case _In.STRING:
                    self._pass_over_string()
                case _In.JUNK:
                    self._pass_over_junk()
            if token is not None:
                yield token
            elif before == (len(self._held), self._in):
                return

    def _take(self, count: int) -> bytes:
        taken = bytes(self._held[:count])
        del self._held[:count]
        return taken

    def _cut_text(self) -> Token | None:
        end = self._held.find(_ESC)
        text = self._decoder.decode(self._take(len(self._held) if end < 0 else end), final=end >= 0)
        return Text(text) if text else None

    def _cut_sequence(self) -> Token | None:
        held = self._held
        if text := self._decoder.decode(b"", final=True):
            return Text(text)  # A character of which the rest never came.
        if len(held) > 2 and held[1] in _STRINGS:
            self._in = _In.STRING
            self._take(2)
            return None
        end = sequence_end(held)
        if end is None:
            if len(held) > _LONGEST_SEQUENCE:
                self._in = _In.JUNK
                self._take(len(held))
            return None
        sequence = self._take(abs(end))
        if end < 0:
            return None
        if sequence == _PASTE_BEGINS:
            self._in = _In.PASTE
            return None
        if sequence == _PASTE_ENDS:
            return None  # Of a paste that was given up.
        if sequence.startswith(b"\x1b[M"):
            return self._mouse_report(sequence)
        return Escape(sequence.decode("utf-8", "replace"))

    def _cut_paste(self) -> Token | None:
        end = self._held.find(_PASTE_ENDS)
        if end >= 0:
            self._keep(self._take(end))
            self._take(len(_PASTE_ENDS))
            return self._end_paste()
        # The end may have begun.
        begun = self._held.rfind(_ESC, -len(_PASTE_ENDS) + 1)
        if begun >= 0 and _PASTE_ENDS.startswith(self._held[begun:]):
            self._keep(self._take(begun))
        else:
            self._keep(self._take(len(self._held)))
        return None

    def _keep(self, pasted: bytes) -> None:
        room = LONGEST_PASTE - len(self._paste)
        self._paste += pasted[:room]
        self._paste_is_cut = self._paste_is_cut or len(pasted) > room

    def _end_paste(self) -> Pasted:
        self._in = _In.KEYS
        pasted = Pasted(self._paste.decode("utf-8", "replace").replace("\0", ""), self._paste_is_cut)
        self._paste, self._paste_is_cut = bytearray(), False
        return pasted

    def _pass_over_string(self) -> None:
        ends = [at for at in (self._held.find(byte) for byte in (_ESC, *_STRING_ENDS)) if at >= 0]
        if not ends:
            self._take(len(self._held))
            return
        at = min(ends)
        if self._held[at] != _ESC:
            self._take(at + 1)
            self._in = _In.KEYS
        elif len(self._held) > at + 1:
            self._take(at + 2 if self._held[at + 1] == ord("\\") else at)
            self._in = _In.KEYS
        else:
            self._take(at)

    def _pass_over_junk(self) -> None:
        for at, byte in enumerate(self._held):
            if not 0x20 <= byte < 0x40:
                is_its_last = 0x40 <= byte < 0x7F
                self._take(at + is_its_last)
                self._in = _In.KEYS
                return
        self._take(len(self._held))

    def _mouse_report(self, report: bytes) -> Token | None:
        """As SGR writes it, which has no column past which it isn't text."""
        code, x, y = (byte - 32 for byte in report[3:_MOUSE])
        if x < 1 or y < 1:
            return None
        is_release = code & 0b11 == _RELEASED and not code & (_MOVED | _WHEEL)
        if is_release:
            code = code & ~0b11 | self._button
        elif not code & (_MOVED | _WHEEL):
            self._button = code & 0b11
        return Escape(f"\x1b[<{code};{x};{y}{'m' if is_release else 'M'}")


def sequence_end(data: bytes | bytearray) -> int | None:
    """How many bytes the sequence takes with which `data` begins; None while it may go on.

    Less than zero if so many bytes are the beginning of no sequence: the one after them isn't part of any.
    """
    if len(data) < 2:
        return None
    match data[1]:
        case 0x1B:
            return 1
        case 0x5B:  # [
            return _end_of_csi(data)
        case 0x4F:  # O
            if len(data) < 3:
                return None
            return 3 if 0x21 <= data[2] < 0x7F else 2
        case byte if byte in _STRINGS:
            return None if len(data) == 2 else 2
        case byte:  # With alt, a character.
            return _end_of_character(data, byte)


def _end_of_csi(data: bytes | bytearray) -> int | None:
    if data[2:3] == b"M":
        odd = next((at for at, byte in enumerate(data[3:_MOUSE], 3) if byte < 0x20), None)
        if odd is not None:
            return -odd
        return _MOUSE if len(data) >= _MOUSE else None
    if data[2:3] == b"[":  # The Linux console's F1 to F5.
        return 4 if len(data) >= 4 else None
    for at, byte in enumerate(data[2 : _LONGEST_SEQUENCE + 1], 2):
        if 0x40 <= byte < 0x7F:
            return at + 1
        # With shift, rxvt ends what begins as \e[3~ with a dollar; in reports of modes it is followed by y.
        if byte == ord("$") and data[2] != ord("?"):
            return at + 1
        if not 0x20 <= byte < 0x40:
            return -at
    return None


def _end_of_character(data: bytes | bytearray, first: int) -> int | None:
    wanted = 1 if first < 0xC2 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4 if first < 0xF5 else 1
    for at, byte in enumerate(data[2 : 1 + wanted], 2):
        if not 0x80 <= byte < 0xC0:
            return at
    return 1 + wanted if len(data) > wanted else None
