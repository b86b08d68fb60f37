"""What the language model of the demo says: a few answers, cut into tokens and wrapped as OpenAI's chunks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

from sse_dash.demo.catalogue import CHAT_DONE

ANSWERS = (
    "Back-pressure. A pipe that can only push has to put what its reader cannot take somewhere, and "
    "that somewhere is memory, until there is none left. A pipe that can also say “not yet” "
    "stays small for ever.\n\n"
    "The lovely part is that TCP already does this for you. When a reader stops reading, its receive "
    "window shrinks to zero, the sender's buffer fills, and the next write simply waits. So the best "
    "thing you can do is not to stand in the way: read only what you are about to handle, await every "
    "write, and give each queue between the two a limit. If you must drop something, drop the "
    "oldest, count what you dropped, and show that number to a human being.",
    "That connections are borrowed, not owned. Laptops sleep, proxies restart, phones walk into "
    "lifts. A stream which is correct only while its connection lives is not correct.\n\n"
    "Server-Sent Events have a quiet answer to that. Each event may carry an id; the client remembers "
    "the last one it saw and hands it back when it returns, and the server goes on from there. Nothing "
    "is lost, nothing comes twice, and neither side needed a handshake. The price is a bounded history "
    "on the server and the honesty to say when somebody stayed away for too long. Test it the way life "
    "does: cut the wire in the middle of an event, then look for the gap.",
    "Jitter. Imagine ten thousand clients on one server, and the server restarts. Every client notices "
    "in the same second, waits for the same three seconds, and comes back in the same instant. The "
    "server falls over, and the wave returns, taller.\n\n"
    "Exponential backoff alone only spaces those waves out. Chance is what flattens them: let each "
    "client wait for a random part of its delay, and the crowd turns into a trickle that any machine can "
    "serve. Honour Retry-After when you are given one, cap the delay so that people need not wait "
    "for long, and start afresh only after a connection has held for a while. Three lines of code, and "
    "your worst night becomes a dull one.",
)

# A word with the space before it, the first seven letters of a long one, or a mark: as tokenisers cut.
_TOKEN = re.compile(r"\s*(?:\w{7}(?=\w{4})|\w+|[^\w\s])")


def tokens(text: str) -> list[str]:
    """The pieces a model would send; joined they are the text, if it doesn't end in white space."""
    return _TOKEN.findall(text)


def completion(rng: Random, *, model: str, created: int) -> Iterator[str]:
    """The data of each event of one answer: a role, its tokens, a finish reason, `[DONE]`.

    `created` is in seconds since 1970.
    """
    completion_id = f"chatcmpl-{rng.getrandbits(80):020x}"

    def chunk(delta: dict[str, Any], finish_reason: str | None = None) -> str:
        return json.dumps(
            {
                "id": completion_id,
                "object": "chat.completion.chunk",
                "created": created,
                "model": model,
                "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}],
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    yield chunk({"role": "assistant", "content": ""})
    for token in tokens(rng.choice(ANSWERS)):
        yield chunk({"content": token})
    yield chunk({}, finish_reason="stop")
    yield CHAT_DONE
