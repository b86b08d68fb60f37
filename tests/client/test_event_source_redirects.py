"""Redirects, followed as Fetch says: what goes along, what stays behind, where a reconnect goes (rule 14)."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp
import pytest
from yarl import URL

from sse_dash.client import EventSourceError, PermanentError, UnexpectedResponseError
from sse_dash.client.lifecycle import Lifecycle, Opened
from sse_dash.client.request import _redirect_target
from tests.client.scripted_server import Asked, ScriptedServer, data_of, failure_of, impatient

pytestmark = pytest.mark.usefixtures("nothing_left_behind")

SECRETS = {
    "Authorization": "Bearer hunter2",
    "Cookie": "session=hunter2",
    "Proxy-Authorization": "Basic hunter2",
    "X-Api-Key": "hunter2",
}


def secrets_of(request: Asked) -> Mapping[str, str]:
    return {name: value for name, value in request.headers.items() if "hunter2" in value}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed(server: ScriptedServer, status: int) -> None:
    server.script(server.redirect(status, "/there?from=1"), server.stream(b"data: a\n\n"))
    assert await data_of(impatient(server.url)) == ["a"]
    assert [(request.method, request.path) for request in server.requests[:2]] == [
        ("GET", "/events"),
        ("GET", "/there?from=1"),
    ]


async def test_a_reconnect_goes_to_the_first_url_again(server: ScriptedServer) -> None:
    server.script(
        server.redirect(301, "/one"),
        server.stream(b"id: 1\ndata: a\n\n"),
        server.redirect(308, "/two"),
        server.stream(b"data: b\n\n"),
    )
    assert await data_of(impatient(server.url)) == ["a", "b"]
    assert [request.path for request in server.requests] == ["/events", "/one", "/events", "/two", "/events"]
    assert server.requests[3].headers["Last-Event-ID"] == "1"


async def test_the_origin_of_events_is_the_final_urls(
    server: ScriptedServer, other_server: ScriptedServer
) -> None:
    heard: list[Lifecycle] = []
    server.script(server.redirect(307, other_server.url))
    other_server.script(server.stream(b"data: a\n\n"))
    async with impatient(server.url, observer=heard.append) as source:
        assert (await anext(source)).origin == other_server.origin
        assert str(source.url) == server.url
    assert [what.url for what in heard if isinstance(what, Opened)] == [other_server.url]


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        *((301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET"), (303, "PUT", "GET")),
        *((307, "POST", "POST"), (308, "POST", "POST"), (301, "PUT", "PUT"), (302, "PUT", "PUT")),
    ],
)
async def test_the_method_and_body_after_a_redirect_are_as_fetch_says(
    server: ScriptedServer, status: int, method: str, then: str
) -> None:
    server.script(server.redirect(status, "/there"), server.stream(b"data: a\n\n"))
    source = impatient(server.url, {"method": method}, json={"ask": 1}, headers={"Content-Language": "en"})
    assert await data_of(source) == ["a"]
    first, second = server.requests
    assert (first.method, first.body) == (method, b'{"ask": 1}')
    assert (second.method, second.body) == (then, b"" if then == "GET" else b'{"ask": 1}')
    assert ("Content-Type" in second.headers) == ("Content-Language" in second.headers) == (then != "GET")


async def test_query_parameters_are_for_the_first_url_only(server: ScriptedServer) -> None:
    server.script(server.redirect(307, "/there"), server.stream(b"data: a\n\n"))
    await data_of(impatient(server.url, params={"topic": "news"}))
    assert [request.path for request in server.requests] == [
        "/events?topic=news",
        "/there",
        "/events?topic=news",
    ]


async def test_a_redirect_within_an_origin_takes_everything_along(server: ScriptedServer) -> None:
    server.script(server.redirect(307, "/there"), server.stream(b"data: a\n\n"))
    await data_of(impatient(server.url, headers=SECRETS, secret_headers=["x-api-key"]))
    assert secrets_of(server.requests[1]) == SECRETS


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_another_origin_gets_no_secret_of_the_request(
    server: ScriptedServer, other_server: ScriptedServer, status: int
) -> None:
    server.script(server.redirect(status, other_server.url))
    other_server.script(server.stream(b"data: a\n\n"))
    headers = {**SECRETS, "X-Public": "1"}
    source = impatient(server.url, headers=headers, secret_headers=["x-api-key"], last_event_id="7")
    assert await data_of(source) == ["a"]
    assert secrets_of(server.requests[0]) == SECRETS
    (foreign,) = other_server.requests
    assert secrets_of(foreign) == {}
    assert foreign.headers["X-Public"] == "1"
    assert foreign.headers["Last-Event-ID"] == "7"


async def test_another_origin_gets_no_secret_of_the_session(
    server: ScriptedServer, other_server: ScriptedServer
) -> None:
    server.script(server.redirect(307, other_server.url))
    other_server.script(server.stream(b"data: a\n\n"))
    async with aiohttp.ClientSession(headers={**SECRETS, "X-Public": "1"}) as session:
        await data_of(impatient(server.url, session=session, secret_headers=["X-API-KEY"]))
        assert not session.closed
    assert secrets_of(server.requests[0]) == SECRETS
    assert secrets_of(other_server.requests[0]) == {}
    assert other_server.requests[0].headers["X-Public"] == "1"


async def test_another_origin_gets_no_cookies_that_were_given_for_the_request(
    server: ScriptedServer, other_server: ScriptedServer
) -> None:
    server.script(server.redirect(307, other_server.url))
    other_server.script(server.stream(b"data: a\n\n"))
    await data_of(impatient(server.url, cookies={"session": "hunter2"}))
    assert "hunter2" in server.requests[0].headers["Cookie"]
    assert secrets_of(other_server.requests[0]) == {}


async def test_another_origin_gets_no_cookies_that_the_session_sends_everywhere(
    server: ScriptedServer, other_server: ScriptedServer
) -> None:
    server.script(server.redirect(307, other_server.url))
    other_server.script(server.stream(b"data: a\n\n"))
    async with aiohttp.ClientSession(cookies={"session": "hunter2"}) as session:
        await data_of(impatient(server.url, session=session))
    assert "hunter2" in server.requests[0].headers["Cookie"]
    assert secrets_of(other_server.requests[0]) == {}


async def test_another_origin_gets_and_sets_the_cookies_that_are_its_own(
    server: ScriptedServer, other_server: ScriptedServer
) -> None:
    here = server.url.replace("127.0.0.1", "localhost")
    server.script(server.redirect(307, other_server.url), server.redirect(307, other_server.url))
    other_server.script(
        server.redirect(307, "/again", headers={"Set-Cookie": "flavour=oat"}), server.stream(b"data: a\n\n")
    )
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        session.cookie_jar.update_cookies({"size": "big"}, URL(other_server.url))
        await data_of(impatient(here, session=session))
    assert "Cookie" not in server.requests[0].headers
    assert other_server.requests[0].headers["Cookie"] == "size=big"
    assert "flavour=oat" in other_server.requests[1].headers["Cookie"]
    assert "flavour=oat" in other_server.requests[2].headers["Cookie"]


async def test_the_password_of_a_url_stays_with_its_origin(
    server: ScriptedServer, other_server: ScriptedServer
) -> None:
    server.script(server.redirect(307, other_server.url))
    other_server.script(server.stream(b"data: a\n\n"))
    await data_of(impatient(server.url.replace("//", "//user:hunter2@")))
    assert server.requests[0].headers["Authorization"].startswith("Basic ")
    assert "Authorization" not in other_server.requests[0].headers


async def test_secrets_once_left_behind_stay_behind_on_the_way_back(
    server: ScriptedServer, other_server: ScriptedServer
) -> None:
    server.script(server.redirect(307, other_server.url), server.stream(b"data: a\n\n"))
    other_server.script(server.redirect(307, f"{server.origin}/back"))
    await data_of(impatient(server.url, headers=SECRETS, secret_headers=["X-Api-Key"]))
    assert [request.path for request in server.requests] == ["/events", "/back", "/events"]
    assert secrets_of(server.requests[1]) == {}
    assert secrets_of(server.requests[2]) == SECRETS


# -- Redirects that lead nowhere.


async def test_a_loop_of_redirects_fails_for_good(server: ScriptedServer) -> None:
    server.script(*[server.redirect(307, "/events")] * 30)
    error = await failure_of(impatient(server.url))
    assert isinstance(error, PermanentError)
    assert "20 redirects" in str(error)
    assert len(server.requests) == 21


async def test_20_redirects_are_not_too_many(server: ScriptedServer) -> None:
    server.script(*[server.redirect(307, "/events")] * 20, server.stream(b"data: a\n\n"))
    assert await data_of(impatient(server.url)) == ["a"]


async def test_a_redirect_without_a_location_fails_for_good(server: ScriptedServer) -> None:
    server.script(server.refuse(302))
    assert isinstance(await failure_of(impatient(server.url)), UnexpectedResponseError)


@pytest.mark.parametrize(
    "location", ["ftp://a.example/", "data:text/event-stream,data:a", "http://[::1/", "javascript:x"]
)
async def test_a_redirect_to_what_cannot_be_asked_fails_for_good(
    server: ScriptedServer, location: str
) -> None:
    server.script(server.redirect(302, location))
    assert isinstance(await failure_of(impatient(server.url)), PermanentError)
    assert len(server.requests) == 1


async def test_a_refusal_after_a_redirect_names_the_url_that_refused(
    server: ScriptedServer, other_server: ScriptedServer
) -> None:
    server.script(server.redirect(302, f"{other_server.url}?token=hunter2"))
    other_server.script(server.refuse(404))
    error = await failure_of(impatient(server.url))
    assert str(error) == f"404 Not Found: {other_server.url}?token=***"


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("file:///etc/passwd", "'file:///etc/passwd' does not begin with http:// or https://"),
        ("file:x", "does not begin with http:// or https://"),
        ("ftp://me:hunter2@a.example/", "'ftp://***@a.example/' begins with ftp://"),
        ("wss://a.example/", "is that of a WebSocket"),
        ("http://a.example:0/", "has the port 0"),
        ("http://me:hunter2@[::1/", "not a URL: 'http://***@[::1/'"),
    ],
)
def test_a_redirect_that_is_not_followed_says_where_to_and_why(location: str, why: str) -> None:
    with pytest.raises(PermanentError) as caught:
        _redirect_target(URL("https://a.example/"), location)
    assert str(caught.value).startswith("a redirect was not followed: not a URL")
    assert why in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_redirect_from_https_to_http_is_not_followed() -> None:
    with pytest.raises(EventSourceError, match="from https to http") as caught:
        _redirect_target(URL("https://a.example/"), "http://a.example/?token=hunter2")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b", "https://a.example/b"),
        ("b?x=1", "https://a.example/dir/b?x=1"),
        ("?x=1", "https://a.example/dir/page?x=1"),
        ("//b.example/c", "https://b.example/c"),
        ("https://b.example/#part", "https://b.example/"),
    ],
)
def test_a_location_is_relative_to_the_url_that_gave_it(location: str, target: str) -> None:
    assert _redirect_target(URL("https://a.example/dir/page"), location) == URL(target)


def test_http_may_lead_to_https() -> None:
    assert _redirect_target(URL("http://a.example/"), "https://a.example/") == URL("https://a.example/")
