"""A numbered stream on Flask: with Werkzeug's own server, or with the argument `gevent` on that."""

import sys
import time
from collections.abc import Iterator

from flask import Flask, Response, request
from numbered import PAUSE, PORT, event_of, since

app = Flask(__name__)


@app.get("/")
def numbers() -> Response:
    """Every number since the one that the client had last, then each as it comes."""
    last = request.headers.get("Last-Event-ID")

    def events() -> Iterator[str]:
        for number in since(last):
            if number is None:
                time.sleep(PAUSE)
            else:
                yield event_of(number)

    return Response(events(), mimetype="text/event-stream")


if sys.argv[1:] == ["gevent"]:
    from gevent.monkey import patch_all
    from gevent.pywsgi import WSGIServer

    patch_all()
    WSGIServer(("127.0.0.1", PORT), app, log=None).serve_forever()
else:
    app.run("127.0.0.1", PORT, threaded=True)
