"""A URL as people type it becomes a stream."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.requests.from_url import complete_url, name_for


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/events", "https://[::1]/events?a=b"])
def test_a_whole_url_stays_as_it_is(url: str) -> None:
    assert complete_url(url) == url


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("example.com/events", "http://example.com/events"),
        ("localhost:8000", "http://localhost:8000"),
        ("  example.com\n", "http://example.com"),
        ("user:pass@example.com", "http://user:pass@example.com"),
    ],
)
def test_a_missing_scheme_is_http_as_curl_has_it(typed: str, url: str) -> None:
    assert complete_url(typed) == url


def test_a_url_in_the_query_is_not_taken_for_a_scheme() -> None:
    assert complete_url("example.com/sse?of=http://b") == "http://example.com/sse?of=http://b"


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "needs a URL"),
        ("   ", "needs a URL"),
        ("ftp://example.com", "by http or https, not by ftp"),
        ("http://", "names no host"),
        ("http:///events", "names no host"),
        ("/events", "names no host"),
        ("http://example.com/a b", "%20"),
        ("http://example.com:port/", "no URL"),
        ("http://example.com:99999/", "no URL"),
        ("http://[::1/", "no URL"),
    ],
)
def test_what_is_no_url_is_refused_with_what_to_do(typed: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        complete_url(typed)


@pytest.mark.parametrize("typed", ["http://me:hunter/2@example.com/", "http://me:hunter@ho℀st/"])
def test_a_refusal_does_not_quote_a_password(typed: str) -> None:
    with pytest.raises(ValueError, match="no URL") as caught:
        complete_url(typed)
    assert "hunter" not in str(caught.value)


@given(st.text())
def test_whatever_is_typed_is_a_url_or_a_value_error(typed: str) -> None:
    try:
        url = complete_url(typed)
    except ValueError:
        return
    assert complete_url(url) == url
    assert name_for(url, ())


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://shop.example/events/orders", "orders"),
        ("https://shop.example/orders/events", "orders"),
        ("https://shop.example/v1/chat/completions/", "completions"),
        ("https://stream.example/v2/stream", "stream.example"),
        ("https://shop.example", "shop.example"),
        ("http://127.0.0.1:8000/", "127.0.0.1:8000"),
        ("http://shop.example/caf%C3%A9", "café"),
        ("http://shop.example/orders?token=secret#top", "orders"),
    ],
)
def test_a_stream_is_named_by_the_last_telling_part_of_its_url(url: str, name: str) -> None:
    assert name_for(url, ()) == name


def test_a_long_name_is_cut() -> None:
    assert name_for("http://a.example/" + "x" * 100, ()) == "x" * 40


def test_a_name_that_is_taken_gets_a_number() -> None:
    url = "http://a.example/orders"
    assert name_for(url, {"orders"}) == "orders-2"
    assert name_for(url, {"orders", "orders-2"}) == "orders-3"


def test_a_name_never_holds_a_password() -> None:
    assert name_for("http://me:hunter2@shop.example/", ()) == "shop.example"
