"""The stream form as people use it: keys, mouse and what is pasted, on a small host of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.widgets import Input, TextArea

from sse_dash.requests.resolved import ResolvedRequest, as_it_stands
from sse_dash.requests.spec import StreamSpec
from sse_dash.tui.form.controls import ChoiceLine
from sse_dash.tui.form.left import LeftDrafts
from sse_dash.tui.form.screen import StreamForm
from sse_dash.tui.form.trial_view import TrialView
from tests.client.scripted_server import ScriptedServer, started
from tests.tui.piloting import Pilot, piloted

PATIENCE = 10.0
"""Seconds after which what should have happened is not going to."""
SECRET = "sk-0123456789abcdef"
COMMAND = """curl 'https://shop.example/v1/orders' \\
  -H 'Authorization: Bearer sk-0123456789abcdef' \\
  --json '{"stream": true}' -m 30"""

UNANSWERED = object()


class Host(App[None]):
    """Shows one form and keeps its answer."""

    def __init__(self, form: StreamForm) -> None:
        super().__init__()
        self.form = form
        self.answer: object = UNANSWERED
        self.bells = 0

    def on_mount(self) -> None:
        self.push_screen(self.form, self._answered)

    def _answered(self, spec: StreamSpec | None) -> None:
        self.answer = spec

    def bell(self) -> None:
        self.bells += 1


class User:
    """Someone in front of the form."""

    def __init__(self, pilot: Pilot, host: Host) -> None:
        self.pilot = pilot
        self.host = host
        self.form = host.form

    @property
    def answer(self) -> object:
        return self.host.answer

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        await self.pilot.press(*text)

    async def paste(self, text: str) -> None:
        """As a terminal that marks what is pasted sends it."""
        focused = self.form.focused
        assert focused is not None
        focused.post_message(events.Paste(text))
        await self.pilot.pause()
        await self.pilot.pause()

    async def go_to(self, field: str) -> None:
        self.form.set_focus(self.form.query_one(f"#{field}"))
        await self.pilot.pause()

    async def fill(self, field: str, text: str) -> None:
        """Have this in a field, and go on to the next."""
        await self.go_to(field)
        control = self.form.query_one(f"#{field}")
        if isinstance(control, TextArea):
            control.text = text
        else:
            assert isinstance(control, Input)
            control.value = text
        await self.press("tab")

    def field(self, name: str) -> str:
        return self.form.draft[name]

    def says(self) -> str:
        """All that is drawn, row by row."""
        lines = self.host.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in lines)

    async def sees(self, *words: str) -> None:
        """Wait until all of these are drawn."""
        await self.until(lambda: all(word in self.says() for word in words))

    async def until(self, condition: Callable[[], bool]) -> None:
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not condition():
            assert asyncio.get_running_loop().time() < deadline, self.says()
            await self.pilot.pause(0.01)


@asynccontextmanager
async def form(
    spec: StreamSpec | None = None,
    taken: Collection[str] = (),
    resolve: Callable[[StreamSpec], ResolvedRequest] = as_it_stands,
    *,
    title: str = "Add a stream",
    size: tuple[int, int] = (80, 24),
    drafts: LeftDrafts | None = None,
) -> AsyncIterator[User]:
    drafts = drafts or LeftDrafts()
    left, leave = drafts.of(title, spec), partial(drafts.leave, title, spec)
    host = Host(StreamForm(title, spec, taken, resolve, "add", left, leave))
    async with piloted(host, size=size) as pilot:
        await pilot.pause()
        yield User(pilot, host)


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with started(ScriptedServer()) as server:
        yield server


SPEC = StreamSpec(name="orders", url="https://shop.example/events/orders", history=77, paused=True)


async def test_a_url_and_enter_is_all_it_takes() -> None:
    async with form() as user:
        await user.type("localhost:8000/orders")
        await user.press("enter")

        assert user.answer == StreamSpec(name="orders", url="http://localhost:8000/orders")


async def test_enter_in_the_name_takes_it_too() -> None:
    async with form() as user:
        await user.type("localhost")
        await user.press("tab", *"mine", "enter")

        assert user.answer == StreamSpec(name="mine", url="http://localhost")


async def test_the_name_that_would_be_made_is_shown() -> None:
    async with form(taken=["orders"]) as user:
        await user.type("h/orders")

        await user.sees("orders-2")


async def test_escape_answers_with_nothing() -> None:
    async with form(SPEC) as user:
        await user.type("x")
        await user.press("escape")

        assert user.answer is None


async def test_what_was_typed_before_escape_is_offered_by_the_next_form() -> None:
    drafts = LeftDrafts()
    async with form(drafts=drafts) as user:
        await user.type("https://me:hunter2@shop.example/orders")
        await user.fill("body", '{"a": 1}')
        await user.press("escape")
    async with form(drafts=drafts) as user:
        await user.sees("^r brings back your draft: https://***@shop.example/orders")
        assert user.field("url") == ""
        await user.type("localhost")
        assert "brings back" not in user.says()
        await user.press("ctrl+r")
        assert (user.field("url"), user.field("body")) == (
            "https://me:hunter2@shop.example/orders",
            '{"a": 1}',
        )
        await user.press("ctrl+r")
        assert user.field("url") == "localhost", "what was typed instead is as dear"
        await user.press("ctrl+r", "ctrl+s")

        assert isinstance(user.answer, StreamSpec)
        assert user.answer.json == {"a": 1}
    assert drafts.of("Add a stream", None) is None


async def test_a_draft_of_a_change_keeps_what_its_masks_stand_for() -> None:
    drafts = LeftDrafts()
    spec = replace(SPEC, headers={"Authorization": f"Bearer {SECRET}"})
    async with form(spec, drafts=drafts, title="Change a stream") as user:
        await user.fill("name", "mine")
        await user.press("escape")
    async with form(replace(spec, filter="a"), drafts=drafts, title="Change a stream") as user:
        await user.press("ctrl+r", "ctrl+s")

        assert user.answer == replace(spec, name="mine")
    assert drafts.of("Change a stream", replace(spec, url="http://other")) is None


async def test_nothing_is_kept_of_a_form_that_was_left_alone() -> None:
    drafts = LeftDrafts()
    async with form(SPEC, drafts=drafts) as user:
        await user.press("tab", "tab", "escape")
    assert drafts.of("Add a stream", SPEC) is None


async def test_escape_closes_a_trial_first(server: ScriptedServer) -> None:
    server.script(server.silence())
    async with form(replace(SPEC, url=server.url)) as user:
        await user.press("ctrl+t")
        await user.sees("connecting to")
        await user.press("escape")
        await user.until(lambda: not user.form.query_one(TrialView).display)
        assert user.answer is UNANSWERED
        await user.press("escape")
        assert user.answer is None


async def test_a_spec_that_is_left_alone_comes_back_as_it_was() -> None:
    spec = StreamSpec(
        name="chat",
        url="https://h/v1?token=a",
        method="REPORT",
        headers={"X-A": "b"},
        json={"a": [1, None]},
        filter="type:a",
        reconnect="never",
        done="[DONE]",
        idle_timeout=90,
        proxy="http://p:1",
        paused=True,
    )
    async with form(spec) as user:
        await user.press("ctrl+s")

        assert user.answer == spec


@pytest.mark.slow
async def test_every_field_is_reached_by_tab_and_taken_from_anywhere() -> None:
    async with form() as user:
        for text in ("http://h/x", "mine"):
            await user.type(text)
            await user.press("tab")
        await user.press("right", "tab")
        await user.type("X-A: b")
        await user.press("enter", *"X-C: d", "tab")
        await user.type("[1]")
        await user.press("tab", *"error", "tab", "n", "tab")
        for text in ("5s", "1m", "2m", "500"):
            await user.press("end", "ctrl+u", *text, "tab")
        await user.type("[DONE]")
        await user.press("ctrl+s")

        assert user.answer == StreamSpec(
            name="mine",
            url="http://h/x",
            method="POST",
            headers={"X-A": "b", "X-C": "d"},
            json=[1],
            filter="error",
            reconnect="never",
            connect_timeout=5,
            stale_after=60,
            idle_timeout=120,
            history=500,
            done="[DONE]",
        )


async def test_arrows_go_up_and_down_the_fields() -> None:
    async with form() as user:
        await user.press("down", "down")
        assert user.form.focused is user.form.query_one("#method")

        await user.press("up")
        assert user.form.focused is user.form.query_one("#name")


async def test_what_is_wrong_stands_below_its_field_which_has_the_keys() -> None:
    async with form(SPEC) as user:
        await user.fill("filter", "a (b")
        await user.go_to("url")
        await user.press("enter")

        await user.sees("this ( is never closed (at character 3)")
        assert user.answer is UNANSWERED
        assert user.form.focused is user.form.query_one("#filter")
        assert user.host.bells == 1


async def test_what_is_wrong_is_said_when_its_field_is_left() -> None:
    async with form() as user:
        await user.fill("url", "ftp://h/x")

        await user.sees("not by ftp")


async def test_who_passes_by_an_empty_field_is_not_told_off() -> None:
    async with form() as user:
        await user.press("tab", "tab")

        assert "needs a URL" not in user.says()


async def test_what_is_right_again_is_no_longer_called_wrong() -> None:
    async with form(SPEC) as user:
        await user.fill("idle_timeout", "soon")
        await user.sees("such as 30s, 5m or never")

        await user.fill("idle_timeout", "45s")
        assert "such as" not in user.says()


async def test_json_is_called_so() -> None:
    async with form(SPEC) as user:
        await user.fill("body", '{"a": 1}')

        await user.sees("JSON")


async def test_a_pasted_curl_command_fills_the_form() -> None:
    async with form() as user:
        await user.paste(COMMAND)
        await user.sees("Filled in from the curl command")

        assert user.field("url") == "https://shop.example/v1/orders"
        assert (user.field("method"), user.field("headers")) == ("POST", f"Authorization: Bearer {SECRET}")
        assert user.field("body") == '{\n  "stream": true\n}'
        await user.sees(
            "Filled in from the curl command",
            "Left out: -m: a stream has no end in time",
            "write Bearer ${TOKEN}",
        )

        await user.press("enter")
        assert user.answer == StreamSpec(
            name="orders",
            url="https://shop.example/v1/orders",
            method="POST",
            headers={"Authorization": f"Bearer {SECRET}"},
            json={"stream": True},
        )


async def test_a_curl_command_keeps_what_it_does_not_speak_of() -> None:
    async with form(SPEC) as user:
        await user.fill("filter", "error")
        await user.go_to("url")
        await user.paste("curl -x http://p:1 http://h/x")
        await user.press("ctrl+s")

        assert user.answer == StreamSpec(
            name="orders", url="http://h/x", filter="error", history=77, paused=True, proxy="http://p:1"
        )


async def test_a_typed_curl_command_fills_the_form_before_it_is_taken() -> None:
    async with form() as user:
        await user.type("curl -XPUT h/x")
        await user.sees("enter fills the form from this curl command")
        await user.press("enter")

        assert user.answer is UNANSWERED
        assert (user.field("url"), user.field("method")) == ("http://h/x", "PUT")


async def test_a_command_of_several_lines_can_be_typed() -> None:
    # So it comes from a terminal that doesn't mark what is pasted.
    async with form() as user:
        await user.type("curl h/x \\")
        await user.press("enter", *"-H 'X-A: b'", "enter")

        assert (user.field("url"), user.field("headers")) == ("http://h/x", "X-A: b")


async def test_a_command_that_was_left_standing_fills_the_form() -> None:
    async with form() as user:
        await user.type("curl h/x")
        await user.press("tab")

        assert user.field("url") == "http://h/x"


async def test_a_command_copied_within_the_app_fills_the_form() -> None:
    async with form() as user:
        user.host.copy_to_clipboard(COMMAND)
        await user.press("ctrl+v")

        assert user.field("url") == "https://shop.example/v1/orders"


async def test_a_pasted_url_is_just_one() -> None:
    async with form() as user:
        await user.paste("http://h/x\n")

        assert user.field("url") == "http://h/x"


async def test_a_command_that_can_not_be_had_says_why_and_changes_nothing() -> None:
    async with form(SPEC) as user:
        await user.paste(f"curl -d @{SECRET} http://h/x")

        await user.sees("-d @…: no file is read")
        assert user.field("url") == SPEC.url
        assert SECRET not in user.says()


MASKED = StreamSpec(
    name="chat",
    url=f"https://me:{SECRET}@shop.example/v1?api_key={SECRET}",
    headers={"Authorization": f"Bearer {SECRET}", "X-Shop": SECRET, "Accept": "text/event-stream"},
)


@pytest.mark.parametrize("title", ["Change a stream", "Duplicate a stream"])
async def test_secrets_of_the_given_spec_are_masked_and_kept(title: str) -> None:
    async with form(MASKED, title=title) as user:
        await user.sees("https://***@shop.example/v1?api_key=***", "Authorization: ***", "Accept: text/event")
        for field in user.form.draft:
            await user.go_to(field)
            assert SECRET not in user.says()
            assert SECRET not in user.host.export_screenshot()
        await user.press("ctrl+s")

        assert user.answer == MASKED


async def test_it_says_of_a_masked_field_what_the_mask_is() -> None:
    async with form(MASKED) as user:
        for field in ("url", "headers"):
            await user.go_to(field)
            await user.sees("*** is kept as it is and not shown; type over it to change it")


async def test_what_is_typed_over_a_mask_is_shown() -> None:
    async with form(MASKED) as user:
        await user.go_to("headers")
        await user.press("end", *["backspace"] * 3, *"Bearer new")
        await user.sees("Authorization: Bearer new", "X-Shop: ***")
        await user.press("ctrl+s")

        assert user.answer == replace(MASKED, headers={**MASKED.headers, "Authorization": "Bearer new"})


async def test_a_mask_for_another_host_is_told_below_the_url() -> None:
    async with form(MASKED) as user:
        await user.fill("url", "https://***@elsewhere.example/v1")
        await user.press("ctrl+s")

        await user.sees("type the password again: the host has changed")
        assert user.answer is UNANSWERED


async def test_a_curl_command_pasted_over_masks_is_shown_and_taken_as_it_is() -> None:
    async with form(MASKED) as user:
        await user.paste(f"curl 'https://me:{SECRET}@h/x?token={SECRET}' -H 'X-Shop: {SECRET}'")
        await user.sees("Filled in from the curl command")
        assert (user.field("url"), user.field("headers")) == (
            f"https://me:{SECRET}@h/x?token={SECRET}",
            f"X-Shop: {SECRET}",
        )
        await user.press("ctrl+s")

        assert user.answer == replace(
            MASKED, url=f"https://me:{SECRET}@h/x?token={SECRET}", headers={"X-Shop": SECRET}
        )


async def test_what_is_masked_is_tried_with_its_true_value(server: ScriptedServer) -> None:
    server.script(server.refuse(401, f"no {SECRET}".encode()))
    spec = StreamSpec(
        name="a", url=f"{server.url}?token={SECRET}", headers={"Authorization": f"Bearer {SECRET}"}
    )
    async with form(spec) as user:
        await user.fill("headers", "Authorization: ***\nX-A: 1")
        await user.press("ctrl+t")
        await user.sees("✖ 401 Unauthorized", "no ***")

        (request,) = server.requests
        assert (request.headers["Authorization"], request.headers["X-A"]) == (f"Bearer {SECRET}", "1")
        assert request.path.endswith(f"?token={SECRET}")
        assert SECRET not in user.says()


async def test_trying_shows_the_answer_and_the_first_events(server: ScriptedServer) -> None:
    server.script(server.stream(b'event: order.created\ndata: {"id":1}\n\n'))
    async with form(StreamSpec(name="a", url=server.url), size=(120, 36)) as user:
        await user.press("ctrl+t")

        await user.sees(
            "✔ 200 OK", "text/event-stream", 'order.created {"id":1}', "the stream has ended", "Server: "
        )
        assert user.answer is UNANSWERED


async def test_the_answer_is_shown_while_events_are_waited_for(server: ScriptedServer) -> None:
    server.script(server.hold())
    async with form(StreamSpec(name="a", url=server.url)) as user:
        await user.press("ctrl+t")

        await user.sees("✔ 200 OK", "waiting for an event")


async def test_trying_shows_why_there_is_no_stream(server: ScriptedServer) -> None:
    server.script(server.refuse(401, f"who is {SECRET}?".encode()))
    spec = StreamSpec(name="a", url=server.url, headers={"Authorization": f"Bearer {SECRET}"})
    async with form(spec) as user:
        await user.press("ctrl+t")

        await user.sees("✖ 401 Unauthorized", "who is ***?")


async def test_what_is_wrong_is_not_tried(server: ScriptedServer) -> None:
    async with form(StreamSpec(name="a", url=server.url)) as user:
        await user.fill("headers", "oops")
        await user.press("ctrl+t")

        await user.sees("line 1 has no colon")
        assert not user.form.query_one(TrialView).display


async def test_what_was_tried_fades_when_something_changes(server: ScriptedServer) -> None:
    async with form(StreamSpec(name="a", url=server.url)) as user:
        await user.press("ctrl+t")
        await user.sees("204 No Content")
        await user.type("2")

        assert user.form.query_one(TrialView).has_class("-outdated")


async def test_a_mistake_in_the_code_of_a_trial_is_seen() -> None:
    def resolve(_: StreamSpec) -> ResolvedRequest:
        raise RuntimeError(SECRET)

    async with form(SPEC, resolve=resolve) as user:
        await user.press("ctrl+t")

        await user.sees("trying it broke: RuntimeError")
        assert SECRET not in user.says()


async def test_closing_the_form_ends_its_trial(server: ScriptedServer) -> None:
    server.script(server.silence())
    async with form(StreamSpec(name="a", url=server.url)) as user:
        await user.press("ctrl+t")
        await server.asked(1)
        await user.press("escape", "escape")
        await user.until(lambda: not user.host.workers)

        assert user.answer is None


@pytest.mark.parametrize(("button", "answer"), [("accept", SPEC), ("cancel", None)])
async def test_the_buttons_do_what_their_keys_do(button: str, answer: object) -> None:
    async with form(SPEC) as user:
        await user.pilot.click(f"#{button}")
        await user.pilot.pause()

        assert user.answer == answer


async def test_try_it_has_a_button(server: ScriptedServer) -> None:
    async with form(StreamSpec(name="a", url=server.url)) as user:
        await user.pilot.click("#try")

        await user.sees("204 No Content")


async def test_a_click_chooses_a_method() -> None:
    async with form(SPEC) as user:
        await user.pilot.click("#method", offset=(8, 0))
        await user.pilot.pause()

        assert user.field("method") == "POST"


async def test_a_method_that_is_not_listed_is_offered_all_the_same() -> None:
    async with form(StreamSpec(name="a", url="http://h", method="REPORT")) as user:
        await user.sees(" REPORT ")
        await user.go_to("method")
        await user.press("right")
        assert user.field("method") == "GET"

        await user.press("left")
        assert user.field("method") == "REPORT"


async def test_letters_choose_one_after_the_other() -> None:
    async with form(SPEC) as user:
        await user.go_to("method")
        chosen = []
        for _ in range(4):
            await user.press("p")
            chosen.append(user.form.query_one("#method", ChoiceLine).value)

        assert chosen == ["POST", "PUT", "PATCH", "POST"]


HOSTILE = "[b]\x1b[31m\x9b5n\u202e[/nope]"


async def test_nothing_in_a_spec_is_drawn_as_anything_but_text(server: ScriptedServer) -> None:
    server.script(
        server.stream(f"event: {HOSTILE}\ndata: {HOSTILE}\n\n".encode(), headers={"X-A": "[/nope]\x9b"})
    )
    spec = StreamSpec(
        name=HOSTILE,
        url=server.url + "?" + HOSTILE.replace("\x1b", ""),
        headers={"X-A": "[/nope]\u202e"},
        json={HOSTILE: HOSTILE},
        filter='"[/nope]"',
        done=HOSTILE,
    )
    async with form(spec, title=HOSTILE, size=(120, 50)) as user:
        await user.press("ctrl+t")
        await user.sees("[/nope]")
        await user.until(lambda: user.form.query_one(TrialView).display)
        await user.until(lambda: not user.host.workers)

        assert not set(user.says()) & set("\x1b\x9b\u202e")


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 36)])
async def test_url_name_and_buttons_are_in_view_at_every_size(size: tuple[int, int]) -> None:
    async with form(size=size) as user:
        await user.sees("URL", "Name", "Method", "Headers", "Add ^s", "Try it ^t", "Cancel esc")


async def test_all_fields_are_in_view_on_an_ordinary_screen() -> None:
    async with form() as user:
        await user.sees("URL", "Name", "Method", "Headers", "Body", "Filter", "Reconnect", "Idle", "Done")


async def test_the_field_that_is_filled_in_is_in_view_on_a_small_screen() -> None:
    async with form(size=(40, 12)) as user:
        await user.go_to("done")

        await user.sees("Done")


async def test_buttons_name_the_keys_that_a_user_chose() -> None:
    host = Host(StreamForm("Add a stream", SPEC, (), as_it_stands, "add"))
    host.set_keymap({"form.accept": "f2"})
    async with piloted(host, size=(80, 24)) as pilot:
        await pilot.pause()
        await User(pilot, host).sees("Add f2")
        await pilot.press("f2")

        assert host.answer == SPEC


async def test_every_binding_has_an_id() -> None:
    async with form() as user:
        bindings = [binding for _, binding in user.form._bindings]
        ids = [binding.id for binding in bindings if not binding.action.startswith(("app.", "screen."))]

        assert ids == ["form.accept", "form.try", "form.restore", "form.cancel"]


def fields_of(user: User) -> dict[str, Any]:
    return {name: user.field(name) for name in user.form.draft}


async def test_what_stands_in_the_form_is_what_the_spec_has() -> None:
    async with form(SPEC) as user:
        assert fields_of(user) == {
            "url": SPEC.url,
            "name": "orders",
            "method": "GET",
            "headers": "",
            "body": "",
            "filter": "",
            "reconnect": "default",
            "done": "",
            "connect_timeout": "10s",
            "idle_timeout": "never",
            "stale_after": "30s",
            "history": "77",
        }
