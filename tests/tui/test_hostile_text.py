"""Text that means harm, wherever it comes from, is only ever text; and secrets are on no screen at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sse_dash import emoji, profiles
from sse_dash.profiles import Profile, Project
from sse_dash.profiles.settings import Settings
from sse_dash.requests.spec import StreamSpec
from tests.tui.conftest import Server, Terminal, dashboard, misfits

HOSTILE = {
    "markup": "[/nope] [red]alarm[/red] [@click=app.quit]here[/] [[",
    "escape sequences": "\x1b[31mred \x1b]0;title\x07 \x1b[2J",
    "C1 controls": "\x9b31m \x85 \x9d0;title\x9c",
    "bidirectional": "\u202egpj.exe \u2066isolated \u200f",
    "NUL and DEL": "a\x00b\x7fc\x08",
    "zero width": "a\u200bb\ufeffc\u2060d\u00ade",
    "marks": "z" + "\u0300\u0301\u0302" * 40,
    "wide": "値段👨‍👩‍👧‍👦🏳️‍🌈",
}
EVERYTHING = " ".join(HOSTILE.values())

UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def without_emoji(line: str) -> str:
    """What isn't part of a joined emoji, which may have in it what nothing else may."""
    return "".join(emoji.parts(line)[::2])


SIZE = (100, 30)


def is_safe(terminal: Terminal) -> bool:
    """Whether nothing on the screen does anything to a terminal, and every line fits."""
    return (
        UNSAFE.search(without_emoji("".join(terminal.lines))) is None and misfits(terminal.lines, SIZE) == []
    )


async def test_type_and_data_of_an_event_are_only_text(server: Server) -> None:
    orders = server.stream("orders")
    for text in HOSTILE.values():
        orders.push(text, event_type=text)
    orders.push("and then", last_event_id=EVERYTHING.replace("\x00", ""))
    async with dashboard(orders, size=SIZE) as terminal:
        await terminal.shows("and then")
        assert is_safe(terminal)
        assert len(terminal.rows("orders")) == len(HOSTILE) + 1


async def test_brackets_are_shown_as_they_are(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("[/nope] [red]alarm[/red]", event_type="[b]type")
    async with dashboard(orders) as terminal:
        await terminal.shows("[b]type [/nope] [red]alarm[/red]")


async def test_control_characters_are_shown_as_pictures(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("\x1b[31m and \u202e")
    async with dashboard(orders) as terminal:
        await terminal.shows("␛[31m and ‹U+202E›")


async def test_the_name_of_a_stream_is_only_text_wherever_it_is_shown(server: Server) -> None:
    specs = [server.stream(str(n)).spec(name=name) for n, name in enumerate(HOSTILE.values(), 1)]
    async with dashboard(*specs, size=SIZE) as terminal:
        await terminal.until(lambda: " 8 live " in terminal.header)
        assert is_safe(terminal)
        for number, key, words in [("1", "delete", "Remove"), ("2", "f", "filter "), ("4", "z", "Back")]:
            await terminal.press(number, key)
            await terminal.shows(words)
            assert is_safe(terminal), key
            await terminal.press("escape")


async def test_what_a_server_says_when_it_refuses_is_only_text(server: Server) -> None:
    orders = server.stream("orders")
    orders.refuse(404, EVERYTHING + "\nsecond line " + EVERYTHING)
    async with dashboard(orders, size=SIZE) as terminal:
        await terminal.shows("✖ 404 Not Found", "[/nope] [red]alarm[/red]", "second line")
        assert is_safe(terminal)


async def test_a_url_is_only_text() -> None:
    urls = [f"http://127.0.0.1:1/{EVERYTHING}", f"http://[red]/{EVERYTHING}", EVERYTHING, "http://\x1b[0m:1/"]
    specs = [StreamSpec(name=f"odd-{n}", url=url) for n, url in enumerate(urls)]
    async with dashboard(*specs, size=SIZE) as terminal:
        settled = re.compile("retry in|failed")
        await terminal.until(lambda: all(settled.search(terminal.title(spec.name)) for spec in specs))
        assert is_safe(terminal)


async def test_a_filter_from_a_profile_is_only_text(server: Server) -> None:
    spec = server.stream("orders").spec(filter=f'"{EVERYTHING}"')
    async with dashboard(spec, size=SIZE) as terminal:
        await terminal.shows("● live")
        assert is_safe(terminal)
        await terminal.press("f")
        await terminal.shows("filter orders ›")
        assert is_safe(terminal)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "words"), [("f", "filter orders"), ("a", "Add a stream"), ("colon", "Search")]
)
async def test_what_is_pasted_is_only_text(server: Server, key: str, words: str) -> None:
    async with dashboard(server.stream("orders"), size=SIZE) as terminal:
        await terminal.press(key)
        await terminal.shows(words)
        for text in HOSTILE.values():
            await terminal.paste(f"(pasted {text}")
            await terminal.shows("(pasted ")
            assert is_safe(terminal)
            # Also what is said about it.
            await terminal.press("enter")
            assert is_safe(terminal)
            await terminal.press("ctrl+u")


