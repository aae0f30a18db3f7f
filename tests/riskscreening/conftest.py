"""A screening of an allocated child: begun, answered, completed."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from mase.agencies.models import User
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from riskscreening.models import Assessment
from riskscreening.operations import screening as operations
from tests.riskscreening.away import NOW


@pytest.fixture
def case(told: Callable[..., Case]) -> Case:
    """A case that has just been allocated to the social worker."""
    return told("allocate")


@pytest.fixture
def later(at: datetime) -> datetime:
    """Wednesday morning, after whatever the stories of these tests told so far."""
    return at + timedelta(days=2)


@pytest.fixture
def worker(southwark: Cast, signed_in: Callable[[User], Client], clock: time_machine.Traveller, later) -> Client:
    """The browser of the allocated social worker, on Wednesday."""
    clock.move_to(later)
    return signed_in(southwark["worker"])


@pytest.fixture
def begun(case: Case, southwark: Cast, later: datetime) -> Assessment:
    """A screening without any answer."""
    return operations.start(case, by=southwark["worker"], at=later)


@pytest.fixture
def answered(begun: Assessment, case: Case, southwark: Cast, later: datetime) -> Assessment:
    """A screening in which every item is answered: three significant signs, none of them harm."""
    stories.fill_in(southwark, case, later)
    begun.refresh_from_db()
    return begun


@pytest.fixture
def completed(told: Callable[..., Case]) -> Assessment:
    """A screening that waits for its two signatures."""
    case = told("screen")
    return case.assessments.select_related("case__authority").get()


@pytest.fixture
def at_desk(southwark: Cast, signed_in: Callable[[User], Client], clock: time_machine.Traveller) -> Callable:
    """The browser of whoever plays the part, on the Wednesday after the child came back: at_desk("coordinator")."""
    clock.move_to(NOW)
    return lambda part: signed_in(southwark[part])
