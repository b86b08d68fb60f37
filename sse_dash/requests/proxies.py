"""Which proxy a request goes through where its stream names none: as curl reads it off the environment.

`http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` count in either case, the lower one first. A server on
this machine is never asked through a proxy.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

NO_PROXY = "none"
"""What a stream has as its `proxy` to be asked without one, whatever the environment says."""

PROXY_SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
"""What the URL of a proxy may begin with; SOCKS needs the package `aiohttp-socks`."""


def proxy_of_environment(url: str, environ: Mapping[str, str]) -> str | None:
    """The URL of the proxy for a request of `url`; None for none.

    A value that has no scheme is an `http` proxy. What doesn't parse as a URL needs no proxy: the request
    says what is wrong with it.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if not host or is_loopback(host):
        return None
    proxy = _read(environ, f"{parts.scheme}_proxy") or _read(environ, "all_proxy")
    if not proxy or is_excepted(
        host, port or (443 if parts.scheme == "https" else 80), _read(environ, "no_proxy")
    ):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def is_loopback(host: str) -> bool:
    """Whether a host, in lower case, is this machine by its very name or address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_excepted(host: str, port: int, excepted: str) -> bool:
    """Whether `excepted`, a list as `no_proxy` has it, names a host, in lower case.

    Its words are parted by commas or spaces: `*` is every host, a name that and all below it, with a dot
    before it or not, an address that one, `10.0.0.0/8` a network; a port may follow.
    """
    return any(_names(word, host, port) for word in excepted.lower().replace(",", " ").split())


def _read(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name) or environ.get(name.upper()) or ""


def _names(word: str, host: str, port: int) -> bool:
    if word == "*":
        return True
    name, colon, its_port = word.rpartition(":")
    if colon and its_port.isdecimal() and (":" not in name or name.endswith("]")):
        if int(its_port) != port:
            return False
        word = name
    word = word.strip("[]").removeprefix("*").strip(".")
    try:
        return ip_address(host) in ip_network(word, strict=False)
    except ValueError:
        pass
    return bool(word) and (host == word or host.endswith(f".{word}"))
