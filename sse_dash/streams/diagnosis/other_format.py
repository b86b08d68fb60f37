"""An answer that was refused for its content type, though its body looks like one that can be read."""

from __future__ import annotations

import re

_EVENTS = re.compile(r"\ufeff?(?::|(?:data|event|id|retry)(?::|$))", re.MULTILINE)
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\d\]])")


def other_format(body: str) -> str:
    """With what `format` a body can be read, in words; empty where with none."""
    if _EVENTS.match(body):
        return 'it looks like events: with the format "sse" it is read as such'
    if _JSON.match(body):
        return 'it looks like JSON: with the format "ndjson" each value is an event'
    return ""
