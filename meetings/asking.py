"""Which agencies have still to be asked for their updates before a pre-MASE, about which children (HO-9, HO-16)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from mase.agencies.models import Agency, User
from mase.agencies.roles import Permission
from mase.cases import access
from mase.cases.models import Case
from meetings.involved import in_each
from meetings.models import AgencyUpdate, MaseForm, Panel
from meetings.operations import updates


@dataclass(frozen=True, kw_only=True)
class Unasked:
    """The agencies to ask about each child, and the children about whom none is: restricted records, nobody known."""

    to_ask: dict[Case, list[Agency]]
    restricted: list[Case]
    unknown: list[Case]

    @property
    def updates(self) -> int:
        """Return how many updates would be asked for."""
        return sum(len(agencies) for agencies in self.to_ask.values())

    @property
    def agencies(self) -> int:
        """Return how many agencies would be asked."""
        return len({agency for agencies in self.to_ask.values() for agency in agencies})

    @property
    def cases(self) -> list[Case]:
        """Return every case that is named."""
        return [*self.to_ask, *self.restricted, *self.unknown]


def unasked(panel: Panel, user: User, *, at: datetime) -> Unasked:
    """Return what the person may still ask for this pre-MASE (nine queries)."""
    found = list(_asked_for(panel, user, at=at)) if panel.pre_mase_at > at and not panel.cancelled_at else []
    free = [case for case in found if not case.restricted_at]
    known = in_each(free, at=at)
    before = set(AgencyUpdate.objects.filter(panel=panel, case__in=free).values_list("case", "agency"))
    still = {case: [agency for agency in known[case.pk] if (case.pk, agency.pk) not in before] for case in free}
    return Unasked(
        to_ask={case: agencies for case, agencies in still.items() if agencies},
        restricted=[case for case in found if case.restricted_at],
        unknown=[case for case in free if not known[case.pk]],
    )


def _asked_for(panel: Panel, user: User, *, at: datetime) -> QuerySet[Case]:
    """Return the cases whose agencies are asked for this meeting: those of its forms; where it comes next, the cohort.

    A child of the cohort whose new form waits for another meeting is asked about for that one.
    """
    waiting = MaseForm.objects.waiting().filter(case=OuterRef("pk"))
    spoken_of = updates.on_its_pre_mase(panel).filter(
        access.in_sight(user, at=at, needing=Permission.PANEL_ASK, case="pk"),
        ~Exists(waiting.filter(panel__pre_mase_at__gt=at).exclude(panel=panel)),
    )
    if updates.next_pre_mase(panel.authority, at=at) != panel:
        spoken_of = spoken_of.filter(Exists(waiting.filter(panel=panel)))
    return spoken_of.select_related("authority", "child").order_by("ref")
