"""Who referred, and how to reach them, is covered wherever the referral stands; the agency that filed it is not."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from referrals.models import Referral
from tests.cases.pages import texts
from tests.referrals.trail import viewed

SignIn = Callable[[User], Client]
TELEPHONE, KNOWS_AS = stories.REFERRAL["referrer_telephone"], stories.REFERRAL["relationship"]
WHO_REFERRED = "Show who gave the information"


@pytest.fixture
def decided(told: Callable[..., Case]) -> Referral:
    return told("decide").referrals.get()


def address(referral: Referral, name: str) -> str:
    number = referral.outcomes.get().pk if name in ("agree", "tell_referrer") else referral.pk
    return reverse(name, args=[referral.case.ref, *([] if name == "referrals" else [number])])


def identity(referral: Referral) -> tuple[str, ...]:
    sender = referral.sent_by
    return (sender.name, sender.email, referral.referrer_role, TELEPHONE, KNOWS_AS)


PAGES = [
    ("mash", "referrals"),
    ("mash", "start_sharing"),
    ("mash", "propose"),
    ("mash", "tell_referrer"),
    ("police.mash", "agree"),
    ("police.mash", "categorise"),
]


@pytest.mark.rule("ALL-5")
@pytest.mark.parametrize(("part", "name"), PAGES)
def test_the_agency_is_named_and_the_person_covered_until_asked_for(
    decided: Referral, southwark: Cast, signed_in: SignIn, part: str, name: str
) -> None:
    client, page = signed_in(southwark[part]), address(decided, name)
    covered = client.get(page)
    assert "Harbour Lane School" in " ".join(texts(covered, "dd"))
    assert WHO_REFERRED in texts(covered, "button")
    assert not any(said in covered.content.decode() for said in identity(decided))
    client.post(reverse("reveal_informant", args=[decided.case.ref]), {"back": page})
    shown = " ".join(texts(client.get(page), "dd"))
    assert all(said in shown for said in identity(decided))


@pytest.mark.rule("ALL-5")
def test_whoever_sent_it_reads_what_they_sent(decided: Referral, southwark: Cast, signed_in: SignIn) -> None:
    page = signed_in(southwark["school"]).get(address(decided, "referrals"))
    assert all(said in " ".join(texts(page, "dd")) for said in identity(decided))
    assert WHO_REFERRED not in texts(page, "button")


@pytest.mark.rule("ALL-5")
def test_the_inspector_learns_which_agency_referred_and_not_who(
    decided: Referral, southwark: Cast, signed_in: SignIn
) -> None:
    client = signed_in(southwark["inspector"])
    for name in ("referrals", "categorise"):
        page = client.get(address(decided, name))
        assert "Harbour Lane School" in " ".join(texts(page, "dd"))
        assert "Hidden from your role: who gave the information" in texts(page, ".app-masked__word")
        assert not any(said in page.content.decode() for said in identity(decided)), name


def test_each_of_several_referrals_has_its_own_button(decided: Referral, southwark: Cast, signed_in: SignIn) -> None:
    second = Referral.objects.get(pk=decided.pk)
    second.pk, second.draft_ref = None, "SECOND-DRAFT"
    second.save()
    client, page = signed_in(southwark["mash"]), address(decided, "referrals")
    assert texts(client.get(page), "button").count(WHO_REFERRED) == 2
    answer = client.post(reverse("reveal_informant", args=[decided.case.ref]), {"back": f"{page}#covered-{second.pk}"})
    assert answer["Location"] == f"{page}#covered-{second.pk}"
    assert client.get(page).content.decode().count(TELEPHONE) == 2


def test_uncovering_comes_before_the_page_in_the_trail(decided: Referral, southwark: Cast, signed_in: SignIn) -> None:
    client, page = signed_in(southwark["mash"]), address(decided, "tell_referrer")
    client.post(reverse("reveal_informant", args=[decided.case.ref]), {"back": page})
    assert viewed(decided.case, southwark["mash"]) == [], "nothing has been shown yet"
    client.get(page)
    assert viewed(decided.case, southwark["mash"]) == ["tell referrer"]


def test_the_button_and_what_it_shows_have_one_place_on_the_page(
    decided: Referral, southwark: Cast, signed_in: SignIn
) -> None:
    client, page = signed_in(southwark["mash"]), address(decided, "referrals")
    place = f"covered-informant{decided.pk}"
    covered = client.get(page).content.decode()
    assert f'id="{place}"' in covered
    assert f'value="{page}#{place}"' in covered
    client.post(reverse("reveal_informant", args=[decided.case.ref]), {"back": f"{page}#{place}"})
    assert f'id="{place}"' in client.get(page).content.decode()
