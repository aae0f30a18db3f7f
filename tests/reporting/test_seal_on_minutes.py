"""The seal of the moment stands at the foot of the minutes: what is printed, nobody rewrites in the database."""

from collections.abc import Callable

import pytest
from django.test import Client

from mase.agencies.models import User
from mase.audit import heads, sealing, verifying
from mase.audit.models import Seal
from mase.demo.cast import Cast
from tests.audit.tampering import as_administrator, rewrite_chain, write
from tests.reporting import reading
from tests.reporting.conftest import SHA256, Meeting, case_minutes

SignIn = Callable[[User], Client]


def _sealed() -> Seal:
    write(2)
    return sealing.seal()[-1]


def test_the_page_names_the_newest_seal(meeting: Meeting, southwark: Cast, signed_in: SignIn) -> None:
    client = signed_in(southwark["team"])
    address = f"/meetings/{meeting.panel.ref}/minutes/"
    assert "of the trail" not in client.get(address).content.decode()
    for _ in range(2):
        seal = _sealed()
        page = client.get(address).content.decode()
        assert f"Seal {seal.number} of the trail: {seal.code}" in page
        assert seal.head not in page


def test_each_printed_page_names_it(printed: Callable[..., bytes]) -> None:
    assert "of the trail" not in " ".join(reading.words(printed(case_minutes())))
    seal = _sealed()
    for words in reading.words(printed(case_minutes(), case_minutes(1))):
        assert f"fingerprint {SHA256[:16]}. Seal {seal.number} of the trail: {seal.code}." in words


@pytest.mark.django_db
def test_what_is_printed_is_enough_to_find_a_chain_written_anew() -> None:
    seal = _sealed()
    known = heads.read([f"{seal.number} {seal.code}"])
    assert verifying.verify(known).findings == []
    as_administrator("UPDATE audit_event SET actor = 99")
    rewrite_chain()
    assert verifying.verify().findings == []
    assert len(verifying.verify(known).findings) == 1
