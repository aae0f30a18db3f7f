"""What the log says: written by the handler and the formatter that the settings name, read back line by line."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from mase.web.logs import Lines

GIVEN, FAMILY = "Xanthippe", "Quillfeather"
ADDRESS = "17 Zephyrwort Lane, SE99 9ZZ"
NARRATIVE = "He waits for her in a turquoise\r\nvan after school"
NHS_NUMBER = "9434765919"
EMAIL = "gossamer.heron@southwark.example"
PASSWORD = "Wyvern-Tamarisk-88"
EVERYTHING = f"{GIVEN} {FAMILY}, {ADDRESS}. {NARRATIVE}. {NHS_NUMBER} {EMAIL} {PASSWORD}"
CANARIES = ("xanthippe", "quillfeather", "zephyrwort", "turquoise", "9434765919", "gossamer", "wyvern")


class Log:
    """The lines so far; beside them what a stock formatter would have written of the same records."""

    def __init__(self) -> None:
        self.ours, self.stock = io.StringIO(), io.StringIO()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return every line, read as JSON."""
        return [json.loads(line) for line in self.ours.getvalue().splitlines()]

    def sung(self) -> list[str]:
        """Return the canaries that are in our lines."""
        return _heard_in(self.ours.getvalue())

    def would_have_sung(self) -> list[str]:
        """Return the canaries that a stock formatter would have let through: proof that the test put them there."""
        return _heard_in(self.stock.getvalue())


def _heard_in(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text.lower()]


@pytest.fixture
def log() -> Iterator[Log]:
    """The log from here on, as the real handler writes it."""
    (handler,) = (handler for handler in logging.getLogger().handlers if isinstance(handler.formatter, Lines))
    assert isinstance(handler, logging.StreamHandler)
    log = Log()
    before, stock = handler.setStream(log.ours), logging.StreamHandler(log.stock)
    logging.getLogger().addHandler(stock)
    try:
        yield log
    finally:
        logging.getLogger().removeHandler(stock)
        handler.setStream(before)
