"""Every model is accounted for: recorded with history, append-only, or neither and why."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models
from simple_history.manager import HistoryManager

OURS = {"agencies", "audit", "people", "notifications", "cases", "referrals", "riskscreening", "meetings"}

APPEND_ONLY = {
    "audit.Event": "the trail itself",
    "audit.Seal": "what closes the trail, batch by batch",
    "cases.Addendum": "a later addendum is added",
    "cases.Note": "put right by an addendum, never edited",
    "cases.Transition": "the steps of the pathway",
    "cases.DeadlineEvent": "the ledger of deadlines",
    "cases.Change": "the trail of changes, written by triggers",
    "cases.Act": "in which transaction an act was done, written by a trigger",
    "meetings.FormUpdate": "what changed in a form, and what it was before",
    "meetings.Minutes": "as they were approved",
    "meetings.ActionCheck": "what a meeting heard of an action",
    "meetings.ThemeActionCheck": "what a meeting heard of an action about a theme",
    "meetings.MinutesApproval": "that a chair approved the draft as it read",
    "meetings.MinutesAddendum": "a later addendum is added",
    "meetings.EntryAddendum": "a later addendum is added",
    "meetings.StrategyMove": "when and where a meeting was to be, before it was moved",
    "meetings.HostNotice": "that the host authority was told",
    "meetings.Conference": "what came of an enquiry",
    "referrals.ContactPoint": "what a referral said when it was sent",
    "referrals.EarlyHelpReview": "a later review is added",
    "referrals.HouseholdMember": "what a referral said when it was sent",
    "referrals.MashScreening": "a later decision is added, the newest counts",
    "referrals.PersonOfConcern": "what a referral said when it was sent",
    "referrals.Place": "what a referral said when it was sent",
    "referrals.RouteStep": "a step done again is another row",
    "referrals.Vehicle": "what a referral said when it was sent",
    "referrals.IntelligenceText": "a correction is another piece of intelligence",
    "referrals.PoliceCategory": "a later one is added, the newest counts",
    "riskscreening.AttendanceDecision": "a later decision is added, the newest counts",
    "riskscreening.CarriedRisk": "a later row is added, the newest counts",
    "riskscreening.LoadedTool": "assessments are pinned to it; a change is another version",
    "riskscreening.RetiredTool": "what is retired stays so",
}
NEITHER = {
    "agencies.Authority": "created once, by code of a profile",
    "agencies.CalendarAddress": "given, fetched and withdrawn by acts that the trail holds",
    "audit.Copied": "how far the heads stand outside, nothing else",
    "notifications.Message": "its moments (created, read, mailed) are columns of the row",
    "cases.Deadline": "its history is the ledger cases.DeadlineEvent",
    "cases.AgencyGrant": "given and withdrawn by acts that the trail holds",
    "cases.PersonGrant": "given and withdrawn by acts that the trail holds",
    "cases.Sweep": "the last tick, nothing else",
    "notifications.OutsideMail": "its moments are columns of the row; its text is blanked when it has gone",
    "people.NameWord": "words of names, without people",
    "people.PersonName": "read from people.Person by triggers, never by hand",
    "referrals.RequestLink": "its moments are columns of the row; sent, opened, withdrawn by acts that the trail holds",
    "referrals.Draft": "private to its writer until it is sent",
    "cases.Workspace": "opened once by an act that the trail holds",
    "cases.TypedNote": "what is being typed and has not been saved",
    "meetings.AgendaPack": "its moments are columns of the row; its acts are in the trail",
    "meetings.PackPart": "sealed pages, written once",
    "riskscreening.TypedSection": "what is being typed and has not been saved",
    "riskscreening.Signature": "written once with the audit row of the same act, never changed",
}
MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in OURS and not model.__name__.startswith("Historical")
]


def _is_recorded(model: type[models.Model]) -> bool:
    return isinstance(getattr(model, "history", None), HistoryManager)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_model_is_accounted_for_in_one_way(model: type[models.Model]) -> None:
    label = model._meta.label
    assert [_is_recorded(model), label in APPEND_ONLY, label in NEITHER].count(True) == 1


def test_the_lists_name_nothing_that_is_gone() -> None:
    assert APPEND_ONLY.keys() | NEITHER.keys() <= {model._meta.label for model in MODELS}


@pytest.mark.parametrize("label", APPEND_ONLY)
def test_an_append_only_table_has_its_triggers(db: None, label: str) -> None:
    table = connection.ops.quote_name(apps.get_model(label)._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table])
        triggers = {name for (name,) in cursor.fetchall()}
    assert {"append_only", "append_only_whole"} <= triggers


@pytest.mark.parametrize("label", APPEND_ONLY)
def test_an_append_only_table_cannot_be_emptied(db: None, label: str) -> None:
    table = apps.get_model(label)._meta.db_table
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {connection.ops.quote_name(table)} CASCADE")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_lists_are_ordered_by_those_who_ask_not_by_the_model(model: type[models.Model]) -> None:
    assert model._meta.ordering == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_nothing_vanishes_with_what_it_points_at(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and field.name not in ("group", "permission", "user"):
            assert field.remote_field.on_delete is models.PROTECT, field.name
