"""Is this child known? Other files of the authority that may be about the same child, the likeliest first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mase.agencies.models import User
from mase.cases import access, joined
from mase.cases.models import Case, Match, Verdict
from mase.people import matching, scoring
from mase.people.matching import Sought
from mase.people.models import Person
from mase.web import reader

SHOWN = 10
_WIDER = 25  # looked through for records that the reader may not see


@dataclass(frozen=True, kw_only=True)
class Likely:
    """Another file that may be about the same child, and what speaks for and against it."""

    case: Case
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What was found: files to decide on, what was decided before, and files that the reader may not see."""

    likely: list[Likely]
    same: list[Match]
    different: list[Match]
    hidden: list[Case]

    def shown(self, case: Case) -> list[Case]:
        """Return the other files of which the page says something."""
        decided = [match.other if match.case_id == case.pk else match.case for match in self.same + self.different]
        return [one.case for one in self.likely] + decided


def compare(case: Case, *, user: User, at: datetime) -> Compared:
    """Look for other files about the child, among those the person may see and among the rest."""
    decided = list(joined.matches(case))
    aside = {case.pk, *(match.case_id for match in decided), *(match.other_id for match in decided)}
    seen = Case.objects.filter(access.in_sight(user, at=at, case="pk"), authority=case.authority_id)
    return Compared(
        likely=[one for one in _likely(case, seen) if one.case.pk not in aside][:SHOWN],
        same=[match for match in decided if match.verdict == Verdict.SAME],
        different=[match for match in decided if match.verdict == Verdict.DIFFERENT],
        hidden=_hidden(case, seen),
    )


def reasons(case: Case, other: Case) -> tuple[str, ...]:
    """Return what speaks for and against the two files being about the same child."""
    return scoring.likeness(_sought(case.child), _sought(other.child)).reasons


def _likely(case: Case, seen: QuerySet[Case]) -> list[Likely]:
    """Return the likely files, each once; a file that rests stands for the one it is joined to."""
    among = Person.objects.filter(cases__in=seen).exclude(pk=case.child_id)
    found = matching.candidates(_sought(case.child), among=among, limit=2 * SHOWN)
    files: dict[int, list[Case]] = {}
    related = seen.select_related("child", "authority").order_by("-opened_at", "-pk")
    for file in related.filter(child__in=[one.person_id for one in found]):
        files.setdefault(file.child_id, []).append(file)
    likely: dict[int, Likely] = {}
    for one in found:
        for file in files.get(one.person_id, []):
            main = joined.main_of(file) or file
            likely.setdefault(main.pk, Likely(case=main, reasons=one.reasons))
    return list(likely.values())


@reader.lifted()
def _hidden(case: Case, seen: QuerySet[Case]) -> list[Case]:
    """Return likely files of the authority that the reader may not see; only for telling whoever may."""
    among = Person.objects.filter(cases__authority=case.authority_id).exclude(pk=case.child_id)
    found = matching.candidates(_sought(case.child), among=among, limit=_WIDER)
    files = Case.objects.filter(child__in=[one.person_id for one in found], authority=case.authority_id)
    unseen = files.exclude(pk__in=seen.values("pk")).exclude(pk__in=joined.numbers_decided(case))
    return list(unseen.select_related("authority").order_by("pk"))


def _sought(child: Person) -> Sought:
    return Sought(
        given_names=child.given_names,
        family_name=child.family_name,
        known_as=child.known_as,
        born_on=child.born_on,
        nhs_number=child.nhs_number,
        upn=child.upn,
    )
