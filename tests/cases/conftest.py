"""A file in Southwark without any step, for what needs no story."""

from datetime import datetime

import pytest

from mase.cases.models import Case
from mase.demo.cast import Cast
from tests.factories import CaseFactory


@pytest.fixture
def case(southwark: Cast, at: datetime) -> Case:
    return CaseFactory(cast=southwark, opened_at=at, opened=southwark)
