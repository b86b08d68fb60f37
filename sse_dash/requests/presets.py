"""Streams that are asked for in a way of their own, by the name of what they are of: a beginning to change.

A preset is written out into the spec that is made with it, so that a profile says all that is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sse_dash import __version__
from sse_dash.requests.steps import Step

_MCP_VERSION = "2025-06-18"

PRESETS: Mapping[str, Mapping[str, Any]] = {
    # modelcontextprotocol.io, "Streamable HTTP": the stream of what the server says by itself. The session
    # stays through reconnects, so that it resumes after the last id; a server that knows it no more refuses.
    # Not every server has sessions.
    "mcp": {
        "headers": {"Mcp-Session-Id": "${session}", "MCP-Protocol-Version": "${version}"},
        "before": (
            Step(
                json={
                    "jsonrpc": "2.0",
                    "id": 1,
                    "method": "initialize",
                    "params": {
                        "protocolVersion": _MCP_VERSION,
                        "capabilities": {},
                        "clientInfo": {"name": "sse-dash", "version": __version__},
                    },
                },
                take={"session": "header:Mcp-Session-Id?", "version": "json:result.protocolVersion"},
            ),
            Step(json={"jsonrpc": "2.0", "method": "notifications/initialized"}),
        ),
        "repeat_before": "refused",
    },
    # pocketbase.io, "API realtime": nothing comes before the client that the first event names has said what
    # it wants to hear of.
    "pocketbase": {
        "after_open": (
            Step(
                json={"clientId": "${client}", "subscriptions": ["*"]},
                take={"client": "event:clientId"},
            ),
        ),
    },
}
"""By name: the fields that each sets."""


def with_preset(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of that preset, and over them those that are given; headers are merged. Raises KeyError."""
    fields = {**PRESETS[name], **given}
    own = given.get("headers", {})
    said = {header.lower() for header in own}
    headers = {
        header: value
        for header, value in PRESETS[name].get("headers", {}).items()
        if header.lower() not in said
    } | own
    return {**fields, "headers": headers} if headers else fields
