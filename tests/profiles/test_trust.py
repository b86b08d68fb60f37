"""Trust in a team file: what it would do is told without doing it, and a yes is for that very content."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from sse_dash.profiles import (
    Destination,
    Profile,
    ProfileError,
    Project,
    TeamFile,
    give_trust,
    what_it_would_do,
)
from sse_dash.profiles.locate import team_path
from sse_dash.profiles.memory import state_dir
from sse_dash.profiles.team import load_team
from sse_dash.profiles.trust import MAX_TRUSTED, FileUse, origin_of, trust_of
from sse_dash.requests.spec import StreamSpec, TlsSettings
from sse_dash.requests.steps import Step

TEAM = """
[defaults]
headers = { Authorization = "Bearer ${SHOP_TOKEN}" }

[[streams]]
name = "orders"
url = "https://shop.example/events/orders"
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with a team file."""
    root = tmp_path / "shop"
    root.mkdir()
    (root / "sse-dash.toml").write_text(TEAM)
    return Project(root)


def read(project: Project) -> TeamFile:
    """The team file that there is."""
    team = load_team(project)
    assert team is not None
    return team


def test_a_team_file_is_not_trusted_at_first(project: Project) -> None:
    trust = trust_of(read(project))
    assert (trust.given, trust.changed, trust.warning) == (False, False, "")


def test_a_yes_is_remembered(project: Project) -> None:
    assert give_trust(read(project)) == ""
    assert trust_of(read(project)).given


def test_a_changed_content_asks_again(project: Project) -> None:
    give_trust(read(project))
    team_path(project).write_text(TEAM + "# one more word\n")
    trust = trust_of(read(project))
    assert (trust.given, trust.changed) == (False, True)


def test_what_was_trusted_is_what_was_read_and_not_what_is_there_now(project: Project) -> None:
    shown = read(project)
    team_path(project).write_text(TEAM.replace("shop.example", "evil.example"))
    give_trust(shown)
    assert not trust_of(read(project)).given
    assert trust_of(shown).given


def test_the_same_content_in_another_project_asks_again(project: Project, tmp_path: Path) -> None:
    give_trust(read(project))
    other = tmp_path / "other"
    other.mkdir()
    (other / "sse-dash.toml").write_text(TEAM)
    assert not trust_of(read(Project(other))).given


def test_answers_that_lie_within_the_project_are_not_believed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = read(project)
    monkeypatch.setenv("SSE_DASH_STATE_DIR", str(project.root / ".state"))
    state_dir().mkdir()
    (state_dir() / "trust.json").write_text(
        json.dumps({"version": 1, "trusted": {str(team.path): team.digest}})
    )
    assert not trust_of(team).given
    assert "within a project are not believed" in trust_of(team).warning
    assert "within a project are not believed" in give_trust(team)


def test_a_broken_memory_asks_again_and_says_so(project: Project) -> None:
    give_trust(read(project))
    (state_dir() / "trust.json").write_text("{")
    trust = trust_of(read(project))
    assert not trust.given
    assert "it is broken" in trust.warning


def test_the_number_of_answers_is_bounded(project: Project) -> None:
    team = read(project)
    for number in range(3):
        give_trust(replace(team, path=team.path.with_name(f"{number}.toml")))
    (state_dir() / "trust.json").write_text(
        json.dumps({"version": 1, "trusted": {f"/{n}": "0" for n in range(MAX_TRUSTED + 50)}})
    )
    give_trust(team)
    trusted = json.loads((state_dir() / "trust.json").read_text())["trusted"]
    assert (len(trusted), next(iter(trusted))) == (MAX_TRUSTED, str(team.path))


def test_the_memory_is_private(project: Project) -> None:
    give_trust(read(project))
    assert (state_dir() / "trust.json").stat().st_mode & 0o777 == 0o600


def test_servers_are_told_once_with_streams_methods_and_variables() -> None:
    orders = StreamSpec(
        name="orders", url="https://shop.example/orders?key=${KEY}", headers={"X-Token": "${TOKEN:-none}"}
    )
    chat = StreamSpec(name="chat", url="http://127.0.0.1:8000/chat", method="POST", json={"m": ["${MODEL}"]})
    audit = replace(orders, name="audit", method="POST", headers={})
    assert what_it_would_do(Profile(streams=(orders, chat, audit))).destinations == (
        Destination("https://shop.example", ("GET", "POST"), ("orders", "audit"), ("KEY", "TOKEN"), ()),
        Destination("http://127.0.0.1:8000", ("POST",), ("chat",), ("MODEL",), ()),
    )


def test_proxies_are_told_without_their_password() -> None:
    spec = StreamSpec(name="a", url="https://shop.example/", proxy="http://me:${PW}@proxy.example:3128/")
    (destination,) = what_it_would_do(Profile(streams=(spec,))).destinations
    assert destination.variables == ("PW",)
    (proxy,) = destination.proxies
    assert proxy.endswith("@proxy.example:3128")
    assert "me" not in proxy.partition("@")[0]


def test_files_are_told_with_what_they_are_for_and_their_variables_are_not_sent() -> None:
    tls = TlsSettings(ca="~/${CORP}/ca.pem", cert="me.pem", key="me.key")
    specs = [StreamSpec(name=name, url="https://shop.example/", tls=tls) for name in ("a", "b")]
    summary = what_it_would_do(Profile(streams=tuple(specs)))
    assert summary.files == (
        FileUse("~/${CORP}/ca.pem", "certificates to trust instead of the system's", ("a", "b")),
        FileUse("me.pem", "a certificate to show to the server", ("a", "b")),
        FileUse("me.key", "the key of that certificate", ("a", "b")),
    )
    assert summary.destinations[0].variables == ()
    assert (summary.local_variables, summary.variables) == (("CORP",), ("CORP",))


def test_telling_what_it_would_do_reads_no_variable_and_no_file(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = project.root / "ca.pem"
    key.symlink_to("/proc/self/environ")
    team_path(project).write_text(TEAM + 'tls = { ca = "ca.pem" }\nproxy = "http://${PROXY}"\n')
    opened: list[str] = []
    real = os.open

    def watch(path: str, *more: int) -> int:
        opened.append(str(path))
        return real(path, *more)

    monkeypatch.setattr(os, "open", watch)
    monkeypatch.setattr(os, "environ", {"SSE_DASH_STATE_DIR": str(state_dir()), "SHOP_TOKEN": "s3cr3t"})
    team = read(project)
    summary = what_it_would_do(team.profile)
    assert "s3cr3t" not in repr(summary)
    assert opened == [str(team_path(project))]


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://shop.example/events?x=1", "https://shop.example"),
        ("https://shop.example:8443/", "https://shop.example:8443"),
        ("https://shop.example:443/", "https://shop.example"),
        ("http://me:secret@shop.example/", "http://shop.example"),
        ("https://good.example@evil.example/", "https://evil.example"),
        ("https://good.example/@evil.example/", "https://good.example"),
        ("http://[::1]:80/", "http://[::1]"),
        ("https://аpple.example/", "https://xn--pple-43d.example"),
        ("https://shop.example/${PATH}@evil.example", "https://shop.example"),
        ("https://${HOST}/events", "https://${HOST}"),
        ("https://${HOST:-evil.example}:${PORT}/", "https://${HOST:-evil.example}:${PORT}"),
        ("https://shop.example${SUFFIX}/", "https://shop.example${SUFFIX}"),
        ("https://${X:-evil.example/}@good.example/", "https://${X:-evil.example/}@good.example"),
        ("https://me${X:-evil.example/}pw@good.example/", "https://***${X:-evil.example/}***@good.example"),
        ("${BASE}/events?token=abc", "${BASE}/events?token=***"),
        ("https://\ue0000\ue000.evil.example/${GOOD}", "https://\ue0000\ue000.evil.example/${GOOD}"),
        ("https://[broken/?token=abc", "https://[broken/"),
        ("", ""),
    ],
)
def test_where_a_url_leads_is_told_as_the_client_reads_it(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_a_url_that_two_readers_read_differently_is_told_whole() -> None:
    assert origin_of("https://good.example\\@evil.example/") == "https://***@evil.example/"


def test_a_team_file_can_not_turn_off_tls_checks(project: Project) -> None:
    team_path(project).write_text(TEAM + "tls = { verify = false }\n")
    team = read(project)
    assert team.profile.streams[0].tls.verify
    (warning,) = team.warnings
    assert str(warning).startswith(
        "streams[0].tls.verify is not obeyed: a team file can't turn off TLS checks"
    )


def test_nor_by_its_defaults(project: Project) -> None:
    team_path(project).write_text(TEAM.replace("[defaults]", "[defaults]\ntls = { verify = false }"))
    assert read(project).profile.streams[0].tls.verify


def test_a_project_without_a_team_file_has_none(tmp_path: Path) -> None:
    assert load_team(Project(tmp_path)) is None


def test_a_broken_team_file_is_a_clear_error(project: Project) -> None:
    team_path(project).write_text("[[streams]]\n")
    with pytest.raises(
        ProfileError, match=r"sse-dash.toml: 2 problems\n  line 1: streams\[0\].name is missing"
    ):
        load_team(project)


@pytest.mark.parametrize("target", ["/etc/passwd", "../outside.toml", "/dev/zero"])
def test_a_link_that_leads_out_of_the_project_is_not_followed(project: Project, target: str) -> None:
    team_path(project).unlink()
    team_path(project).symlink_to(target)
    with pytest.raises(ProfileError, match="it is a link that leads out of the project"):
        load_team(project)


def test_a_link_within_the_project_is_followed(project: Project) -> None:
    team_path(project).rename(project.root / "real.toml")
    team_path(project).symlink_to("real.toml")
    assert read(project).path == project.root / "real.toml"


def test_a_pipe_is_not_waited_for(project: Project) -> None:
    team_path(project).unlink()
    os.mkfifo(team_path(project))
    with pytest.raises(ProfileError, match="no regular file"):
        load_team(project)


def test_a_huge_team_file_is_refused(project: Project) -> None:
    with team_path(project).open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(ProfileError, match="larger than 256 KiB"):
        load_team(project)


def test_what_goes_before_a_stream_is_told_with_its_server_and_its_variables() -> None:
    spec = StreamSpec(
        name="a",
        url="https://shop.example/events",
        headers={"Authorization": "Bearer ${token}", "X-Key": "${KEY}"},
        before=(
            Step(url="https://login.example/token", json={"password": "${PASSWORD}"}, take={"token": "text"}),
            Step(url="/init"),
        ),
        after_open=(Step(url="http://other.example/x", params={"id": "${id}"}, take={"id": "event-id"}),),
    )
    summary = what_it_would_do(Profile(streams=(spec,)))
    assert [(to.origin, to.methods, to.variables) for to in summary.destinations] == [
        ("https://login.example", ("POST",), ("PASSWORD",)),
        ("https://shop.example", ("GET",), ("KEY",)),
        ("http://other.example", ("GET",), ()),
    ]
    assert summary.variables == ("KEY", "PASSWORD")


def test_commands_are_told_as_what_would_be_run_and_where_what_they_print_goes() -> None:
    spec = StreamSpec(
        name="a",
        url="https://shop.example/events",
        headers={"Authorization": "Bearer ${!gcloud auth 'print access'}", "X": "${KEY}"},
        before=(Step(url="https://login.example/", body="${!id -u}"),),
    )
    summary = what_it_would_do(Profile(streams=(spec,)))
    assert summary.commands == ("gcloud auth 'print access'", "id -u")
    assert summary.variables == ("KEY",)
    assert [(to.origin, to.variables) for to in summary.destinations] == [
        ("https://login.example", ("!id -u",)),
        ("https://shop.example", ("!gcloud auth 'print access'", "KEY")),
    ]
