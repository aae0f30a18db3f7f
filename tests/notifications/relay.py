"""A mail relay on the loopback: it takes or refuses mail as it is told, in real SMTP."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import cast


class Relay(socketserver.ThreadingTCPServer):
    """What came in, and the answer to whoever says MAIL FROM and RCPT TO."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mail_answer = "250 ok"
        self.refused_recipients: set[str] = set()
        self.takes_its_time: Callable[[], object] = int
        self.arrived: list[Message] = []

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 relay")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            self._say(self._answer(verb, line))

    def _answer(self, verb: str, line: str) -> str:
        relay = cast(Relay, self.server)
        if verb == "MAIL":
            relay.takes_its_time()
            return relay.mail_answer
        if verb == "RCPT":
            return "550 nobody here" if line.partition("<")[2].rstrip(">") in relay.refused_recipients else "250 ok"
        if verb == "DATA":
            self._say("354 go on")
            relay.arrived.append(message_from_bytes(self._text()))
        return "250 ok"

    def _text(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def running() -> Iterator[Relay]:
    """Run a relay for the length of the block."""
    with Relay() as relay:
        thread = threading.Thread(target=relay.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield relay
        finally:
            relay.shutdown()
            thread.join()
