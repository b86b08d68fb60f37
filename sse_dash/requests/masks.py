"""Values of a spec as they may be shown to anyone who looks over a shoulder: secrets in them are masked.

References to variables stay, since they are what one wants to see; their values are not read. Masks that can
be edited are for the form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sse_dash.client.redact import MASK, is_secret_name
from sse_dash.requests.secrecy import NAMED, may_be_secret, scheme_of
from sse_dash.requests.template import Variable, has_variable, parts_of


def masked_text(value: str) -> str:
    """Its variables, and the scheme before one, with masks for all that is written out."""
    if not has_variable(value):
        return MASK if value else value
    shown = scheme_of(value)
    for part in parts_of(value[len(shown) :]):
        if isinstance(part, Variable):
            shown += f"${{{part.name}:-{MASK}}}" if part.default else part.written
        elif not shown.endswith(MASK):
            shown += MASK
    return shown


def masked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers, of which only those that hold no secret stay."""
    return {name: masked_text(value) if may_be_secret(name) else value for name, value in headers.items()}


def masked_params(params: Mapping[str, str]) -> dict[str, str]:
    """Parameters, without those that are called like secrets."""
    return {name: masked_text(value) if is_secret_name(name) else value for name, value in params.items()}


def masked_json(value: Any) -> Any:
    """JSON without what is called like a secret."""
    if isinstance(value, Mapping):
        return {
            key: _secret(item) if is_secret_name(key) else masked_json(item) for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [masked_json(item) for item in value]
    return value


def masked_body(body: str) -> str:
    """Text, without what follows the name of a secret in it."""
    return NAMED.sub(_pair, body)


def masked_whole(value: Any) -> Any:
    """A value of which nothing is known: its shape, and whether it is true."""
    if isinstance(value, Mapping):
        return {key: masked_whole(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [masked_whole(item) for item in value]
    return value if isinstance(value, bool) else MASK


def _secret(value: Any) -> Any:
    return masked_text(value) if isinstance(value, str) else masked_whole(value)


def _pair(match: re.Match[str]) -> str:
    if not is_secret_name(match["name"]):
        return match[0]
    quote = match["value"][0] if match["value"][0] in "\"'" else ""
    return f"{match['name']}{match['joint']}{quote}{masked_text(match['value'].strip(quote or None))}{quote}"
