"""One request, for somebody without an account: a link that came by e-mail, a code that was told by telephone.

Nobody signs in here and nothing is kept in a session: after the right code a signed, short-lived note travels with the
form. Before it no page says whether the link leads anywhere.
"""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from mase import clock
from referrals import forms, operations
from referrals.models import Reply, RequestLink

_SALT = "referrals.links"
_SIGNED_FOR = 30 * 60  # seconds; then the code is asked for again, and what was typed is kept
_WRONG = (
    "That opens nothing. The code may be wrong, or the link has been used or has ended. "
    "A link ends after five wrong codes."
)
_TYPED = ("reply", "information")


@require_http_methods(["GET", "HEAD", "POST"])
def answer_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask for the code, show the one request, take its answer (BR-1)."""
    if "note" in request.POST:
        return _answer(request, secret)
    form = forms.Code(request.POST or None)
    if form.is_valid():
        try:
            link = operations.open_link(secret, code=form.cleaned_data["code"], at=clock.now())
        except operations.OpensNothing:
            form.add_error("code", _WRONG)
        else:
            return _show(request, link, forms.AnswerRequest(initial=_typed(request)))
    return render(request, "referrals/link_code.html", {"form": form, "typed": _typed(request)})


def _answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the answer of whoever has opened the link; where that was too long ago, ask for the code again."""
    try:
        number = signing.loads(request.POST["note"], salt=_SALT, max_age=_SIGNED_FOR)
        link = operations.opened(secret, number, at=clock.now())
        form = forms.AnswerRequest(request.POST)
        if not form.is_valid():
            return _show(request, link, form)
        said = form.cleaned_data
        operations.answer_by_link(link, reply=Reply(said["reply"]), information=said["information"], at=clock.now())
    except (signing.BadSignature, operations.OpensNothing):
        return render(request, "referrals/link_code.html", {"form": forms.Code(), "typed": _typed(request)})
    return render(request, "referrals/link_answered.html")


def _show(request: HttpRequest, link: RequestLink, form: forms.AnswerRequest) -> HttpResponse:
    context = {"asked": link.request, "form": form, "note": signing.dumps(link.pk, salt=_SALT)}
    return render(request, "referrals/link_request.html", context)


def _typed(request: HttpRequest) -> dict[str, str]:
    """Return what had been typed when the code had to be asked for again."""
    return {name: request.POST[name] for name in _TYPED if request.POST.get(name)}
