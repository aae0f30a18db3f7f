"""Opening a record in an emergency, as the tests of it do."""

from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.http import HttpResponse
from django.test import Client

from mase.agencies.models import User
from mase.cases import emergency
from mase.cases.models import Case, Emergency

WHY = "The child has not come home and her worker does not answer."
NEED = Emergency.Need.MISSING
PASSWORD = "a password for tests"


@cache
def _hashed() -> str:
    """Return what is kept of the password: working it out takes its time, as it should, and once is enough."""
    return make_password(PASSWORD)


def taken(case: Case, by: User, *, at: datetime) -> Emergency:
    """Open the record in an emergency."""
    return emergency.open_record(case.ref, need=NEED, reason=WHY, by=by, at=at)


def by_reference(ref: str, **differs: Any) -> dict[str, Any]:
    """Return what is filled in by somebody who knows the reference."""
    return {"known": "reference", "ref": ref, "need": NEED.value, "reason": WHY} | differs


def by_name(case: Case, **differs: Any) -> dict[str, Any]:
    """Return what is filled in by somebody who knows the child."""
    born = case.child.born_on
    day = {"born_on-day": born.day, "born_on-month": born.month, "born_on-year": born.year} if born else {}
    said = {"known": "child", "names": case.child.name, "need": NEED.value, "reason": WHY}
    return said | day | differs


def prove(browser: Client, user: User) -> None:
    """Give the person a password and let them prove with it that it is them."""
    user.password = _hashed()
    user.save()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    again(browser)


def again(browser: Client) -> HttpResponse:
    """Enter the password once more."""
    return browser.post("/account/prove/", {"password": PASSWORD, "next": "/emergency/confirm/"})


def open_on_pages(browser: Client, said: dict[str, Any]) -> HttpResponse:
    """Say which record and why, and press the button."""
    assert browser.post("/emergency/reason/", said).status_code == 302
    return browser.post("/emergency/confirm/")
