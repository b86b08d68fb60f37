"""An SSE server with lifelike streams, on loopback, for a first look at the dashboard.

`DemoServer` runs it, `specs` says what to watch on it. Neither import loads aiohttp.
"""

from sse_dash.demo.background import DemoServer
from sse_dash.demo.catalogue import specs

__all__ = ["DemoServer", "specs"]
