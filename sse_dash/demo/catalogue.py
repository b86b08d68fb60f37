"""The six streams of the demo as stream specs, in the order of their panes. What they say is in the feeds."""

from __future__ import annotations

from sse_dash.requests.spec import StreamSpec

CHAT_MODEL = "demo-small"
CHAT_DONE = "[DONE]"

ORDERS_PATH = "/orders"
PRICES_PATH = "/prices"
BUILDS_PATH = "/builds"
AUDIT_PATH = "/audit"
CHAT_PATH = "/v1/chat/completions"
HEARTBEAT_PATH = "/heartbeat"

# Every answer the demo knows is an answer to this.
_QUESTION = "What is one thing that everyone who builds streaming systems should understand?"


def specs(base_url: str) -> tuple[StreamSpec, ...]:
    """The streams `orders prices builds audit chat heartbeat` of the demo server at `base_url`."""
    base = base_url.rstrip("/")
    return (
        StreamSpec(name="orders", url=base + ORDERS_PATH),
        StreamSpec(name="prices", url=base + PRICES_PATH),
        StreamSpec(name="builds", url=base + BUILDS_PATH),
        StreamSpec(name="audit", url=base + AUDIT_PATH),
        StreamSpec(
            name="chat",
            url=base + CHAT_PATH,
            method="POST",
            json={
                "model": CHAT_MODEL,
                "stream": True,
                "messages": [{"role": "user", "content": _QUESTION}],
            },
            done=CHAT_DONE,
            reconnect="never",
        ),
        StreamSpec(name="heartbeat", url=base + HEARTBEAT_PATH),
    )
