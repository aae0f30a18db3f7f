"""The steps of an agenda pack, told without a press: who may, when, once, and what becomes of what was begun (RE-6)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from mase.agencies import operations as agencies
from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import sharing
from mase.cases.errors import AlreadyDone, Refused, StepMissing
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import Cast
from mase.notifications.models import Message
from meetings import packs
from meetings.models import AgendaPack, ListEntry, PackCopy, PackState, Panel, PanelInvitation
from meetings.operations import moving
from meetings.operations import packs as operations
from reporting import packing
from tests.once import once
from tests.reporting.packs import keep_from
from tests.together import overlapping

MINUTE = timedelta(minutes=1)


@pytest.fixture
def now(at: datetime) -> datetime:
    """Some days after both cases came onto the list."""
    return at + timedelta(days=20)


@pytest.fixture
def listed(panel: Panel, told: Callable[..., Case]) -> list[ListEntry]:
    """Two cases on the list of the meeting in April."""
    told("admit", number=0), told("admit", number=1)
    return list(panel.entries.order_by("position"))


@pytest.fixture
def asked(listed: list[ListEntry], panel: Panel, southwark: Cast, now: datetime) -> AgendaPack:
    """A pack that the co-ordinator asked for and nobody has begun."""
    return once(("ask", now), lambda: operations.ask(panel, by=southwark["coordinator"], at=now))


@pytest.fixture
def ready(listed: list[ListEntry], panel: Panel, southwark: Cast, now: datetime) -> AgendaPack:
    """A pack with pages that nobody printed."""
    by = southwark["coordinator"]
    return once(("ask and make", now), lambda: _made(operations.ask(panel, by=by, at=now), at=now))


def _made(pack: AgendaPack, *, at: datetime) -> AgendaPack:
    for entry in operations.begin(pack, at=at) or []:
        operations.keep_part(pack, entry, place=entry.position, sealed=b"sealed", pages=1)
    operations.finish(pack, at=at)
    pack.refresh_from_db()
    return pack


def _again(pack: AgendaPack, cast: Cast, *parts: str, at: datetime) -> AgendaPack:
    """Return another version, issued to these people."""
    newer = _made(operations.ask(pack.panel, by=cast["coordinator"], at=at), at=at)
    _issue(newer, cast, *parts, at=at)
    return newer


def _issue(pack: AgendaPack, cast: Cast, *parts: str, at: datetime) -> None:
    operations.issue(pack, to=[cast[part] for part in parts], by=cast["coordinator"], at=at)


def _recall(pack: AgendaPack, cast: Cast, *, at: datetime) -> None:
    operations.recall(pack, reason="One entry was wrong", by=cast["coordinator"], at=at)


def test_a_pack_is_tried_for_half_an_hour_and_given_up_a_minute_later(asked: AgendaPack, now: datetime):
    limit = now + operations.GIVEN_UP_AFTER
    for moment in (limit - MINUTE, limit):
        assert len(operations.begin(asked, at=moment) or []) == 2
    assert operations.begin(asked, at=limit + MINUTE) is None
    asked.refresh_from_db()
    assert (asked.state, packs.is_being_made(asked)) == (PackState.FAILED, False)


@pytest.mark.parametrize("why", ["the right was lost", "it was tried too long"])
def test_what_was_made_before_does_not_make_a_pack_ready_after(
    asked: AgendaPack, southwark: Cast, now: datetime, why: str
):
    for entry in operations.begin(asked, at=now) or []:
        operations.keep_part(asked, entry, place=entry.position, sealed=b"sealed", pages=1)
    if why == "the right was lost":
        sharing.end_membership(southwark["coordinator"].memberships.get(), by=southwark["admin"], at=now)
        packing.make(asked, at=now + MINUTE)
    else:
        packing.make(asked, at=now + timedelta(hours=1))
    asked.refresh_from_db()
    assert (asked.state, asked.built_at, asked.front) == (PackState.FAILED, None, None)
    with pytest.raises(StepMissing, match="not ready"):
        _issue(asked, southwark, "health", at=now)


def test_a_worker_that_comes_late_leaves_a_pack_that_is_made_or_issued_alone(
    ready: AgendaPack, southwark: Cast, now: datetime
):
    late = now + timedelta(hours=2)
    packing.make(ready, at=late)
    _issue(ready, southwark, "health", at=now)
    packing.make(ready, at=late)
    ready.refresh_from_db()
    assert (ready.state, ready.built_at, ready.front, ready.issued_at) == (PackState.READY, now, None, now)


def test_how_far_it_is_counts_every_part_and_never_more_than_there_are(asked: AgendaPack, now: datetime):
    counted = []
    for entry in operations.begin(asked, at=now) or []:
        operations.keep_part(asked, entry, place=entry.position, sealed=b"sealed", pages=1)
        asked.refresh_from_db()
        counted.append((asked.parts_done, asked.parts_total))
    assert counted == [(1, 2), (2, 2)]
    assert operations.begin(asked, at=now) == []  # all is there: only the front is still to be made


def test_a_pack_is_asked_for_while_the_meeting_is_open_and_one_at_a_time(
    panel: Panel, asked: AgendaPack, southwark: Cast, now: datetime
):
    by = southwark["coordinator"]
    with pytest.raises(AlreadyDone, match="being made"):
        operations.ask(panel, by=by, at=now)
    operations.fail(asked)
    assert operations.ask(panel, by=by, at=now).version == 2
    moving.cancel(panel, reason="No chair", by=by, at=now)
    with pytest.raises(AlreadyDone, match="cancelled"):
        operations.ask(panel, by=by, at=now)
    assert [event.detail["version"] for event in Event.objects.filter(verb=Verb.PACK_ASKED).order_by("pk")] == [1, 2]


def test_an_empty_list_makes_no_pack_nor_one_whose_every_case_is_closed_to_who_asks(
    panel: Panel, listed: list[ListEntry], southwark: Cast, now: datetime
):
    empty = stories.schedule(southwark, on=date(2026, 5, 6), at=now)
    for entry in listed:
        keep_from(southwark["coordinator"], entry.case, at=now)
    for meeting in (empty, panel):
        with pytest.raises(StepMissing, match="at least one case"):
            operations.ask(meeting, by=southwark["coordinator"], at=now)
    assert not AgendaPack.objects.exists()


@pytest.mark.rule("RE-6", "ALL-5")
def test_a_copy_goes_to_nobody_who_has_no_part_in_the_meeting_and_the_numbers_have_no_gap(
    ready: AgendaPack, southwark: Cast, barnet: Cast, now: datetime
):
    outside = [southwark["school"], southwark["admin"], barnet["health"]]
    to = [southwark["police.member"], *outside, southwark["health"]]
    operations.issue(ready, to=to, by=southwark["coordinator"], at=now)
    copies = packs.ledger(ready)
    assert [(copy.number, copy.user) for copy in copies] == [(1, to[-1]), (2, to[0])]
    assert not Message.objects.filter(recipient__in=outside, key__startswith="pack-").exists()
    event = Event.objects.get(verb=Verb.PACK_ISSUED)
    assert event.detail == {"meeting": ready.panel.ref, "version": 1, "copies": 2}


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_a_pack_is_issued_once_and_recalled_once(
    ready: AgendaPack, southwark: Cast, now: datetime
):
    def issue() -> None:
        _issue(ready, southwark, "health", at=now)

    def recall() -> None:
        _recall(ready, southwark, at=now)

    for press, key in ((issue, f"pack-{ready.pk}"), (recall, "pack-recalled-")):
        _, second = overlapping(press, press)
        assert isinstance(second, AlreadyDone)
        assert Message.objects.filter(recipient=southwark["health"], key__startswith=key).count() == 1
    assert PackCopy.objects.count() == 1


def test_a_preview_opens_nothing_and_says_what_each_would_get(ready: AgendaPack, southwark: Cast, now: datetime):
    maya, tobias = (part.case for part in ready.parts.order_by("position"))
    keep_from(southwark["health"], maya, at=now)
    before = (Message.objects.count(), tobias.agency_grants.count(), Event.objects.count())
    shares = {share.user: share for share in operations.preview(ready, by=southwark["coordinator"], at=now)}
    mine, others = shares[southwark["health"]], shares[southwark["police.member"]]
    assert (mine.places, mine.withheld) == ((2,), 1)
    assert (others.places, others.withheld) == ((1, 2), 0)
    assert Panel.objects.get(pk=ready.panel_id).circulated_at is None
    assert (Message.objects.count(), tobias.agency_grants.count(), Event.objects.count()) == before
    assert southwark["school"] not in shares


def test_of_the_versions_the_newest_that_stands_counts(ready: AgendaPack, southwark: Cast, now: datetime):
    _issue(ready, southwark, "health", "police.member", at=now)
    newer = _again(ready, southwark, "health", at=now + timedelta(days=1))
    mine, theirs = southwark["health"], southwark["police.member"]
    owned = [packs.own_copy(ready.panel, person).pack.version for person in (mine, theirs)]
    assert (owned, packs.replaced_by(ready), packs.replaced_by(newer)) == ([2, 1], newer, None)
    _recall(newer, southwark, at=now + timedelta(days=2))
    assert packs.own_copy(ready.panel, mine).pack == ready
    assert packs.replaced_by(ready) is None
    with pytest.raises(AlreadyDone):
        _recall(newer, southwark, at=now + timedelta(days=3))


def test_new_is_what_no_version_before_had_and_in_the_first_nothing_is(
    ready: AgendaPack, southwark: Cast, told: Callable[..., Case], now: datetime
):
    _issue(ready, southwark, "health", at=now)
    told("admit", number=2)
    newer = _again(ready, southwark, "health", at=now + timedelta(days=1))
    assert (packs.new_places(ready), packs.new_places(newer)) == (set(), {3})
    assert packs.new_places(_again(ready, southwark, "health", at=now + timedelta(days=2))) == set()


@pytest.mark.rule("SO-25")
def test_the_statement_is_accepted_once_for_the_meeting_and_the_first_opening_is_kept(
    ready: AgendaPack, southwark: Cast, now: datetime
):
    _issue(ready, southwark, "health", "police.member", at=now)
    copy = PackCopy.objects.get(user=southwark["health"])
    for hours in (1, 2):
        operations.accept(copy, at=now + timedelta(hours=hours))
        operations.note_opened(copy, page="contents", at=now + timedelta(hours=hours))
        operations.note_downloaded(copy, at=now + timedelta(hours=hours))
    copy.refresh_from_db()
    first, last = now + timedelta(hours=1), now + timedelta(hours=2)
    assert (copy.accepted_at, copy.opened_at, copy.downloaded_at) == (first, first, last)
    for verb in (Verb.PACK_OPENED, Verb.PACK_DOWNLOADED):
        rows = Event.objects.filter(verb=verb, actor=southwark["health"].pk)
        assert [row.detail["copy"] for row in rows] == [copy.number] * 2
    newer = _again(ready, southwark, "health", "police.member", at=now + timedelta(days=1))
    carried = dict(newer.copies.values_list("user", "accepted_at"))
    assert carried == {southwark["health"].pk: first, southwark["police.member"].pk: None}


def test_who_may_get_a_copy_is_each_person_once_while_they_work_there(panel: Panel, southwark: Cast, now: datetime):
    def names() -> list[str]:
        return [user.name for user, _ in packs.readers(panel, at=now)]

    twice = southwark["health"]
    other = {"name": twice.name, "email": twice.email, "role": "partner_lead", "by": None, "at": now}
    agencies.begin_membership(southwark.agency("education"), **other)
    gone, off = southwark["yjs"], southwark["police.member"]
    assert names().count(twice.name) == 1
    assert {gone.name, off.name} <= set(names())
    sharing.end_membership(gone.memberships.get(), by=southwark["admin"], at=now)
    off.is_active = False
    off.save()
    assert not {gone.name, off.name, southwark["school"].name, southwark["admin"].name} & set(names())


def test_an_invitation_that_is_withdrawn_closes_the_copy(ready: AgendaPack, southwark: Cast, now: datetime):
    asked = {"because": "They know the child", "invited_at": now, "invited_by": southwark["coordinator"]}
    invited = PanelInvitation.objects.create(panel=ready.panel, agency=southwark.agency("harbour"), **asked)
    _issue(ready, southwark, "school", at=now)
    copy = PackCopy.objects.select_related("pack__panel__authority").get()
    assert packs.still_reads(copy, at=now)
    invited.delete()
    assert not packs.still_reads(copy, at=now)


def test_nothing_is_issued_for_a_meeting_that_is_cancelled(ready: AgendaPack, southwark: Cast, now: datetime):
    moving.cancel(ready.panel, reason="No chair", by=southwark["coordinator"], at=now)
    with pytest.raises(Refused, match="cancelled"):
        _issue(ready, southwark, "health", at=now)
    assert not PackCopy.objects.exists()
    assert not Message.objects.filter(key__startswith="pack-").exists()
