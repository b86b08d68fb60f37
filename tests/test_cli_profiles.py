"""`sse-dash profiles`: results on stdout, all else on stderr, and an exit status that says how it went."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sse_dash import profiles
from sse_dash.cli import FAILED, OK, WRONG_USAGE, main
from sse_dash.profiles import Profile, Project
from sse_dash.requests.spec import StreamSpec

A = StreamSpec(name="a", url="http://a")


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The project one stands in. No terminal is there to ask on."""
    folder = tmp_path / "shop"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    return Project(folder)


@pytest.fixture
def verb(capsys: pytest.CaptureFixture[str]) -> Verb:
    """Runs `sse-dash profiles …`."""
    return Verb(capsys)


class Verb:
    """`sse-dash profiles`: the status, what it printed, and what it said beside that."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        status = main(["profiles", *arguments])
        out, err = self._capsys.readouterr()
        return status, out, err


def saved(project: Project | None, name: str, *specs: StreamSpec) -> Path:
    """Save a profile."""
    path = profiles.profile_path(project, name)
    profiles.save(path, Profile(streams=specs), expected_digest=None)
    return path


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *steps: str) -> Path:
    """Have $EDITOR run the next of these lines of Python on the text `t`; returns what notes its runs."""
    script, log = tmp_path / "editor.py", tmp_path / "edited.log"
    script.write_text(
        "import os, sys\n"
        f"log = open({str(log)!r}, 'a+'); log.seek(0); run = len(log.readlines())\n"
        "path = sys.argv[1]; t = open(path).read()\n"
        "print(path, oct(os.stat(path).st_mode & 0o777), file=log, flush=True)\n"
        f"step = {list(steps)!r}[run]\n"
        "space = {'t': t, 'path': path, 'sys': sys}\n"
        "exec(step, space)\n"
        "open(path, 'w').write(space['t'])\n"
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"'{sys.executable}' '{script}'")
    return log


@pytest.mark.parametrize("verb", [None, "list", "path", "show", "add", "edit", "remove", "rename", "schema"])
def test_every_verb_has_a_help_of_its_own(verb: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["profiles"] if verb is None else ["profiles", verb]

    with pytest.raises(SystemExit) as end:
        main([*arguments, "--help"])

    printed = capsys.readouterr()
    assert (end.value.code, printed.err) == (OK, "")
    assert " ".join(["usage: sse-dash", *arguments]) in printed.out


def test_the_verb_loads_no_textual() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, sse_dash.headless.profiles_verb; print(*sys.modules)"],
        capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not {"textual", "aiohttp"} & loaded


@pytest.mark.parametrize(
    "arguments",
    [["bogus"], ["rename", "one"], ["remove"], ["show", "a", "b"], ["list", "--bogus"], ["show", "../x"]],
)
def test_what_is_wrong_usage_is_refused_in_one_line(verb: Verb, arguments: list[str]) -> None:
    status, out, err = verb(*arguments)
    assert (status, out) == (WRONG_USAGE, "")
    assert err.startswith("sse-dash: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("name", ["../x", "a/b", "con", "\x1b[31m", "", ".x", "LPT1"])
def test_names_that_no_file_can_have_everywhere_are_refused(verb: Verb, name: str) -> None:
    saved(None, "a")
    for arguments in (
        ["show", name],
        ["path", name],
        ["edit", name],
        ["rename", "a", name],
        ["remove", name, "-y"],
    ):
        status, out, err = verb(*arguments)
        assert (status, out) == (WRONG_USAGE, "")
        assert "a profile can't be called" in err
        assert "\x1b" not in err


def test_with_nothing_to_list_one_is_told_how_to_begin(verb: Verb) -> None:
    assert verb() == (OK, "", "There is no profile yet; sse-dash profiles add URL makes one.\n")


def test_list_shows_the_projects_the_team_file_and_the_global_ones(verb: Verb, shop: Project) -> None:
    saved(shop, "night", A, StreamSpec(name="b[red]\x1b[31m", url="http://b"))
    saved(None, "everywhere")
    saved(None, "broken").write_text("x = ")
    (shop.root / "sse-dash.toml").write_text('[[streams]]\nname = "t"\nurl = "http://t"\n')
    status, out, err = verb("list")
    assert (status, err) == (OK, "")
    assert out.splitlines() == [
        f"shop, in {shop.root}",
        "  night  a, b[red]␛[31m",
        "team file",
        "  sse-dash.toml  t (not trusted yet: sse-dash asks)",
        "global",
        "  broken      can't be read: line 1: it is not TOML: Invalid value; "
        "mend the line, or the one before it",
        "  everywhere  no streams",
    ]
    assert verb() == (status, out, err)
    assert verb("list", "-g")[1].splitlines()[0] == "global"


def test_path_prints_where_a_profile_is_or_would_be(verb: Verb, shop: Project) -> None:
    night = saved(None, "night")
    assert verb("path", "night") == (OK, f"{night}\n", "")
    status, out, err = verb("path")
    assert (status, out, err) == (
        OK,
        f"{profiles.profile_path(shop, 'default')}\n",
        "There is no such file yet.\n",
    )
    assert verb("path", "-g", "day")[1] == f"{profiles.profile_path(None, 'day')}\n"


def test_show_prints_the_profile_without_its_secrets(verb: Verb, shop: Project) -> None:
    headers = {"Authorization": "Bearer s3cr3t-token", "X-Key": "${KEY}"}
    saved(
        shop, "night", StreamSpec(name="a", url="https://me:s3cr3t-pw@a/?token=s3cr3t-t&x=1", headers=headers)
    )
    status, out, err = verb("show", "night")
    assert status == OK
    assert out.startswith('version = 1\n\n[[streams]]\nname = "a"\nurl = "https://***@a/?token=***&x=1"\n')
    assert 'Authorization = "***"' in out
    assert 'X-Key = "${KEY}"' in out
    assert "s3cr3t" not in out + err


def test_show_of_none_says_which_there_are(verb: Verb, shop: Project) -> None:
    saved(shop, "night")
    status, out, err = verb("show", "noon")
    assert (status, out, err) == (FAILED, "", "sse-dash: there is no profile 'noon'; there are: night\n")


def test_show_of_a_broken_one_says_where_it_is_broken(verb: Verb, shop: Project) -> None:
    path = saved(shop, "night")
    path.write_text("[[streams]]\nurl = 'x'\n")
    status, out, err = verb("show", "night")
    assert (status, out) == (FAILED, "")
    assert f"{path}: 2 problems\n  line 1: streams[0].name is missing" in err


def test_add_without_a_name_adds_to_the_projects_default_one(verb: Verb, shop: Project) -> None:
    status, out, err = verb("add", "localhost:8000/orders", "https://shop.example/audit?x=${X}")
    path = profiles.profile_path(shop, "default")
    assert (status, out) == (OK, "")
    assert err == f"Added orders, audit to the new profile default: {path}\n"
    assert [spec.url for spec in profiles.load(path).profile.streams] == [
        "http://localhost:8000/orders",
        "https://shop.example/audit?x=${X}",
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    verb("add", "localhost:9/orders")
    assert [spec.name for spec in profiles.load(path).profile.streams] == ["orders", "audit", "orders-2"]


@pytest.mark.parametrize(
    ("words", "name", "urls"),
    [
        (["night", "localhost:1/a"], "night", ["http://localhost:1/a"]),
        (["shop.example", "b.example"], "default", ["http://shop.example", "http://b.example"]),
        (["localhost"], "default", ["http://localhost"]),
        (["-p", "shop.v2", "b.example"], "shop.v2", ["http://b.example"]),
        (["v1.2", "b.example"], "v1.2", ["http://b.example"]),
        (["night", "-H", "X-A: 1", "b.example"], "night", ["http://b.example"]),
    ],
)
def test_a_first_word_that_is_no_url_is_the_profiles_name(
    verb: Verb, shop: Project, words: list[str], name: str, urls: list[str]
) -> None:
    saved(shop, "v1.2")
    assert verb("add", *words)[0] == OK
    assert [spec.url for spec in profiles.load(profiles.profile_path(shop, name)).profile.streams] == urls


def test_add_to_a_global_one(verb: Verb, shop: Project) -> None:
    saved(shop, "night", A)
    assert verb("add", "-g", "night", "localhost/b")[0] == OK
    assert [spec.name for spec in profiles.load(profiles.profile_path(None, "night")).profile.streams] == [
        "b"
    ]


def test_headers_filter_and_a_name_go_with_it(verb: Verb, shop: Project) -> None:
    status, _, err = verb(
        "add", "localhost/b", "-H", "Authorization: Bearer ${TOKEN}", "--filter", "type:x", "--name", "mine"
    )  # fmt: skip
    (spec,) = profiles.load(profiles.profile_path(shop, "default")).profile.streams
    assert (status, "literal" in err) == (OK, False)
    assert (spec.name, spec.headers, spec.filter) == ("mine", {"Authorization": "Bearer ${TOKEN}"}, "type:x")


def test_a_literal_secret_is_warned_of_and_not_repeated(verb: Verb) -> None:
    status, out, err = verb("add", "localhost/b", "-H", "Authorization: Bearer s3cr3t-token")
    assert (status, out) == (OK, "")
    assert "streams[0].headers.Authorization holds a literal token" in err
    assert err.count("Other users of this machine can read the token in Authorization") == 1
    assert "Bearer ${TOKEN}" in err
    assert "s3cr3t" not in err


def test_a_curl_command_is_taken_with_what_goes_over_it(verb: Verb, shop: Project) -> None:
    command = "curl -N -k https://shop.example/orders -H 'Authorization: Bearer x' -H 'X-A: 1' -m 5"
    status, _, err = verb("add", "night", "--curl", command, "-H", "authorization: Bearer ${TOKEN}")
    (spec,) = profiles.load(profiles.profile_path(shop, "night")).profile.streams
    assert (status, spec.name, spec.url) == (OK, "orders", "https://shop.example/orders")
    assert spec.headers == {"X-A": "1", "authorization": "Bearer ${TOKEN}"}
    assert "Left out of the curl command: " in err


def test_a_curl_command_can_come_by_stdin_so_that_no_one_sees_it(
    verb: Verb, shop: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("curl 'https://shop.example/orders'\n"))
    assert verb("add", "--curl", "-", "localhost/b")[0] == OK
    names = [spec.name for spec in profiles.load(profiles.profile_path(shop, "default")).profile.streams]
    assert names == ["b", "orders"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], "there is nothing to add to default: give a URL"),
        (
            ["night"],
            "there is nothing to add to night: give a URL, or --curl and a command; for a host of that name",
        ),
        (["ftp://me:s3cr3t@a/"], "ftp://***@a/: event streams come by http or https, not by ftp"),
        (["--curl", "wget s3cr3t"], "--curl: "),
        (["localhost/a", "localhost/b", "-n", "x"], "--name is for one stream, and there are several"),
        (["localhost/a", "-H", "s3cr3t"], "--header has no colon; write a header as 'Name: value'"),
        (["localhost/a", "--filter", "("], "--filter '(': "),
        (["night", "localhost/a", "-n", "a"], "a stream of night is called a already"),
    ],
)
def test_what_can_not_be_added_is_refused_and_nothing_written(
    verb: Verb, shop: Project, words: list[str], reason: str
) -> None:
    path = saved(shop, "night", A)
    before = path.read_bytes()
    status, out, err = verb("add", *words)
    assert (status, out) == (WRONG_USAGE, "")
    assert reason in err
    assert "s3cr3t" not in err
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == ["night.toml"]


def test_rename_never_overwrites(verb: Verb, shop: Project) -> None:
    saved(shop, "night", A)
    saved(shop, "day")
    status, _, err = verb("rename", "night", "day")
    assert status == FAILED
    assert "a profile of that name is there already" in err
    assert verb("rename", "night", "noon")[0] == OK
    assert profiles.load(profiles.profile_path(shop, "noon")).profile.streams == (A,)


def test_what_was_open_last_is_so_by_its_new_name(verb: Verb, shop: Project) -> None:
    profiles.remember_profile(shop, saved(shop, "night", A))
    verb("rename", "night", "noon")
    ref = profiles.last_profile(shop).ref
    assert ref is not None
    assert ref.name == "noon"


def test_remove_asks_and_where_nobody_can_answer_it_wants_yes(verb: Verb, shop: Project) -> None:
    path = saved(shop, "night", A)
    status, out, err = verb("remove", "night")
    assert (status, out) == (WRONG_USAGE, "")
    assert "--yes" in err
    assert path.exists()


def test_what_is_removed_comes_back(verb: Verb, shop: Project) -> None:
    path = saved(shop, "night", A)
    status, out, err = verb("remove", "night", "--yes")
    assert (status, out, path.exists()) == (OK, "", False)
    assert "To bring it back: sse-dash profiles remove --undo night" in err
    assert verb("remove", "--undo", "night")[0] == OK
    assert profiles.load(path).profile.streams == (A,)
    status, _, err = verb("remove", "--undo", "night")
    assert (status, "was removed" in err) == (FAILED, True)


def test_a_global_one_that_is_removed_comes_back_as_it_says(verb: Verb) -> None:
    path = saved(None, "night", A)
    _, _, err = verb("remove", "night", "-y")
    assert "sse-dash profiles remove --undo --global night" in err
    assert verb("remove", "--undo", "--global", "night")[0] == OK
    assert path.exists()


def test_edit_takes_what_was_written_on_a_private_copy(
    verb: Verb, shop: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(shop, "night", A)
    log = editor(tmp_path, monkeypatch, "t = '# mine\\n' + t.replace('http://a', 'http://b')")
    status, out, err = verb("edit", "night")
    assert (status, out, err) == (OK, "", f"Saved, with 1 stream: {path}\n")
    assert path.read_text().startswith("# mine\n")
    assert profiles.load(path).profile.streams[0].url == "http://b"
    copy, mode = log.read_text().split()
    assert (mode, Path(copy).name, Path(copy).parent.exists()) == ("0o600", "night.toml", False)
    assert copy != str(path)


def test_what_is_edited_into_something_broken_is_not_taken_and_not_lost(
    verb: Verb, shop: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(shop, "night", A)
    before = path.read_bytes()
    editor(tmp_path, monkeypatch, "t = t + 'x = '")
    status, out, err = verb("edit", "night")
    assert (status, out, path.read_bytes()) == (FAILED, "", before)
    assert "it is not TOML" in err
    kept = Path(err.splitlines()[-1].removeprefix("What you wrote is kept in "))
    assert kept.read_text().endswith("x = ")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    kept.unlink()
    kept.parent.rmdir()


def test_what_changed_while_it_was_edited_is_not_overwritten(
    verb: Verb, shop: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(shop, "night", A)
    editor(tmp_path, monkeypatch, f"open({str(path)!r}, 'w').write('# theirs'); t = '# mine'")
    status, _, err = verb("edit", "night")
    assert (status, path.read_text()) == (FAILED, "# theirs")
    assert "changed by someone else meanwhile" in err
    kept = Path(err.splitlines()[-1].removeprefix("What you wrote is kept in "))
    assert kept.read_text() == "# mine"
    kept.unlink()
    kept.parent.rmdir()


@pytest.mark.parametrize(
    ("step", "status", "words"),
    [
        ("", OK, "Nothing was changed; night.toml is as it was"),
        ("sys.exit(3)", FAILED, "ended with status 3; night.toml is as it was"),
        ("__import__('os').unlink(path); sys.exit(0)", FAILED, "The text is gone; night.toml is as it was"),
    ],
)
def test_an_edit_that_comes_to_nothing_changes_nothing(
    verb: Verb,
    shop: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    status: int,
    words: str,
) -> None:
    path = saved(shop, "night", A)
    before = path.stat().st_ino
    log = editor(tmp_path, monkeypatch, step)
    done, out, err = verb("edit", "night")
    assert (done, out, path.stat().st_ino) == (status, "", before)
    assert words in err
    assert "is kept in" not in err
    assert not Path(log.read_text().split()[0]).parent.exists()


def test_a_new_one_is_edited_from_an_example(
    verb: Verb, shop: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "assert '[[streams]]' in t; t = t.replace('\\n# ', '\\n')", "")
    monkeypatch.setenv("VISUAL", os.environ["EDITOR"])
    monkeypatch.setenv("EDITOR", "false")
    status, _, err = verb("edit", "night")
    assert status == FAILED, "the prose of the example is no TOML"
    assert "it is not TOML" in err
    kept = Path(err.splitlines()[-1].removeprefix("What you wrote is kept in "))
    kept.unlink()
    kept.parent.rmdir()
    assert verb("edit", "night")[0] == OK
    assert not profiles.profile_path(shop, "night").exists()


def test_a_broken_one_can_be_mended(
    verb: Verb, shop: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(shop, "night")
    path.write_text("x = ")
    editor(tmp_path, monkeypatch, "t = 'version = 1\\n'")
    assert verb("edit", "night")[0] == OK
    assert path.read_text() == "version = 1\n"


def test_one_of_a_newer_version_is_not_edited(verb: Verb, shop: Project) -> None:
    path = saved(shop, "night")
    path.write_text("version = 99\n")
    status, _, err = verb("edit", "night")
    assert (status, "newer than this sse-dash knows" in err) == (FAILED, True)


def test_an_editor_that_is_not_there_is_said(
    verb: Verb, shop: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(shop, "night", A)
    monkeypatch.setenv("VISUAL", "no-such-editor --wait")
    status, _, err = verb("edit", "night")
    assert status == FAILED
    assert "no-such-editor can't be run: No such file or directory; set VISUAL or EDITOR" in err


@pytest.mark.slow
def test_a_reader_who_has_seen_enough_is_no_failure_with_a_traceback(shop: Project) -> None:
    for number in range(40):
        saved(
            shop, f"profile-{number}", *(StreamSpec(name=f"{'x' * 60}{n}", url="http://a") for n in range(40))
        )
    listing = subprocess.Popen(
        [sys.executable, "-m", "sse_dash", "profiles"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert listing.stdout is not None
    assert listing.stderr is not None
    listing.stdout.readline()
    listing.stdout.close()
    assert listing.stderr.read() == ""
    listing.stderr.close()
    assert listing.wait() == FAILED


def test_a_preset_is_written_out_into_the_profile(verb: Verb, shop: Project) -> None:
    verb("add", "--preset", "pocketbase", "localhost:8090/api/realtime")
    (spec,) = profiles.load(profiles.profile_path(shop, "default")).profile.streams
    assert spec.after_open[0].take == {"client": "event:clientId"}
    assert "[[streams.after_open]]" in profiles.profile_path(shop, "default").read_text()


def test_schema_prints_the_schema_of_a_file(verb: Verb) -> None:
    status, out, err = verb("schema")

    schema = json.loads(out)
    assert (status, err) == (OK, "")
    assert schema["$schema"].startswith("http://json-schema.org/")
    assert schema["properties"].keys() >= {"streams", "defaults"}
