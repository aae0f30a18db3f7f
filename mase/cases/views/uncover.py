"""Asking to see what is covered: the asking is written down, then the page comes back once with the value in it."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mase import clock
from mase.agencies.rights import FieldClass, Permission
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import covers
from mase.cases.guards import CaseRequest, case_view, through
from mase.cases.models import Case


@require_POST
@case_view(Permission.CASE_NHS_NUMBER)
def reveal_nhs_number(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the child's NHS number once."""
    return _reveal(request, case, FieldClass.NHS_NUMBER, Permission.CASE_NHS_NUMBER)


@require_POST
@case_view(Permission.CASE_ADDRESS)
def reveal_address(request: CaseRequest, case: Case) -> HttpResponse:
    """Show the child's address once."""
    return _reveal(request, case, FieldClass.ADDRESS, Permission.CASE_ADDRESS)


@require_POST
@case_view(Permission.REFERRAL_INFORMANT)
def reveal_informant(request: CaseRequest, case: Case) -> HttpResponse:
    """Show once who referred, and how to reach them."""
    return _reveal(request, case, FieldClass.INFORMANT, Permission.REFERRAL_INFORMANT)


@require_POST
@case_view(Permission.SCREENING_SEXUAL_HEALTH)
def reveal_sexual_health(request: CaseRequest, case: Case) -> HttpResponse:
    """Show once what a screening says of sexual health."""
    return _reveal(request, case, FieldClass.SEXUAL_HEALTH, Permission.SCREENING_SEXUAL_HEALTH)


def _reveal(request: CaseRequest, case: Case, field: FieldClass, permission: Permission) -> HttpResponse:
    at = clock.now()
    shown = {"field": field.value, **through(request.standing, permission)}
    recording.record(Verb.FIELD_REVEALED, case, by=request.user, at=at, detail=shown)
    covers.ask(request.session, case, field, at=at)
    back = request.POST.get("back", "")
    is_within = back.isprintable() and back.startswith(case.get_absolute_url())
    return redirect(back if is_within else case)
