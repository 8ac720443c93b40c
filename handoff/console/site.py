"""All addresses of the desk, each under the same-origin guard."""

from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from handoff.console.acts import act_endpoint
from handoff.console.composition import Console
from handoff.console.events import events_endpoint
from handoff.console.login import Login
from handoff.console.origin import SameOrigin
from handoff.console.queue import find_endpoint, queue_endpoint
from handoff.console.sheet import sheet_endpoint

STATIC = Path(__file__).parent / "static"


def routes(console: Console) -> list[BaseRoute]:
    """The desk under /desk; compose it into the one application."""
    login, guard = Login(console), [Middleware(SameOrigin)]
    return [
        Route("/desk", queue_endpoint(console), methods=["GET"]),
        Route("/desk/login", login.show, methods=["GET"]),
        Route("/desk/login", login.enter, methods=["POST"], middleware=guard),
        Route("/desk/logout", login.leave, methods=["POST"], middleware=guard),
        Route("/desk/find", find_endpoint(console), methods=["GET"]),
        Route("/desk/events", events_endpoint(console), methods=["GET"]),
        Route("/desk/t/{number}", sheet_endpoint(console), methods=["GET"]),
        Route("/desk/t/{number}/{act}", act_endpoint(console), methods=["POST"], middleware=guard),
        Mount("/desk/static", StaticFiles(directory=STATIC), name="desk_static"),
    ]
