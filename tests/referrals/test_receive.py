"""What a referral sets going when it comes in, by its form and by its facts."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import Agency, Kind, User
from mase.agencies.roles import Permission, Section
from mase.audit.verbs import Verb
from mase.cases import access
from mase.cases.errors import Refused
from mase.cases.models import Basis, Case
from mase.cases.stages import Stage, Step
from mase.demo import stories
from mase.demo.cast import Cast
from mase.people.models import Answer
from referrals import operations
from referrals.models import Disclosure, Draft, ExternalReference, Form, Referral, Standing
from tests.referrals.trail import notices, owed, rows, running

Send = Callable[..., Referral]


@pytest.fixture
def send(southwark: Cast, at: datetime) -> Send:
    """Send a referral: send(form, agency, by) with whatever its facts say otherwise."""

    def call(
        form: Form = Form.PROFESSIONAL,
        agency: Agency | None = None,
        by: User | None = None,
        child: dict[str, Any] | None = None,
        **facts: Any,
    ) -> Referral:
        agency, by = agency or southwark.agency("harbour"), by or southwark["school"]
        draft = operations.start_draft(agency, by=by, at=at, to=southwark.authority, form=form)
        said = {"child": stories.child(0, at=at) | (child or {}), "referral": stories.REFERRAL | facts}
        return operations.send(draft, by=by, at=at, **said)

    return call


@pytest.mark.rule("SO-7")
def test_a_child_in_danger_now_is_announced_as_urgent_and_nothing_more_is_said(send: Send, southwark: Cast) -> None:
    send(immediate_danger=True)
    for part in ("mash", "coordinator"):
        assert notices(southwark[part]) == ["Urgent: a referral has come in"]


@pytest.mark.rule("RE-4")
def test_what_is_sent_for_the_record_starts_no_clock_and_goes_to_the_coordinator(send: Send, southwark: Cast) -> None:
    case = send(Form.DATA_ONLY).case
    assert (case.stage, running(case)) == (Stage.DATA_ONLY, set())
    assert [step.step for step in case.transitions.order_by("pk")] == [Step.REFERRED, Step.DATA_RECEIVED]
    told = [part for part, person in southwark.people.items() if notices(person)]
    assert (told, notices(southwark["coordinator"])) == (["coordinator"], ["Something has come in for the record"])


@pytest.mark.rule("RE-4")
def test_what_is_sent_for_the_record_has_its_own_row_in_the_trail(send: Send, at: datetime) -> None:
    case = send(Form.DATA_ONLY).case
    (row,) = rows(case, Verb.DATA_RECEIVED)
    assert (row.at, row.agency, rows(case, Verb.REFERRAL_SENT)) == (at, "southwark-harbour", [])


def test_of_what_is_sent_for_the_record_no_offence_is_passed_on(send: Send) -> None:
    send(Form.DATA_ONLY, offence_disclosed=Answer.YES)
    assert not Disclosure.objects.exists()


@pytest.mark.rule("SO-13")
def test_a_told_offence_is_to_have_a_crime_reference_within_24_hours(send: Send, at: datetime) -> None:
    case = send(offence_disclosed=Answer.YES).case
    told, deadline = case.disclosures.get(), owed(case, "crime_reference")
    assert (told.told_at, told.recorded_at, told.settled_at) == (at, at, None)
    assert (deadline.key, deadline.due_at) == (str(told.pk), at + timedelta(hours=24))
    assert (deadline.owner_role, deadline.agency.kind) == ("police_mash", Kind.POLICE)


@pytest.mark.rule("SO-13")
def test_the_police_see_at_once_what_they_have_to_record(send: Send, southwark: Cast, at: datetime) -> None:
    case = send(offence_disclosed=Answer.YES).case
    officer = southwark["police.mash"]
    assert notices(officer) == ["A child told of an offence: the crime reference is owed"]
    assert access.may(officer, Permission.REFERRAL_VIEW, case, at=at)
    grants = case.agency_grants.filter(group=southwark.agency("police").group_id)
    assert {grant.basis for grant in grants} == {Basis.CRIME}
    assert running(case) == {"mash_check", "rag_outcome", "police_category", "crime_reference"}


def test_to_whom_the_child_spoke_does_not_name_who_referred(send: Send) -> None:
    referral = send(offence_disclosed=Answer.YES)
    told = referral.case.disclosures.get()
    assert told.told_to == "Harbour Lane School"
    assert referral.referrer_role not in told.told_to
    (row,) = rows(referral.case, Verb.DISCLOSURE_RECORDED)
    assert (row.subject_id, row.reason) == (told.pk, "")


@pytest.mark.parametrize("answer", [Answer.NO, Answer.NOT_KNOWN])
def test_without_a_told_offence_the_police_are_not_let_in(
    answer: Answer, send: Send, southwark: Cast, at: datetime
) -> None:
    case = send(offence_disclosed=answer).case
    assert not access.may(southwark["police.mash"], Permission.CASE_VIEW, case, at=at)
    assert not Disclosure.objects.exists()


@pytest.mark.rule("HO-7")
@pytest.mark.rule("SO-13")
def test_the_references_of_a_police_referral_are_kept_each_as_what_it_is(
    send: Send, southwark: Cast, at: datetime
) -> None:
    numbers = {"merlin": "26PAC001234", "form_87a": "87A/118", "cris": "4619283/26", "connect": "", "cad": "CAD 4410"}
    officer = southwark["police.mash"]
    case = send(Form.POLICE, southwark.agency("police"), officer, particulars=numbers).case
    kept = {found.kind: found.number for found in case.external_references.all()}
    assert kept == {"merlin": "26PAC001234", "87a": "87A/118", "cris": "4619283/26", "cad": "CAD 4410"}
    assert {(found.recorded_by, found.recorded_at) for found in case.external_references.all()} == {(officer, at)}
    assert len(rows(case, Verb.REFERENCE_RECORDED)) == 4
    assert "4619283" not in str([row.detail for row in rows(case, Verb.REFERENCE_RECORDED)])


@pytest.mark.rule("SO-13")
def test_the_time_for_the_category_runs_from_the_police_referral(send: Send, southwark: Cast) -> None:
    case = send(Form.POLICE, southwark.agency("police"), southwark["police.mash"]).case
    assert "police_category" in running(case)
    assert not ExternalReference.objects.exists()


AGES = [  # born on, where they stand, whether they are refused on 2 March 2026
    pytest.param(date(2008, 3, 2), Standing.NOT_KNOWN, True, id="18 today"),
    pytest.param(date(2008, 3, 3), Standing.NOT_KNOWN, False, id="18 tomorrow"),
    pytest.param(date(2003, 5, 1), Standing.LEAVER, False, id="a care leaver of 22"),
    pytest.param(date(2003, 5, 1), Standing.CIN, True, id="22 and no care leaver"),
    pytest.param(None, Standing.NOT_KNOWN, False, id="not known"),
]


@pytest.mark.rule("ALL-2")
@pytest.mark.parametrize(("born_on", "standing", "refused"), AGES)
def test_somebody_of_18_or_over_is_referred_only_as_a_care_leaver(
    born_on: date | None, standing: Standing, refused: bool, send: Send
) -> None:
    if refused:
        with pytest.raises(Refused, match="only as a care leaver"):
            send(child={"born_on": born_on}, standing=standing)
        assert (Case.objects.count(), Draft.objects.count()) == (0, 1)
    else:
        assert send(child={"born_on": born_on}, standing=standing).case.child.born_on == born_on


@pytest.mark.rule("ALL-2")
def test_the_day_of_the_birthday_is_a_london_day(southwark: Cast) -> None:
    just_before = datetime(2026, 6, 10, 22, 59, tzinfo=UTC)
    draft = operations.start_draft(southwark.agency("harbour"), by=southwark["school"], at=just_before)
    said = {"child": stories.child(0, at=just_before) | {"born_on": date(2008, 6, 11)}, "referral": stories.REFERRAL}
    operations.send(draft, by=southwark["school"], at=just_before, **said)
    draft = operations.start_draft(southwark.agency("harbour"), by=southwark["school"], at=just_before)
    with pytest.raises(Refused):
        operations.send(draft, by=southwark["school"], at=just_before + timedelta(minutes=1), **said)


ROUTES = [  # what the referral says, and the routes that begin
    pytest.param({"trafficking_suspected": Answer.YES}, ["trafficking"], id="trafficking"),
    pytest.param({"trafficking_suspected": Answer.NO}, [], id="no trafficking"),
    pytest.param({"placement": "own_here"}, ["looked_after"], id="in care here"),
    pytest.param({"placement": "own_elsewhere"}, ["placed_elsewhere"], id="placed elsewhere"),
    pytest.param({"placement": "others_here"}, ["placed_here"], id="placed here by another authority"),
    pytest.param({"placement": "not_in_care"}, [], id="not in care"),
    pytest.param({"standing": "care_leaver"}, [], id="a care leaver who is not 18"),
    pytest.param(
        {"placement": "own_elsewhere", "trafficking_suspected": Answer.YES},
        ["placed_elsewhere", "trafficking"],
        id="both",
    ),
]


@pytest.mark.rule("SO-22", "SO-33", "SO-35")
@pytest.mark.parametrize(("facts", "codes"), ROUTES)
def test_what_the_referral_says_begins_the_routes(
    facts: dict[str, Any], codes: list[str], send: Send, at: datetime
) -> None:
    case = send(responsible_authority="Barnet", **facts).case
    begun = list(case.routes.order_by("code"))
    assert [route.code for route in begun] == codes
    assert {(route.reason, route.began_at) for route in begun} <= {("Said in the referral", at)}
    named = {route.code: route.authority_named for route in begun}
    assert named == dict.fromkeys(codes, "") | ({"placed_here": "Barnet"} if "placed_here" in codes else {})


@pytest.mark.rule("SO-23", "HO-13")
def test_a_care_leaver_of_18_goes_the_care_leavers_way(send: Send) -> None:
    case = send(child={"born_on": date(2006, 5, 1)}, standing="care_leaver", placement="own_here").case
    assert [route.code for route in case.routes.all()] == ["care_leaver"]
    assert "adult_safeguarding" in running(case)


@pytest.mark.rule("RE-5")
def test_the_form_for_a_child_placed_here_begins_its_route(send: Send, barnet: Cast) -> None:
    said = {"placing_authority": "Barnet", "worker": "Kofi Castle"}
    case = send(Form.PLACED_HERE, barnet.agency("csc"), barnet["mash"], particulars=said).case
    assert [(route.code, route.authority_named) for route in case.routes.all()] == [("placed_here", "Barnet")]


@pytest.mark.rule("RE-4")
def test_for_the_record_only_no_route_begins(send: Send) -> None:
    assert not send(Form.DATA_ONLY, trafficking_suspected=Answer.YES).case.routes.exists()


@pytest.fixture
def elsewhere(send: Send, barnet: Cast) -> Case:
    """A child of Barnet who is placed in Southwark, referred by Barnet's MASH."""
    return send(Form.PLACED_HERE, barnet.agency("csc"), barnet["mash"]).case


