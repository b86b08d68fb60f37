"""URLs as they may be shown: nothing that opens a door."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.client.redact import MASK, is_secret_name, redact_url, secrets_in_url


def test_a_url_without_secrets_stays_as_it_is() -> None:
    url = "https://example.com:8443/a/b;c?topic=news&from=10&flag&empty="
    assert redact_url(url) == url


@pytest.mark.parametrize(
    "userinfo", ["user:hunter2", "user", ":hunter2", "user:hunter2@home", "us%40er:hunt%2Fer2", "user:"]
)
def test_what_stands_before_the_at_sign_is_masked(userinfo: str) -> None:
    assert redact_url(f"https://{userinfo}@example.com:8443/a") == "https://***@example.com:8443/a"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "token",
            "access_token",
            "TOKEN",
            "id-token",
            "secret",
            "client_secret",
            "password",
            "passwd",
            "pwd",
        ),
        *(
            "api_key",
            "apikey",
            "api-key",
            "apiKey",
            "X-Api-Key",
            "key",
            "access_key",
            "auth",
            "authorization",
        ),
        *(
            "sig",
            "signature",
            "X-Amz-Signature",
            "credential",
            "session",
            "sessionid",
            "jwt",
            "code",
            "authToken",
        ),
    ],
)
def test_a_parameter_that_sounds_secret_is_masked(name: str) -> None:
    assert is_secret_name(name)
    assert (
        redact_url(f"http://a.example/?from=1&{name}=hunter2&to=2")
        == f"http://a.example/?from=1&{name}={MASK}&to=2"
    )


@pytest.mark.parametrize(
    "name", ["topic", "channel", "monkey", "page", "since", "last_event_id", "q", "keywords", "author"]
)
def test_a_parameter_that_does_not_stays(name: str) -> None:
    url = f"http://a.example/?{name}=1"
    assert redact_url(url) == url


def test_each_of_several_secrets_is_masked() -> None:
    assert redact_url("/?token=a&token=b&sig=c") == "/?token=***&token=***&sig=***"


def test_the_fragment_is_masked() -> None:
    assert redact_url("https://a.example/#access_token=hunter2") == "https://a.example/#***"


@pytest.mark.parametrize(
    "url",
    [
        "http://user:hunter2@[::1/a?token=hunter2#hunter2",
        "http://user:hunter2@example.com:port/?token=hunter2",
        "//user:hunter2@example.com:99999/",
        "http://user:pass/hunter2@example.com/",
        "http://user:pass?hunter2@example.com/",
        "http://user:pass#hunter2@example.com/",
    ],
)
def test_what_is_no_url_loses_what_stands_before_the_at_sign_and_its_query(url: str) -> None:
    assert "hunter2" not in redact_url(url)
    assert "pass" not in redact_url(url)


@pytest.mark.parametrize("url", ["user:hunter2@a.example/x", "us_er:hunter2@a.example:80/x"])
def test_a_password_is_masked_where_the_scheme_was_forgotten(url: str) -> None:
    assert "hunter2" not in redact_url(url)
    assert "a.example" in redact_url(url)


def test_an_at_sign_in_a_path_stays() -> None:
    assert redact_url("https://a.example/@me") == "https://a.example/@me"
    assert redact_url("/users/@me") == "/users/@me"


def test_redacting_twice_changes_nothing_more() -> None:
    once = redact_url("https://user:hunter2@a.example/?token=hunter2&from=1#x")
    assert redact_url(once) == once


@given(st.one_of(st.text(), st.text("htp:/@?#[]&=;% \n\\a1")))
def test_no_text_makes_it_raise(text: str) -> None:
    redact_url(text)


@given(
    st.sampled_from(["http", "https"]),
    st.text("abc:;%!~", max_size=5),
    st.sampled_from(["a.example", "[::1]", "127.0.0.1:80"]),
    st.text("abc/;=", max_size=5),
)
def test_a_secret_never_shows(scheme: str, user: str, host: str, path: str) -> None:
    shown = redact_url(f"{scheme}://{user}:HUNTER2@{host}/{path}?x=1&access_token=HUNTER2#HUNTER2")
    assert "HUNTER2" not in shown
    assert host in shown


def test_what_is_secret_in_a_url_is_known_in_the_forms_in_which_it_may_be_quoted() -> None:
    secrets = secrets_in_url("https://me:p%20w@a.example/x?page=2&token=a%2Fb&api_key=k#frag")
    assert {"p%20w", "p w", "a/b", "a%2Fb", "k", "frag", "bWU6cCB3"} <= set(secrets)
    assert "2" not in secrets
    assert "me" not in secrets


@pytest.mark.parametrize("url", ["https://a.example/x?page=2", "", "http://[", "http://a.example:port/"])
def test_a_url_without_secrets_or_that_is_none_has_none(url: str) -> None:
    assert secrets_in_url(url) == []
