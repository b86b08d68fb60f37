"""What to send for a stream, with every value known: opaque until it is handed to the client.

How `${NAME}` becomes a value is for who resolves the spec; the client's EventSource sends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

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
    tls: TlsSettings
    masking: Masking
    """Hides in any text what is secret of all this."""

    def options(self) -> dict[str, Any]:
        """Keywords for the client's request besides URL and headers, TLS aside. They hold secrets."""
        values = {"json": self.json, "data": self.body, "proxy": self.proxy}
        return {name: value.reveal() for name, value in values.items() if value is not None}


def as_it_stands(spec: StreamSpec, secrets: Iterable[str] = ()) -> ResolvedRequest:
    """The request of a spec without variables. `secrets` are what of it is to be masked beside what
    its fields say."""
    url = with_params(spec.url, spec.params)
    hidden = {*secrets, *secrets_in(spec)}
    return ResolvedRequest(
        url=Secret(url),
        headers=Secret(dict(spec.headers)),
        json=None if spec.json is None else Secret(spec.json),
        body=None if spec.body is None else Secret(spec.body),
        proxy=None if spec.proxy is None else Secret(spec.proxy),
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
