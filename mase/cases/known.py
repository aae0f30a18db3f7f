"""Is this child known? Other files of the authority that may be about the same child, the likeliest first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from mase.agencies.models import User
from mase.cases import access, joined
from mase.cases.models import Case, Match, Verdict
from mase.people import matching, scoring
from mase.people.matching import Candidate, Sought
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
    shown, rest = _candidates(case, seen)
    return Compared(
        likely=[one for one in _likely(seen, shown[: 2 * SHOWN]) if one.case.pk not in aside][:SHOWN],
        same=[match for match in decided if match.verdict == Verdict.SAME],
        different=[match for match in decided if match.verdict == Verdict.DIFFERENT],
        hidden=_hidden(case, seen, sorted(shown + rest, key=lambda one: -one.score)[:_WIDER]),
    )


def reasons(case: Case, other: Case) -> tuple[str, ...]:
    """Return what speaks for and against the two files being about the same child."""
    return scoring.likeness(_sought(case.child), _sought(other.child)).reasons


@reader.lifted()
def _candidates(case: Case, seen: QuerySet[Case]) -> tuple[list[Candidate], list[Candidate]]:
    """Return children of the authority who may be the same: of a file the reader may see, and the others.

    Looked for once; what is shown of a file is read afterwards, as the reader.
    """
    among = Person.objects.filter(cases__authority=case.authority_id).exclude(pk=case.child_id)
    return matching.apart(_sought(case.child), among=among, shown=Exists(seen.filter(child=OuterRef("pk"))))


def _likely(seen: QuerySet[Case], found: list[Candidate]) -> list[Likely]:
    """Return the likely files, each once; a file that rests stands for the one it is joined to."""
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
def _hidden(case: Case, seen: QuerySet[Case], found: list[Candidate]) -> list[Case]:
    """Return likely files of the authority that the reader may not see; only for telling whoever may."""
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
