"""Writing a referral and sending it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from mase import timescales
from mase.agencies.models import Agency, Authority, User
from mase.agencies.roles import Section
from mase.cases import access
from mase.cases import operations as cases
from mase.cases.errors import AlreadyDone, Refused
from mase.people.models import Person
from mase.web import reader
from referrals import ages
from referrals.models import Draft, Form, Referral
from referrals.operations.receiving import receive

# household, people_of_concern, places, vehicles, contact_points: the rows of each
Around = Mapping[str, Iterable[dict[str, Any]]]


def start_draft(
    agency: Agency,
    *,
    by: User,
    at: datetime,
    to: Authority | None = None,
    form: Form = Form.PROFESSIONAL,
    answers: dict[str, Any] | None = None,
) -> Draft:
    """Begin a referral by the agency to its own authority or to another; what is known already is filled in."""
    return Draft.objects.create(
        started_by=by,
        agency=agency,
        authority=to or agency.authority,
        form=form,
        started_at=at,
        saved_at=at,
        answers=answers or {},
    )


@transaction.atomic
@reader.lifted()
def send(
    draft: Draft,
    *,
    child: dict[str, Any],
    referral: dict[str, Any],
    by: User,
    at: datetime,
    around: Around | None = None,
) -> Referral:
    """Send the referral: a case opens, the clocks of MASH start, the co-ordinator is told (SO-7, SO-11, SO-12).

    Where the police refer, they know from now on: the time for their category starts too (SO-13). Somebody who knows
    the child may refer; they do not see the case then. Whom and what it names ``around`` the child is kept with it.
    What another authority sends stays in its sight, and nothing else of the case.
    Raises AlreadyDone where the draft has been sent before, Refused for an adult who is no care leaver (ALL-2).
    """
    if not Draft.objects.select_for_update().filter(pk=draft.pk).exists():
        raise AlreadyDone("This referral has been sent.")
    day, standing = timescales.london_day(at), referral.get("standing", "")
    if ages.are_for_adults(child.get("born_on"), standing=standing, on=day):
        raise Refused(ages.WORDS)
    case = cases.open_case(Person.objects.create(**child), authority=draft.authority, by=by, at=at)
    sent = Referral.objects.create(
        case=case,
        draft_ref=draft.ref,
        form=draft.form,
        sent_by=by,
        agency=draft.agency,
        received_at=at,
        **referral,
    )
    for rows_of, rows in (around or {}).items():
        for row in rows:
            getattr(sent, rows_of).create(**row)
    sections, reason = [Section.CASE, Section.REFERRAL], "Sent the referral"
    access.open_to_agency(case, draft.agency, sections, by=by, at=at, reason=reason)
    receive(sent, by=by, at=at)
    draft.delete()
    return sent
