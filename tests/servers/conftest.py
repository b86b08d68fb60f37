"""Starts servers that no one here wrote, on free ports of loopback. `.ci/servers` installs them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.foreign_server import ForeignServer, free_port
from tests.servers.stacks import APPS, STACKS, Stack

NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
_THOROUGHLY = ("sse-starlette on uvicorn", "better-sse")
"""Those that each test is run on."""


@pytest.fixture(params=[stack for stack in STACKS if stack.name in _THOROUGHLY], ids=lambda stack: stack.name)
def numbers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ForeignServer]:
    """A server that sends 50 numbered events a second and forgets none when it is killed."""
    stack: Stack = request.param
    if not stack.is_installed:
        pytest.skip(f"{stack.name} is not installed: run .ci/servers")
    server = stack.server(tmp_path)
    try:
        server.start()
        yield server
    finally:
        server.kill()


@pytest.fixture
def all_numbers(tmp_path: Path) -> Iterator[list[ForeignServer]]:
    """All stacks that are installed, each a server of `numbers`."""
    servers = []
    for number, stack in enumerate(STACKS):
        if stack.is_installed:
            folder = tmp_path / str(number)
            folder.mkdir()
            servers.append(stack.server(folder))
    if not servers:
        pytest.skip("no server is installed: run .ci/servers")
    try:
        for server in servers:
            server.launch()
        for server in servers:
            server.wait()
        yield servers
    finally:
        for server in servers:
            server.kill()


def nginx_with(config: str, folder: Path, **values: str) -> ForeignServer:
    """nginx, not started yet, with that file of `apps`, in which it is told of the values by their names."""
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed: run .ci/servers")
    port = free_port()
    # nginx takes no variables; and its worker must be able to enter the folder.
    text = (APPS / config).read_text()
    for name, value in {**values, "FOLDER": str(folder), "PORT": str(port)}.items():
        text = text.replace(name, value)
    (folder / "nginx.conf").write_text(f"user root;\n{text}" if os.geteuid() == 0 else text)
    return ForeignServer("nginx", port, [nginx, "-c", str(folder / "nginx.conf")], folder)


@pytest.fixture
def nchan(tmp_path: Path) -> Iterator[ForeignServer]:
    """nginx with nchan, which keeps what is published to `/publish` and resumes by its own ids."""
    if not NCHAN.exists():
        pytest.skip("nginx with nchan is not installed: run .ci/servers")
    server = nginx_with("nchan.conf", tmp_path, MODULE=str(NCHAN))
    try:
        server.start()
        yield server
    finally:
        server.kill()
