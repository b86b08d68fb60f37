"""Values that no screen, log, error or traceback may show, and texts from elsewhere without them.

Where the values come from is for who resolves a spec; where they go is `resolved.py`'s affair.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Generic, NoReturn, TypeVar
from urllib.parse import quote, quote_plus, unquote

from sse_dash.client.redact import MASK
from sse_dash.requests.secrecy import tells_nothing

T_co = TypeVar("T_co", covariant=True)

_TELLING = 4
"""Characters of the beginning of a secret that tell something of it."""


class Secret(Generic[T_co]):
    """A value that prints as a mask however it is printed. Only `reveal` gives it away."""

    __slots__ = ("_value",)

    def __init__(self, value: T_co) -> None:
        self._value = value

    def reveal(self) -> T_co:
        """The value itself: for the request, and for nothing that is kept or shown."""
        return self._value

    def __repr__(self) -> str:
        return MASK

    def __format__(self, format_spec: str) -> str:
        return MASK

    def __eq__(self, other: object) -> bool:
        return self._value == other._value if isinstance(other, Secret) else NotImplemented

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("a secret is not pickled or copied: that would write it out")


class Masking:
    """Puts a mask in the place of secrets in any text. Prints none of them itself."""

    __slots__ = ("_forms",)

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Of each value all forms are masked in which a server may quote it; short and common ones
        are left out."""
        forms = {form for secret in secrets for form in _forms(secret)}
        # The longest first: of two that overlap, no end shall be left over.
        self._forms = sorted((f for f in forms if not tells_nothing(f)), key=lambda f: (-len(f), f))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self._forms)} texts>"

    def __or__(self, other: Masking) -> Masking:
        """What masks the secrets of both."""
        both = Masking()
        both._forms = sorted({*self._forms, *other._forms}, key=lambda f: (-len(f), f))
        return both

    def hide(self, text: str) -> str:
        """The text with a mask in the place of each secret."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return text

    def hide_of_cut(self, text: str) -> str:
        """The same of a text that was cut, and so may end with the beginning of a secret."""
        text = self.hide(text)
        for form in self._forms:
            length = _shared(text, form)
            if length >= _TELLING:
                return text[:-length] + MASK
        return text


def _shared(text: str, form: str) -> int:
    """How many characters at the end of the text are the beginning of `form`, in one pass over both
    (Knuth, Morris and Pratt): a body may be one long secret but for its end."""
    text = text[-len(form) :]
    fallback = [0] * len(form)
    """Of each beginning of `form`, how much of its end is a shorter beginning."""
    length = 0
    for index in range(1, len(form)):
        while length and form[index] != form[length]:
            length = fallback[length - 1]
        length += form[index] == form[length]
        fallback[index] = length
    length = 0
    for character in text:
        if length == len(form):
            length = fallback[length - 1]
        while length and character != form[length]:
            length = fallback[length - 1]
        length += character == form[length]
    return length


def _forms(secret: str) -> set[str]:
    """As it is, as URLs and forms have it, decoded from that, and as JSON has it."""
    return {
        secret,
        unquote(secret),
        quote(secret, safe="", errors="replace"),
        quote(secret, errors="replace"),
        quote_plus(secret, errors="replace"),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
    }
