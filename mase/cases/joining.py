"""Deciding whether two files are about the same child, and taking that back (SO-21, HO-5).

Nothing moves between the files, so that a wrong decision can be undone: the later file rests while work goes on in the
earlier one. What whoever referred can see says the same, whether the child was known or not.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from mase.agencies.models import User
from mase.agencies.roles import Permission, holding
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import closing, deadlines, joined, operations
from mase.cases.errors import AlreadyDone, Refused
from mase.cases.models import Case, Ending, Match, Verdict
from mase.cases.stages import Stage, Step
from mase.notifications import operations as notices
from mase.web import reader

_OF_MASH = ("mash_check", "rag_outcome", "amber_resolution", "allocation", "single_assessment")
_PASSED_ON = "Passed to social care"  # read by the referrer too
_CONCERN = "forwarded_concern"


@transaction.atomic
def same_child(case: Case, other: Case, *, reason: str, by: User, at: datetime) -> Match:
    """Record that this file and an earlier one are about the same child.

    Where the other is open, its social worker takes up the concern and MASH's time on this file ends. Where it is
    closed, MASH goes on with this file; should it turn red, the other opens again.
    """
    file, earlier = _locked(case, other)
    operations.hold_open(file)
    refuse_if_decided(file, earlier)
    _refuse_to_join(file, earlier)
    match = _decided(file, earlier, Verdict.SAME, reason=reason, by=by, at=at)
    _record(Verb.FILES_JOINED, match, reason=reason, by=by, at=at)
    if earlier.closed_at is None:
        _join(match, by=by, at=at)
    return match


@transaction.atomic
def another_child(case: Case, other: Case, *, reason: str, by: User, at: datetime) -> Match:
    """Record that the two files are about different children, so that nobody has to compare them again."""
    file, earlier = _locked(case, other)
    refuse_if_decided(file, earlier)
    match = _decided(file, earlier, Verdict.DIFFERENT, reason=reason, by=by, at=at)
    _record(Verb.FILES_FOUND_DIFFERENT, match, reason=reason, by=by, at=at)
    return match


@transaction.atomic
def undo(match: Match, *, reason: str, by: User, at: datetime) -> None:
    """Take the decision back: files that were joined are separated and MASH's time runs on as if it never stopped."""
    file, earlier = _locked(match.case, match.other)
    kept = Match.objects.select_for_update(of=("self",)).get(pk=match.pk)
    if kept.undone_at:
        raise AlreadyDone("Somebody has taken this decision back already.")
    kept.undone_at, kept.undone_by, kept.undone_because = at, by, reason
    kept.save(update_fields=["undone_at", "undone_by", "undone_because"])
    kept.case, kept.other = file, earlier
    was_same = kept.verdict == Verdict.SAME
    _record(Verb.FILES_SEPARATED if was_same else Verb.FILES_DECISION_WITHDRAWN, kept, reason=reason, by=by, at=at)
    if was_same and file.stage == Stage.JOINED:
        _separate(kept, by=by, at=at)


@transaction.atomic
@reader.lifted()
def pass_to_earlier(case: Case, *, by: User, at: datetime) -> Case | None:
    """Pass a file that goes to social care to the child's earlier one, which opens again; return that, or None.

    Whoever agrees the outcome may not see the earlier file. One of two files that is restricted keeps them apart.
    """
    match = joined.joining(case)
    if match is None:
        return None
    _, earlier = _locked(case, match.other)
    if (earlier.restricted_at is None) is not (case.restricted_at is None):
        return None
    match.case, match.other = case, earlier
    if earlier.closed_at:
        closing.reopen(earlier, reason="A newer file about the child went to social care", by=by, at=at)
    deadlines.start(earlier, "single_assessment", at=at, by=by, runs_from=_received_at(case))
    _join(match, by=by, at=at)
    return earlier


@transaction.atomic
@reader.lifted()
def tell_who_may_see(case: Case, hidden: Iterable[Case], *, at: datetime) -> None:
    """Tell those who may see a record that the reader may not that another file may be about the same child.

    A restricted record has people who are named on it; from another one a conflict of interest keeps the reader.
    """
    for file in hidden:
        named = User.objects.through(file.person_grants.in_force(at))
        anybody = User.objects.holding(*holding(Permission.CASE_JOIN), authority=file.authority, at=at)
        notices.tell(
            named if file.restricted_at else anybody,
            f"Another file may be about the same child: {case.ref}",
            url=reverse("known", args=[file.ref]),
            at=at,
            key=f"same-child-{file.pk}-{case.pk}",
            reference=file.ref,
        )


def refuse_if_decided(file: Case, earlier: Case) -> None:
    """Raise AlreadyDone where a decision about the two files counts, whichever of them is the later."""
    either_way = Q(case=file, other=earlier) | Q(case=earlier, other=file)
    if Match.objects.filter(either_way, undone_at=None).exists():
        raise AlreadyDone("Somebody has decided on these two files already.")


