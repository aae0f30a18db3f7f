"""The pages inside a case that name a meeting in their address."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from mase.demo.cast import Cast
from meetings.models import ListEntry


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize("named", ["%00", "ZZZZ-2222", "%FF", "x"])
def test_a_meeting_that_is_none_is_not_found(
    southwark: Cast, discussed: ListEntry, signed_in: Callable[..., Any], named: str, subtests
) -> None:
    case, action = discussed.case.ref, discussed.actions.get().pk
    pages = {
        "decide_cohort": ("coordinator", [case, "MEETING"]),
        "check_action": ("minutes", [case, action, "MEETING"]),
    }
    for page, (part, where) in pages.items():
        with subtests.test(page):
            address = reverse(page, args=where)
            client = signed_in(southwark[part])
            assert client.get(address.replace("MEETING", discussed.panel.ref)).status_code == 200
            assert client.get(address.replace("MEETING", named)).status_code == 404
