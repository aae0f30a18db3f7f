"""The page of changes: field by field in words, for whoever may see that part, and marked where nobody did it here."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies.models import User
from mase.agencies.roles import Permission, Section
from mase.audit.models import Event
from mase.cases import access, changes, ladder, operations
from mase.cases.models import Case, Deadline
from mase.demo import stories
from mase.demo.cast import Cast
from mase.people.models import Relationship
from mase.web import reader
from tests.cases.pages import links, texts
from tests.cases.rights import everything, only
from tests.cases.roles import run, under
from tests.factories import PersonFactory

Lived = Callable[..., Case]


@pytest.fixture
def lived(southwark: Cast, at: datetime) -> Lived:
    """Tell a story act by act, never put back: what it leaves on the way is what is looked at here."""

    def live(until: str = "refer", *, number: int = 0) -> Case:
        return stories.tell(southwark, number, begins_at=at, until=until)

    return live


def _newest(case: Case) -> changes.Entry:
    return changes.page(case, may=everything)[0][0]


def _said(entries: list[changes.Entry]) -> list[tuple[str, str, str, str]]:
    records = [record for entry in entries for record in entry.records]
    return [(record.called, each.what, each.before, each.after) for record in records for each in record.details]


def _records(case: Case, may: Callable[[Permission], bool]) -> set[str]:
    return {record.partition(" “")[0] for record, *_ in _said(_leaf(case, may))}


def _leaf(case: Case, may: Callable[[Permission], bool] = everything) -> list[changes.Entry]:
    found: list[changes.Entry] = []
    before = None
    while True:
        entries, before = changes.page(case, may=may, before=before)
        found += entries
        if before is None:
            return found


def _by_hand(case: Case, school: str) -> None:
    run("UPDATE people_person SET school = %s WHERE id = %s", school, case.child_id)


def test_a_change_says_what_it_was_before_and_after(case: Case, southwark: Cast, at: datetime) -> None:
    with reader.answering(southwark["team"].pk, at=at):
        case.child.school, case.child.gender = "Harbour Lane School", "female"
        case.child.save()
    entry = _newest(case)
    assert _said([entry]) == [
        ("Child’s details", "Gender", "Not known yet", "Girl"),
        ("Child’s details", "School", "Not recorded", "Harbour Lane School"),
    ]
    assert (entry.who, entry.by_application) == (southwark["team"].name, True)


def test_values_are_in_the_words_of_their_fields(case: Case, southwark: Cast, at: datetime) -> None:
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    said = {what: after for record, what, before, after in _said([_newest(case)]) if "estricted" in what}
    assert said == {
        "Restricted at": "2 March 2026 at 10:00",
        "Restricted by": southwark["service"].name,
        "Restricted because": "Related to a member of staff",
    }


def test_days_answers_and_choices_are_in_words(lived: Lived) -> None:
    said = {(record, what): after for record, what, _, after in _said(_leaf(lived("refer")))}
    assert said["Child’s details", "Born on"] == "1 January 2012"
    assert said["Referral", "Immediate danger"] == "No"
    assert said["Referral", "Indicators"].startswith("Missing from home or care, ")
    assert said["Case", "Stage"] == "MASH check"


def test_what_was_done_in_one_go_is_one_entry_with_the_act(lived: Lived, southwark: Cast) -> None:
    entries = _leaf(lived("allocate"))
    (allocated,) = [entry for entry in entries if entry.through == "allocated the case"]
    assert allocated.who == southwark["team"].name
    records = {record.called for record in allocated.records}
    assert {"Allocation", "Case", "Access of a person", "Deadline “Allocate a social worker”"} <= records


def test_several_grants_of_one_go_are_said_once(lived: Lived) -> None:
    opened = next(entry for entry in _leaf(lived("refer")) if entry.through == "opened the case")
    (grants,) = [record for record in opened.records if record.called == "Access of an agency"]
    assert len({detail.what for detail in grants.details}) == len(grants.details)
    sections = next(detail.after for detail in grants.details if detail.what == "Part of the file")
    assert sections.count("; ") == len(Section) - 1


def test_what_repeats_the_stage_or_times_the_ladder_is_left_out(
    case: Case, owing: Callable[..., Deadline], at: datetime
) -> None:
    access.keep_in_step(Case(pk=case.pk, stage="screening"))
    assert ("Access of an agency", "Stage") not in {(record, what) for record, what, *_ in _said(_leaf(case))}
    owed = owing(label="Sign off the screening")
    with under("mase_worker"):
        ladder.sweep(at=at + timedelta(hours=2))
    assert [(record, what) for record, what, *_ in _said([_newest(case)])] == [
        (f"Deadline “{owed.label}”", "Breached at")
    ]


def test_what_the_worker_did_was_done_by_the_system(case: Case, owing: Callable[..., Deadline], at: datetime) -> None:
    owing()
    with under("mase_worker"):
        ladder.sweep(at=at + timedelta(hours=2))
    assert (_newest(case).who, _newest(case).by_application) == ("", True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ["mase_app", "mase_owner"])
def test_what_nobody_did_through_a_page_is_marked(case: Case, role: str) -> None:
    if role == "mase_owner":
        _by_hand(case, "By hand")
    else:
        with under(role), transaction.atomic(), reader.lifted():
            _by_hand(case, "By hand")
    entry = _newest(case)
    assert (entry.by_application, entry.role, entry.who) == (False, role, "")
    assert _said([entry])[0][3] == "By hand"


def test_an_act_that_a_command_does_is_known_by_its_event(case: Case, southwark: Cast, at: datetime) -> None:
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    entry = _newest(case)
    assert (entry.through, entry.who, entry.by_application) == (
        "restricted the record",
        southwark["service"].name,
        True,
    )


@pytest.mark.parametrize(
    ("column", "what", "value"),
    [("nhs_number", "NHS number", "9434765919"), ("address", "Address", "14 Canary Row, SE1 9ZZ")],
)
def test_covered_fields_say_only_that_they_changed(case: Case, column: str, what: str, value: str) -> None:
    run(f"UPDATE people_person SET {column} = %s WHERE id = %s", value, case.child_id)  # noqa: S608
    entry = _newest(case)
    (detail,) = [each for record in entry.records for each in record.details if each.what == what and each.is_covered]
    assert (detail.before, detail.after) == ("", "")
    assert value not in str(entry)


def test_the_informant_s_telephone_is_covered(lived: Lived) -> None:
    case = lived("refer")
    entries = _leaf(case)
    assert case.referrals.get().referrer_telephone not in str(entries)
    assert ("Referral", "Referrer telephone", "", "") in _said(entries)


def test_who_referred_is_not_named_to_whoever_may_not_know(lived: Lived, southwark: Cast) -> None:
    case = lived("refer")
    rights = (Permission.CASE_VIEW, Permission.REFERRAL_VIEW, Permission.HISTORY_VIEW)
    covered, open_to = _leaf(case, only(*rights)), _leaf(case, only(*rights, Permission.REFERRAL_INFORMANT))
    assert southwark["school"].name not in str(covered)
    assert {entry.who for entry in covered} == {"The referrer"}
    assert {entry.who for entry in open_to} == {southwark["school"].name}


def test_answers_of_a_tool_are_not_spelt_out(lived: Lived) -> None:
    said = [after for record, what, _, after in _said(_leaf(lived("screen"))) if what == "Answers"]
    assert said
    assert set(said) == {""}


def test_an_adult_who_joins_the_child_s_life_is_named(case: Case, southwark: Cast, at: datetime) -> None:
    adult = PersonFactory(given_names="Una", family_name="Made-Up")
    Relationship.objects.create(child=case.child, adult=adult, kind="carer", noted_at=at, noted_by=southwark["team"])
    assert ("Adult in the child’s life", "Adult", "Not recorded", "Una Made-Up") in _said([_newest(case)])


def test_each_part_is_for_whoever_may_see_it(lived: Lived) -> None:
    case = lived("plan")
    core = {"Child’s details", "Case", "Allocation"}
    assert _records(case, only(Permission.CASE_VIEW)) == core
    assert _records(case, only(Permission.REFERRAL_VIEW)) == {"Referral"}
    assert _records(case, only(Permission.REFERRAL_ANSWERS)) == {"Information request", "Outcome"}
    screened = {"Risk screening", "Signature", "Safety plan"}
    assert _records(case, only(Permission.SCREENING_VIEW)) <= screened | {"Single assessment", "Plan review"}
    assert "Risk screening" in _records(case, only(Permission.SCREENING_VIEW))
    assert _records(case, only(Permission.STRATEGY_VIEW)) == {"Strategy meeting", "Contribution"}
    assert _records(case, only(Permission.MAP_VIEW)) == set()


def test_deadlines_are_for_whoever_may_see_their_part(lived: Lived) -> None:
    case = lived("allocate")
    shown = str(_leaf(case, only(Permission.HISTORY_VIEW, Permission.SCREENING_VIEW)))
    assert "Complete the CSE risk screening" in shown
    assert "Answer the request for information" not in shown
    assert "Record the police category" not in shown


def test_an_act_in_a_part_that_is_closed_is_not_named(lived: Lived) -> None:
    entries = _leaf(lived("screen"), only(Permission.CASE_VIEW))
    assert "completed the risk screening" not in {entry.through for entry in entries}
    assert {entry.by_application for entry in entries} == {True}


def test_another_case_s_changes_are_not_in_it(lived: Lived) -> None:
    one, other = lived("refer"), lived("refer", number=1)
    shown = str(_leaf(one))
    assert other.ref not in shown
    assert other.child.family_name not in shown


@pytest.mark.parametrize("number", [1, 49, 50, 51, 120])
def test_leafing_shows_every_change_once_newest_first(case: Case, number: int) -> None:
    for each in range(number):
        _by_hand(case, f"School {each}")
    said = [after for record, what, before, after in _said(_leaf(case)) if after.startswith("School ")]
    assert sorted(said) == sorted(f"School {each}" for each in range(number))


def test_two_hundred_changes_cost_two_queries(lived: Lived) -> None:
    case = lived("allocate")
    for each in range(200):
        _by_hand(case, f"School {each}")
    for number in (10, 200):
        with CaptureQueriesContext(connection) as captured:
            changes.page(case, may=everything, number=number)
        assert len(captured) == 2
    with CaptureQueriesContext(connection) as captured:
        changes.page(case, may=only(Permission.CASE_VIEW), number=200)
    assert len(captured) == 3  # whose name is covered is looked up too


def test_the_page_shows_the_changes_of_the_parts_open_to_the_reader(
    lived: Lived, southwark: Cast, at: datetime, signed_in: Callable[[User], Client]
) -> None:
    case = lived("decide")
    by = southwark["team"]
    sections = [Section.CASE, Section.HISTORY]
    access.open_to_person(case, southwark["second.worker"], sections, by=by, at=at, reason="Audit of the file")
    narrow = signed_in(southwark["second.worker"]).get(f"/cases/{case.ref}/changes/")
    wide = signed_in(southwark["team"]).get(f"/cases/{case.ref}/changes/")
    assert narrow.status_code == wide.status_code == 200
    named = ("Referral", "Outcome", "Information request")
    headings = "caption, .govuk-details__summary-text"
    assert not any(text.startswith(named) for text in texts(narrow, headings))
    assert any(text.startswith("Outcome") for text in texts(wide, headings))


@pytest.mark.django_db(transaction=True)
def test_the_page_marks_what_was_done_by_hand(case: Case, southwark: Cast, signed_in: Callable[[User], Client]) -> None:
    _by_hand(case, "By hand")
    page = signed_in(southwark["team"]).get(f"/cases/{case.ref}/changes/")
    heading = texts(page, "h2")[0]
    assert heading == "Changed by the database role mase_owner Not through the application"


def test_following_the_links_reaches_the_first_change(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    for each in range(60):
        _by_hand(case, f"School {each}.")
    browser, address, seen = signed_in(southwark["team"]), f"/cases/{case.ref}/changes/", 0
    while address:
        page = browser.get(address)
        seen += len([row for row in texts(page, "tbody tr") if row.startswith("School ")])
        (older,) = [href for text, href in links(page).items() if text.startswith("Older")] or [""]
        address = older
    assert seen == 60


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "9" * 30, "\x00", "²"])
def test_a_place_that_nobody_was_sent_to_is_not_there(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client], before: str
) -> None:
    answer = signed_in(southwark["team"]).get(f"/cases/{case.ref}/changes/", {"before": before})
    assert answer.status_code == 404


def test_reading_the_changes_leaves_a_row_itself(
    case: Case, southwark: Cast, signed_in: Callable[[User], Client]
) -> None:
    signed_in(southwark["team"]).get(f"/cases/{case.ref}/changes/")
    assert Event.objects.filter(case=case.ref, actor=southwark["team"].pk, detail={"page": "changes"}).count() == 1


@pytest.mark.parametrize(("part", "status"), [("barnet", 404), ("police.mash", 404), ("minutes", 403), ("admin", 404)])
def test_whoever_may_not_read_the_history_reads_no_changes(
    case: Case, southwark: Cast, barnet: Cast, signed_in: Callable[[User], Client], part: str, status: int
) -> None:
    user = barnet["team"] if part == "barnet" else southwark[part]
    for page in ("changes", "changes/as-it-was"):
        assert signed_in(user).get(f"/cases/{case.ref}/{page}/").status_code == status


def test_a_restricted_record_shows_its_changes_to_the_people_named(
    case: Case, southwark: Cast, at: datetime, signed_in: Callable[[User], Client]
) -> None:
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    address = f"/cases/{case.ref}/changes/"
    assert signed_in(southwark["team"]).get(address).status_code == 404
    assert texts(signed_in(southwark["service"]).get(address), "h2")


def test_a_page_that_forgets_to_ask_still_shows_no_restricted_change(case: Case, southwark: Cast, at: datetime) -> None:
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    with reader.answering(southwark["team"].pk, at=at):
        assert changes.page(case, may=everything) == ([], None)
    with reader.answering(southwark["service"].pk, at=at):
        assert changes.page(case, may=everything)[0]
