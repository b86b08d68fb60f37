"""Proxies as a stream may name them. Which one the environment names is read by the client."""

from __future__ import annotations

from sse_dash.client.proxies import is_excepted as is_excepted
from sse_dash.client.proxies import proxy_of_environment as proxy_of_environment

NO_PROXY = "none"
"""What a stream has as its `proxy` to be asked without one, whatever the environment says."""

PROXY_SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
"""What the URL of a proxy may begin with; SOCKS needs the package `aiohttp-socks`."""
