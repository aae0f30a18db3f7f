"""What the tests of the trail share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from mase.audit.models import Seal
from tests.audit.tampering import batches_of, write


@pytest.fixture
def assert_refused(db: None) -> Callable[[Callable[[], Any]], str]:
    """Have the database refuse this, and give its words."""

    def refused(act: Callable[[], Any]) -> str:
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            act()
        return str(refusal.value)

    return refused


@pytest.fixture
def seals(db: None) -> list[Seal]:
    """Four batches of five events, and two events that wait for the next."""
    made = batches_of(5, 5, 5, 5)
    write(2)
    return made
