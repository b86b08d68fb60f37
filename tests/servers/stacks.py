"""The stacks of others that serve the numbered stream: what each needs, and what runs it.

`.ci/servers` installs those of everyday, `.ci/servers all` the others, too; what isn't there is left out.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.servers.foreign_server import ForeignServer, free_port

ROOT = Path(__file__).parents[2]
APPS = Path(__file__).parent / "apps"
INSTALLED = ROOT / ".servers"
PYTHON = INSTALLED / "venv" / "bin" / "python"


@dataclass(frozen=True)
class Stack:
    """A server with its framework."""

    name: str
    packages: Sequence[str]
    """What must be installed, as its folder is called."""
    command: Callable[[int, Path], list[str]]
    """What runs it on a port, given the folder of the server."""
    folder_of_packages: str

    @property
    def is_installed(self) -> bool:
        folder = next(INSTALLED.glob(self.folder_of_packages), None)
        return folder is not None and all((folder / package).exists() for package in self.packages)

    def server(self, folder: Path) -> ForeignServer:
        """One that is not started yet; `folder` is its own."""
        port = free_port()
        command = self.command(port, folder)
        return ForeignServer(self.name, port, command, folder, {"STARTED": str(time.time())})


def _python(name: str, app: str, *arguments: str, needs: Sequence[str]) -> Stack:
    """A server that its own script runs."""
    return Stack(
        name, needs, lambda *_: [str(PYTHON), str(APPS / app), *arguments], "venv/lib/python3*/site-packages"
    )


def _asgi(name: str, app: str, server: str, *, needs: Sequence[str]) -> Stack:
    """An application that a server of ASGI runs."""
    module = Path(app).stem

    def command(port: int, _: Path) -> list[str]:
        bind = {
            "uvicorn": ["--app-dir", str(APPS), "--port", str(port), f"{module}:app"],
            "hypercorn": ["-b", f"127.0.0.1:{port}", f"{module}:app"],
            "daphne": ["-b", "127.0.0.1", "-p", str(port), f"{module}:app"],
        }[server]
        return ["env", f"PYTHONPATH={APPS}", str(PYTHON), "-m", server, *bind]

    return Stack(name, [*needs, server], command, "venv/lib/python3*/site-packages")


def _node(name: str, app: str, *, needs: Sequence[str]) -> Stack:
    """A script of Node."""

    def command(_: int, folder: Path) -> list[str]:
        # Node looks for packages from where the file is.
        for script in (app, "numbered.mjs"):
            shutil.copy(APPS / script, folder / script)
        (folder / "node_modules").symlink_to(INSTALLED / "node_modules")
        return ["node", str(folder / app)]

    return Stack(name, needs, command, "node_modules")


STACKS = (
    _asgi("sse-starlette on uvicorn", "starlette_app.py", "uvicorn", needs=["sse_starlette"]),
    _asgi("sse-starlette on hypercorn", "starlette_app.py", "hypercorn", needs=["sse_starlette"]),
    _asgi("sse-starlette on daphne", "starlette_app.py", "daphne", needs=["sse_starlette"]),
    _asgi("FastAPI on uvicorn", "fastapi_app.py", "uvicorn", needs=["fastapi"]),
    _asgi("Django on uvicorn", "django_app.py", "uvicorn", needs=["django"]),
    _asgi("Django on daphne", "django_app.py", "daphne", needs=["django"]),
    _asgi("Quart on hypercorn", "quart_app.py", "hypercorn", needs=["quart"]),
    _python("Flask on Werkzeug", "flask_app.py", needs=["flask"]),
    _python("Flask on gevent", "flask_app.py", "gevent", needs=["flask", "gevent"]),
    _python("aiohttp-sse", "aiohttp_sse_app.py", needs=["aiohttp_sse"]),
    _python("Sanic", "sanic_app.py", needs=["sanic"]),
    _python("Tornado", "tornado_app.py", needs=["tornado"]),
    _node("better-sse", "better_sse_app.mjs", needs=["better-sse"]),
    _node("Express", "express_app.mjs", needs=["express"]),
    _node("fastify-sse-v2", "fastify_app.mjs", needs=["fastify", "fastify-sse-v2"]),
    _node("Hono", "hono_app.mjs", needs=["hono", "@hono"]),
    _node("Koa", "koa_app.mjs", needs=["koa"]),
)
