"""Which proxy a request goes through: the one that was given, or as curl reads it off the environment.

`http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` count in either case, the lower one first. A server on
this machine is never asked through a proxy.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

_NO_PROXY = frozenset({"", "none"})


class Proxies:
    """What was said of proxies for one stream."""

    def __init__(self, *, no_proxy: str | None = None, environ: Mapping[str, str] | None) -> None:
        """`no_proxy` names hosts that are asked directly, in place of the environment's. `environ` is the
        environment; None where it doesn't count."""
        self._no_proxy = no_proxy
        self._environ = environ

    def settle(self, url: str, options: dict[str, Any]) -> None:
        """Have `options` of a request for `url` hold the proxy to ask, or none.

        A given one counts, as `proxy`; None, empty or `none` is no proxy whatever the environment says.
        """
        environ = {} if self._environ is None else dict(self._environ)
        if self._no_proxy is not None:
            environ["no_proxy"] = self._no_proxy
        if "proxy" not in options:
            if not options.get("unix") and (proxy := proxy_of_environment(url, environ)):
                options["proxy"] = proxy
            return
        is_none = options["proxy"] is None or str(options["proxy"]).strip().lower() in _NO_PROXY
        if is_none or is_excepted(*_host_and_port(url), self._no_proxy or ""):
            del options["proxy"]


def proxy_of_environment(url: str, environ: Mapping[str, str]) -> str | None:
    """The URL of the proxy for a request of `url`; None for none.

    A value that has no scheme is an `http` proxy. What doesn't parse as a URL needs no proxy: the request
    says what is wrong with it.
    """
    host, port = _host_and_port(url)
    if not host or is_loopback(host):
        return None
    scheme = urlsplit(url).scheme
    proxy = _read(environ, f"{scheme}_proxy") or _read(environ, "all_proxy")
    if not proxy or is_excepted(host, port, _read(environ, "no_proxy")):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def is_loopback(host: str) -> bool:
    """Whether a host, in lower case, is this machine by its very name or address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_loopback or address.is_unspecified


def is_excepted(host: str, port: int, excepted: str) -> bool:
    """Whether `excepted`, a list as `no_proxy` has it, names a host, in lower case.

    Its words are parted by commas or spaces: `*` is every host, a name that and all below it, with a dot
    before it or not, an address that one, `10.0.0.0/8` a network; a port may follow.
    """
    return any(_names(word, host, port) for word in excepted.lower().replace(",", " ").split())


def _host_and_port(url: str) -> tuple[str, int]:
    """Of what doesn't parse as a URL, no host."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").rstrip("."), parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return "", 0


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
