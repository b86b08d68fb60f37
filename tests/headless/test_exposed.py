"""Secrets on the command line: said once, without the secret, with how to do better."""

from __future__ import annotations

import pytest

from sse_dash.headless.arguments import specs_of, specs_of_curl
from sse_dash.headless.exposed import exposed
from sse_dash.requests.spec import StreamSpec

SECRET = "hunter2-hunter2"


def of_header(value: str) -> list[StreamSpec]:
    return specs_of(["a.example/1", "a.example/2"], {"headers": {"Authorization": value}})


def test_a_token_in_a_header_is_said_once_for_all_streams() -> None:
    said = exposed(of_header(f"Bearer {SECRET}"), [])
    assert said == (
        "Other users of this machine can read the token in Authorization, since it stands on the command "
        "line (ps). Write 'Authorization: Bearer ${TOKEN}', in single quotes, and set TOKEN"
    )


@pytest.mark.parametrize(
    ("words", "better"),
    [
        (["http://a.example", "-u", f"me:{SECRET}"], "-u 'NAME:${CREDENTIALS}'"),
        (["http://a.example", "-b", f"sid={SECRET}"], "'Cookie: ${COOKIE}'"),
        (["http://a.example", "-x", f"http://me:{SECRET}@proxy:1"], "'${PASSWORD}' in its place"),
        (["http://a.example", "-d", f"password={SECRET}"], "'${PASSWORD}' in its place"),
        ([f"http://me:{SECRET}@a.example"], "'${PASSWORD}' in its place"),
        ([f"http://a.example?token={SECRET}"], "'token=${TOKEN}' in its place"),
    ],
)
def test_so_is_any_other_secret_and_how_to_write_it(words: list[str], better: str) -> None:
    said = exposed(specs_of_curl(words, {}), words)
    assert better in said
    assert SECRET not in said


def test_of_several_the_others_are_counted() -> None:
    said = exposed(specs_of_curl(["http://a.example", "-u", "a:bcdefgh", "-b", "sid=abcdefg"], {}), ["-u"])
    assert "(1 more alike)" in said


@pytest.mark.parametrize("value", ["Bearer ${TOKEN}", "Bearer ${TOKEN:-}"])
def test_of_variables_nothing_is_said(value: str) -> None:
    assert exposed(of_header(value), []) == ""
    assert exposed(specs_of(["a.example"], {}), []) == ""
