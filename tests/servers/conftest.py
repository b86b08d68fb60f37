"""Starts servers that no one here wrote, on free ports of loopback. `.ci/servers` installs them."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APPS = Path(__file__).parent / "apps"
INSTALLED = ROOT / ".servers"
NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
_PATIENCE = 20.0


@dataclass
class ForeignServer:
    """A server process that can be killed and started again on its port."""

    name: str
    port: int
    command: list[str]
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        with (self.folder / "output.log").open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env={**os.environ, **self.environment, "PORT": str(self.port)},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"{self.name} doesn't answer: {(self.folder / 'output.log').read_text()}")

    def kill(self) -> None:
        """End it and all its children at once, as a crash does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    async def restart(self, down_for: float) -> None:
        """Kill it, and start it again after `down_for` seconds."""
        await asyncio.to_thread(self.kill)
        await asyncio.sleep(down_for)
        await asyncio.to_thread(self.start)


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@pytest.fixture(params=["sse-starlette", "better-sse"])
def numbers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ForeignServer]:
    """A server that sends 50 numbered events a second and forgets none when it is killed."""
    port = _free_port()
    if request.param == "sse-starlette":
        python = INSTALLED / "venv" / "bin" / "python"
        if not python.exists():
            pytest.skip("sse-starlette is not installed: run .ci/servers")
        command = [
            str(python),
            "-m",
            "uvicorn",
            "starlette_app:app",
            "--app-dir",
            str(APPS),
            "--port",
            str(port),
        ]
    else:
        node = shutil.which("node")
        if node is None or not (INSTALLED / "node_modules" / "better-sse").exists():
            pytest.skip("better-sse is not installed: run .ci/servers")
        # Node looks for packages from where the file is.
        app = tmp_path / "app.mjs"
        shutil.copy(APPS / "better_sse_app.mjs", app)
        (tmp_path / "node_modules").symlink_to(INSTALLED / "node_modules")
        command = [node, str(app)]
    server = ForeignServer(request.param, port, command, tmp_path, {"STARTED": str(time.time())})
    try:
        server.start()
        yield server
    finally:
        server.kill()


@pytest.fixture
def nchan(tmp_path: Path) -> Iterator[ForeignServer]:
    """nginx with nchan, which keeps what is published to `/publish` and resumes by its own ids."""
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if nginx is None or not NCHAN.exists():
        pytest.skip("nginx with nchan is not installed: run .ci/servers")
    port = _free_port()
    # nginx takes no variables; and its worker must be able to enter the folder.
    config = (APPS / "nchan.conf").read_text()
    for name, value in {"MODULE": str(NCHAN), "FOLDER": str(tmp_path), "PORT": str(port)}.items():
        config = config.replace(name, value)
    (tmp_path / "nginx.conf").write_text(f"user root;\n{config}" if os.geteuid() == 0 else config)
    server = ForeignServer("nchan", port, [nginx, "-c", str(tmp_path / "nginx.conf")], tmp_path)
    try:
        server.start()
        yield server
    finally:
        server.kill()
