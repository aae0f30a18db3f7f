"""What the tests of the trail share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction


@pytest.fixture
def assert_refused(db: None) -> Callable[[Callable[[], Any]], str]:
    """Have the database refuse this, and give its words."""

    def refused(act: Callable[[], Any]) -> str:
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            act()
        return str(refusal.value)

    return refused
