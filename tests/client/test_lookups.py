"""Hosts are looked up in threads of our own, bounded, and waited for by no one. A test is the system here."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from sse_dash.client import EventSource, TransientError
from sse_dash.client import lookups as module
from sse_dash.client.lookups import Address, Lookups
from tests.client.scripted_server import ScriptedServer, impatient

pytestmark = pytest.mark.usefixtures("nothing_left_behind")

PATIENCE = 5.0


class System:
    """Answers when it is let, and knows what it was asked."""

    def __init__(self, *, hangs: bool = False) -> None:
        self.asked: list[str] = []
        self.answers = threading.Event()
        if not hangs:
            self.answers.set()
        self.hangs_for: set[str] = set()
        self.end = threading.Event()

    def __call__(
        self, host: str, port: int, family: int, kind: int, protocol: int, flags: int
    ) -> list[tuple[Any, ...]]:
        self.asked.append(host)
        if host in self.hangs_for:
            self.end.wait(60)
        while not self.answers.wait(0.01) and not self.end.is_set():
            pass
        if host.startswith("no-such"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, kind, 6, "", ("127.0.0.1", port))]


@pytest.fixture
def system() -> Iterator[System]:
    system = System()
    yield system
    ended(system)


@pytest.fixture
def hanging() -> Iterator[System]:
    system = System(hangs=True)
    yield system
    ended(system)


def ended(system: System) -> None:
    """Let all answers come, and wait for the threads: what is shared is as it was for the next test."""
    system.end.set()
    for thread in threading.enumerate():
        if names_of([thread]):
            thread.join(PATIENCE)


def names_of(threads: list[threading.Thread]) -> list[str]:
    return [thread.name for thread in threads if thread.name == "lookup of a host"]


async def asked(system: System, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(system.asked) < count:  # noqa: ASYNC110 - it is asked in other threads
            await asyncio.sleep(0.001)


async def cancelled(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def test_a_host_has_the_addresses_that_the_system_gives(system: System) -> None:
    found = await Lookups(ask=system).addresses("shop.example")
    assert found == [Address(socket.AF_INET, 6, "127.0.0.1")]


async def test_the_system_is_asked_for_localhost_as_well() -> None:
    assert {address.host for address in await Lookups().addresses("localhost")} & {"127.0.0.1", "::1"}


async def test_a_host_that_there_is_not_is_the_systems_error(system: System) -> None:
    with pytest.raises(socket.gaierror, match="not known"):
        await Lookups(ask=system).addresses("no-such.example")


async def test_who_asks_for_the_same_host_waits_for_one_call(hanging: System) -> None:
    lookups = Lookups(ask=hanging)
    waiting = [asyncio.create_task(lookups.addresses("shop.example")) for _ in range(5)]
    await asked(hanging, 1)
    hanging.answers.set()
    assert len(await asyncio.gather(*waiting)) == 5
    assert hanging.asked == ["shop.example"]


async def test_who_is_cancelled_stops_waiting_at_once_and_others_have_the_answer(hanging: System) -> None:
    lookups = Lookups(ask=hanging)
    first = asyncio.create_task(lookups.addresses("shop.example"))
    await asked(hanging, 1)
    await cancelled(first)
    second = asyncio.create_task(lookups.addresses("shop.example"))
    await asyncio.sleep(0)
    hanging.answers.set()
    assert await second
    assert hanging.asked == ["shop.example"]


async def test_no_more_than_so_many_are_under_way_and_the_others_follow(hanging: System) -> None:
    lookups = Lookups(most=5, kept_free=2, ask=hanging)
    waiting = [asyncio.create_task(lookups.addresses(f"{number}.example")) for number in range(8)]
    await asked(hanging, 3)
    for _ in range(20):
        await asyncio.sleep(0.001)
    assert len(hanging.asked) == 3
    hanging.answers.set()
    assert len(await asyncio.gather(*waiting)) == 8


async def test_who_is_cancelled_before_its_turn_is_never_asked_for(hanging: System) -> None:
    lookups = Lookups(most=1, kept_free=0, ask=hanging)
    first, second, third = (asyncio.create_task(lookups.addresses(name)) for name in ("a", "b", "c"))
    await asked(hanging, 1)
    await cancelled(second)
    hanging.answers.set()
    assert await first
    assert await third
    assert hanging.asked == ["a", "c"]


async def test_hosts_that_never_answer_hold_up_none_that_has_answered_before(system: System) -> None:
    lookups = Lookups(most=4, kept_free=1, ask=system)
    assert await lookups.addresses("shop.example")
    system.hangs_for = {f"{number}.example" for number in range(30)}
    waiting = [asyncio.create_task(lookups.addresses(name)) for name in sorted(system.hangs_for)]
    await asked(system, 4)
    async with asyncio.timeout(PATIENCE):
        assert await lookups.addresses("shop.example")
    await cancelled(*waiting)


async def test_once_it_has_answered_no_thread_is_left(system: System) -> None:
    lookups = Lookups(ask=system)
    await asyncio.gather(*(lookups.addresses(f"{number}.example") for number in range(20)))
    async with asyncio.timeout(PATIENCE):
        while names_of(threading.enumerate()):  # noqa: ASYNC110 - what comes last is the end of a thread
            await asyncio.sleep(0.001)


def test_the_end_of_an_event_loop_waits_for_no_lookup(hanging: System) -> None:
    lookups = Lookups(ask=hanging)

    async def give_up() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await lookups.addresses("shop.example")

    asyncio.run(give_up())
    assert names_of(threading.enumerate())
    hanging.answers.set()  # its answer comes to a loop that is closed, and harms no one
    assert asyncio.run(lookups.addresses("shop.example"))


def test_the_end_of_a_program_waits_for_no_lookup() -> None:
    program = """
