"""The rights table, as everybody may read it: rights are no secret."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mase.agencies import forms, roles
from mase.agencies.guards import SignedIn, person_view
from mase.agencies.rights import UNCOVERED_BY, ObjectKind, Permission


@require_safe
@person_view
def show_rights(request: SignedIn) -> HttpResponse:
    """Show role by role what it may do, and right by right who holds it."""
    form = forms.FilterRights(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"role": "", "kind": ""}
    chosen = [role for role in roles.ROLES.values() if asked["role"] in ("", role.code)]
    kinds = [kind for kind in ObjectKind if asked["kind"] in ("", kind.value)]
    context = {
        "form": form,
        "chosen": chosen,
        "kinds": kinds,
        "tables": {kind: _rows(kind, of=asked["role"]) for kind in kinds},
        "fields": [(field.label, _holders(permission)) for field, permission in UNCOVERED_BY.items()],
    }
    return render(request, "agencies/rights.html", context)


def _rows(kind: ObjectKind, *, of: str) -> list[tuple[Permission, list[str]]]:
    """Return the rights of that kind which the role holds, or all, each with everybody who holds it."""
    held = [p for p in Permission if p.right.kind is kind and (not of or p in roles.ROLES[of].permissions)]
    return [(permission, _holders(permission)) for permission in held]


def _holders(permission: Permission | None) -> list[str]:
    return [role.label for role in roles.ROLES.values() if permission in role.permissions]