def _join(match: Match, *, by: User, at: datetime) -> None:
    """Let this file rest and pass its concern to whoever has the earlier one (SO-21)."""
    file, earlier = match.case, match.other
    for code in _OF_MASH:
        deadlines.withdraw(file, code, at=at, by=by, reason=_PASSED_ON)
    operations.advance(file, Step.JOINED, by=by, at=at, reason=match.decided_because)
    operations.advance(earlier, Step.CONCERN_ADDED, by=by, at=at)
    allocation = earlier.worker
    if allocation:
        deadlines.start(earlier, _CONCERN, at=at, by=by, key=_key(file), path=_page(file, earlier))
        joined.open_to_worker(earlier, allocation.worker, by=by, at=at, files=[file])
    people = [allocation.worker, allocation.allocated_by] if allocation else _who_has(earlier, at=at)
    _tell(people, "A new concern has come in on your case", earlier, at=at, key=f"joined-{match.pk}")


def _separate(match: Match, *, by: User, at: datetime) -> None:
    file, earlier = match.case, match.other
    operations.advance(file, Step.SEPARATED, by=by, at=at, reason=match.undone_because or "")
    _run_again(file, by=by, at=at)
    deadlines.withdraw(earlier, _CONCERN, at=at, by=by, reason="The files were separated", key=_key(file))
    file.person_grants.filter(reason=joined.SAME_CHILD).delete()
    if allocation := earlier.worker:
        text = "A concern turned out to be about another child"
        _tell([allocation.worker, allocation.allocated_by], text, earlier, at=at, key=f"separated-{match.pk}")
    _tell(_who_has(file, at=at), "A file is back with you", file, at=at, key=f"back-{match.pk}")


def _run_again(file: Case, *, by: User, at: datetime) -> None:
    """Start again, each from its own beginning, what was withdrawn when the file was joined."""
    joined_at = file.transitions.filter(step=Step.JOINED).latest("pk").at
    stopped = {"closed_as": Ending.WITHDRAWN, "closed_at": joined_at, "code__in": _OF_MASH}
    for was in file.deadlines.filter(**stopped).order_by("pk"):
        deadlines.start(
            file,
            was.code,
            at=at,
            by=by,
            owner_role=was.owner_role,
            agency=was.agency,
            behind=was.ladder,
            key=was.key,
            label=was.label,
            path=was.path,
            runs_from=was.started_at,
            due_at=was.due_at,
        )
    if file.stage == Stage.ALLOCATION:
        deadlines.start(file, "single_assessment", at=at, by=by, runs_from=_received_at(file))
        deadlines.start(file, "allocation", at=at, by=by)


def _locked(case: Case, other: Case) -> tuple[Case, Case]:
    """Lock both files, in the order of their numbers, and return them as they are now."""
    found = Case.objects.select_for_update(of=("self",)).select_related("authority").order_by("pk")
    by_number = {file.pk: file for file in found.filter(pk__in=[case.pk, other.pk])}
    return by_number[case.pk], by_number[other.pk]


def _refuse_to_join(file: Case, earlier: Case) -> None:
    if file.stage == Stage.JOINED or joined.joining(file):
        raise AlreadyDone("This file is joined to another one already.")
    if joined.joining(earlier):
        raise Refused("The other file is itself joined to an earlier one. Choose that one.")
    if file.worker or joined.all_of(file):
        raise Refused("Work goes on in this file already. Open the other file and join that one to this.")
    if (file.restricted_at is None) is not (earlier.restricted_at is None):
        raise Refused("Only one of the two records is restricted. Restrict the other one first.")


def _decided(file: Case, earlier: Case, verdict: Verdict, *, reason: str, by: User, at: datetime) -> Match:
    return Match.objects.create(
        case=file, other=earlier, verdict=verdict, decided_at=at, decided_by=by, decided_because=reason
    )


def _record(verb: Verb, match: Match, *, reason: str, by: User, at: datetime) -> None:
    """Write it into the trail of both files."""
    recording.record(verb, match, by=by, at=at, reason=reason, detail={"other": match.other.ref})
    recording.record(verb, match.other, by=by, at=at, reason=reason, detail={"other": match.case.ref})


def _received_at(file: Case) -> datetime:
    return file.transitions.filter(step=Step.REFERRED).latest("pk").at


def _key(file: Case) -> str:
    return str(file.referrals.latest("pk").pk)


def _page(file: Case, earlier: Case) -> str:
    return reverse("take_up", args=[earlier.ref, _key(file)])


def _who_has(file: Case, *, at: datetime) -> Iterable[User]:
    """Return who sees to a file that no social worker has."""
    role = "team_manager" if file.stage == Stage.ALLOCATION else "mash_manager"
    return User.objects.holding(role, authority=file.authority, at=at)


def _tell(people: Iterable[User], text: str, file: Case, *, at: datetime, key: str) -> None:
    notices.tell(people, text, url=file.get_absolute_url(), at=at, key=key, reference=file.ref)
