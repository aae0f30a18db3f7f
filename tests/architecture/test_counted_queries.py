"""A list asks the database as often with a thousand rows as with ten."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mase.agencies.models import User
from mase.demo.cast import Cast

# Each row of a thousand: a child, the case, social care's grant, a deadline, a viewing, a notice, a colleague, a
# meeting.
ROWS = """
WITH number AS (SELECT generate_series(%(first)s, %(last)s) AS n),
child AS (
    INSERT INTO people_person (given_names, family_name, known_as, gender, nhs_number, address, school, language,
        learning_disability)
    SELECT 'Given', n::text, '', 'not_known', '', '', '', '', 'not_known' FROM number
    RETURNING id, family_name::int AS n
),
file AS (
    INSERT INTO cases_case (ref, authority_id, child_id, opened_at, stage)
    SELECT 'R' || n, %(authority)s, id, %(at)s::timestamptz - n * interval '1 minute', 'mash_check' FROM child
    RETURNING id, ref, opened_at
),
seen AS (
    INSERT INTO cases_agencygrant (group_id, permission_id, content_object_id, opened_at, stage, granted_at,
        granted_by_id, reason, basis, review_at)
    SELECT a.group_id, p.id, file.id, file.opened_at, 'mash_check', %(at)s, %(by)s, 'Own case', 'safeguarding',
        %(at)s::timestamptz + interval '90 days'
    FROM file, agencies_agency a, auth_permission p
    WHERE a.authority_id = %(authority)s AND a.kind = 'social_care' AND p.codename IN ('see_case', 'see_referral')
),
owed AS (
    INSERT INTO cases_deadline (ref, authority_id, agency_id, case_id, code, key, label, rule, version, source, path,
        started_at, due_at, owner_role, ladder, moments, rung)
    SELECT 'D' || file.ref, a.authority_id, a.id, file.id, 'mash_check', '', 'Share', '24 hours', '1', 'SO-11', '/',
        %(at)s, %(at)s::timestamptz + interval '1 day', 'mash_manager', '{service_manager}',
        ARRAY[%(at)s, %(at)s::timestamptz + interval '1 day'], 1
    FROM file, agencies_agency a WHERE a.authority_id = %(authority)s AND a.kind = 'social_care'
),
looked AS (
    INSERT INTO audit_event (at, verb, actor, agency, "case", subject, subject_id, reason, detail)
    SELECT %(at)s::timestamptz - interval '1 hour', 'viewed', %(by)s, 'southwark-csc', ref, 'cases.case', id, '', '{}'
    FROM file
),
told AS (
    INSERT INTO notifications_message (recipient_id, key, text, reference, url, created_at, try_after, in_digest,
        attempts)
    SELECT %(by)s, ref, 'Told', ref, '/', %(at)s, %(at)s, false, 0 FROM file
),
colleague AS (
    INSERT INTO agencies_user (password, email, name, is_active)
    SELECT '!', 'c' || n || '@made-up.example', 'Colleague ' || n, true FROM number RETURNING id
),
held AS (
    INSERT INTO agencies_membership (user_id, agency_id, role, begins_at)
    SELECT colleague.id, a.id, 'social_worker', %(at)s FROM colleague, agencies_agency a
    WHERE a.authority_id = %(authority)s AND a.kind = 'social_care'
),
known AS (
    INSERT INTO cases_conflict (user_id, names, address, relation, declared_at, declared_by_id)
    SELECT %(by)s, 'Colleague ' || n, '', 'Cousin', %(at)s, %(by)s FROM number
)
INSERT INTO meetings_panel (ref, authority_id, scheduled_at, scheduled_by_id, scheduled_for, pre_mase_at, place)
SELECT 'M' || n, %(authority)s, %(at)s, %(by)s, %(at)s::timestamptz + (n + 10) * interval '1 day',
    %(at)s::timestamptz + n * interval '1 day', 'Room 1' FROM number
"""


@pytest.mark.parametrize(
    ("part", "address"),
    [
        ("mash", "/"),
        ("mash", "/cases/"),
        ("mash", "/cases/?stage=mash_check"),
        ("mash", "/notices/"),
        ("mash", "/my-access/"),
        ("mash", "/access-reviews/"),
        ("admin", "/people/"),
        ("admin", "/service/"),
        ("coordinator", "/meetings/"),
        ("team", "/board/"),
        ("team", "/board/?sort=who"),
        ("team", "/board/by-person/"),
        ("team", "/board/deadlines.csv"),
        ("team", "/timeliness/"),
        ("team", "/timeliness/deadlines/"),
        ("privacy", "/privacy/conflicts/"),
        ("privacy", "/trail/person/"),
        ("privacy", "/trail/agency/?agency=southwark-csc"),
        ("privacy", "/trail/agency.csv?agency=southwark-csc"),
        ("service", "/trail/agency/?agency=southwark-csc"),
    ],
)
def test_a_thousand_rows_cost_as_many_queries_as_ten(
    southwark: Cast, at: datetime, signed_in: Callable[[User], Client], part: str, address: str
) -> None:
    browser = signed_in(southwark[part])
    _fill(southwark, at, first=1, last=10)
    few = _queries(browser, address)
    _fill(southwark, at, first=11, last=1000)
    assert _queries(browser, address) == few


def _fill(cast: Cast, at: datetime, *, first: int, last: int) -> None:
    filled = {"first": first, "last": last, "authority": cast.authority.pk, "by": cast["mash"].pk, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(ROWS, filled)


def _queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)
