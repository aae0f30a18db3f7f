"""What each app adds to the overview of a case: a card, by the ``case_cards`` of its AppConfig.

Named by a dotted path, because models are not there yet when apps are configured. A card is handed the case, the
reader's rights and the moment, and returns None where the reader may not know or there is nothing to say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.utils.module_loading import import_string

from mase.cases.models import Case
from mase.cases.parts import Rights


@dataclass(frozen=True, kw_only=True)
class Card:
    """A heading with its tags (words and tone), what is known as pairs, and the page with more: text and address."""

    title: str
    tags: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]
    more: tuple[str, str]


Contribution = Callable[[Case, Rights, datetime], Card | None]


def cards(case: Case, *, may: Rights, at: datetime) -> list[Card]:
    """Return the cards of every app that the reader may see, in the order of the pathway."""
    named = [path for app in apps.get_app_configs() for path in getattr(app, "case_cards", ())]
    contributions: list[Contribution] = [import_string(path) for path in named]
    return [card for contribute in contributions if (card := contribute(case, may, at))]