async def test_looking_at_a_filter_that_can_not_be_shown_as_it_is_does_not_change_it(server: Server) -> None:
    orders = server.stream("orders")
    orders.push("a\u200bb", "ab")
    async with dashboard(orders.spec(filter='"a\u200bb"')) as terminal:
        await terminal.shows("1 of 2")
        await terminal.press("f")
        await terminal.shows('filter orders › "a‹U+200B›b"')
        await terminal.press("enter")
        await terminal.hides("filter orders ›")
        assert [spec.filter for spec in terminal.app.dashboard.specs] == ['"a\u200bb"']
        await terminal.shows("1 of 2")


async def test_the_name_of_a_project_is_only_text(server: Server, tmp_path: Path) -> None:
    root = tmp_path / EVERYTHING.replace("\x00", "").replace("/", "")[:60]
    root.mkdir()
    project = Project(root)
    async with dashboard(server.stream("orders"), size=SIZE, project=project) as terminal:
        await terminal.shows("[nope]")
        assert is_safe(terminal)
        await terminal.press("ctrl+s")
        await terminal.shows("Save a profile")
        assert is_safe(terminal)
        await terminal.press("enter")
        await terminal.shows("▌ Saved")
        assert is_safe(terminal)


async def test_what_is_wrong_with_a_profile_is_only_text(project: Project) -> None:
    async with dashboard(
        size=SIZE, project=project, settings=Settings(problem=f"first\nsecond {EVERYTHING}")
    ) as terminal:
        await terminal.shows("That did not work", "second [/nope]")
        assert is_safe(terminal)


async def test_what_is_in_the_files_that_o_lists_is_only_text(project: Project) -> None:
    path = profiles.profile_path(project, "odd")
    spec = StreamSpec(name=EVERYTHING, url="http://127.0.0.1:1/")
    profiles.save(path, Profile(streams=(spec,)), expected_digest=None)
    path.with_name("worse.toml").write_text('version = "[/nope]\\u001b[2J"')
    async with dashboard(size=SIZE, project=project) as terminal:
        await terminal.press("o")
        await terminal.shows("Profiles", "[red]alarm[/red]")
        assert is_safe(terminal)
        await terminal.press("down", "enter")
        await terminal.shows("worse can't be opened", "[/nope]")
        assert is_safe(terminal)


async def test_keys_that_a_profile_should_not_have_are_only_text(project: Project) -> None:
    path = profiles.profile_path(project, "odd")
    path.parent.mkdir(parents=True)
    path.write_text('"[/nope] \\u001b[2J \\u202e" = 1')
    async with dashboard(size=SIZE, project=project, stored=profiles.load(path)) as terminal:
        await terminal.shows("odd.toml: '[/nope] \\x1b[2J \\u202e' is not a")
        assert is_safe(terminal)


SECRETS = ["hunter2", "s3cr3t-t0ken", "qu3ry-t0ken"]


def secret_url(url: str) -> str:
    return url.replace("http://", "http://me:hunter2@") + "?token=qu3ry-t0ken"


