"""Every table of ours leaves a trail of its changes, or is excused by name with a reason."""

import pytest
from django.apps import apps
from django.db import connection

from mase.cases import locks, parts, trail
from tests.architecture.test_models import APPEND_ONLY, MODELS

EXCUSED = {
    "cases.Sweep": "when a job last ran, nothing else",
    "notifications.Message": "a notice says what happened, and its moments are columns of the row",
    "notifications.OutsideMail": "its text may hold a secret, and is blanked when it has gone",
    "people.NameWord": "words without people",
    "people.PersonName": "read from a person's own row, which leaves the trail",
    "cases.TypedNote": "what is being typed and has not been saved",
    "meetings.AgendaPack": "holds sealed pages; its moments are columns of the row",
    "meetings.PackPart": "sealed pages, written once",
    **dict.fromkeys(
        ("meetings.SurgeryBooking", "meetings.ComplexStatement", "meetings.ComplexNode", "meetings.ComplexLink"),
        "kept closer than a case; its history holds how it read before",
    ),
    "riskscreening.TypedSection": "what is being typed and has not been saved",
    "referrals.Draft": "written every few seconds and private to its writer; sending it leaves the referral",
    "referrals.Consultation": "kept closer than the case it may be linked with; its history holds how it read before",
}
READ_ELSEWHERE = {
    "cases.deadlineevent": "the ledger is read by the timeline, deadline by deadline",
    "referrals.intelligencetext": "its originator reads it on its own page, nobody anywhere else",
}
TRIGGERS = {"trail_insert", "trail_update", "trail_delete"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_table_leaves_a_trail_or_is_its_own_or_is_excused(db: None, model: type) -> None:
    label, table = model._meta.label, connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled <> 'D'", [table])
        laid = {name for (name,) in cursor.fetchall()} & TRIGGERS
    assert laid == (set() if label in APPEND_ONLY or label in EXCUSED else TRIGGERS)


def test_who_is_excused_says_why_in_their_app() -> None:
    said = {
        f"{app.label}.{name}": why
        for app in apps.get_app_configs()
        for name, why in getattr(app, "not_trailed", {}).items()
    }
    assert said == EXCUSED
    assert said.keys() <= {model._meta.label for model in MODELS}


def test_functions_that_write_with_the_owner_s_rights_look_names_up_nowhere_else(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT proname, prosecdef, proconfig, has_function_privilege('mase_app', oid, 'EXECUTE')
            FROM pg_proc WHERE pronamespace = 'trail'::regnamespace AND proname <> 'is_open'
        """)
        functions = cursor.fetchall()
    assert len(functions) > 30
    wrong = [row for row in functions if row[1:] != (True, ["search_path=pg_catalog, pg_temp"], False)]
    assert wrong == []


def test_every_record_of_a_case_says_who_may_read_its_history() -> None:
    everything = set(parts.records(lambda permission: True))
    of_a_case = {model._meta.label_lower for model, way in trail.ways_to_a_case().items() if "NULL" not in way}
    assert of_a_case - everything - READ_ELSEWHERE.keys() == set()
    assert everything <= {model._meta.label_lower for model in apps.get_models()}


def test_what_is_kept_closer_than_its_case_is_not_in_the_trail() -> None:
    ledgers = {apps.get_model(label)._meta.db_table for label in APPEND_ONLY}
    left_out = {apps.get_model(label)._meta.db_table for label in EXCUSED}
    assert locks.narrower().keys() <= ledgers | left_out
