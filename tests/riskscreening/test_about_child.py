"""The child behind the answers: their own words, what protects them, how they may be exploited."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.demo.cast import Cast
from riskscreening.models import Assessment
from riskscreening.operations.answering import missing_before_completing
from tests.web.html import every, one, read, texts, words

SAID = {
    "spoken": "yes",
    "in_their_words": "“I want my old friends back.”",
    "protective": "Her grandmother",
    "exploitation": ["boyfriend", "online"],
    "main_model": "online",
    "group_or_gang": "not_applicable",
}


def page(assessment: Assessment) -> str:
    return reverse("about_child", args=[assessment.case.ref, assessment.pk])


@pytest.mark.rule("SO-5")
def test_what_is_written_about_the_child_is_kept_and_shown(worker: Client, begun: Assessment) -> None:
    assert len(missing_before_completing(begun)) == 2
    assert worker.post(page(begun), SAID).headers["Location"] == begun.get_absolute_url()
    begun.refresh_from_db()
    assert (begun.exploitation, begun.main_model) == (["boyfriend", "online"], "online")
    assert missing_before_completing(begun) == []
    text = words(one(read(worker.get(begun.get_absolute_url()).content.decode()), "main"))
    assert "“I want my old friends back.”" in text
    assert "Her grandmother" in text
    assert "So-called boyfriend model" in text


def test_not_able_to_ask_yet_is_an_answer_and_says_why(worker: Client, begun: Assessment) -> None:
    refused = read(worker.post(page(begun), {"spoken": "not_yet"}).content.decode())
    assert texts(refused, ".govuk-error-message") == ["Error: Enter why nobody could ask the child yet"]
    worker.post(page(begun), {"spoken": "not_yet", "why_not": "She is missing", "exploitation": ["not_known"]})
    begun.refresh_from_db()
    assert begun.in_their_words == "Not able to ask yet: She is missing"
    assert missing_before_completing(begun) == []
    shown = read(worker.get(page(begun)).content.decode())
    assert one(shown, "#id_why_not").text.strip() == "She is missing"


def test_how_the_referral_says_the_child_is_exploited_is_filled_in_and_not_saved(
    worker: Client, begun: Assessment
) -> None:
    referral = begun.case.referrals.get()
    referral.exploitation, referral.main_model = ["gangs"], "gangs"
    referral.in_their_words = "“They know where I live.”"
    referral.save()
    shown = read(worker.get(page(begun)).content.decode())
    assert [box.get("value") for box in every(shown, "input[name=exploitation][checked]")] == ["gangs"]
    assert "Filled in from: Referral of" in words(one(shown, "main"))
    press = one(shown, "button[value^=use-referral]").get("value")
    taken = read(worker.post(page(begun), {"do": press, "window": "one"}).content.decode())
    assert one(taken, "#id_in_their_words").text.strip() == "“They know where I live.”"
    begun.refresh_from_db()
    assert (begun.exploitation, begun.in_their_words) == ([], "")


def test_a_stale_page_about_the_child_overwrites_nothing(worker: Client, begun: Assessment) -> None:
    seen = one(read(worker.get(page(begun)).content.decode()), "input[name=seen]").get("value")
    worker.post(page(begun), SAID | {"seen": seen})
    stale = {"seen": seen, "protective": "Her football team"}
    shown = read(worker.post(page(begun), stale).content.decode())
    assert "Her grandmother" in words(one(shown, "fieldset.app-versions"))
    assert one(shown, "#id_protective").text.strip() == "Her football team"
    assert one(shown, "#id_in_their_words").text.strip() == SAID["in_their_words"]
    begun.refresh_from_db()
    assert begun.protective == "Her grandmother"


def test_what_is_typed_about_the_child_is_kept(worker: Client, begun: Assessment) -> None:
    kept = reverse("typed_about_child", args=[begun.case.ref, begun.pk])
    assert worker.post(kept, {"window": "one", "protective": "Her aunt"}).status_code == 202
    assert one(read(worker.get(page(begun)).content.decode()), "#id_protective").text.strip() == "Her aunt"


def test_readers_do_not_write_about_the_child(
    southwark: Cast, signed_in: Callable[[User], Client], begun: Assessment, later: datetime
) -> None:
    for part, status in [("team", 403), ("school", 403), ("second.worker", 404)]:
        assert signed_in(southwark[part]).post(page(begun), SAID).status_code == status
    begun.refresh_from_db()
    assert begun.protective == ""
