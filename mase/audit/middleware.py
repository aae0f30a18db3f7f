"""No row, no content: where the trail cannot be written, the answer says so and nothing else."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

from mase.audit.models import NotWritten

Responder = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)


class NothingUnrecorded:
    """Answers with status 503 where an act or a viewing could not be written down; its transaction is gone by then.

    Rows are committed before a view returns, and no answer of ours is streamed: what has left has been recorded.
    """

    def __init__(self, get_response: Responder) -> None:
        self.respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the view answer."""
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Replace what the view would have shown."""
        if not isinstance(error, NotWritten):
            return None
        log.critical("the trail cannot be written: nothing is shown and nothing is saved", exc_info=error)
        return HttpResponse(get_template("503.html").render(), status=503)
