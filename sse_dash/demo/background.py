"""`DemoServer`: the demo in a thread of its own. What it serves is in `server`."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from threading import Thread
from types import TracebackType
from typing import Self

from sse_dash.demo.pacing import Tempo

_SHUTDOWN_SECONDS = 0.05  # aiohttp waits this long, twice, for handlers to end; endless streams never do


class DemoServer:
    """Serves the demo on loopback while its `with` block runs.

    Entering it takes about a millisecond: the port is bound at once, and who connects before aiohttp has
    been imported waits in the socket's queue. Leaving it ends all streams within a second and raises
    what made the thread fail, if something did; then the port had been closed since.
    """

    def __init__(
        self,
        port: int = 0,
        host: str = "127.0.0.1",
        seed: int | None = None,
        *,
        pace: float = 1.0,
    ) -> None:
        """Port 0 takes a free one; `seed` and `pace` are those of `make_app`.

        Raises ValueError if `host` is anything else than `localhost` or a loopback address, or if `pace` is
        not above 0.
        """
        self._address = _loopback_address(host)
        self._port = port
        self._seed = seed
        self._pace = Tempo(pace).pace  # so that a wrong one is refused here and not in the thread
        self._url: str | None = None
        self._thread: Thread | None = None
        self._failure: BaseException | None = None

    @property
    def url(self) -> str:
        """Where it is, such as `http://127.0.0.1:43121`; RuntimeError before the block has been entered."""
        if self._url is None:
            raise RuntimeError("the demo server has no port yet: use it in a with block")
        return self._url

    def __enter__(self) -> Self:
        """Raises OSError if the port is taken."""
        if self._thread is not None:
            raise RuntimeError("the demo server is running already")
        family = socket.AF_INET6 if ":" in self._address else socket.AF_INET
        listener = socket.create_server((self._address, self._port), family=family)
        host = f"[{self._address}]" if family == socket.AF_INET6 else self._address
        self._url = f"http://{host}:{listener.getsockname()[1]}"
        # Loop and event are made here, so that leaving works at any moment, also during the import.
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()
        self._failure = None
        self._thread = Thread(target=self._run, args=(listener,), name="sse-dash-demo", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._thread is not None
        with contextlib.suppress(RuntimeError):  # the loop is closed: the thread has failed already
            self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()
        self._thread = None
        self._url = None
        if self._failure is None:
            return
        if exc is None:
            raise self._failure
        exc.add_note(f"The demo server had failed: {self._failure!r}")

    def _run(self, listener: socket.socket) -> None:
        try:
            with listener, asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._serve(listener))
        except BaseException as failure:  # noqa: BLE001 - kept for the thread that leaves the block
            self._failure = failure

    async def _serve(self, listener: socket.socket) -> None:
        from aiohttp import web

        from sse_dash.demo.server import make_app

        # With cancellation a client that goes takes its handler along, also one that is asleep.
        runner = web.AppRunner(
            make_app(self._seed, pace=self._pace),
            access_log=None,
            handler_cancellation=True,
            shutdown_timeout=_SHUTDOWN_SECONDS,
        )
        try:
            await runner.setup()
            await web.SockSite(runner, listener).start()
            await self._stopped.wait()
        finally:
            await runner.cleanup()


def _loopback_address(host: str) -> str:
    if host == "localhost":
        return "127.0.0.1"
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ValueError(f"the demo server listens on loopback only, not on {host!r}")
    return host
