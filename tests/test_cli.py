"""The command line: what it takes, what it refuses and in which words."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sse_dash import __version__, profiles
from sse_dash.cli import INTERRUPTED, OK, WRONG_USAGE, main
from sse_dash.profiles import Profile
from sse_dash.profiles.settings import Settings
from sse_dash.profiles.team import load_team
from sse_dash.requests.spec import StreamSpec
from sse_dash.tui.app import SseDashApp

ORDERS = StreamSpec(name="orders", url="http://127.0.0.1:1/orders")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[SseDashApp]:
    """At a terminal; each dashboard that would have been opened."""
    opened: list[SseDashApp] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(SseDashApp, "run", lambda app: opened.append(app))
    monkeypatch.setattr(SseDashApp, "return_code", OK)
    return opened


@pytest.fixture
def project_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, which is a project called shop."""
    folder = tmp_path / "shop"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def save_profile(name: str, *specs: StreamSpec) -> Path:
    """Save a profile of the project one stands in."""
    path = profiles.profile_path(profiles.find_project(Path.cwd()), name)
    profiles.save(path, Profile(streams=specs), expected_digest=None)
    return path


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on stderr with which these arguments are refused."""
    assert main(arguments) == WRONG_USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("\n")
    assert err.count("\n") == 1, err
    return err.removesuffix("\n")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`sse-dash` without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "sse_dash", *arguments],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip


def test_version_is_printed_to_stdout() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (OK, f"sse-dash {__version__}\n", "")


def test_help_explains_every_option_and_gives_examples() -> None:
    done = run("--help")
    assert (done.returncode, done.stderr) == (OK, "")
    for words in [
        "-p",
        "--profile",
        "-H",
        "--header",
        "--filter",
        "--utc",
        "--version",
        "examples:",
        "sse-dash demo",
    ]:
        assert words in done.stdout


def test_the_demo_has_a_help_of_its_own() -> None:
    done = run("demo", "--help")
    assert (done.returncode, done.stderr) == (OK, "")
    assert "usage: sse-dash demo" in done.stdout


@pytest.mark.parametrize("arguments", [[], ["http://127.0.0.1:1/"], ["demo"]])
def test_without_a_terminal_there_is_no_dashboard(arguments: Sequence[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (WRONG_USAGE, "")
    assert done.stderr == "sse-dash: the dashboard needs a terminal for its input and output\n"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "ftp://example.com/",
            "sse-dash: ftp://example.com/: event streams come by http or https, not by ftp",
        ),
        ("http://", "sse-dash: http://: the URL names no host"),
        ("", "sse-dash: : a stream needs a URL, such as https://example.com/events"),
    ],
)
def test_what_is_no_url_is_refused(capsys: pytest.CaptureFixture[str], url: str, words: str) -> None:
    assert refused(capsys, url) == words


@pytest.mark.parametrize(
    "url",
    [
        "ftp://me:hunter2@example.com/?token=hunter2",
        "http://me:hunter2@example.com:99999/",
        "http://me:hunter2/x@example.com/",
        "https://me:hunter2@example.com/a b",
    ],
)
def test_the_password_in_a_url_is_not_repeated(capsys: pytest.CaptureFixture[str], url: str) -> None:
    line = refused(capsys, url)
    assert "hunter2" not in line
    assert "example.com" in line


def test_a_filter_that_does_not_parse_is_refused_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    line = refused(capsys, "--filter", "error (", "localhost/events")
    assert line == "sse-dash: --filter 'error (': a term is missing here (at character 8)"


@pytest.mark.parametrize("header", ["Bearer s3cr3t", "s3cr3t", ": s3cr3t", "Autho rization: s3cr3t", ""])
def test_what_is_no_header_is_refused_without_its_value(
    capsys: pytest.CaptureFixture[str], header: str
) -> None:
    assert refused(capsys, "-H", header, "localhost/events").startswith("sse-dash: --header has no ")


def test_urls_and_a_profile_do_not_go_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, "-p", "shop", "localhost/events").startswith(
        "sse-dash: give URLs or a profile, not both"
    )


@pytest.mark.usefixtures("project_dir")
@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["-H", "X: y"], "--header is"),
        (["-p", "a", "--filter", "error"], "--filter is"),
        (["-H", "X: y", "--preset", "mcp"], "--header, --preset are"),
    ],
)
def test_what_is_said_of_urls_needs_a_url(
    capsys: pytest.CaptureFixture[str], arguments: Sequence[str], named: str
) -> None:
    said = refused(capsys, *arguments)
    assert said.startswith(f"sse-dash: {named} for URLs on the command line, and there is none")


@pytest.mark.usefixtures("project_dir")
def test_an_unknown_profile_is_refused_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    save_profile("morning", ORDERS)
    save_profile("night", ORDERS)
    line = refused(capsys, "-p", "noon")
    assert "noon" in line
    assert "morning" in line
    assert "night" in line


@pytest.mark.usefixtures("project_dir")
def test_a_profile_name_that_no_file_can_have_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "a profile can't be called '../up'" in refused(capsys, "-p", "../up")


def test_an_unknown_option_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        refused(capsys, "--fliter", "error")
        == "sse-dash: unrecognized arguments: --fliter; see sse-dash --help"
    )


def test_control_characters_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert "\x1b" not in refused(capsys, "ftp://\x1b[31m/")
    assert "\x1b" not in refused(capsys, "--\x1b[31m")


def test_streams_are_named_from_their_urls(started: list[SseDashApp]) -> None:
    assert main(["https://example.com/shop/orders", "localhost:8000/sse", "http://127.0.0.1/orders"]) == OK
    (app,) = started
    assert [(spec.name, spec.url) for spec in app.profiles.session.profile.streams] == [
        ("orders", "https://example.com/shop/orders"),
        ("localhost:8000", "http://localhost:8000/sse"),
        ("orders-2", "http://127.0.0.1/orders"),
    ]


def test_headers_and_filter_go_to_every_url(started: list[SseDashApp]) -> None:
    arguments = ["-H", "Authorization: Bearer ${TOKEN}", "--header", "X-Shop:7", "--filter", "type:order.*"]
    assert main([*arguments, "localhost/a", "localhost/b"]) == OK
    (app,) = started
    for spec in app.profiles.session.profile.streams:
        assert spec.headers == {"Authorization": "Bearer ${TOKEN}", "X-Shop": "7"}
        assert spec.filter == "type:order.*"


@pytest.mark.usefixtures("project_dir")
def test_without_urls_the_default_profile_of_the_project_opens(started: list[SseDashApp]) -> None:
    path = save_profile("default", ORDERS)
    assert main([]) == OK
    (app,) = started
    assert (app.profiles.session.profile.streams, app.profiles.session.label) == ((ORDERS,), "shop")
    assert app.profiles.session.stored is not None
    assert app.profiles.session.stored.path == path


def test_the_project_is_found_from_a_folder_within_it(
    started: list[SseDashApp], project_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_profile("default", ORDERS)
    below = project_dir / "src" / "deep"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert main([]) == OK
    assert started[0].profiles.session.profile.streams == (ORDERS,)


@pytest.mark.usefixtures("project_dir")
def test_p_opens_another_profile(started: list[SseDashApp]) -> None:
    save_profile("night", ORDERS)
    assert main(["-p", "night"]) == OK
    assert started[0].profiles.session.profile.streams == (ORDERS,)
    assert started[0].profiles.session.label == "shop / night"


@pytest.mark.usefixtures("project_dir")
def test_without_urls_what_was_open_last_opens_again(started: list[SseDashApp]) -> None:
    save_profile("default")
    profiles.remember_profile(profiles.find_project(Path.cwd()), save_profile("night", ORDERS))
    assert main([]) == OK
    assert (started[0].profiles.session.profile.streams, started[0].profiles.session.label) == (
        (ORDERS,),
        "shop / night",
    )


@pytest.mark.usefixtures("project_dir")
def test_a_global_profile_opens_where_the_project_has_none(started: list[SseDashApp]) -> None:
    profiles.save(profiles.profile_path(None, "default"), Profile(streams=(ORDERS,)), expected_digest=None)
    assert main([]) == OK
    assert (started[0].profiles.session.profile.streams, started[0].profiles.session.label) == (
        (ORDERS,),
        "global",
    )


@pytest.mark.usefixtures("project_dir")
def test_where_the_last_profile_was_removed_the_default_one_opens(started: list[SseDashApp]) -> None:
    save_profile("default", ORDERS)
    night = save_profile("night")
    profiles.remember_profile(profiles.find_project(Path.cwd()), night)
    night.unlink()
    assert main([]) == OK
    assert (started[0].profiles.session.profile.streams, started[0].profiles.session.label) == (
        (ORDERS,),
        "shop",
    )


@pytest.mark.usefixtures("project_dir")
def test_a_preset_says_what_goes_before_and_what_is_given_goes_over_it(started: list[SseDashApp]) -> None:
    assert main(["--preset", "mcp", "-H", "mcp-protocol-version: 1", "-H", "X-Key: k", "localhost/mcp"]) == OK
    (spec,) = started[0].profiles.session.profile.streams
    assert len(spec.before) == 2
    assert spec.before[0].take["session"] == "header:Mcp-Session-Id?"
    assert spec.repeat_before == "refused"
    assert spec.headers == {"Mcp-Session-Id": "${session}", "mcp-protocol-version": "1", "X-Key": "k"}


def test_urls_are_shown_whatever_profiles_there_are(started: list[SseDashApp]) -> None:
    profiles.remember_profile(profiles.find_project(Path.cwd()), save_profile("night", ORDERS))
    assert main(["localhost/a"]) == OK
    assert [spec.name for spec in started[0].profiles.session.profile.streams] == ["a"]
    assert started[0].profiles.session.stored is None


def test_a_team_file_that_was_trusted_is_opened_with_what_is_ones_own(
    started: list[SseDashApp], project_dir: Path
) -> None:
    save_profile("default", ORDERS)
    (project_dir / "sse-dash.toml").write_text('[[streams]]\nname = "t"\nurl = "http://t.example"\n')
    team = load_team(profiles.find_project(project_dir))
    assert team is not None
    assert profiles.give_trust(team) == ""
    assert main([]) == OK
    assert [spec.name for spec in started[0].profiles.session.profile.streams] == ["t", "orders"]


def test_nothing_of_a_team_file_is_used_before_it_was_asked_about(
    started: list[SseDashApp], project_dir: Path
) -> None:
    save_profile("default", ORDERS)
    (project_dir / "sse-dash.toml").write_text('[[streams]]\nname = "t"\nurl = "http://${TOKEN}.example"\n')
    assert main([]) == OK
    assert started[0].profiles.session.profile.streams == (ORDERS,)


def test_options_may_stand_between_urls(started: list[SseDashApp]) -> None:
    assert main(["localhost/a", "-H", "X-A: 1", "localhost/b"]) == OK
    assert [spec.name for spec in started[0].profiles.session.profile.streams] == ["a", "b"]


@pytest.mark.usefixtures("project_dir")
def test_without_any_profile_the_dashboard_opens_empty(started: list[SseDashApp]) -> None:
    assert main([]) == OK
    assert (started[0].profiles.session.profile.streams, started[0].profiles.session.label) == ((), "shop")


@pytest.mark.usefixtures("project_dir")
@pytest.mark.parametrize("arguments", [[], ["-p", "default"]])
def test_a_broken_profile_is_a_problem_that_the_dashboard_opens_with(
    started: list[SseDashApp], arguments: Sequence[str]
) -> None:
    path = save_profile("default")
    path.write_text('version = 1\n\n[[streams]]\nname = "orders"\n')
    assert main(arguments) == OK
    (app,) = started
    session = app.profiles.session
    assert (session.profile.streams, session.stored) == ((), None)
    assert f"{path}: line 3: streams[0].url is missing" in session.problem


@pytest.mark.usefixtures("started")
def test_ctrl_c_before_the_dashboard_is_there_is_an_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: SseDashApp) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(SseDashApp, "run", interrupt)
    assert main(["localhost/events"]) == INTERRUPTED


@pytest.mark.parametrize("header", ["Größe: 5", "A b: 5", ": 5", "A"])
def test_the_name_of_a_header_is_one_that_http_can_carry(
    header: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["-H", header, "http://a.example/"]) == 2
    assert "'Name: value'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        (["X-A: s3cr3t\r\nX-B: 1"], "--header X-A holds a line break or a control character; take it out"),
        (["X-A: s3cr3t\x00"], "--header X-A holds a line break or a control character; take it out"),
        (["X-A: ${s3cr3t"], "--header: the ${ at character 6 begins no variable"),
        (["X-A: s3cr3t", "x-a: s3cr3t"], "--header: x-a is there twice; keep one of them"),
    ],
)
def test_the_value_of_a_header_is_checked_and_not_quoted(
    headers: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refused(capsys, *(word for header in headers for word in ("-H", header)), "http://a.example/")
    assert line.startswith(f"sse-dash: {words}")
    assert "s3cr3t" not in line


def test_the_settings_file_is_read(started: list[SseDashApp], config_dir: Path) -> None:
    config_dir.mkdir()
    (config_dir / "config.toml").write_text('[view]\nlayout = "list"\nwrap = true\n')
    assert main(["localhost/a"]) == OK
    settings = started[0].settings
    assert (settings.layout, settings.wrap) == ("list", True)


@pytest.mark.parametrize("arguments", [[], ["localhost/a"], ["demo"]])
def test_a_broken_settings_file_is_a_problem_that_the_dashboard_opens_with(
    started: list[SseDashApp], config_dir: Path, arguments: Sequence[str]
) -> None:
    config_dir.mkdir()
    (config_dir / "config.toml").write_text('[view]\nwrap = "yes"\n')
    assert main(arguments) == OK
    settings = started[0].settings
    assert settings.problem.startswith(f"{config_dir / 'config.toml'}: line 2: view.wrap is")
    assert settings == Settings(problem=settings.problem)


@pytest.mark.usefixtures("project_dir")
def test_the_profiles_verb_needs_no_terminal() -> None:
    save_profile("night", ORDERS)
    done = run("profiles")
    assert (done.returncode, done.stderr) == (OK, "")
    assert "night  orders" in done.stdout


@pytest.mark.usefixtures("project_dir")
def test_the_profiles_verb_prints_no_secret() -> None:
    save_profile(
        "night", replace(ORDERS, url="http://me:s3cr3t@a.example/?token=s3cr3t", headers={"X": "s3cr3t"})
    )
    for arguments in [["profiles"], ["profiles", "show", "night"]]:
        done = run(*arguments)
        assert done.returncode == OK
        assert "orders" in done.stdout
        assert "s3cr3t" not in done.stdout + done.stderr


@pytest.mark.usefixtures("project_dir")
def test_what_follows_curl_is_read_as_curl_has_it(started: list[SseDashApp]) -> None:
    words = ["curl", "-N", "https://shop.example/orders", "-H", "Authorization: Bearer ${TOKEN}", "-d", "a=1"]
    assert main(["--filter", "type:paid", "-H", "X-Shop: 7", *words]) == OK

    (spec,) = started[0].profiles.session.profile.streams
    assert (spec.name, spec.url, spec.filter) == ("orders", "https://shop.example/orders", "type:paid")
    assert (spec.method, spec.body) == ("POST", "a=1")
    assert spec.headers["Authorization"] == "Bearer ${TOKEN}"
    assert spec.headers["X-Shop"] == "7"


@pytest.mark.usefixtures("project_dir")
def test_a_curl_command_can_be_one_word_among_urls(started: list[SseDashApp]) -> None:
    assert main(["localhost/a", "curl -N localhost/b -H 'X-Shop: 7'", "curl localhost/b | jq"]) == OK

    assert [spec.name for spec in started[0].profiles.session.profile.streams] == ["a", "b", "b-2"]
    assert started[0].profiles.session.profile.streams[1].headers == {"X-Shop": "7"}


def test_what_is_left_out_of_a_curl_command_is_said() -> None:
    err = run("curl", "-k", "-m", "5", "localhost/a").stderr

    assert "Note: -k: the certificate isn't checked" in err
    assert "Left out of the curl command: -m: a stream has no end in time" in err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["curl", "-N"], "curl: the command names no URL"),
        (["curl", "--hedaer", "x", "localhost/a"], "perhaps --header is meant"),
        (
            ["curl -F s3cr3t=1 localhost/a"],
            "the curl command can't be taken: -F: a multipart form can't be sent",
        ),
        (["-p", "night", "curl", "localhost/a"], "give URLs or a profile, not both"),
    ],
)
@pytest.mark.usefixtures("project_dir")
def test_a_curl_command_that_can_not_be_taken_is_refused(
    capsys: pytest.CaptureFixture[str], words: list[str], reason: str
) -> None:
    line = refused(capsys, *words)
    assert reason in line
    assert "s3cr3t" not in line


@pytest.mark.usefixtures("project_dir")
def test_curl_may_be_the_name_of_a_profile_or_of_a_host(started: list[SseDashApp]) -> None:
    save_profile("curl", ORDERS)
    assert main(["-p", "curl"]) == OK
    assert main(["curl"]) == OK

    assert started[0].profiles.session.profile.streams == (ORDERS,)
    assert started[1].profiles.session.profile.streams[0].url == "http://curl"
