"""Streams that begin with another request, or that are told something once they are open."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from sse_dash.requests.steps import Step
from sse_dash.streams.monitor.monitor import Monitor
from sse_dash.streams.monitor.state import State
from tests.streams.monitor.asked import comes_to, has_failed, is_open, monitor_of, running
from tests.streams.monitor.noted import notes

SESSION = "s3cr3t-session-1"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class App:
    """A server of which each path does as a test says; streams stay open until they are cut."""

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        self.bodies: list[str] = []
        self.answers: dict[str, Handler] = {}
        self.cut = asyncio.Event()
        self._runner = web.AppRunner(
            self._app(), access_log=None, shutdown_timeout=0.05, handler_cancellation=True
        )

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        return app

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()

    async def stop(self) -> None:
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    @property
    def paths(self) -> list[str]:
        return [f"{request.method} {request.path_qs}" for request in self.asked]

    def answer(
        self, path: str, body: str = "", status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        """Answer this path so from now on."""

        async def handle(_: web.Request) -> web.Response:
            return web.Response(text=body, status=status, headers=headers)

        self.answers[path] = handle

    async def stream(self, request: web.Request, first: str = "") -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(f"retry: 1\n\n{first}".encode())
        await self.cut.wait()
        self.cut.clear()
        return response

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        self.bodies.append(await request.text())
        return await self.answers.get(request.path, self.stream)(request)


@pytest.fixture
async def app() -> AsyncIterator[App]:
    app = App()
    await app.start()
    yield app
    await app.stop()


def with_steps(app: App, *steps: Step, **fields: Any) -> Monitor:
    environ = fields.pop("environ", {})
    return monitor_of(
        f"{app.url}/events", environ, **{"before": steps, "retry": 0.0, "backoff": 0.0, **fields}
    )


# Before


async def test_what_an_answer_gives_is_in_the_request_of_the_stream(app: App) -> None:
    app.answer("/login", json.dumps({"token": {"value": SESSION}, "n": 7}), headers={"X-Shop": "seven"})
    step = Step(
        url="/login",
        json={"user": "me", "password": "${PASSWORD}"},
        take={"token": "json:token.value", "n": "json:n", "shop": "header:x-shop"},
    )
    headers = {"Authorization": "Bearer ${token}", "X-N": "${n}", "X-Shop": "${shop}"}
    async with running(with_steps(app, step, headers=headers, environ={"PASSWORD": "hush"})) as monitor:
        await is_open(monitor)
    assert app.paths == ["POST /login", "GET /events"]
    assert json.loads(app.bodies[0]) == {"user": "me", "password": "hush"}
    sent = app.asked[1].headers
    assert (sent["Authorization"], sent["X-N"], sent["X-Shop"]) == (f"Bearer {SESSION}", "7", "seven")


async def test_a_login_that_sets_a_cookie_lets_the_stream_in(app: App) -> None:
    app.answer("/login", headers={"Set-Cookie": f"sid={SESSION}; Path=/"})
    step = Step(url="/login", body="user=me", take={"csrf": "cookie:sid"})
    async with running(with_steps(app, step, params={"csrf": "${csrf}"})) as monitor:
        await is_open(monitor)
    assert app.asked[1].cookies["sid"] == SESSION
    assert app.asked[1].query["csrf"] == SESSION


async def test_what_one_step_gives_is_there_for_the_next(app: App) -> None:
    app.answer("/one", SESSION)
    app.answer("/two", "second")
    steps = [
        Step(url="/one", take={"a": "text"}),
        Step(url="/two?a=${a}", headers={"X-A": "${a}"}, take={"b": "text"}),
    ]
    async with running(with_steps(app, *steps, params={"b": "${b}"})) as monitor:
        await is_open(monitor)
    assert app.paths == ["GET /one", f"GET /two?a={SESSION}", "GET /events?b=second"]


async def test_of_an_answer_that_is_a_stream_the_first_event_that_has_it_counts(app: App) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await app.stream(request, 'data: {"note": 1}\n\nid: 7\ndata: {"result": {"v": "x"}}\n\n')

    app.answers["/init"] = handle
    step = Step(url="/init", json={}, take={"v": "json:result.v", "id": "event-id", "all": "event"})
    async with running(with_steps(app, step, params={"v": "${v}", "id": "${id}"})) as monitor:
        await is_open(monitor)
    assert app.paths[1] == "GET /events?v=x&id=7"


async def test_the_stream_s_headers_go_along_to_its_own_server_and_to_no_other(app: App) -> None:
    other = App()
    await other.start()
    other.answer("/token", SESSION)
    app.answer("/init", "x")
    steps = [Step(url=f"{other.url}/token", take={"token": "text"}), Step(url="/init")]
    headers = {"X-Key": "hush", "X-Token": "${token}"}
    try:
        async with running(with_steps(app, *steps, headers=headers)) as monitor:
            await is_open(monitor)
    finally:
        await other.stop()
    assert "X-Key" not in other.asked[0].headers
    assert (app.asked[0].headers["X-Key"], app.asked[0].headers["X-Token"]) == ("hush", SESSION)


async def test_a_header_that_needs_what_is_still_to_come_stays_behind(app: App) -> None:
    app.answer("/events", SESSION)
    app.answer("/one", SESSION)
    step = Step(url="/one", take={"session": "text"})
    async with running(with_steps(app, step, headers={"X-S": "${session}", "X-K": "k"})) as monitor:
        await has_failed(monitor)  # it is no stream
    assert "X-S" not in app.asked[0].headers
    assert app.asked[0].headers["X-K"] == "k"
    assert app.asked[1].headers["X-S"] == SESSION


async def test_it_is_all_done_again_at_each_reconnect(app: App) -> None:
    app.answer("/login", "x")
    async with running(with_steps(app, Step(url="/login", take={"t": "text"}))) as monitor:
        await is_open(monitor)
        app.answer("/login", "y")
        app.cut.set()
        await comes_to(monitor, lambda _: len(app.asked) == 4)
    assert app.paths == ["GET /login", "GET /events"] * 2


async def test_values_that_stay_good_are_asked_for_again_once_they_are_refused(app: App) -> None:
    app.answer("/login", "first")
    step = Step(url="/login", take={"t": "text"})
    async with running(with_steps(app, step, headers={"T": "${t}"}, repeat_before="refused")) as monitor:
        await is_open(monitor)
        app.cut.set()
        await comes_to(monitor, lambda _: len(app.asked) == 3)
        app.answer("/login", "second")

        async def only_second(request: web.Request) -> web.StreamResponse:
            if request.headers["T"] == "second":
                return await app.stream(request)
            return web.Response(status=404)

        app.answers["/events"] = only_second
        app.cut.set()
        await comes_to(monitor, lambda _: len(app.asked) == 6)
        await is_open(monitor)
    assert app.paths == [
        "GET /login",
        "GET /events",
        "GET /events",
        "GET /events",
        "GET /login",
        "GET /events",
    ]


@pytest.mark.parametrize(
    ("refused_with", "is_session_over"),
    [(404, True), (401, False)],
    ids=["a session that is over takes its ids along", "a token that has expired leaves the id as it is"],
)
async def test_what_becomes_of_the_last_id(app: App, refused_with: int, is_session_over: bool) -> None:
    app.answer("/login", "first")
    step = Step(url="/login", take={"t": "text"})

    async def numbered(request: web.Request) -> web.StreamResponse:
        return await app.stream(request, "id: 7\ndata: x\n\n")

    app.answers["/events"] = numbered
    async with running(with_steps(app, step, headers={"T": "${t}"}, repeat_before="refused")) as monitor:
        await comes_to(monitor, lambda snapshot: snapshot.events == 1)
        app.answer("/login", "second")

        async def only_second(request: web.Request) -> web.StreamResponse:
            if request.headers["T"] == "second":
                return await app.stream(request)
            return web.Response(status=refused_with)

        app.answers["/events"] = only_second
        app.cut.set()
        await comes_to(monitor, lambda _: app.paths.count("GET /login") == 2)
        await is_open(monitor)
    assert app.asked[-1].headers.get("Last-Event-ID") == (None if is_session_over else "7")
    assert any("a new session begins" in note for note in notes(monitor)) is is_session_over


@pytest.mark.parametrize("take", ["header:X-Session?", "cookie:sid?", "json:session?", "event:session?"])
async def test_a_value_that_may_be_missing_takes_what_needs_it_along(app: App, take: str) -> None:
    app.answer("/init", '{"v": 1}')
    step = Step(url="/init", take={"session": take})
    headers = {"X-Session": "${session}", "X-Other": "${session:-none}", "X-Third": "3"}
    async with running(
        with_steps(
            app, step, headers=headers, params={"s": "${session}", "t": "x"}, json={"s": "[${session}]"}
        )
    ) as monitor:
        await is_open(monitor)
    sent = app.asked[1]
    assert "X-Session" not in sent.headers
    assert (sent.headers["X-Other"], sent.headers["X-Third"]) == ("none", "3")
    assert dict(sent.query) == {"t": "x"}
    assert json.loads(app.bodies[1]) == {"s": "[]"}


async def test_a_value_that_may_be_missing_and_is_there_is_sent(app: App) -> None:
    app.answer("/init", headers={"X-Session": SESSION})
    step = Step(url="/init", take={"session": "header:X-Session?"})
    async with running(with_steps(app, step, headers={"X-Session": "${session}"})) as monitor:
        await is_open(monitor)
    assert app.asked[1].headers["X-Session"] == SESSION


async def test_what_may_be_missing_of_a_stream_is_not_waited_for(app: App) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await app.stream(request, 'data: {"v": "x"}\n\n')

    app.answers["/init"] = handle
    step = Step(url="/init", json={}, take={"v": "json:v", "w": "json:w?", "h": "header:H?"})
    async with running(with_steps(app, step, params={"v": "${v}", "w": "${w}"})) as monitor:
        await is_open(monitor)
    assert app.paths[1] == "GET /events?v=x"


# When it fails


async def test_a_step_that_is_refused_is_the_stream_s_failure_with_place_and_answer(app: App) -> None:
    app.answer("/two", "no such user", status=403)
    app.answer("/one")
    async with running(with_steps(app, Step(url="/one"), Step(url="/two", body="x"))) as monitor:
        snapshot = await has_failed(monitor)
    assert snapshot.trouble.startswith(f"before, step 2 of 2: 403 Forbidden: {app.url}/two")
    assert "no such user" in snapshot.trouble
    assert app.paths == ["GET /one", "POST /two"]


async def test_a_step_that_may_work_later_is_tried_again(app: App) -> None:
    app.answer("/one", status=503)
    async with running(with_steps(app, Step(url="/one"))) as monitor:
        await comes_to(monitor, lambda _: len(app.asked) >= 2)
        assert "before: 503 Service Unavailable" in monitor.snapshot().trouble
        app.answer("/one")
        await is_open(monitor)


@pytest.mark.parametrize(
    ("take", "missing"),
    [
        ("header:X-Token", "the answer has no header X-Token, of which t is to be taken"),
        ("json:a.b", "the answer has no json value a.b, of which t is to be taken"),
        ("cookie:sid", "the answer has no cookie sid, of which t is to be taken"),
        ("event", "the answer has no data of an event, of which t is to be taken"),
    ],
)
async def test_an_answer_without_what_is_wanted_says_so(app: App, take: str, missing: str) -> None:
    app.answer("/one", '{"a": {}}')
    async with running(with_steps(app, Step(url="/one", take={"t": take}))) as monitor:
        snapshot = await has_failed(monitor)
    assert snapshot.trouble == f'before: {missing}\n{{"a": {{}}}}'


async def test_what_an_answer_has_under_another_name_may_be_a_secret(app: App) -> None:
    app.answer("/one", f'{{"access_token": "{SESSION}", "note": "hello"}}', headers={"X-Kept": "kept-secret"})
    step = Step(url="/one", take={"kept": "header:X-Kept", "t": "json:token"})
    async with running(with_steps(app, step)) as monitor:
        snapshot = await has_failed(monitor)
    assert "hello" in snapshot.trouble
    assert SESSION not in snapshot.trouble
    assert snapshot.label.text == "failed"
    assert snapshot.refusal is not None
    assert "kept-secret" not in repr(snapshot.refusal)


async def test_what_was_taken_is_masked_wherever_a_server_quotes_it(app: App) -> None:
    app.answer("/login", SESSION)
    app.answer("/events", f"who is {SESSION}?", status=403)
    step = Step(url="/login", take={"t": "text"})
    async with running(with_steps(app, step, headers={"X": "${t}"})) as monitor:
        snapshot = await has_failed(monitor)
    assert snapshot.trouble.endswith("who is ***?")


async def test_a_secret_of_a_step_is_masked_where_its_server_quotes_it(app: App) -> None:
    app.answer("/login", "no such key: hush-hush-hush", status=403)
    step = Step(url="/login", headers={"X-Api-Key": "${KEY}"})
    async with running(with_steps(app, step, environ={"KEY": "hush-hush-hush"})) as monitor:
        snapshot = await has_failed(monitor)
    assert "no such key: ***" in snapshot.trouble


# After it is open


def pocketbase(app: App) -> None:
    async def realtime(request: web.Request) -> web.StreamResponse:
        if request.method == "POST":
            return web.Response(status=204)
        return await app.stream(
            request, 'id: c1\nevent: PB_CONNECT\ndata: {"clientId": "client-number-1"}\n\n'
        )

    app.answers["/events"] = realtime


async def test_once_it_is_open_it_can_be_told_what_it_is_to_send(app: App) -> None:
    pocketbase(app)
    step = Step(json={"clientId": "${client}", "subscriptions": ["*"]}, take={"client": "event:clientId"})
    async with running(with_steps(app, after_open=(step,))) as monitor:
        await comes_to(monitor, lambda _: len(app.asked) == 2)
        await is_open(monitor)
        app.cut.set()
        await comes_to(monitor, lambda _: len(app.asked) == 4)
    assert app.paths == ["GET /events", "POST /events"] * 2
    assert json.loads(app.bodies[1]) == {"clientId": "client-number-1", "subscriptions": ["*"]}


async def test_what_follows_the_opening_and_may_work_later_is_tried_again_soon(app: App) -> None:
    pocketbase(app)
    app.answer("/subscribe", "restarting", status=503)
    step = Step(url="/subscribe", json={"client": "${c}"}, take={"c": "event:clientId"})
    async with running(with_steps(app, after_open=(step,))) as monitor:
        await comes_to(monitor, lambda _: app.paths.count("POST /subscribe") == 2)
        assert "after_open: 503 Service Unavailable" in monitor.tally.last_error
        app.answer("/subscribe")
        await comes_to(monitor, lambda _: app.paths.count("POST /subscribe") == 3)
        await is_open(monitor)


async def test_a_request_whose_opening_can_not_be_followed_is_not_sent_again(app: App) -> None:
    app.answer("/subscribe", status=503)
    step = Step(url="/subscribe", json={})
    async with running(with_steps(app, after_open=(step,), method="POST")) as monitor:
        snapshot = await has_failed(monitor)
    assert "after_open: 503" in snapshot.trouble
    assert app.paths == ["POST /events", "POST /subscribe"]


async def test_a_stream_that_can_not_be_told_is_no_stream(app: App) -> None:
    pocketbase(app)
    app.answer("/subscribe", "not yours", status=403)
    step = Step(url="/subscribe", json={"client": "${c}"}, take={"c": "event:clientId"})
    async with running(with_steps(app, after_open=(step,), reconnect="never")) as monitor:
        snapshot = await has_failed(monitor)
    assert snapshot.trouble.startswith("after_open: 403 Forbidden")
    assert "not yours" in snapshot.trouble


async def test_while_an_event_is_waited_for_it_can_be_left(app: App) -> None:
    step = Step(take={"c": "event:clientId"})
    async with running(with_steps(app, after_open=(step,))) as monitor:
        await is_open(monitor)
        monitor.stop()
        await comes_to(monitor, lambda snapshot: snapshot.state is State.STOPPED)
