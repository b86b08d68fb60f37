"""What to send for a stream, with every value known: opaque until it is handed to the client.

How `${NAME}` becomes a value is for who resolves the spec; the client's EventSource sends it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from sse_dash.client.redact import secrets_in_url
from sse_dash.requests.proxies import NO_PROXY, proxy_of_environment
from sse_dash.requests.secret import Masking, Secret
from sse_dash.requests.secrets import secrets_in
from sse_dash.requests.spec import StreamSpec, TlsSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedRequest:
    """One request of a stream, as it is sent now."""

    url: Secret[str]
    """With the spec's `params`."""
    headers: Secret[Mapping[str, str]]
    json: Secret[Any] | None
    body: Secret[str] | None
    proxy: Secret[str] | None
    unix: str | None
    """The path of a socket to connect to in place of the URL's host."""
    tls: TlsSettings
    masking: Masking
    """Hides in any text what is secret of all this."""

    def options(self) -> dict[str, Any]:
        """Keywords for the client's request besides URL and headers, TLS aside. They hold secrets."""
        values = {"json": self.json, "data": self.body, "proxy": self.proxy}
        options = {name: value.reveal() for name, value in values.items() if value is not None}
        return options if self.unix is None else {**options, "unix": self.unix}


def as_it_stands(
    spec: StreamSpec, secrets: Iterable[str] = (), environ: Mapping[str, str] | None = None
) -> ResolvedRequest:
    """The request of a spec without variables. `secrets` are what of it is to be masked beside what
    its fields say. `environ` names the proxy where the spec doesn't."""
    url = with_params(spec.url, spec.params)
    proxy = None if spec.proxy == NO_PROXY else spec.proxy
    if spec.proxy is None and spec.unix is None:
        proxy = proxy_of_environment(url, environ or {})
    hidden = {*secrets, *secrets_in(spec), *secrets_in_url(proxy or "")}
    return ResolvedRequest(
        url=Secret(url),
        headers=Secret(dict(spec.headers)),
        json=None if spec.json is None else Secret(spec.json),
        body=None if spec.body is None else Secret(spec.body),
        proxy=None if proxy is None else Secret(proxy),
        unix=None if spec.unix is None else os.path.expanduser(spec.unix),
        tls=spec.tls,
        masking=Masking(hidden),
    )


def with_params(url: str, params: Mapping[str, str]) -> str:
    """The URL with these parameters after those that it has."""
    if not params:
        return url
    base, hash_sign, fragment = url.partition("#")
    query = urlencode(params, quote_via=quote, errors="replace")
    joint = "" if base.endswith(("?", "&")) else "&" if "?" in base else "?"
    return f"{base}{joint}{query}{hash_sign}{fragment}"
