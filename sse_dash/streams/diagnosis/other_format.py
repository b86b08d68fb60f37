"""An answer that was refused for its content type, though its body looks like one that can be read."""

from __future__ import annotations

import re

VAGUE = ("", "text/plain", "application/octet-stream")
"""Content types that say nothing against what someone says it is."""

_EVENTS = re.compile(r"\ufeff?(?::|(?:data|event|id|retry)(?::|$))", re.MULTILINE)
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\d\]])")


def other_format(content_type: str, body: str) -> str:
    """With what `format` a body of that content type can be read, in words; empty where with none."""
    if content_type.partition(";")[0].strip().lower() not in VAGUE:
        return ""
    if _EVENTS.match(body):
        return 'it looks like events: with the format "sse" it is read as such'
    if _JSON.match(body):
        return 'it looks like JSON: with the format "ndjson" each value is an event'
    return ""
