"""A resolved request as the client's hook gives it: URL, headers and options, TLS files read."""

from __future__ import annotations

from typing import cast

from sse_dash.client.prepared import Prepared, RequestOptions
from sse_dash.requests.resolved import ResolvedRequest
from sse_dash.requests.tls import tls_option


async def prepared(request: ResolvedRequest) -> Prepared:
    """What one attempt sends for it. It holds secrets. Raises TlsError for TLS files that can't be used."""
    options = {"ssl": await tls_option(request.tls), **request.options()}
    return Prepared(
        url=request.url.reveal(), headers=request.headers.reveal(), options=cast(RequestOptions, options)
    )
