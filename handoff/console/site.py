"""All addresses of the desk, each POST under the same-origin guard."""

from os import PathLike, stat_result
from pathlib import Path

from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from handoff.console.account import Account
from handoff.console.acts import act_endpoint
from handoff.console.composition import Console
from handoff.console.events import events_endpoint
from handoff.console.guard import Endpoint
from handoff.console.login import Login, Tries
from handoff.console.notices import notices_endpoint, publish_endpoint, withdraw_endpoint
from handoff.console.origin import SameOrigin
from handoff.console.queue import find_endpoint, queue_endpoint
from handoff.console.robot import robot_endpoint, turn_endpoint
from handoff.console.sheet import sheet_endpoint

STATIC = Path(__file__).parent / "static"


def routes(console: Console) -> list[BaseRoute]:
    """The desk under /desk; compose it into the one application."""
    tries = Tries()
    login, account = Login(console, tries), Account(console, tries)
    return [
        _get("/desk", queue_endpoint(console)),
        _get("/desk/login", login.show),
        _post("/desk/login", login.enter),
        _post("/desk/logout", login.leave),
        _get("/desk/account", account.show),
        _post("/desk/account", account.change),
        _post("/desk/find", find_endpoint(console)),
        _get("/desk/events", events_endpoint(console)),
        _get("/desk/notices", notices_endpoint(console)),
        _post("/desk/notices", publish_endpoint(console)),
        _post("/desk/notices/{id:int}/withdraw", withdraw_endpoint(console)),
        _get("/desk/robot", robot_endpoint(console)),
        _post("/desk/robot", turn_endpoint(console)),
        _get("/desk/t/{number}", sheet_endpoint(console)),
        _post("/desk/t/{number}/{act}", act_endpoint(console)),
        Mount("/desk/static", Revalidated(directory=STATIC), name="desk_static"),
    ]


class Revalidated(StaticFiles):
    """Kept by the browser and asked about each time (304), so that a new version is never mixed with an old one."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["cache-control"] = "no-cache"
        return response


def _get(path: str, endpoint: Endpoint) -> Route:
    return Route(path, endpoint, methods=["GET"])


def _post(path: str, endpoint: Endpoint) -> Route:
    return Route(path, endpoint, methods=["POST"], middleware=[Middleware(SameOrigin)])
