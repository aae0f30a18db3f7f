"""Before a referral begins its writer says for which agency, on which form and to which authority, where they can."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies import operations as agencies
from mase.agencies.models import Kind, User
from mase.demo.cast import Cast
from referrals import kinds
from referrals.models import Draft, Form
from tests.web.html import every, one, read, texts

NEW = "/referrals/new/"
SignIn = Callable[[User], Client]


def offered(client: Client) -> list[str]:
    page = read(client.get(NEW).content.decode())
    return [box.get("value") for box in every(page, "[name=form]")]


@pytest.mark.rule("HO-7")
def test_the_police_refer_on_their_own_form_unless_they_choose_another(southwark: Cast, signed_in: SignIn) -> None:
    client = signed_in(southwark["police.mash"])
    assert offered(client) == ["police", "professional"]
    page = read(client.get(NEW).content.decode())
    assert one(page, "[name=form][checked]").get("value") == "police"
    for form in ("police", "professional"):
        client.post(NEW, {"agency": "southwark-police", "form": form})
        assert Draft.objects.latest("pk").form == form


@pytest.mark.rule("SO-7")
def test_a_school_is_asked_nothing(southwark: Cast, signed_in: SignIn) -> None:
    page = read(signed_in(southwark["school"]).get(NEW).content.decode())
    assert every(page, "main input[type=radio], main select") == []
    assert one(page, "[name=agency]").get("value") == "southwark-harbour"


@pytest.mark.rule("RE-2")
def test_early_help_refers_on_its_own_form(southwark: Cast, signed_in: SignIn, at: datetime) -> None:
    opened = agencies.open_agency(
        southwark.authority, kind=Kind.EARLY_HELP, name="Early help", code="southwark-eh", by=None, at=at
    )
    member = agencies.begin_membership(
        opened, name="Ada Ward", email="eh@southwark.example", role="partner_lead", by=None, at=at
    )
    client = signed_in(member.user)
    client.post(NEW, {"agency": opened.code})
    assert (Draft.objects.get().form, offered(client)) == (Form.EARLY_HELP, ["early_help", "professional"])


@pytest.mark.rule("RE-4", "RE-5")
@pytest.mark.parametrize("form", [Form.PROFESSIONAL, Form.PLACED_HERE, Form.DATA_ONLY])
def test_social_care_refers_to_another_authority(form: Form, southwark: Cast, barnet: Cast, signed_in: SignIn) -> None:
    client = signed_in(barnet["mash"])
    client.post(NEW, {"agency": "barnet-csc", "form": form.value, "to": "southwark"})
    draft = Draft.objects.get()
    assert (draft.form, draft.authority, draft.agency.code) == (form, southwark.authority, "barnet-csc")


def test_without_a_choice_the_own_authority_receives_it(southwark: Cast, barnet: Cast, signed_in: SignIn) -> None:
    signed_in(barnet["mash"]).post(NEW, {"agency": "barnet-csc"})
    draft = Draft.objects.get()
    assert (draft.authority, draft.form) == (barnet.authority, Form.PROFESSIONAL)


REFUSED = [  # who, what they post, what they are told
    ("school", {"agency": "southwark-harbour", "form": "police"}, ""),
    ("school", {"agency": "southwark-harbour", "form": "data_only"}, ""),
    ("police.mash", {"agency": "southwark-police", "form": "early_help"}, ""),
    ("school", {"agency": "southwark-harbour", "to": "barnet"}, "sends to Southwark"),
    ("police.mash", {"agency": "southwark-police", "to": "barnet"}, "sends to Southwark"),
    ("mash", {"agency": "southwark-csc", "to": "atlantis"}, ""),
    ("mash", {"agency": "barnet-csc"}, ""),
]


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize(("part", "posted", "said"), REFUSED)
def test_what_an_agency_does_not_send_is_refused(
    part: str, posted: dict[str, str], said: str, southwark: Cast, barnet: Cast, signed_in: SignIn
) -> None:
    answer = signed_in(southwark[part]).post(NEW, posted)
    assert answer.status_code == 200
    assert not Draft.objects.exists()
    assert texts(read(answer.content.decode()), ".govuk-error-summary__list li")
    assert said in answer.content.decode() or not said


def test_who_has_two_agencies_sends_for_each_what_it_sends(southwark: Cast, signed_in: SignIn, at: datetime) -> None:
    officer, health = southwark["police.mash"], southwark.agency("health")
    agencies.begin_membership(health, name=officer.name, email=officer.email, role="partner_lead", by=None, at=at)
    client = signed_in(officer)
    assert offered(client) == ["police", "professional"]
    refused = client.post(NEW, {"agency": health.code, "form": "police"})
    assert "Southwark health does not send this: choose another" in refused.content.decode()
    client.post(NEW, {"agency": health.code, "form": "professional"})
    assert (Draft.objects.get().agency, Draft.objects.get().form) == (health, Form.PROFESSIONAL)


def test_a_draft_is_listed_with_its_kind_and_where_it_goes(southwark: Cast, barnet: Cast, signed_in: SignIn) -> None:
    client = signed_in(barnet["mash"])
    client.post(NEW, {"agency": "barnet-csc", "form": "placed_here", "to": "southwark"})
    cells = " ".join(texts(read(client.get(NEW).content.decode()), "table td"))
    assert "Another authority’s child who is placed here, to Southwark" in cells


def test_every_kind_of_agency_has_something_to_send(southwark: Cast) -> None:
    for agency in southwark.authority.agencies.all():
        assert kinds.offered(agency)
        assert kinds.may_send_elsewhere(agency) == (agency.kind == Kind.SOCIAL_CARE)


def test_the_page_of_the_list_is_for_those_who_refer(southwark: Cast, signed_in: SignIn) -> None:
    assert signed_in(southwark["team"]).get(reverse("referral_new")).status_code == 403
    assert signed_in(southwark["school"]).put(NEW).status_code == 405
