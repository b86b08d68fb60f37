"""Streams added to a file: its own words stay, and nobody else's streams are lost."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_dash.profiles import Profile, ProfileChanged, ProfileError, adding, load, profile_path, save
from sse_dash.profiles.adding import add_streams
from sse_dash.profiles.masking import masked
from sse_dash.profiles.reader import loads
from sse_dash.profiles.writer import dumps
from sse_dash.requests.spec import StreamSpec

A = StreamSpec(name="a", url="http://a")
B = StreamSpec(name="b", url="http://b")


@pytest.fixture
def path(config: Path) -> Path:
    """Where a global profile will be; not even its folder is there."""
    assert not config.exists()
    return profile_path(None, "shop")


def make(*specs: StreamSpec) -> Callable[[Collection[str]], list[StreamSpec]]:
    """Always these."""
    return lambda _: list(specs)


def written(path: Path, text: str) -> None:
    """The file in a person's words."""
    path.parent.mkdir(parents=True)
    path.write_text(text)


def test_a_profile_that_is_not_there_is_made(path: Path) -> None:
    added = add_streams(path, make(A, B))
    assert (added.is_new, added.streams) == (True, (A, B))
    assert load(path).profile.streams == (A, B)
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_stands_in_the_file_stays_word_by_word(path: Path) -> None:
    text = '# mine\n[defaults]\nhistory = 7\n\n[[streams]]  # the first\nname = "a"\nurl = "http://a"\n'
    view = "\n# how it looks\n[view]\n"
    written(path, text + view)
    added = add_streams(path, make(replace(B, history=7)))
    assert (added.is_new, added.stored.backup) == (False, None)
    assert path.read_text() == text + '\n[[streams]]\nname = "b"\nurl = "http://b"\n' + view


def test_defaults_that_are_not_meant_are_said_not_to_be(path: Path) -> None:
    written(path, '[defaults]\nheaders = { X-A = "1" }\ndone = "[DONE]"\n')
    add_streams(path, make(B))
    assert load(path).profile.streams == (B,)


def test_where_the_streams_are_an_array_they_stay_one(path: Path) -> None:
    written(path, '# mine\nstreams = [{ name = "a", url = "http://a" }]\n')
    added = add_streams(path, make(B))
    assert load(path).profile.streams == (A, B)
    assert added.stored.backup is None
    assert path.read_text().startswith('# mine\nstreams = [\n    { name = "a", url = "http://a" },\n')


def test_the_names_that_are_taken_are_told(path: Path) -> None:
    save(path, Profile(streams=(A,)), expected_digest=None)
    seen: list[list[str]] = []

    def note(taken: Collection[str]) -> list[StreamSpec]:
        seen.append(list(taken))
        return [B]

    add_streams(path, note)
    assert seen == [["a"]]


def test_what_someone_else_adds_meanwhile_is_there_too(path: Path) -> None:
    save(path, Profile(streams=(A,)), expected_digest=None)
    theirs = replace(A, name="theirs")

    def slow(taken: Collection[str]) -> list[StreamSpec]:
        if "theirs" not in taken:
            save(path, Profile(streams=(A, theirs)), expected_digest=load(path).digest)
        return [B]

    add_streams(path, slow)
    assert load(path).profile.streams == (A, theirs, B)


def test_a_file_that_never_stands_still_is_given_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "_ATTEMPTS", 3)
    save(path, Profile(), expected_digest=None)
    tries: list[int] = []

    def change(_: Collection[str]) -> list[StreamSpec]:
        tries.append(1)
        other = replace(A, name=str(len(tries)))
        save(path, Profile(streams=(other,)), expected_digest=load(path).digest)
        return [B]

    with pytest.raises(ProfileChanged):
        add_streams(path, change)
    assert len(tries) == 3


def test_a_broken_file_is_left_as_it_is(path: Path) -> None:
    written(path, "x = ")
    with pytest.raises(ProfileError, match="line 1"):
        add_streams(path, make(A))
    assert path.read_text() == "x = "


def test_a_file_of_a_newer_version_is_left_as_it_is(path: Path) -> None:
    written(path, "version = 99\n")
    with pytest.raises(ProfileError, match="newer than this sse-dash knows"):
        add_streams(path, make(A))
    assert path.read_text() == "version = 99\n"


def test_masked_a_profile_shows_no_secret_and_all_the_rest() -> None:
    secret = "s3cr3t-value"
    spec = StreamSpec(
        name="chat", url=f"https://me:{secret}@shop.example/x?token={secret}&page=1", method="POST",
        headers={"Authorization": f"Bearer {secret}", "X-Key": f"${{KEY:-{secret}}}"},
        params={"api_key": secret, "page": "1"}, filter="type:order.*", history=7,
        json={"model": "small", "auth": {"token": secret}, "password": secret, "list": [{"api_key": secret}]},
        proxy=f"http://me:{secret}@proxy.example:3128",
    )  # fmt: skip
    other = StreamSpec(
        name="form", url="http://a", body=f'user=me&password={secret}&x=1\n{{"token": "{secret} b"}}'
    )
    defaults = {"headers": {"Authorization": f"Bearer {secret}"}}
    odd = f'\n[[streams]]\nname = "odd"\nurl = "http://a"\nhedaers = {{ Authorization = "{secret}" }}\n'
    profile = loads(dumps(Profile(streams=(spec, other), defaults=defaults)) + odd.encode()).profile
    text = dumps(masked(profile)).decode()
    assert secret not in text
    for words in ["https://***@shop.example/x?token=***&page=1", "Bearer ***", "${KEY:-***}", "small"]:
        assert words.replace("Bearer ***", "***") in text
    for words in [
        'page = "1"',
        "type:order.*",
        "history = 7",
        "proxy.example:3128",
        "user=me&password=***&x=1",
    ]:
        assert words in text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Bearer ${TOKEN}", "Bearer ${TOKEN}"),
        ("${TOKEN}", "${TOKEN}"),
        ("Bearer abc", "***"),
        ("abc${TOKEN}def", "***${TOKEN}***"),
        ("Bearer ${TOKEN:-abc}", "Bearer ${TOKEN:-***}"),
        ("$${TOKEN}", "***"),
        ("", ""),
    ],
)
def test_of_a_header_the_variables_are_shown_and_the_rest_is_masked(value: str, shown: str) -> None:
    (spec,) = masked(Profile(streams=(replace(A, headers={"Authorization": value}),))).streams
    assert spec.headers["Authorization"] == shown


@given(st.text(alphabet="ab${}:-T= &\"'\\\n", max_size=40))
def test_masking_takes_any_text(text: str) -> None:
    spec = replace(A, headers={"Authorization": text}, body=text, params={"token": text})
    assert masked(Profile(streams=(spec,))).streams[0].name == "a"
