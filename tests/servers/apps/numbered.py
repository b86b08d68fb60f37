"""What all of these servers send: numbers that grow with time, so that a restart forgets none."""

import os
import time
from collections.abc import Iterator

STARTED = float(os.environ["STARTED"])
PORT = int(os.environ["PORT"])
PER_SECOND = 50
PAUSE = 0.02
RETRY = 200


def since(last_event_id: str | None) -> Iterator[int | None]:
    """Every number after that id, each as it comes; None where one has to wait for `PAUSE`."""
    number = int(last_event_id or 0)
    while True:
        while number < (time.time() - STARTED) * PER_SECOND:
            number += 1
            yield number
        yield None


def text_of(number: int) -> str:
    """The data of an event."""
    return f'{{"text":"№ {number}"}}'


def event_of(number: int) -> str:
    """A whole event, as it is sent."""
    return f"id: {number}\nevent: number\nretry: {RETRY}\ndata: {text_of(number)}\n\n"
