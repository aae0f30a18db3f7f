"""Whoever signs may disagree on the record: the case moves on, and the graver band counts (SO-29)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases.errors import NotEntitled
from mase.cases.models import Case
from mase.cases.stages import Stage
from mase.demo import said, stories
from mase.demo.cast import Cast
from meetings.operations import submission
from riskscreening.models import Assessment, Band, Capacity
from riskscreening.operations import screening as operations
from tests.referrals.trail import rows, running
from tests.riskscreening import typed
from tests.web.html import every, one, read, texts, words

FRIDAY = datetime(2026, 3, 6, 10, 0, tzinfo=UTC)
MANAGER, CO_ORDINATOR = Capacity.LINE_MANAGER, Capacity.CO_ORDINATOR
WHY = "Two of the signs are a year old; the aunt takes her to school."
LIST = "Her school and the clinic have not answered; her friends are on the list."


@pytest.fixture
def browser(signed_in: Callable[[User], Client], southwark: Cast, clock) -> Callable[[str], Client]:
    """The browser of whoever plays the part, on Friday."""
    clock.move_to(FRIDAY)
    return lambda part: signed_in(southwark[part])


def address(assessment: Assessment) -> str:
    return reverse("sign_screening", args=[assessment.case.ref, assessment.pk])


def posted(capacity: Capacity, verdict: str, **more: str) -> dict[str, str]:
    return {"capacity": capacity.value, "verdict": verdict, "note": "", "would_say": "", "list_because": ""} | more


def signed(assessment: Assessment, cast: Cast, *, would_say: Band | None = None) -> Assessment:
    """Have both sign; the co-ordinator disagrees where a band is given."""
    operations.sign(assessment, capacity=MANAGER, note="", by=cast["team"], at=FRIDAY)
    said = {"capacity": CO_ORDINATOR, "by": cast["coordinator"], "at": FRIDAY}
    if would_say:
        operations.disagree(assessment, would_say=would_say, note=WHY, **said)
    else:
        operations.sign(assessment, note="", **said)
    assessment.refresh_from_db()
    return assessment


@pytest.fixture
def judged(answered: Assessment, southwark: Cast, later: datetime) -> Callable[..., Assessment]:
    """Complete the screening, whose tool says amber, as the worker judges: judged(Band.GREEN, None)."""

    def judge(band: Band, level: int | None) -> Assessment:
        judgement = typed.judged(judgement=band, level=level)
        operations.complete(answered, judgement=judgement, by=southwark["worker"], at=later)
        answered.refresh_from_db()
        return answered

    return judge


@pytest.fixture
def little_known(begun: Assessment, southwark: Cast, later: datetime) -> Assessment:
    """A screening with a low score of which little is known, judged green."""
    answers = {item.code: {"answer": "not_known", "evidence": "", "source": ""} for item in begun.tool.items}
    operations.save_answers(begun, answers, by=southwark["worker"], at=later)
    said.say(southwark, begun, at=later)
    judgement = typed.judged(judgement=Band.GREEN, level=None)
    operations.complete(begun, judgement=judgement, by=southwark["worker"], at=later)
    begun.refresh_from_db()
    return begun


@pytest.mark.rule("SO-29")
def test_a_lower_judgement_stands_when_both_agree(judged: Callable[..., Assessment], southwark: Cast) -> None:
    assessment = judged(Band.GREEN, None)
    assert (assessment.band, assessment.stands) == (Band.AMBER, None)
    assert signed(assessment, southwark).stands == Band.GREEN


@pytest.mark.rule("SO-29")
def test_a_disagreement_counts_as_a_signature_and_leaves_the_graver_band(
    judged: Callable[..., Assessment], southwark: Cast, browser: Callable
) -> None:
    assessment = judged(Band.GREEN, None)
    browser("team").post(address(assessment), posted(MANAGER, "signed"))
    answer = posted(CO_ORDINATOR, "disagreed", would_say="red", note=WHY)
    assert browser("coordinator").post(address(assessment), answer).headers["Location"] == assessment.get_absolute_url()
    assessment.refresh_from_db()
    case = Case.objects.get()
    assert (assessment.stands, case.stage) == (Band.RED, Stage.STRATEGY)
    assert {"strategy_meeting", "rescreening"} <= set(running(case))
    (row,) = rows(case, Verb.SCREENING_DISPUTED)
    assert (row.actor, row.detail) == (southwark["coordinator"].pk, {"capacity": "co_ordinator"})


def test_what_is_said_against_it_is_shown_first_on_the_screening_on_the_tab_and_with_the_form(
    judged: Callable[..., Assessment], southwark: Cast, browser: Callable
) -> None:
    assessment = signed(judged(Band.AMBER, 1), southwark, would_say=Band.RED)
    shown = words(
        every(read(browser("worker").get(assessment.get_absolute_url()).content.decode()), ".govuk-inset-text")[0]
    )
    for fact in ("Disagreement on the record", southwark["coordinator"].name, "Red", WHY):
        assert fact in shown
    tab = read(browser("worker").get(reverse("screenings", args=[assessment.case.ref])).content.decode())
    assert "Disagreement on the record" in words(one(tab, "main"))
    case = Case.objects.get()
    stories.convene(southwark, case, FRIDAY)
    stories.hold(southwark, case, FRIDAY + timedelta(days=1))
    form = submission.submit(case, form=stories.FORM, by=southwark["worker"], at=FRIDAY + timedelta(days=2))
    page = words(one(read(browser("worker").get(form.get_absolute_url()).content.decode()), "main"))
    assert "Disagreement on the record" in page
    assert WHY in page


BAD = [
    ({"would_say": "red"}, ["Error: Enter why you disagree"]),
    ({"note": WHY}, ["Error: Select the band you would say"]),
    ({"note": WHY, "would_say": "amber"}, ["Error: Select another band: this one is what the social worker says"]),
]


def test_who_disagrees_says_which_band_and_why(judged: Callable[..., Assessment], browser: Callable) -> None:
    assessment, client = judged(Band.AMBER, 1), browser("team")
    for typed_in, expected in BAD:
        page = read(client.post(address(assessment), posted(MANAGER, "disagreed", **typed_in)).content.decode())
        assert texts(page, ".govuk-error-message") == expected
    assert not assessment.all_signatures.exists()


def test_a_disagreement_is_refused_like_a_signature(judged: Callable[..., Assessment], southwark: Cast) -> None:
    assessment = judged(Band.AMBER, 1)
    said = {"would_say": Band.RED, "note": WHY, "at": FRIDAY}
    for part, capacity in (("worker", MANAGER), ("coordinator", MANAGER), ("mash", CO_ORDINATOR)):
        with pytest.raises(NotEntitled):
            operations.disagree(assessment, capacity=capacity, by=southwark[part], **said)
    operations.disagree(assessment, capacity=MANAGER, by=southwark["team"], **said)
    with pytest.raises(NotEntitled):
        operations.disagree(assessment, capacity=MANAGER, by=southwark["team"], **said)


@pytest.mark.rule("SO-29")
def test_a_child_of_whom_little_is_known_goes_on_the_list_with_the_signers_reason(
    little_known: Assessment, southwark: Cast, browser: Callable, later: datetime
) -> None:
    """A low score bars nobody: the reason goes with the form to pre-MASE and onto the list."""
    browser("team").post(address(little_known), posted(MANAGER, "signed", list_because=LIST))
    browser("coordinator").post(address(little_known), posted(CO_ORDINATOR, "signed"))
    little_known.refresh_from_db()
    case = Case.objects.get()
    assert (little_known.score, little_known.stands) == (0, Band.GREEN)
    assert LIST in words(one(read(browser("worker").get(little_known.get_absolute_url()).content.decode()), "main"))
    stories.convene(southwark, case, FRIDAY)
    stories.hold(southwark, case, FRIDAY + timedelta(days=1))
    form = submission.submit(case, form=stories.FORM, by=southwark["worker"], at=FRIDAY + timedelta(days=2))
    page = read(browser("coordinator").get(reverse("decide", args=[case.ref, form.pk])).content.decode())
    assert "Listed although the risk seems low" in words(one(page, "main"))


def test_that_reason_is_not_asked_where_enough_is_known(
    judged: Callable[..., Assessment], southwark: Cast, browser: Callable
) -> None:
    assessment = judged(Band.AMBER, 1)
    assert every(read(browser("team").get(address(assessment)).content.decode()), "[name=list_because]") == []
    with pytest.raises(NotEntitled):
        operations.sign(assessment, capacity=MANAGER, note="", by=southwark["team"], at=FRIDAY, list_because=LIST)


def test_a_returned_screening_lists_nobody(little_known: Assessment, browser: Callable) -> None:
    answer = posted(MANAGER, "returned", note="Ask the school", list_because=LIST)
    page = read(browser("team").post(address(little_known), answer).content.decode())
    assert texts(page, ".govuk-error-message") == [
        "Error: Say this when you sign: a screening that is returned lists nobody"
    ]
    assert one(page, "[name=list_because]").text_content().strip() == LIST
