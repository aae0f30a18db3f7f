"""The trail of changes: whatever path a change took, it leaves a row, and nobody who signs in can touch that row."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from mase.agencies.models import User
from mase.audit import recording
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import ladder, operations
from mase.cases.models import Act, AgencyGrant, Case, Change, Conflict, Deadline
from mase.demo import stories
from mase.demo.cast import Cast
from mase.people.models import Relationship
from mase.web import reader
from tests.cases.roles import run, under
from tests.factories import CaseFactory, PersonFactory

MINUTE = timedelta(minutes=1)
FORGED = """
INSERT INTO trail.change (at, transaction, table_name, act, login, role, changed)
VALUES (now(), 1, 'cases_case', 'insert', 'x', 'x', '{}')
"""
ROLES = ["mase_app", "mase_worker", "mase_report"]


@pytest.fixture
def since(case: Case) -> Callable[[], list[Change]]:
    """What has been noted since this was asked for, in its order."""
    last = Change.objects.latest("pk").pk
    return lambda: list(Change.objects.filter(pk__gt=last).order_by("pk"))


def _only(changes: list[Change]) -> Change:
    (change,) = changes
    return change


def test_saving_leaves_what_differs_and_nothing_else(case: Case, since: Callable[[], list[Change]]) -> None:
    case.child.school = "Another school"
    case.child.save()
    change = _only(since())
    assert (change.table, change.row, change.act) == ("people_person", case.child_id, "update")
    assert change.changed == {"school": ["", "Another school"]}


def test_a_new_row_is_kept_whole(southwark: Cast, at: datetime) -> None:
    case = CaseFactory(cast=southwark, opened_at=at)
    added = _only(list(Change.objects.filter(table="cases_case", row=case.pk)))
    assert (added.act, added.case) == ("insert", case.pk)
    assert (added.changed["ref"], added.changed["stage"]) == (case.ref, "mash_check")


def test_a_deleted_row_is_kept_whole(case: Case, since: Callable[[], list[Change]]) -> None:
    grant = case.agency_grants.order_by("pk").first()
    assert grant is not None
    number, reason = grant.pk, grant.reason
    grant.delete()
    gone = _only(since())
    assert (gone.act, gone.table, gone.row, gone.case) == ("delete", "cases_agencygrant", number, case.pk)
    assert gone.changed["reason"] == reason


def test_an_update_of_many_rows_leaves_a_row_for_each(
    case: Case, owing: Callable[..., Deadline], since: Callable[[], list[Change]], at: datetime
) -> None:
    owed = {owing().pk, owing().pk, owing().pk}
    Deadline.objects.filter(pk__in=owed).update(label="Another label")
    changes = [change for change in since() if change.act == "update"]
    assert {change.row for change in changes} == owed
    assert {tuple(change.changed) for change in changes} == {("label",)}
    assert {change.case for change in changes} == {case.pk}


def test_creating_in_bulk_leaves_a_row_for_each(
    case: Case, since: Callable[[], list[Change]], southwark: Cast, at: datetime
) -> None:
    grants = list(case.agency_grants.all())
    health = southwark.agency("health").group_id
    for grant in grants:
        grant.pk, grant.group_id = None, health
    AgencyGrant.objects.bulk_create(grants)
    assert [(change.act, change.changed["group_id"]) for change in since()] == [("insert", health)] * len(grants)


def test_updating_in_bulk_leaves_a_row_for_each(
    owing: Callable[..., Deadline], since: Callable[[], list[Change]]
) -> None:
    owed = [owing(), owing()]
    for number, deadline in enumerate(owed):
        deadline.label = f"Label {number}"
    Deadline.objects.bulk_update(owed, ["label"])
    changes = {change.row: change.changed["label"][1] for change in since() if change.act == "update"}
    assert changes == {owed[0].pk: "Label 0", owed[1].pk: "Label 1"}


def test_sql_in_a_request_leaves_a_row_with_person_and_role(
    case: Case, southwark: Cast, at: datetime, since: Callable[[], list[Change]]
) -> None:
    with reader.answering(southwark["team"].pk, at=at):
        run("UPDATE people_person SET family_name = 'Other' WHERE id = %s", case.child_id)
    change = _only(since())
    assert (change.person, change.role, change.login) == (southwark["team"].pk, "mase_app", "mase_owner")
    assert change.changed == {"family_name": [case.child.family_name, "Other"]}
    assert change.is_by_application


def test_sql_by_the_owner_leaves_a_row_that_names_the_owner(case: Case, since: Callable[[], list[Change]]) -> None:
    run("UPDATE cases_case SET stage = 'screening' WHERE id = %s", case.pk)
    change = _only(since())
    assert (change.person, change.role, change.login) == (None, "mase_owner", "mase_owner")
    assert not change.is_by_application


def test_the_sweep_leaves_rows_of_the_worker_and_of_nobody(
    case: Case, owing: Callable[..., Deadline], at: datetime, since: Callable[[], list[Change]]
) -> None:
    owed = owing()
    with under("mase_worker"):
        ladder.sweep(at=at + timedelta(hours=2))
    change = next(change for change in since() if change.act == "update")
    assert (change.row, change.person, change.role) == (owed.pk, None, "mase_worker")
    assert change.changed["breached_at"][0] is None
    assert change.is_by_application


def test_a_change_that_is_rolled_back_leaves_nothing(case: Case, since: Callable[[], list[Change]]) -> None:
    with transaction.atomic():
        run("UPDATE cases_case SET stage = 'screening' WHERE id = %s", case.pk)
        assert len(since()) == 1
        transaction.set_rollback(True)
    assert since() == []


def test_a_row_whose_number_changes_is_noted_under_both(case: Case, since: Callable[[], list[Change]]) -> None:
    adult = PersonFactory()
    run("UPDATE people_person SET id = 987654 WHERE id = %s", adult.pk)
    assert {change.row for change in since()} == {adult.pk, 987654}


def test_copied_rows_leave_a_trail_too(case: Case, since: Callable[[], list[Change]]) -> None:
    copied = "COPY people_person (given_names, family_name, known_as, gender, nhs_number, address, school, language, "
    copied += "learning_disability) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(copied) as copy:
        copy.write_row(("A", "B", "", "not_known", "", "", "", "", "not_known"))
    assert _only(since()).changed["family_name"] == "B"


def test_passwords_and_secrets_are_never_in_it(southwark: Cast, at: datetime) -> None:
    user = User.objects.create_user("new@made-up.example", "correct horse battery", name="New")
    user.set_password("another horse battery")
    user.save()
    run("INSERT INTO agencies_calendaraddress (user_id, secret_sha256, created_at) VALUES (%s, 'x', %s)", user.pk, at)
    kept = {key for changed in Change.objects.values_list("changed", flat=True) for key in changed}
    assert not {key for key in kept if "password" in key or "secret" in key or "last_login" in key}
    assert Change.objects.filter(table="agencies_user", row=user.pk, act="update", changed={}).exists()


def test_what_the_database_works_out_by_itself_is_not_kept_twice(case: Case) -> None:
    kept = {
        key for changed in Change.objects.filter(table="people_person").values_list("changed") for key in changed[0]
    }
    assert "family_name" in kept
    assert not kept & {"name_key", "postcode"}


def test_a_row_that_leads_to_a_case_only_through_another_is_of_that_case(southwark: Cast, at: datetime) -> None:
    case = stories.tell(southwark, 0, begins_at=at, until="decide")
    assert Change.objects.filter(table="referrals_outcome", case=case.pk).exists()


def test_who_is_in_a_child_s_life_is_about_the_child(case: Case, southwark: Cast, at: datetime) -> None:
    by = southwark["team"]
    adult = PersonFactory()
    Relationship.objects.create(child=case.child, adult=adult, kind="carer", noted_at=at, noted_by=by)
    change = Change.objects.get(table="people_relationship")
    assert (change.case, change.child) == (None, case.child_id)


def test_an_act_is_tied_to_the_changes_of_its_transaction(case: Case, southwark: Cast, at: datetime) -> None:
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    restricted = Change.objects.filter(changed__has_key="restricted_at", act="update").with_acts().get()
    assert restricted.through["verb"] == Verb.CASE_RESTRICTED
    assert restricted.through["actor"] == southwark["service"].pk
    event = Event.objects.get(verb=Verb.CASE_RESTRICTED)
    assert Act.objects.get(event=event.pk).transaction == restricted.transaction


def test_viewings_are_no_acts(case: Case, southwark: Cast, at: datetime) -> None:
    before = Act.objects.count()
    recording.record(Verb.VIEWED, case, by=southwark["team"], at=at)
    recording.record_list([case], by=southwark["team"], at=at, page="cases")
    assert Act.objects.count() == before


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "statement",
    [
        FORGED,
        "UPDATE trail.change SET changed = '{}'",
        "DELETE FROM trail.change",
        "TRUNCATE trail.change",
        "INSERT INTO trail.act (transaction, event_id, verb, subject) VALUES (1, 1, 'x', 'x')",
        "UPDATE trail.act SET verb = 'x'",
        "DELETE FROM trail.act",
        "TRUNCATE trail.act",
        "SELECT nextval('trail.number')",
        "DROP SCHEMA trail CASCADE",
        "CREATE TABLE trail.mine (id int)",
        "ALTER TABLE trail.change DISABLE TRIGGER append_only",
        "ALTER TABLE trail.change DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE cases_case DISABLE TRIGGER trail_update",
        "ALTER TABLE audit_event DISABLE TRIGGER trail_act",
        "DROP TRIGGER trail_update ON cases_case",
        "DROP FUNCTION trail.note_cases_case() CASCADE",
        "SET session_replication_role = replica",
        "TRUNCATE cases_allocation",
    ],
)
def test_no_role_that_signs_in_can_write_change_or_stop_the_trail(case: Case, role: str, statement: str) -> None:
    before = Change.objects.count()
    with under(role), pytest.raises(DatabaseError, match=r"denied|must be owner"), transaction.atomic():
        run(statement)
    assert Change.objects.count() == before


@pytest.mark.parametrize(
    "statement", ["UPDATE trail.change SET changed = '{}'", "DELETE FROM trail.act", "TRUNCATE trail.act"]
)
def test_even_the_owner_meets_a_refusal_first(case: Case, southwark: Cast, at: datetime, statement: str) -> None:
    recording.record(Verb.CASE_OPENED, case, by=southwark["team"], at=at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(statement)


def test_nobody_puts_the_writing_function_on_a_table_of_their_own(case: Case) -> None:
    with under("mase_app"):
        run("CREATE TEMPORARY TABLE mine (id bigint, child_id bigint)")
        with pytest.raises(DatabaseError, match="denied for function"), transaction.atomic():
            run(
                "CREATE TRIGGER mine AFTER INSERT ON mine REFERENCING NEW TABLE AS rows_after "
                "FOR EACH STATEMENT EXECUTE FUNCTION trail.note_cases_case()"
            )


def _seen(user: User | None, case: Case, *, at: datetime) -> int:
    """Count what a page would find that forgot to ask who may see the case."""
    with reader.answering(user.pk if user else None, at=at):
        return Change.objects.filter(case=case.pk).count() + Change.objects.filter(child=case.child_id).count()


def test_a_restricted_record_s_changes_are_there_for_whoever_is_named(
    case: Case, southwark: Cast, at: datetime
) -> None:
    assert _seen(southwark["team"], case, at=at) > 0
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    assert _seen(southwark["service"], case, at=at) > 0
    assert _seen(southwark["team"], case, at=at) == 0


def test_a_conflict_of_interest_keeps_the_changes_away_too(case: Case, southwark: Cast, at: datetime) -> None:
    Conflict.objects.create(
        user=southwark["team"], person=case.child, relation="Aunt", declared_at=at, declared_by=southwark["service"]
    )
    assert _seen(southwark["team"], case, at=at) == 0
    assert _seen(southwark["service"], case, at=at) > 0


def test_without_a_reader_there_is_nothing(case: Case, at: datetime) -> None:
    assert _seen(None, case, at=at) == 0


def test_lifting_the_lock_for_an_act_does_not_lift_this_one(case: Case, southwark: Cast, at: datetime) -> None:
    operations.restrict(case, by=southwark["service"], at=at, reason="Related to a member of staff")
    with reader.lifted():
        assert _seen(southwark["team"], case, at=at) == 0


def test_who_works_where_is_not_read_from_it(southwark: Cast, case: Case, at: datetime) -> None:
    with reader.answering(southwark["team"].pk, at=at):
        assert not Change.objects.filter(table="agencies_membership").exists()
    assert Change.objects.filter(table="agencies_membership").exists()


def test_auditors_see_that_something_changed_and_not_what(case: Case) -> None:
    with under("mase_audit"):
        run("SELECT id, at, table_name, row_id, act, person_id, role FROM trail.change")
        with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
            run("SELECT changed FROM trail.change")


@pytest.mark.parametrize("role", ["mase_worker", "mase_report"])
def test_roles_that_read_no_page_read_no_trail(case: Case, role: str) -> None:
    with under(role), pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        run("SELECT id FROM trail.change")
