"""The client's folder by itself: copied to another place under another name, it is a library that runs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sse_dash.client

FOLDER = Path(sse_dash.client.__file__).parent

# Another process, in which the dashboard can't be imported at all.
PROGRAM = """
import asyncio, sys
sys.modules["sse_dash"] = None
from events_of_mine import EventSource, EventStreamParser, PermanentError

ANSWERS = [
    b"HTTP/1.1 200 OK\\r\\nContent-Type: text/event-stream\\r\\nContent-Length: 15\\r\\n\\r\\n"
    b"id: 1\\ndata: a\\n\\n",
    b"HTTP/1.1 404 Not Found\\r\\nContent-Length: 0\\r\\n\\r\\n",
    b"HTTP/1.1 404 Not Found\\r\\nContent-Length: 0\\r\\n\\r\\n",
]

async def answer(reader, writer):
    await reader.readuntil(b"\\r\\n\\r\\n")
    writer.write(ANSWERS.pop(0))
    writer.close()

async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        async with EventSource(f"http://127.0.0.1:{port}/", max_delay=0.01) as source:
            print((await anext(source)).data)
            await anext(source)
    except PermanentError as error:
        print(error.response.status)
    server.close()

asyncio.run(main())
"""


@pytest.mark.slow
def test_under_another_name_it_runs_without_the_rest(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "events_of_mine", ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout.split(), done.stderr) == (["a", "404"], "")


def test_no_name_of_the_dashboard_is_in_it() -> None:
    named = [path.name for path in FOLDER.glob("*.py") if re.search("sse[-_ ]?dash", path.read_text(), re.I)]
    assert named == []
