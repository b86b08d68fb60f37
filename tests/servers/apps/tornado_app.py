"""A numbered stream on Tornado."""

import asyncio

from numbered import PAUSE, PORT, event_of, since
from tornado.iostream import StreamClosedError
from tornado.web import Application, RequestHandler


class Numbers(RequestHandler):
    """Every number since the one that the client had last, then each as it comes."""

    async def get(self) -> None:
        """Send them."""
        self.set_header("Content-Type", "text/event-stream")
        try:
            for number in since(self.request.headers.get("Last-Event-ID")):
                if number is None:
                    await asyncio.sleep(PAUSE)
                else:
                    self.write(event_of(number))
                    await self.flush()
        except StreamClosedError:
            return


async def main() -> None:
    """Serve them."""
    Application([("/", Numbers)]).listen(PORT, "127.0.0.1")
    await asyncio.Event().wait()


asyncio.run(main())