@pytest.mark.rule("RE-5")
@pytest.mark.rule("SO-35")
def test_the_case_of_another_authoritys_child_is_this_authoritys(elsewhere: Case, southwark: Cast) -> None:
    assert elsewhere.authority == southwark.authority
    assert notices(southwark["mash"]) == ["A referral has come in"]


@pytest.mark.rule("ALL-5")
def test_another_authority_keeps_what_it_sent_in_sight_and_nothing_else(
    elsewhere: Case, barnet: Cast, signed_in: Callable[[User], Client]
) -> None:
    client, referral = signed_in(barnet["mash"]), elsewhere.referrals.get()
    assert client.get(reverse("referral_sent", args=[elsewhere.ref, referral.pk])).status_code == 200
    assert client.get(reverse("referrals", args=[elsewhere.ref])).status_code == 200
    for name in ("screenings", "strategies", "mase", "history", "allocate", "close", "restrict"):
        assert client.get(reverse(name, args=[elsewhere.ref])).status_code == 403, name
    for name in ("start_sharing", "propose"):
        assert client.get(reverse(name, args=[elsewhere.ref, referral.pk])).status_code == 403, name


@pytest.mark.rule("ALL-5")
def test_people_of_another_authority_decide_nothing_on_a_case_that_was_opened_to_them(
    elsewhere: Case, barnet: Cast, southwark: Cast, at: datetime
) -> None:
    access.open_to_agency(elsewhere, barnet.agency("csc"), Section, by=southwark["mash"], at=at, reason="Tried")
    for part in ("mash", "team", "service", "coordinator"):
        standing = access.standing(barnet[part], elsewhere, at=at)
        held = {permission for permission in Permission if standing.may(permission)}
        changing = {permission for permission in held if permission.right.changes}
        assert changing <= {Permission.CASE_ACT}, part
        assert Permission.CASE_VIEW in held
        assert Permission.REFERRAL_ANSWERS not in held


@pytest.mark.rule("ALL-5")
def test_the_lists_of_what_may_be_done_leave_out_what_another_authority_opened(
    elsewhere: Case, barnet: Cast, southwark: Cast, at: datetime
) -> None:
    mine, theirs = barnet["mash"], southwark["mash"]
    assert access.page(access.visible(mine, at=at)) == [elsewhere]
    assert access.page(access.visible(mine, at=at, needing=Permission.CASE_SHARE)) == []
    assert access.page(access.visible(theirs, at=at, needing=Permission.CASE_SHARE)) == [elsewhere]


@pytest.mark.rule("ALL-5")
def test_the_partners_of_the_sending_authority_see_nothing(elsewhere: Case, barnet: Cast, at: datetime) -> None:
    for part in ("police.mash", "health", "school"):
        assert not access.may(barnet[part], Permission.CASE_VIEW, elsewhere, at=at)
