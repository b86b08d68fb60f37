"""A numbered stream on Django's StreamingHttpResponse, for any server of ASGI."""

import asyncio
from collections.abc import AsyncIterator

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path
from numbered import PAUSE, event_of, since

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="none")


async def numbers(request: HttpRequest) -> StreamingHttpResponse:
    """Every number since the one that the client had last, then each as it comes."""

    async def events() -> AsyncIterator[str]:
        for number in since(request.headers.get("Last-Event-ID")):
            if number is None:
                await asyncio.sleep(PAUSE)
            else:
                yield event_of(number)

    return StreamingHttpResponse(events(), content_type="text/event-stream")


urlpatterns = [path("", numbers)]
app = get_asgi_application()
