"""What is long and hostile is read in time that grows as its length: a longer URL, header or body holds up
no key."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from sse_dash.client.redact import MASK, redact_url
from sse_dash.requests.curl.command import spec_from_curl, spec_from_words
from sse_dash.requests.masked_url import masked_url
from sse_dash.requests.masks import masked_body
from sse_dash.requests.secrecy import secrets_in_body, secrets_in_headers
from sse_dash.requests.secret import Masking
from sse_dash.requests.secrets import literal_secrets, masked_spec, without_literals
from sse_dash.requests.spec import StreamSpec

pytestmark = pytest.mark.slow

LENGTH = 100_000
PATIENCE = 10.0
"""Seconds of the processor: what is read once needs tenths, what is read from each letter anew minutes."""


def spec_of(text: str) -> StreamSpec:
    """A stream that has this wherever a server's words or a person's may be long."""
    return StreamSpec(
        name="a", url=f"http://a.example/{text}", headers={"Cookie": text}, params={"token": text}, body=text
    )


READERS: dict[str, Callable[[str], object]] = {
    "a URL that is none": lambda text: redact_url(f"http://[{text}"),
    "a URL": masked_url,
    "a body, for its secrets": lambda text: list(secrets_in_body(text)),
    "a body, to be shown": masked_body,
    "a header": lambda text: list(secrets_in_headers({"Authorization": text, "Cookie": text})),
    "a spec, to be shown": lambda text: masked_spec(spec_of(text)),
    "a spec, for secrets written out": lambda text: literal_secrets(spec_of(text)),
    "a spec, without them": lambda text: without_literals(spec_of(text)),
    "a proxy for curl": lambda text: spec_from_words(["http://a.example", "-x", text]),
    "a command": lambda text: spec_from_curl(f"curl http://a.example/ {text}x", ()),
    "what a body was cut to": lambda text: Masking([f"{text}x"]).hide_of_cut(text),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("part", ["a", "//", "-token", ";", ".", "a=", "@/", "${A}", "token=${"])
def test_a_long_text_is_read_once(reader: str, part: str) -> None:
    began = time.process_time()
    with suppress(ValueError):  # refused is as good as read
        READERS[reader](part * (LENGTH // len(part)))
    assert time.process_time() - began < PATIENCE


@pytest.mark.parametrize("secret", ["aaaaaaab", "abcabcabd", "abababababc", "hunter2-hunter2-hunter3"])
def test_the_beginning_of_a_secret_at_the_end_of_a_cut_text_is_masked(secret: str) -> None:
    for length in range(4, len(secret)):
        cut = Masking([secret]).hide_of_cut(f"no: {secret[:length]}")
        assert cut == f"no: {MASK}"
    assert Masking([secret]).hide_of_cut(f"{secret[:3]} no") == f"{secret[:3]} no"
