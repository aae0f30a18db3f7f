"""A person's notices."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from mase import clock
from mase.agencies.guards import SignedIn, person_view
from mase.notifications import operations

_A_PAGE = 50


@require_safe
@person_view
def notices(request: SignedIn) -> HttpResponse:
    """List the person's notices, newest first."""
    mine = request.user.messages.order_by("-created_at", "-pk")
    page = Paginator(mine, _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/notices.html", {"page": page})


@require_safe
@person_view
def notice(request: SignedIn, ref: UUID) -> HttpResponse:
    """Show one notice, with the way to what it is about; the link in the e-mail leads here."""
    message = get_object_or_404(request.user.messages, ref=ref)
    return render(request, "notifications/notice.html", {"notice": message})


@require_POST
@person_view
def read_notice(request: SignedIn, ref: UUID) -> HttpResponse:
    """Mark the notice as read and go to what it is about."""
    message = get_object_or_404(request.user.messages, ref=ref)
    operations.read(message, at=clock.now())
    return redirect(message.url)
