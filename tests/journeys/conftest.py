"""A site with Southwark's people, served to real browsers, and time that passes when the story says so."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from mase.demo import cast as demo_cast
from mase.demo.cast import Cast
from tests.journeys.person import Person


@pytest.fixture
def passing(at: datetime) -> Iterator[time_machine.Traveller]:
    """The clock, running; passing.move_to(…) lets days go by."""
    with time_machine.travel(at, tick=True) as traveller:
        yield traveller


@pytest.fixture
def people(transactional_db: None, at: datetime) -> Cast:
    """Southwark, everybody with the password of the demonstration."""
    call_command("createcachetable")
    return demo_cast.hire("southwark", at=at)


@pytest.fixture
def no_broker(settings: Any) -> None:
    """Take the broker away: nothing listens at its address."""
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:9/0"


@pytest.fixture
def as_person(browser: Browser, live_server: LiveServer, people: Cast) -> Callable[[str], Person]:
    """Sign somebody of the cast in: `with as_person("mash") as mash:`."""

    def sign_in(part: str) -> Person:
        return Person(browser, live_server.url, people[part].email)

    return sign_in
