"""What of a case's history its reader may know: the acts, the deadlines and the records of the parts open to them."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.urls import URLPattern, URLResolver, get_resolver

from mase.agencies.roles import Permission
from mase.audit.models import Event
from mase.cases import parts
from mase.cases.models import DeadlineEvent

_TURNED_AWAY = "page"  # the subject where somebody was refused: all that is known is what they asked for


def events(may: parts.Rights) -> QuerySet[Event]:
    """Return the acts and viewings that concern what the reader may see."""
    found = Event.objects.filter(subject__in=[*parts.records(may), _TURNED_AWAY])
    hidden = [page for page, asked in _pages().items() if not may(parts.viewing_needs(asked))]
    if not hidden:
        return found
    page = Coalesce(KT("detail__page"), Value(""), output_field=TextField())
    return found.alias(page=page).exclude(page__in=hidden)


def ledger(may: parts.Rights) -> QuerySet[DeadlineEvent]:
    """Return what became of the deadlines that the reader may know of."""
    return DeadlineEvent.objects.exclude(deadline__code__in=parts.hidden_timescales(may))


def tables(may: parts.Rights) -> list[str]:
    """Return the tables whose rows the reader may see."""
    known = {model._meta.label_lower: model._meta.db_table for model in apps.get_models()}
    return [known[label] for label in parts.records(may) if label in known]


@cache
def _pages() -> dict[str, Permission]:
    """Return what each page of a case asks for, by the words with which viewings name the page."""
    found: dict[str, Permission] = {}
    waiting = [*get_resolver().url_patterns]
    while waiting:
        pattern = waiting.pop()
        if isinstance(pattern, URLResolver):
            waiting.extend(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and (view := _of_a_case(pattern.callback)):
            found[view.__name__.replace("_", " ")] = view.permission
    return found


def _of_a_case(view: Callable[..., Any] | None) -> Any:
    """Return the view that the guard of a case was put around, inside decorators about methods."""
    while view is not None and getattr(view, "guard", "") != "case":
        view = getattr(view, "__wrapped__", None)
    return view
