"""Rows of the trail made by hand, and the trail's pages read."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from lxml import html

from mase.agencies.models import User
from mase.audit.models import Event
from mase.audit.verbs import Verb


def looked(
    person: User, cases: Iterable[str], *, at: datetime, agency: str, verb: Verb = Verb.VIEWED, **fields: Any
) -> list[Event]:
    """Write that the person did this with each of these cases at that moment."""
    rows = [
        Event(
            verb=verb.value,
            at=at,
            actor=person.pk,
            agency=agency,
            case=case,
            subject="cases.case",
            **{"detail": {"page": "case"}} | fields,
        )
        for case in cases
    ]
    return Event.objects.bulk_create(rows)


def entries(page: HttpResponse) -> list[tuple[str, ...]]:
    """Return the rows of a page of the trail: when, who, what, case, kind."""
    assert page.status_code == 200
    rows = html.document_fromstring(page.content.decode()).xpath("//main//tbody/tr")
    return [tuple(" ".join(" ".join(cell.itertext()).split()) for cell in row) for row in rows]


def named(page: HttpResponse) -> set[str]:
    """Return who is named in a page of the trail."""
    return {row[1] for row in entries(page)}