@pytest.mark.slow
@pytest.mark.parametrize("status", [200, 401, 503])
async def test_secrets_are_on_no_screen(server: Server, project: Project, status: int) -> None:
    stream = server.stream("secret")
    # Some servers say in their error what they were sent.
    stream.refuse(status, "s3cr3t-t0ken is wrong, me:hunter2 (bWU6aHVudGVyMg==) and qu3ry-t0ken too")
    spec = stream.spec(url=secret_url(stream.url), headers={"X-Key": "s3cr3t-t0ken"})
    path = profiles.profile_path(project, "there-already")
    profiles.save(path, Profile(streams=(spec,)), expected_digest=None)
    words = {200: "secret ● live", 401: "secret ✖ 401 Unauthorized", 503: "secret ↻ retry in"}[status]
    async with dashboard(spec, server.stream("other"), project=project, size=(120, 36)) as terminal:
        await terminal.shows(words)
        for keys, words in [
            ([], "other"),
            (["z"], "Back"),
            (["delete"], "Remove secret?"),
            (["f"], "filter secret"),
            (["colon"], "Search for commands"),
            (["o"], "there-already"),
            (["ctrl+s", "enter"], "▌ Saved"),
        ]:
            await terminal.press(*keys)
            await terminal.shows(words)
            shown = terminal.text + terminal.app.export_screenshot()
            assert [secret for secret in SECRETS if secret in shown] == [], words
            await terminal.press("escape")
    assert stream.requests[0].headers["X-Key"] == "s3cr3t-t0ken"
    assert stream.requests[0].headers["Authorization"].startswith("Basic ")


async def test_a_broken_profile_does_not_give_its_secrets_away(project: Project) -> None:
    for number, lines in enumerate(
        [
            'url = "htp://me:hunter2@example.com/?token=qu3ry-t0ken"',
            'url = "http://me:hunter2@example.com:port/?token=qu3ry-t0ken"',
            'url = "http://example.com"\nheaders = { Authorization = ["s3cr3t-t0ken"] }',
            'url = "http://example.com"\nheaders = { "A b" = "s3cr3t-t0ken" }',
            'url = "http://example.com"\nheaders = { Key = "s3cr3t-t0ken ${" }',
            'url = "http://example.com"\nheaders = { Key = "s3cr3t-t0ken',
        ]
    ):
        path = profiles.profile_path(project, f"broken-{number}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'[[streams]]\nname = "a"\n{lines}\n')
    async with dashboard(project=project) as terminal:
        for number in range(6):
            await terminal.press("o")
            await terminal.shows(*(f"broken-{n}  can't be read" for n in range(6)))
            shown = terminal.text
            await terminal.press(*["down"] * number, "enter")
            await terminal.shows(f"broken-{number} can't be opened")
            shown += terminal.text + terminal.app.export_screenshot()
            assert [secret for secret in SECRETS if secret in shown] == []
            await terminal.press("escape")


async def test_a_variable_that_is_missing_is_named_and_no_value_is(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "s3cr3t-t0ken")
    headers = {"Authorization": "${SHOP_TOKEN} ${SHOP_NO_SUCH_TOKEN}"}
    async with dashboard(server.stream("orders").spec(headers=headers)) as terminal:
        await terminal.shows("✖ failed", "SHOP_NO_SUCH_TOKEN is not set")
        assert "s3cr3t-t0ken" not in terminal.text


async def test_a_crash_shows_no_local_variables(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    def crash(token: str) -> None:
        raise ZeroDivisionError(f"a token of {len(token)} characters")

    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - it is leaving the dashboard that raises
        async with dashboard(server.stream("orders")) as terminal:
            await terminal.shows("● live")
            # As where nothing could go on: whatever can go on does.
            terminal.app.goes_on = False
            terminal.app.call_next(crash, "s3cr3t-t0ken")
            await terminal.until(lambda: not terminal.app.is_running)
    shown = capsys.readouterr().err
    assert "ZeroDivisionError: a token of 12 characters" in shown
    assert "s3cr3t-t0ken" not in shown