import asyncio, socket, time
socket.getaddrinfo = lambda *_, **__: time.sleep(600)
from sse_dash.client import EventSource, TransientError
async def main():
    try:
        async with EventSource("http://shop.example/", connect_timeout=0.05, max_connect_retry=0):
            pass
    except TransientError as error:
        print(error)
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert "shop.example" in done.stdout
    assert done.stderr == ""


async def test_looking_up_counts_for_the_connect_timeout(
    hanging: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.SHARED, "_ask", hanging)
    source = impatient("http://shop.example/", connect_timeout=0.05)
    with pytest.raises(TransientError, match=r"shop\.example"):
        await source.connect()
    assert hanging.asked == ["shop.example"]


async def test_closed_event_sources_leave_one_thread_for_a_host_that_does_not_answer(
    hanging: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.SHARED, "_ask", hanging)
    sources = [EventSource("http://shop.example/") for _ in range(20)]
    connecting = [asyncio.create_task(source.connect()) for source in sources]
    await asked(hanging, 1)
    for source in sources:
        await source.close()
    await asyncio.gather(*connecting)
    assert len(names_of(threading.enumerate())) == 1


class Fixed(AbstractResolver):
    """A caller's own."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_closed = False

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
        self.asked.append(host)
        return [
            ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0)
        ]

    async def close(self) -> None:
        self.is_closed = True


async def test_a_resolver_of_the_callers_is_asked_and_not_closed(server: ScriptedServer) -> None:
    server.script(server.stream(b"data: a\n\n"))
    resolver = Fixed()
    url = server.url.replace("127.0.0.1", "shop.example")
    async with EventSource(url, resolver=resolver) as source:
        assert (await anext(source)).data == "a"
    assert (resolver.asked, resolver.is_closed) == (["shop.example"], False)


async def test_a_lent_session_has_a_resolver_of_its_own() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ValueError, match="resolver"):
            EventSource("http://shop.example/", session=session, resolver=Fixed())


async def test_a_socks_proxy_is_asked_for_no_host_before_the_system_answers(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_in_asyncios_threads(host: object, *_: object, **__: object) -> None:
        raise AssertionError(f"{host} is looked up elsewhere")

    monkeypatch.setattr(module.SHARED, "_ask", system)
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", not_in_asyncios_threads)
    system.hangs_for = {"shop.example", "proxy.example"}
    for proxy in ("socks5://127.0.0.1:9", "socks5h://proxy.example:9"):
        source = impatient("http://shop.example/", proxy=proxy, connect_timeout=0.05)
        with pytest.raises(TransientError):
            await source.connect()
    assert set(system.asked) == {"127.0.0.1", "shop.example", "proxy.example"}
