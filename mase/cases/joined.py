"""Files about the same child: which are joined to which, and who sees a joined file because of that.

Nothing moves between files. Work goes on in the one that the others are joined to; its worker sees them all.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from mase.agencies.models import User
from mase.agencies.roles import Section
from mase.cases import access
from mase.cases.models import Case, Match, Verdict
from mase.cases.stages import Stage
from mase.web import reader

SAME_CHILD = "Same child as a file allocated to them"
_IN_FORCE = {"verdict": Verdict.SAME, "undone_at": None}


def matches(case: Case) -> QuerySet[Match]:
    """Return the decisions about this file and another that count, whichever of the two it is; the newest first."""
    found = Match.objects.filter(Q(case=case) | Q(other=case), undone_at=None)
    return found.select_related("case__child", "other__child", "decided_by").order_by("-decided_at", "-pk")


def numbers_decided(case: Case) -> set[int]:
    """Return the numbers of the files about which it was decided whether they are about this child."""
    pairs = Match.objects.filter(Q(case=case) | Q(other=case), undone_at=None).values_list("case", "other")
    return {number for pair in pairs for number in pair}


def joining(case: Case) -> Match | None:
    """Return the decision by which this file is about the same child as an earlier one, or None."""
    return case.matches.filter(**_IN_FORCE).select_related("other__authority").first()


def files_of(case: Case) -> list[Case]:
    """Return the files that are joined to this one, as far as the reader sees them; the oldest first."""
    found = Case.objects.filter(stage=Stage.JOINED, matches__in=case.matched.filter(**_IN_FORCE))
    return list(found.select_related("child", "authority").order_by("opened_at", "pk"))


def matches_of(case: Case, *, user: User, at: datetime) -> list[Match]:
    """Return by which decisions files were joined to this one, as far as the person may see those; the newest first."""
    sight = access.in_sight(user, at=at)
    found = case.matched.filter(sight, **_IN_FORCE, case__stage=Stage.JOINED)
    return list(found.select_related("case", "decided_by").order_by("-decided_at", "-pk"))


def main_of(case: Case) -> Case | None:
    """Return the file in which work goes on instead of in this one, where this one is joined and the reader sees it."""
    match = joining(case) if case.stage == Stage.JOINED else None
    return match.other if match else None


@reader.lifted()
def all_of(case: Case) -> list[Case]:
    """Return every other file that is held to be about this child, shown to the reader or not."""
    match = joining(case)
    main = match.other if match else case
    found = Case.objects.filter(Q(pk=main.pk) | Q(matches__in=main.matched.filter(**_IN_FORCE)))
    return list(found.exclude(pk=case.pk).select_related("authority").distinct().order_by("pk"))


@reader.lifted()
def lock(case: Case) -> list[Case]:
    """Lock the case with every other file about the child, in the order of their numbers, and return those.

    What somebody joins or separates before the locks are there counts; afterwards they wait.
    """
    _lock([case, *all_of(case)])
    others = all_of(case)
    _lock(others)
    return others


@reader.lifted()
def open_to_worker(case: Case, worker: User, *, by: User, at: datetime, files: Iterable[Case] = ()) -> None:
    """Let whoever works the case read the files joined to it, or those that are named."""
    for file in files or files_of(case):
        access.open_to_person(file, worker, Section, by=by, at=at, reason=SAME_CHILD)


@reader.lifted()
def close_to_worker(case: Case, worker: User, *, files: Iterable[Case] = ()) -> None:
    """Take back what the joining gave; what the person was given otherwise stays."""
    for file in files or files_of(case):
        file.person_grants.filter(user=worker, reason=SAME_CHILD).delete()


def _lock(files: Iterable[Case]) -> None:
    list(Case.objects.select_for_update().filter(pk__in=[file.pk for file in files]).order_by("pk"))
