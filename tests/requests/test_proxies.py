"""The proxy of the environment: which one, for which server, and for which none."""

from __future__ import annotations

import pytest

from sse_dash.requests.proxies import is_excepted, proxy_of_environment

ALL = {
    "HTTP_PROXY": "http://plain:3128",
    "HTTPS_PROXY": "http://secure:3128",
    "ALL_PROXY": "socks5://all:1080",
}


@pytest.mark.parametrize(
    ("url", "environ", "proxy"),
    [
        ("http://a.example/", ALL, "http://plain:3128"),
        ("https://a.example/", ALL, "http://secure:3128"),
        ("https://a.example/", {"ALL_PROXY": "socks5://all:1080"}, "socks5://all:1080"),
        ("http://a.example/", {"http_proxy": "lower:1", "HTTP_PROXY": "http://upper:1"}, "http://lower:1"),
        ("http://a.example/", {}, None),
        ("http://a.example/", {"http_proxy": ""}, None),
        ("http://a.example/", {"https_proxy": "http://secure:3128"}, None),
        ("http://user:p/w@[::1/", ALL, None),
    ],
)
def test_the_environment_names_a_proxy_by_the_scheme(
    url: str, environ: dict[str, str], proxy: str | None
) -> None:
    assert proxy_of_environment(url, environ) == proxy


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "shop.localhost",
        "127.0.0.1",
        "127.8.8.8",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ],
)
def test_this_machine_is_never_asked_through_a_proxy(host: str) -> None:
    assert proxy_of_environment(f"http://{host}:8000/events", ALL) is None


@pytest.mark.parametrize(
    ("excepted", "host", "port"),
    [
        ("*", "a.example", 80),
        ("a.example", "a.example", 80),
        ("example", "a.example", 80),
        (".example", "a.example", 80),
        ("*.example", "a.example", 80),
        ("b.example, a.example", "a.example", 443),
        ("b.example a.example", "a.example", 443),
        ("A.Example", "a.example", 80),
        ("a.example:8080", "a.example", 8080),
        ("10.0.0.0/8", "10.1.2.3", 80),
        ("192.168.1.4", "192.168.1.4", 80),
        ("[fd00::1]", "fd00::1", 80),
        ("fd00::/8", "fd00::1", 80),
        ("[fd00::1]:8080", "fd00::1", 8080),
    ],
)
def test_no_proxy_names_hosts_domains_networks_and_ports(excepted: str, host: str, port: int) -> None:
    assert is_excepted(host, port, excepted)


@pytest.mark.parametrize(
    ("excepted", "host", "port"),
    [
        ("", "a.example", 80),
        (",", "a.example", 80),
        ("other.example", "a.example", 80),
        ("ample", "a.example", 80),
        ("a.example:8080", "a.example", 80),
        ("10.0.0.0/8", "11.1.2.3", 80),
        ("10.0.0.0/8", "a.example", 80),
    ],
)
def test_no_proxy_names_no_others(excepted: str, host: str, port: int) -> None:
    assert not is_excepted(host, port, excepted)


def test_no_proxy_counts_before_any_proxy() -> None:
    assert proxy_of_environment("http://a.example/", {**ALL, "NO_PROXY": "example"}) is None
