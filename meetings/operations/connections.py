"""Who and what is linked: the map of a meeting about complex abuse (SO-24)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from mase.agencies.models import User
from mase.agencies.roles import Permission, Section
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import access, sharing
from mase.cases.errors import AlreadyDone, NotEntitled, Refused
from mase.cases.models import Basis, Case
from meetings.models import ComplexChild, ComplexLink, ComplexMeeting, ComplexNode, Node
from meetings.operations import arranging

_OPENED = (Section.CASE, Section.STRATEGY)


@transaction.atomic
def put(meeting: ComplexMeeting, *, kind: Node, name: str, known: str, by: User, at: datetime) -> ComplexNode:
    """Put an adult, place, group, vehicle or contact on the map; AlreadyDone for the same name of the same kind."""
    _lock(meeting)
    if meeting.nodes.filter(kind=kind, name__iexact=name).exists():
        raise AlreadyDone("This stands on the map already.")
    node = meeting.nodes.create(kind=kind, name=name, known=known, recorded_at=at, recorded_by=by)
    _record(meeting, "put", node.pk, by=by, at=at)
    return node


@transaction.atomic
def put_child(meeting: ComplexMeeting, reference: str, *, by: User, at: datetime) -> ComplexNode:
    """Put the child of a case on the map by its reference; it opens the file to nobody.

    Raises Refused in the same words for a case that does not exist and for one that the person may not see.
    """
    _lock(meeting)
    case = Case.objects.filter(ref=reference.strip().upper()).first()
    if case is None or not access.may(by, Permission.STRATEGY_VIEW, case, at=at):
        raise Refused("You see no case with this reference. Check the reference.")
    if ComplexChild.objects.filter(node__meeting=meeting, case=case).exists():
        raise AlreadyDone("This child stands on the map already.")
    node = meeting.nodes.create(kind=Node.CHILD, recorded_at=at, recorded_by=by)
    child = ComplexChild.objects.create(case=case, node=node, linked_at=at, linked_by=by)
    recording.record(Verb.COMPLEX_LINKED, child, by=by, at=at, detail={"meeting": meeting.ref})
    return node


@transaction.atomic
def link(
    meeting: ComplexMeeting, one: ComplexNode, other: ComplexNode, *, nature: str, source: str, by: User, at: datetime
) -> ComplexLink:
    """Record how one is connected with the other, and where it is known from.

    Raises AlreadyDone for the same words again, Refused where one of them was taken off the map meanwhile.
    """
    _lock(meeting)
    if one == other:
        raise Refused("A link leads from one to another. Choose two.")
    if meeting.nodes.filter(pk__in=(one.pk, other.pk)).count() < 2:
        raise Refused("One of the two was taken off the map meanwhile. Choose again.")
    if meeting.links.filter(one=one, other=other, nature=nature).exists():
        raise AlreadyDone("This link is recorded already.")
    said = {"one": one, "other": other, "nature": nature, "source": source}
    made = meeting.links.create(**said, recorded_at=at, recorded_by=by)
    _record(meeting, "link", made.pk, by=by, at=at)
    return made


@transaction.atomic
def take_link(found: ComplexLink, *, by: User, at: datetime) -> None:
    """Take a link off the map that does not hold; its history stays. AlreadyDone where somebody was quicker."""
    _lock(found.meeting)
    if not found.meeting.links.filter(pk=found.pk).exists():
        raise AlreadyDone("This link is off the map already.")
    number = found.pk
    found.delete()
    _record(found.meeting, "link_taken", number, by=by, at=at)


@transaction.atomic
def take(meeting: ComplexMeeting, node: ComplexNode, *, by: User, at: datetime) -> None:
    """Take off the map what stands there by mistake; its history stays.

    Raises Refused while something is linked with it, or an action was agreed about the child, NotEntitled for a child
    whose file is not open to the person, AlreadyDone where somebody was quicker.
    """
    _lock(meeting)
    if not meeting.nodes.filter(pk=node.pk).exists():
        raise AlreadyDone("This is off the map already.")
    if meeting.links.filter(one=node).exists() or meeting.links.filter(other=node).exists():
        raise Refused("Take its links off first.")
    if node.kind == Node.CHILD:
        _let_child_go(meeting, node, by=by, at=at)
    number = node.pk
    node.delete()
    _record(meeting, "taken", number, by=by, at=at)


@transaction.atomic
def open_child(
    meeting: ComplexMeeting,
    case: Case,
    people: Iterable[User],
    *,
    reason: str,
    ends_at: datetime,
    by: User,
    at: datetime,
) -> None:
    """Open to members by name who the child is and the strategy meetings; NotEntitled for who may not share it.

    Raises AlreadyDone once the meeting was cancelled: nobody needs the file for it any more.
    """
    _lock(meeting)
    if not access.may(by, Permission.CASE_SHARE, case, at=at):
        raise NotEntitled("Whoever governs access to this file opens it.")
    for person in people:
        sharing.give(case, person, _OPENED, reason=reason, basis=Basis.ENQUIRY, ends_at=ends_at, by=by, at=at)


def _let_child_go(meeting: ComplexMeeting, node: ComplexNode, *, by: User, at: datetime) -> None:
    child = ComplexChild.objects.filter(node=node).select_related("case").first()
    if child is None or not access.may(by, Permission.CASE_VIEW, child.case, at=at):
        raise NotEntitled("Somebody to whom the child's file is open takes them off the map.")
    if meeting.actions.filter(case=child.case).exists():
        raise Refused("The meeting agreed an action about this child. They stay on the map.")
    recording.record(Verb.COMPLEX_LINKED, child, by=by, at=at, detail={"taken_from": meeting.ref})
    child.delete()


def _lock(meeting: ComplexMeeting) -> None:
    arranging.refuse_cancelled(ComplexMeeting.objects.select_for_update(no_key=True).get(pk=meeting.pk))


def _record(meeting: ComplexMeeting, what: str, number: int, *, by: User, at: datetime) -> None:
    recording.record(Verb.COMPLEX_LINKED, meeting, by=by, at=at, detail={what: number})
