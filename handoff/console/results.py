"""What a POST comes to: go on to a page, or a sentence; as JSON for desk.js, as a page for a browser without it."""

from starlette.responses import JSONResponse, RedirectResponse, Response

from handoff.console.guard import Visit
from handoff.console.pages import page


def done(visit: Visit, then: str) -> Response:
    if visit.by_script:
        return JSONResponse({"then": then})
    return RedirectResponse(then, status_code=303)


def refused(visit: Visit, sentence: str, status: int) -> Response:
    if visit.by_script:
        return JSONResponse({"message": sentence}, status_code=status)
    return page(visit.console, "refused.html", status=status, visit=visit, title="没有办成", sentence=sentence)
