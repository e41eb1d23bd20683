"""Whether this process can serve anybody, for the proxy and the service manager: ``/ready`` says yes or no, not why."""

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ui import outage


async def ready(_: Request) -> Response:
    """200 if the database answers, else 503; asked every few seconds, so it asks for one number only."""
    answers = await anyio.to_thread.run_sync(outage.answers)
    return PlainTextResponse("ready" if answers else "not ready", 200 if answers else 503)


def routes() -> list[BaseRoute]:
    """The address of the health check."""
    return [Route("/ready", ready, methods=["GET"])]
