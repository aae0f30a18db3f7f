"""The web server's own log, in lines like all others."""

from typing import Any

from gunicorn.glogging import Logger

from mase.web.logs import Lines

_WAYS = ("critical", "error", "warning", "info", "debug", "exception")


class WebServer(Logger):
    """Writes what the web server has to say without the address and the error's words that it would quote."""

    def setup(self, cfg: Any) -> None:
        """Take the server's handlers and let them write our lines, each with the place it really comes from."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(Lines())
        for way in _WAYS:
            setattr(self, way, getattr(self.error_log, way))
