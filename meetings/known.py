"""What the file of a child already holds that a MASE form can take up, each with its source and its age (HO-9, RE-7).

Police intelligence is not offered: how it may be handled is decided each time.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mase import timescales
from mase.agencies.roles import Permission
from mase.cases.models import Case
from mase.web.environment import day
from mase.web.typed import digest
from meetings import queries
from meetings.models import Action, Ending, MaseForm
from referrals.models import Reply
from riskscreening import known as screened
from riskscreening import queries as screenings
from riskscreening.models import Assessment, Band

SCREENING = Permission.SCREENING_VIEW
_MOST_NOT_KNOWN = 12  # items named one by one
_ENDED = {
    Ending.DONE: "done",
    Ending.NOT_POSSIBLE: "not possible, circumstances changed",
    Ending.NOT_UNDERTAKEN: "not undertaken",
    Ending.CANCELLED: "cancelled",
}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Words for one of the texts of the form: where they come from, of when they are, when they last changed."""

    key: str
    box: str
    title: str
    words: str
    at: datetime
    changed_at: datetime | None = None

    @property
    def version(self) -> str:
        """Return what tells these words from what the same source says later."""
        return digest(self.words)

    @property
    def taken_up(self) -> str:
        """Return what stands in the form once it is taken up: the reader sees where it comes from too."""
        return f"{self.title}:\n{self.words}"


def offers(case: Case, *, may: Callable[[Permission], bool], today: date) -> list[Offer]:
    """Return what fits a text of the form, of the sources that the person may see, the newest of each kind first."""
    found = [offer for needed, source in _SOURCES if may(needed) for offer in source(case, today)]
    return [offer for offer in found if offer.words.strip()]


def age(moment: datetime, *, today: date) -> str:
    """Return how old something of that moment is, in words."""
    days = (today - timescales.london_day(moment)).days
    return "of today" if days <= 0 else "1 day old" if days == 1 else f"{days} days old"


def in_words(action: Action, *, today: date) -> str:
    """Return an action and what became of it, on one line."""
    if action.closed_as:
        became = ": ".join(filter(None, (_ENDED[Ending(action.closed_as)], action.evidence)))
    else:
        became = "still open, and its day has passed" if action.due_on < today else "still open"
    return f"- {action.text} ({action.owner.name}, {action.agency.name}, by {day(action.due_on)}): {became}"


def _referrals(case: Case, today: date) -> Iterator[Offer]:
    for referral in screened.referrals_of(case):
        said = f"\nIn the child’s words: {referral.in_their_words}" if referral.in_their_words else ""
        about: Any = {"title": screened.named(referral), "at": referral.received_at}
        yield Offer(key=f"referral-{referral.pk}", box="concerns", words=referral.concern + said, **about)


def _screening(case: Case, today: date) -> Iterator[Offer]:
    signed = queries.signed_screening(case)
    if signed is None or signed.completed_at is None:
        return
    about: Any = {"title": screened.dated(signed), "at": signed.completed_at}
    texts = {
        "result": ("concerns", _result(signed)),
        "danger": ("concerns", signed.narratives.get("danger", "")),
        "narrative": ("concerns", _narrative(signed)),
        "child": ("concerns", _quoted(signed.in_their_words)),
        "goal": ("asked_of_panel", signed.narratives.get("goal", "")),
    }
    for name, (box, words) in texts.items():
        yield Offer(key=f"screening-{signed.pk}-{name}", box=box, words=words, **about)


def _result(signed: Assessment) -> str:
    levels, band = signed.case.profile.risk_levels, dict(Band.choices).get(signed.stands or signed.judgement or "", "")
    level = f"; {levels[signed.level]}" if signed.level else ""
    items = {item.code: item.label for section in signed.tool.sections for item in section.items}
    unknown = [items[code] for code, said in signed.answers.items() if code in items and _is_not_known(said)]
    more = f" and {len(unknown) - _MOST_NOT_KNOWN} more" if len(unknown) > _MOST_NOT_KNOWN else ""
    lines = [
        f"{band}{level}.",
        signed.judgement_reason,
        f"What is not known: {'; '.join(unknown[:_MOST_NOT_KNOWN])}{more}." if unknown else "",
    ]
    return "\n".join(filter(None, lines))


def _is_not_known(said: dict[str, str]) -> bool:
    return said.get("answer") == "not_known"


def _narrative(signed: Assessment) -> str:
    """Return what the sections say in words, but for those with answers that are covered."""
    open_ones = [one for one in signed.tool.sections if not any(item.field_class for item in one.items)]
    said = [(one.title, signed.narratives.get(one.code, "")) for one in open_ones]
    return "\n".join(f"{title}: {words}" for title, words in said if words)


def _quoted(words: str) -> str:
    return f"In the child’s words: {words}" if words and not words.startswith("Not able to ask") else ""


def _police(case: Case, today: date) -> Iterator[Offer]:
    categories, references = screenings.categories(case), screenings.crime_references(case)
    moments = [*(one.recorded_at for one in categories), *(one.recorded_at for one in references)]
    lines = [f"Police category {one.number}, {one.label}: {one.crime_reference}" for one in reversed(categories)]
    lines += [f"{one.get_kind_display()} {one.number}" for one in references]
    if moments:
        about: Any = {"title": f"Police category and crime references of {day(max(moments))}", "at": max(moments)}
        yield Offer(key="crime", box="investigations", words="\n".join(lines), **about)


