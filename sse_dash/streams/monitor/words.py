"""How a connection's end or failure is put into words. That it happened is known to the connection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from sse_dash.client.errors import (
    EventSourceError,
    PermanentError,
    ResponseDetails,
    TransientError,
    UnexpectedResponseError,
)
from sse_dash.client.lifecycle import Ended, EndReason
from sse_dash.client.redact import MASK
from sse_dash.requests.secrecy import is_secret_header
from sse_dash.streams.diagnosis import other_format

_END_WORDS: Mapping[EndReason, str] = {
    EndReason.NO_CONTENT: "204 No Content: the server has nothing more to send",
    EndReason.CLOSED_BY_SERVER: "the server ended the stream",
    EndReason.LOST: "the connection was lost",
    EndReason.CUT: "the answer broke off",
}
"""Why there is no connection any more; nothing where that was wanted."""

NOT_AGAIN = "not asked again by itself, since that may cost money or act twice; r asks again"
"""What is said of a request that isn't repeated, after why it was cut."""


def end_words(end: Ended, *, is_request: bool, why: str = "", done: str | None = None) -> str:
    """Why there is no connection any more; `is_request` of one that isn't repeated by itself, `why` what
    broke it, if that is known, and `done` the data of the event that was to be its last."""
    words = why or _END_WORDS.get(end.reason, "")
    if end.reason is EndReason.CLOSED_BY_SERVER and end.cut and done:
        words = f"{words} before its last event, {done}"
    if end.cut and is_request and end.reason is not EndReason.LOST:
        words = f"{words}\n{NOT_AGAIN}"
    return words


def failure(error: BaseException) -> tuple[str, str, ResponseDetails | None]:
    """The few words for a title, the whole text, and the answer if it was one. None is free of secrets."""
    response = error.response if isinstance(error, PermanentError | TransientError) else None
    if response is None:
        if isinstance(error, EventSourceError | ValueError) and str(error):
            return "", str(error), None
        return "", f"{type(error).__name__}: {error}".removesuffix(": "), None
    short = f"{response.status} {response.reason}".rstrip()
    if response.status == 200:
        # Of a step, the answer of which has not what is to be taken of it, that isn't asked.
        short = "no event stream" if isinstance(error, UnexpectedResponseError) else ""
    words = str(error)
    if isinstance(error, UnexpectedResponseError) and 200 <= response.status <= 299:
        words = f"{words}\n{other_format(response.body)}".rstrip()
    return short, f"{words}\n{response.body}".rstrip(), response


def masked_failure(
    error: BaseException, hide: Callable[[str], str]
) -> tuple[str, str, ResponseDetails | None]:
    """The same, free of secrets; `hide` hides those that a server may quote."""
    short, words, refusal = failure(error)
    if refusal is not None:
        headers = {
            name: MASK if is_secret_header(name) else hide(value) for name, value in refusal.headers.items()
        }
        refusal = replace(refusal, headers=headers, body=hide(refusal.body))
    return hide(short), hide(words), refusal
