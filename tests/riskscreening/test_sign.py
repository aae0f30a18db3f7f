"""Two people sign a completed screening in two capacities, or one of them returns it for more work."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mase.agencies import operations as agencies
from mase.agencies.models import User
from mase.audit.verbs import Verb
from mase.cases import ladder, queries
from mase.cases import operations as cases
from mase.cases.errors import CaseClosed, NotEntitled
from mase.cases.models import Case, Outcome
from mase.cases.stages import Stage, Step
from mase.demo import said
from mase.demo.cast import Cast
from riskscreening.models import Assessment, Capacity, Signature, Verdict
from riskscreening.operations import screening as operations
from tests.referrals.trail import notices, owed, rows
from tests.riskscreening import typed
from tests.riskscreening.owing import signatures_owed
from tests.together import in_parallel
from tests.web.html import every, one, read, texts, words

FRIDAY = datetime(2026, 3, 6, 10, 0, tzinfo=UTC)
MANAGER, CO_ORDINATOR = Capacity.LINE_MANAGER, Capacity.CO_ORDINATOR
MISSING = "Say who saw the car, and when."


@pytest.fixture
def browser(signed_in: Callable[[User], Client], southwark: Cast, clock) -> Callable[[str], Client]:
    """The browser of whoever plays the part, on Friday."""
    clock.move_to(FRIDAY)
    return lambda part: signed_in(southwark[part])


def address(assessment: Assessment) -> str:
    return reverse("sign_screening", args=[assessment.case.ref, assessment.pk])


def posted(capacity: Capacity, verdict: Verdict = Verdict.SIGNED, note: str = "") -> dict[str, str]:
    return {"capacity": capacity.value, "verdict": verdict.value, "note": note}


def sign(assessment: Assessment, cast: Cast, part: str, capacity: Capacity, *, at: datetime = FRIDAY) -> None:
    operations.sign(assessment, capacity=capacity, note="", by=cast[part], at=at)


def send_back(assessment: Assessment, cast: Cast, part: str, capacity: Capacity, *, at: datetime = FRIDAY) -> None:
    operations.send_back(assessment, capacity=capacity, note=MISSING, by=cast[part], at=at)


def signed(assessment: Assessment) -> list[tuple[int, str, str, str]]:
    found = assessment.all_signatures.select_related("by").order_by("pk")
    return [(one.round, one.capacity, one.verdict, one.by.name) for one in found]


@pytest.mark.rule("SO-29")
@pytest.mark.parametrize("part", ["atm", "team", "service"])
def test_a_line_manager_and_the_coordinator_sign(
    part: str, completed: Assessment, southwark: Cast, browser: Callable
) -> None:
    response = browser(part).post(address(completed), posted(MANAGER, note="Agreed."))
    assert response.headers["Location"] == completed.get_absolute_url()
    assert Case.objects.get().stage == Stage.SIGN_OFF
    browser("coordinator").post(address(completed), posted(CO_ORDINATOR))
    assert signed(completed) == [
        (1, "line_manager", "signed", southwark[part].name),
        (1, "co_ordinator", "signed", southwark["coordinator"].name),
    ]
    first = completed.signatures.first()
    assert (first.note, first.at) == ("Agreed.", FRIDAY)
    assert Case.objects.get().stage == Stage.STRATEGY


@pytest.mark.rule("SO-29")
@pytest.mark.parametrize("order", [("team", "coordinator"), ("coordinator", "team")])
def test_each_signature_meets_what_is_owed_in_its_capacity_and_the_second_moves_the_case_on(
    order: tuple[str, str], completed: Assessment, southwark: Cast
) -> None:
    capacities = {"team": MANAGER, "coordinator": CO_ORDINATOR}
    sign(completed, southwark, order[0], capacities[order[0]])
    assert signatures_owed(completed.case).keys() == {capacities[order[1]]}
    assert Case.objects.get().stage == Stage.SIGN_OFF
    sign(completed, southwark, order[1], capacities[order[1]])
    case = Case.objects.get()
    assert signatures_owed(case) == {}
    assert set(case.deadlines.filter(code="screening_sign_off").values_list("closed_as", flat=True)) == {"met"}
    assert case.transitions.filter(step=Step.SIGNED_OFF).count() == 1
    assert [row.detail["capacity"] for row in rows(case, Verb.SCREENING_SIGNED)] == [capacities[part] for part in order]


@pytest.mark.parametrize("seconds", [0, 1])
def test_signatures_at_the_very_end_are_in_time(seconds: int, completed: Assessment, southwark: Cast) -> None:
    deadlines = list(signatures_owed(completed.case).values())
    at = deadlines[0].due_at + timedelta(seconds=seconds)
    sign(completed, southwark, "team", MANAGER, at=at)
    sign(completed, southwark, "coordinator", CO_ORDINATOR, at=at)
    for deadline in deadlines:
        deadline.refresh_from_db()
        assert (deadline.closed_as, deadline.breached_at is None) == ("met", seconds == 0)


@pytest.mark.rule("SO-29")
def test_both_find_what_they_are_to_sign_in_their_work(
    completed: Assessment, southwark: Cast, browser: Callable, subtests: pytest.Subtests
) -> None:
    for part in ("team", "coordinator"):
        with subtests.test(part=part):
            work = queries.owed_by(southwark[part], at=FRIDAY)
            assert [deadline.key for deadline in work.filter(code="screening_sign_off")] == [
                f"{completed.pk}-{'line_manager' if part == 'team' else 'co_ordinator'}"
            ]
            assert "Sign off the screening" in words(one(read(browser(part).get("/").content.decode()), "main"))
    sign(completed, southwark, "coordinator", CO_ORDINATOR)
    assert not queries.owed_by(southwark["coordinator"], at=FRIDAY).filter(code="screening_sign_off").exists()
    assert queries.owed_by(southwark["team"], at=FRIDAY).filter(code="screening_sign_off").exists()


@pytest.mark.rule("SO-29")
def test_each_of_the_two_is_told_of_their_own_lateness(completed: Assessment, southwark: Cast) -> None:
    sign(completed, southwark, "team", MANAGER)
    (deadline,) = signatures_owed(completed.case).values()
    ladder.sweep(at=deadline.due_at)
    assert "Deadline passed: Sign off the screening" not in notices(southwark["coordinator"])
    ladder.sweep(at=deadline.due_at + timedelta(microseconds=1))
    told = {part for part in southwark.people if any("passed: Sign off" in text for text in notices(southwark[part]))}
    assert told == {"coordinator", "service"}


def test_two_screenings_that_wait_are_signed_each_for_itself(completed: Assessment, southwark: Cast) -> None:
    newer = operations.start(completed.case, by=southwark["worker"], at=FRIDAY)
    operations.save_answers(newer, completed.answers, by=southwark["worker"], at=FRIDAY)
    said.say(southwark, newer, at=FRIDAY)
    operations.complete(newer, judgement=typed.judged(), by=southwark["worker"], at=FRIDAY)
    for part, capacity in (("team", MANAGER), ("coordinator", CO_ORDINATOR)):
        sign(completed, southwark, part, capacity)
    assert {deadline.key.partition("-")[0] for deadline in signatures_owed(completed.case).values()} == {str(newer.pk)}


NOT_THEIRS = [
    ("team", CO_ORDINATOR),
    ("service", CO_ORDINATOR),
    ("coordinator", MANAGER),
    ("worker", MANAGER),
    ("worker", CO_ORDINATOR),
    ("mash", MANAGER),
    ("police.mash", CO_ORDINATOR),
]


@pytest.mark.rule("SO-29")
def test_nobody_signs_in_a_capacity_that_is_not_theirs(
    completed: Assessment, southwark: Cast, subtests: pytest.Subtests
) -> None:
    for part, capacity in NOT_THEIRS:
        with subtests.test(part=part, capacity=capacity):
            for act in (sign, send_back):
                with pytest.raises(NotEntitled):
                    act(completed, southwark, part, capacity)
            assert signed(completed) == []


def test_a_manager_of_another_borough_signs_nothing(completed: Assessment, barnet: Cast) -> None:
    with pytest.raises(NotEntitled):
        sign(completed, barnet, "team", MANAGER)


@pytest.fixture
def in_both_roles(southwark: Cast, at: datetime) -> User:
    """The team manager, standing in for the co-ordinator."""
    user, agency = southwark["team"], southwark.agency("csc")
    agencies.begin_membership(agency, name=user.name, email=user.email, role="co_ordinator", by=None, at=at)
    return user


@pytest.mark.rule("SO-29")
def test_one_person_in_both_roles_signs_once(in_both_roles: User, completed: Assessment, southwark: Cast) -> None:
    assert operations.capacities(in_both_roles, completed, at=FRIDAY) == [MANAGER, CO_ORDINATOR]
    sign(completed, southwark, "team", MANAGER)
    assert operations.capacities(in_both_roles, completed, at=FRIDAY) == []
    with pytest.raises(NotEntitled):
        sign(completed, southwark, "team", CO_ORDINATOR)
    assert Case.objects.get().stage == Stage.SIGN_OFF


@pytest.mark.rule("SO-29")
def test_the_database_refuses_the_same_hand_twice(completed: Assessment, southwark: Cast) -> None:
    facts = {"assessment": completed, "round": 1, "verdict": Verdict.SIGNED, "by": southwark["team"], "at": FRIDAY}
    Signature.objects.create(capacity=MANAGER, **facts)
    with pytest.raises(IntegrityError, match="signature_two_people"), transaction.atomic():
        Signature.objects.create(capacity=CO_ORDINATOR, **facts)
    with pytest.raises(IntegrityError, match="signature_once_a_capacity"), transaction.atomic():
        Signature.objects.create(capacity=MANAGER, **facts | {"by": southwark["atm"]})


@pytest.mark.rule("SO-29")
def test_nobody_signs_their_own_screening(
    told: Callable[..., Case], southwark: Cast, browser: Callable, at: datetime
) -> None:
    """The social worker acts up as assistant team manager."""
    user, agency = southwark["worker"], southwark.agency("csc")
    agencies.begin_membership(agency, name=user.name, email=user.email, role="assistant_team_manager", by=None, at=at)
    own = told("screen").assessments.get()
    assert operations.capacities(user, own, at=FRIDAY) == []
    with pytest.raises(NotEntitled):
        sign(own, southwark, "worker", MANAGER)
    client = browser("worker")
    assert "There is nothing for you to sign" in client.get(address(own)).content.decode()
    client.post(address(own), posted(MANAGER))
    assert signed(own) == []


def test_a_second_manager_finds_the_place_taken(completed: Assessment, southwark: Cast, browser: Callable) -> None:
    sign(completed, southwark, "team", MANAGER)
    client = browser("service")
    assert every(read(client.get(address(completed)).content.decode()), "main form") == []
    stale = client.post(address(completed), posted(MANAGER))
    assert stale.status_code == 200
    assert len(signed(completed)) == 1


def test_signing_twice_from_a_stale_page_changes_nothing(completed: Assessment, browser: Callable) -> None:
    client = browser("team")
    client.post(address(completed), posted(MANAGER))
    client.post(address(completed), posted(MANAGER, Verdict.RETURNED, MISSING))
    assert [verdict for _, _, verdict, _ in signed(completed)] == ["signed"]
    assert Case.objects.get().stage == Stage.SIGN_OFF


def test_a_screening_that_is_being_filled_in_cannot_be_signed(
    answered: Assessment, southwark: Cast, browser: Callable
) -> None:
    with pytest.raises(NotEntitled):
        sign(answered, southwark, "team", MANAGER)
    assert every(read(browser("team").get(address(answered)).content.decode()), "main form") == []


@pytest.mark.parametrize(("part", "offered"), [("team", ["line_manager"]), ("coordinator", ["co_ordinator"])])
def test_the_form_offers_the_own_capacity_only(
    part: str, offered: list[str], completed: Assessment, browser: Callable
) -> None:
    page = read(browser(part).get(address(completed)).content.decode())
    assert [box.get("value") for box in every(page, "[name=capacity]")] == offered
    text = words(one(page, "main"))
    assert "15 points" in text
    assert "The signs are current and come together" in text


BAD = [
    ({"capacity": "line_manager"}, ["Error: Select your decision"]),
    (
        {"capacity": "line_manager", "verdict": "returned", "note": " "},
        ["Error: Enter what is missing, because you return the screening"],
    ),
    ({"verdict": "signed"}, ["Error: Select the capacity in which you sign"]),
    ({"capacity": "co_ordinator", "verdict": "signed"}, ["Error: Select the capacity in which you sign from the list"]),
]


def test_bad_input_is_named_beside_the_field_and_signs_nothing(
    completed: Assessment, browser: Callable, subtests: pytest.Subtests
) -> None:
    for typed_in, expected in BAD:
        with subtests.test(typed_in=typed_in, expected=expected):
            page = read(browser("team").post(address(completed), typed_in).content.decode())
            assert texts(page, ".govuk-error-message") == expected
            assert signed(completed) == []


@pytest.mark.rule("SO-29")
@pytest.mark.parametrize(("part", "capacity"), [("team", MANAGER), ("coordinator", CO_ORDINATOR)])
def test_a_returned_screening_is_open_again_with_its_answers(
    part: str, capacity: Capacity, completed: Assessment, southwark: Cast, browser: Callable
) -> None:
    answers = completed.answers
    browser(part).post(address(completed), posted(capacity, Verdict.RETURNED, MISSING))
    completed.refresh_from_db()
    assert (completed.completed_at, completed.score, completed.judgement) == (None, None, None)
    assert (completed.round, completed.answers) == (2, answers)
    assert (
        completed.judgement_reason == "The signs are current and come together; the young person is afraid to say no."
    )
    case = Case.objects.get()
    step = case.transitions.latest("pk")
    assert (case.stage, step.step, step.reason) == (Stage.SCREENING, Step.RETURNED, MISSING)
    assert set(case.deadlines.filter(code="screening_sign_off").values_list("closed_as", flat=True)) == {"withdrawn"}
    assert owed(case, "screening").started_at == FRIDAY
    assert notices(southwark["worker"])[-1] == "A screening came back to you"
    (row,) = rows(case, Verb.SCREENING_RETURNED)
    assert (row.actor, row.reason) == (southwark[part].pk, MISSING)


def test_a_return_says_what_is_missing_by_the_database_too(completed: Assessment, southwark: Cast) -> None:
    facts = {"assessment": completed, "round": 1, "capacity": MANAGER, "by": southwark["team"], "at": FRIDAY}
    with pytest.raises(IntegrityError, match="return_says_why"), transaction.atomic():
        Signature.objects.create(verdict=Verdict.RETURNED, note="", **facts)


@pytest.mark.rule("SO-29")
def test_after_a_return_both_sign_afresh(completed: Assessment, southwark: Cast) -> None:
    sign(completed, southwark, "team", MANAGER)
    send_back(completed, southwark, "coordinator", CO_ORDINATOR)
    with pytest.raises(NotEntitled):
        sign(completed, southwark, "team", MANAGER)
    operations.complete(completed, judgement=typed.judged(), by=southwark["worker"], at=FRIDAY)
    assert signatures_owed(Case.objects.get()).keys() == {MANAGER, CO_ORDINATOR}
    for part, capacity in (("coordinator", CO_ORDINATOR), ("team", MANAGER)):
        sign(completed, southwark, part, capacity)
    assert [(round_, verdict) for round_, _, verdict, _ in signed(completed)] == [
        (1, "signed"),
        (1, "returned"),
        (2, "signed"),
        (2, "signed"),
    ]
    assert Case.objects.get().stage == Stage.STRATEGY


def test_everybody_is_asked_again_after_a_return(completed: Assessment, southwark: Cast) -> None:
    send_back(completed, southwark, "team", MANAGER)
    operations.complete(completed, judgement=typed.judged(), by=southwark["worker"], at=FRIDAY)
    for part in ("team", "coordinator"):
        assert notices(southwark[part]).count("A screening waits for your signature") == 2


def test_earlier_signatures_stay_on_the_page(completed: Assessment, southwark: Cast, browser: Callable) -> None:
    send_back(completed, southwark, "team", MANAGER)
    text = words(one(read(browser("worker").get(completed.get_absolute_url()).content.decode()), "main"))
    assert "Returned for more work" in text
    assert MISSING in text


def test_a_role_that_does_not_sign_is_told_so(
    completed: Assessment, browser: Callable, subtests: pytest.Subtests
) -> None:
    for part in ["worker", "mash", "school", "police.mash", "health"]:
        with subtests.test(part=part):
            assert browser(part).post(address(completed), posted(MANAGER)).status_code == 403
            assert signed(completed) == []


def test_outside_the_case_there_is_nothing(
    completed: Assessment, browser: Callable, barnet: Cast, signed_in: Callable
) -> None:
    assert browser("other.school").post(address(completed), posted(MANAGER)).status_code == 404
    assert signed_in(barnet["team"]).post(address(completed), posted(MANAGER)).status_code == 404


def test_other_methods_are_refused(completed: Assessment, browser: Callable) -> None:
    assert browser("team").put(address(completed)).status_code == 405


def test_nothing_is_signed_on_a_closed_case(completed: Assessment, southwark: Cast, browser: Callable) -> None:
    case = completed.case
    cases.close(case, outcome=Outcome.MOVED, by=southwark["team"], at=FRIDAY, reason="Moved to another borough")
    for act in (sign, send_back):
        with pytest.raises(CaseClosed):
            act(completed, southwark, "atm", MANAGER)
    assert "Sign it off" not in browser("atm").get(completed.get_absolute_url()).content.decode()
    assert signed(completed) == []


@pytest.mark.rule("SO-29")
@pytest.mark.django_db(transaction=True)
def test_both_signatures_at_the_same_moment_move_the_case_on_once(completed: Assessment, southwark: Cast) -> None:
    pairs = [("team", MANAGER), ("coordinator", CO_ORDINATOR), ("service", MANAGER)]
    results = in_parallel(lambda number: sign(completed, southwark, *pairs[number]), 3)
    assert [type(result).__name__ for result in results].count("NotEntitled") == 1
    assert len(signed(completed)) == 2
    assert completed.case.transitions.filter(step=Step.SIGNED_OFF).count() == 1