def _replies(case: Case, today: date) -> Iterator[Offer]:
    found = case.information_requests.filter(reply=Reply.KNOWN, agency__isnull=False).select_related("agency")
    for request in found.order_by("-answered_at", "-pk"):
        if request.answered_at:
            about: Any = {"title": f"{request.asked} to MASH, {day(request.answered_at)}", "at": request.answered_at}
            yield Offer(key=f"reply-{request.pk}", box="agency_updates", words=request.information, **about)


def _updates(case: Case, today: date) -> Iterator[Offer]:
    for update in case.agency_updates.exclude(answered_at=None).select_related("agency").order_by("-answered_at", "pk"):
        if update.answered_at:
            words = update.words or "Nothing new."
            about: Any = {"title": f"{update.agency.name}, {day(update.answered_at)}", "at": update.answered_at}
            yield Offer(key=f"update-{update.pk}", box="agency_updates", words=words, **about)


def _strategies(case: Case, today: date) -> Iterator[Offer]:
    for meeting in case.strategy_meetings.exclude(held_at=None).order_by("-held_at", "-pk")[:2]:
        if meeting.held_at is None:
            continue
        recorded = meeting.history.exclude(held_at=None)
        title = f"Strategy meeting of {day(meeting.held_at)}"
        about: dict[str, Any] = {"title": title, "at": meeting.held_at, "changed_at": _changed_at(recorded)}
        key = f"strategy-{meeting.pk}"
        decided = f"{meeting.get_decision_display()}. {meeting.decision_reason}"
        yield Offer(key=f"{key}-decision", box="investigations", words=decided, **about)
        said = meeting.contributions.exclude(information="").select_related("agency").order_by("agency__name", "pk")
        words = "\n".join(f"{one.agency.name}: {one.information}" for one in said)
        yield Offer(key=f"{key}-agencies", box="agency_updates", words=words, **about)
        if meeting.form_needed:
            yield Offer(key=f"{key}-why", box="asked_of_panel", words=meeting.form_reason or "", **about)
        yield Offer(key=f"{key}-safety", box="actions_so_far", words=meeting.safety_plan, **about)
        yield from _actions(meeting.actions.all(), f"{key}-actions", about, today)


def _plannings(case: Case, today: date) -> Iterator[Offer]:
    for meeting in case.planning_meetings.exclude(held_on=None).order_by("-held_on", "-pk")[:2]:
        if meeting.held_on is None:
            continue
        held_at = timescales.same_time_on(meeting.held_on, meeting.scheduled_for)
        title = f"Multi-agency planning of {day(meeting.held_on)}"
        about: dict[str, Any] = {"title": title, "at": held_at}
        given = set(meeting.actions.values_list("text", flat=True))
        rest = [one for one in meeting.strategies.order_by("due_on", "pk") if one.text not in given]
        words = "\n".join(f"- {one.text} ({one.who}, by {day(one.due_on)})" for one in rest)
        yield Offer(key=f"planning-{meeting.pk}", box="actions_so_far", words=words, **about)
        yield from _actions(meeting.actions.all(), f"planning-{meeting.pk}-actions", about, today)


def _panels(case: Case, today: date) -> Iterator[Offer]:
    for entry in case.list_entries.exclude(discussed_at=None).select_related("panel").order_by("-discussed_at")[:2]:
        if entry.discussed_at:
            title = f"{case.profile.wording.panel} of {day(entry.panel.scheduled_for)}"
            about: dict[str, Any] = {"title": title, "at": entry.discussed_at}
            yield from _actions(entry.actions.all(), f"panel-{entry.pk}-actions", about, today)


def _before(case: Case, today: date) -> Iterator[Offer]:
    before: MaseForm | None = case.mase_forms.order_by("-submitted_at", "-pk").first()
    if before:
        last = before.updates.order_by("-updated_at").values_list("updated_at", flat=True).first()
        about: Any = {"title": f"Form of {day(before.submitted_at)}", "at": last or before.submitted_at}
        for box in queries.TEXTS:
            yield Offer(key=f"form-{before.pk}-{box}", box=box, words=getattr(before, box), **about)


def _actions(actions: Any, key: str, about: dict[str, Any], today: date) -> Iterator[Offer]:
    """Return what was agreed and what became of it, as one offer that changes whenever an action ends."""
    found: Iterable[Action] = actions.select_related("owner", "agency").order_by("due_on", "pk")
    changed = [action.closed_at or action.agreed_at for action in found]
    if changed:
        words = "\n".join(in_words(action, today=today) for action in found)
        since = about | {"title": f"{about['title']}, actions", "changed_at": max(changed)}
        yield Offer(key=key, box="actions_so_far", words=words, **since)


def _changed_at(recorded: Any) -> datetime | None:
    """Return when a record last changed after it was made, of its ``recorded`` versions; None where it never did."""
    versions = list(recorded.order_by("-history_date", "-pk").values_list("history_date", flat=True)[:2])
    return versions[0] if len(versions) > 1 else None


_SOURCES: tuple[tuple[Permission, Callable[[Case, date], Iterator[Offer]]], ...] = (
    (Permission.SCREENING_VIEW, _screening),
    (Permission.REFERRAL_VIEW, _referrals),
    (Permission.REFERRAL_ANSWERS, _police),
    (Permission.PANEL_VIEW, _updates),
    (Permission.REFERRAL_ANSWERS, _replies),
    (Permission.STRATEGY_VIEW, _strategies),
    (Permission.MAP_VIEW, _plannings),
    (Permission.PANEL_VIEW, _panels),
    (Permission.PANEL_VIEW, _before),
)
