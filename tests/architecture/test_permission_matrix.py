"""Every address × everybody in the cast × their own case, another authority's case, a restricted case.

What is expected comes from the rights table that the code itself uses (mase.agencies.roles).
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mase.agencies.models import Kind, User
from mase.agencies.roles import ROLES, Permission, Reach, Role, Section
from mase.cases import access, adults, joining
from mase.cases import operations as cases
from mase.cases.models import Case, Conflict, Emergency
from mase.demo import stories
from mase.demo.cast import AGENCIES, PARTS, Cast
from mase.people.models import Relationship
from meetings.operations import consultation, planning
from referrals import operations as referrals
from referrals.models import Disclosure, Draft, ExternalReference
from riskscreening.models import PlanKind
from riskscreening.operations import acting, contexts
from riskscreening.operations import planning as plans
from riskscreening.operations import screening as screenings
from tests.architecture import convened, on_the_form, overseen, packed, roomed, screened, seated
from tests.architecture.routes import Route, routes
from tests.cases.noted import noted
from tests.factories import CaseFactory, DeadlineFactory
from tests.once import once
from tests.referrals import asking, routed, secret
from tests.riskscreening.harmed import begun, harmed

ROUTES = routes()
SHORTS = {part: (short, role) for part, short, role in PARTS}
KINDS = {short: kind for short, kind, _ in AGENCIES}
# Two who hold the same role differ only where the kind of their agency counts, as it does in a meeting.
ONE_OF_EACH_ROLE = sorted({role: part for part, (_, role) in SHORTS.items()}.values())
ONE_OF_EACH_ROLE_AND_KIND = sorted({(role, KINDS[short]): part for part, (short, role) in SHORTS.items()}.values())
ALLOWED = frozenset({200, 202, 302, 409})
TURNS = 4
SignIn = Callable[[User], Client]
Found = tuple[str, Route, int]  # whose browser, the page, the status
Tried = Callable[..., Iterator[Found]]
_TOOL = {"authority": "southwark", "code": "cse-screening", "version": 1}
_OF_A_CONTEXT = ("intervention", "review_intervention", "end_intervention")
# Besides its owner, an action is opened by whoever reads the meeting that agreed it, and cancelled by who records there.
OF_ITS_MEETING = {"action": Permission.PANEL_VIEW, "cancel_action": Permission.PANEL_DISCUSS}
OF_ITS_SENDER = {"referral_sent", "referral_as_sent", "download_referral", "letter", "download_letter"}


@pytest.fixture
def file(southwark: Cast, told: Callable[..., Case], at: datetime) -> Case:
    """A case that has been everywhere: discussed at MASE, minutes approved, and a new screening begun."""
    return once(("everywhere", at), lambda: everywhere(southwark, told, at=at))


def everywhere(cast: Cast, told: Callable[..., Case], *, at: datetime, beside: Iterable[int] = ()) -> Case:
    """Tell the whole of a case's story; the children of these numbers stand on the list of the same meeting."""
    panel = stories.schedule(cast, on=date(2026, 4, 8), at=at)
    case, *others = [told("admit", number=number) for number in (0, *beside)]
    stories.circulate(cast, panel, at=at + timedelta(days=20))
    for one in (case, *others):
        stories.discuss(cast, one, at + timedelta(days=37))
    planning.refer(
        case,
        reason="Plan",
        carers_invited=True,
        carers_reason="",
        scheduled_for=at + timedelta(days=45),
        by=cast["worker"],
        at=at + timedelta(days=38),
    )
    stories.approve(cast, panel, at=at + timedelta(days=38))
    entry = case.cohort_entries.select_related("case__authority").get()
    consultation.offer(entry, offered_on=at.date(), by=cast["health"], at=at + timedelta(days=38))
    screenings.start(case, by=cast["worker"], at=at + timedelta(days=39))
    return case


@pytest.fixture
def addresses(file: Case, southwark: Cast) -> "Addresses":
    """Where that case's pages are."""
    return Addresses(file, southwark)


@pytest.fixture
def tried(addresses: "Addresses", signed_in: SignIn) -> Tried:
    """Every page behind that guard, as each of these people of a cast finds it: tried("case", southwark, parts).

    What shuts out everybody alike is tried by them in ``turns``: each page by several of them, each of them on many.
    """

    def walk(guard: str, cast: Cast, parts: Iterable[str], *, turns: int = 0) -> Iterator[Found]:
        pages = [route for route in ROUTES if route.guard == guard]
        for place, part in enumerate(parts):
            client = signed_in(cast[part])
            for number, route in enumerate(pages):
                if not turns or (number + place) % turns == 0:
                    yield part, route, addresses.status(client, route, part)

    return walk


@pytest.mark.rule("ALL-5")
def test_a_person_opens_what_their_role_holds_on_a_case_that_was_opened_to_them(
    southwark: Cast, file: Case, tried: Tried, at: datetime
) -> None:
    _open_everything(file, southwark, ONE_OF_EACH_ROLE, at=at)
    found = tried("case", southwark, ONE_OF_EACH_ROLE)
    assert _not_as_expected(found, _by_right_and_sender) == []


@pytest.mark.rule("ALL-5")
def test_nobody_opens_a_page_of_another_authoritys_case(barnet: Cast, tried: Tried) -> None:
    assert _not_as_expected(tried("case", barnet, ONE_OF_EACH_ROLE, turns=TURNS), _not_found) == []


@pytest.mark.rule("ALL-5")
def test_a_restricted_case_is_not_there_for_whoever_was_not_named(
    southwark: Cast, file: Case, tried: Tried, at: datetime
) -> None:
    cases.restrict(file, by=southwark["mash"], at=at + timedelta(days=40), reason="Related to a member of staff")
    named = set(file.person_grants.values_list("user__email", flat=True))
    others = {*ONE_OF_EACH_ROLE, "second.worker"} - {"worker", "mash"}
    others = {part for part in others if southwark[part].email not in named}
    assert _not_as_expected(tried("case", southwark, sorted(others), turns=TURNS), _not_found) == []


def test_pages_without_a_case_open_to_roles_that_hold_them(
    southwark: Cast, file: Case, tried: Tried, at: datetime
) -> None:
    for part in ONE_OF_EACH_ROLE:
        referrals.start_draft(southwark.agency(SHORTS[part][0]), by=southwark[part], at=at)
        southwark[part].password = "of their own"  # some pages ask for it again, and refuse whoever has none
        southwark[part].save(update_fields=["password"])
    found = tried("agency", southwark, ONE_OF_EACH_ROLE)
    held = {part: role_of(part).permissions for part in ONE_OF_EACH_ROLE}
    assert _not_as_expected(found, lambda part, route: ALLOWED if route.enough & held[part] else {403}) == []


@pytest.mark.rule("SO-25")
def test_pages_of_a_meeting_open_to_standing_members_with_the_right(
    southwark: Cast, file: Case, tried: Tried, at: datetime
) -> None:
    def expected(part: str, route: Route) -> Collection[int]:
        is_school = KINDS[SHORTS[part][0]] == Kind.SCHOOL
        member = not is_school and Permission.DESK_MEETINGS in role_of(part).permissions
        return _by_right(role_of(part), route.permission) if member else {404}

    _open_everything(file, southwark, ONE_OF_EACH_ROLE_AND_KIND, at=at)
    assert _not_as_expected(tried("panel", southwark, ONE_OF_EACH_ROLE_AND_KIND), expected) == []


def test_nobody_opens_a_page_of_another_authoritys_meeting(barnet: Cast, tried: Tried) -> None:
    assert _not_as_expected(tried("panel", barnet, ONE_OF_EACH_ROLE, turns=TURNS), _not_found) == []


def test_every_kind_of_guard_is_in_the_matrix() -> None:
    assert {route.guard for route in ROUTES} == {"case", "panel", "agency", "person", "complex", "surgery", ""}


def test_every_permission_is_asked_for_by_some_address() -> None:
    assert {route.permission for route in ROUTES} - {None} == set(Permission)


def test_every_role_is_in_the_cast() -> None:
    assert {role for _, role in SHORTS.values()} == ROLES.keys()


def role_of(part: str) -> Role:
    """Return the role of a part of the cast."""
    return ROLES[SHORTS[part][1]]


def _by_right_and_sender(part: str, route: Route) -> Collection[int]:
    """Return what is expected of the role; whoever does not work on referrals reads those of their own agency only."""
    role, works = role_of(part), {Permission.REFERRAL_ANSWERS, Permission.REFERRAL_CATEGORISE}
    if route.name == "planned_action":  # besides whoever reads plans, only its owner opens it
        return _by_right(role, Permission.SCREENING_VIEW)
    if route.name in OF_ITS_MEETING:
        return _by_right(role, OF_ITS_MEETING[route.name])
    if route.name in OF_ITS_SENDER and Permission.REFERRAL_VIEW in role.permissions and not role.permissions & works:
        return {200} if SHORTS[part][0] == "harbour" else {404}
    return _by_right(role, route.permission)


def _by_right(role: Role, permission: Permission) -> Collection[int]:
    if permission in role.permissions:
        return ALLOWED
    sees_cases = Permission.CASE_VIEW in role.permissions or permission.section is None
    return {403} if sees_cases else {404}


def _not_found(part: str, route: Route) -> Collection[int]:
    return {404}


def _not_as_expected(
    found: Iterable[Found], expected: Callable[[str, Route], Collection[int]]
) -> list[tuple[str, str, int]]:
    return [(part, route.name, status) for part, route, status in found if status not in expected(part, route)]


def _open_everything(case: Case, cast: Cast, parts: Iterable[str], *, at: datetime) -> None:
    """Open every section to each of these people, so that only the role decides."""
    how = {"by": cast["mash"], "at": at, "reason": "Test of the rights table"}
    for part in parts:
        if role_of(part).reach is Reach.PERSON:
            access.open_to_person(case, cast[part], Section, **how)
    for short in sorted({SHORTS[part][0] for part in parts}):
        agency = cast.agency(short)
        access.open_to_agency(case, agency, Section, **how)
        if agency.kind not in (Kind.SOCIAL_CARE, Kind.POLICE, Kind.HEALTH, Kind.EDUCATION):
            basis = case.profile.legal_bases[0]
            referral = case.referrals.latest("pk")
            referrals.ask(referral, agencies=[agency], purpose="Test", legal_basis=basis, by=cast["mash"], at=at)


def _adult(case: Case, *, by: User) -> Relationship:
    facts = {"given_names": "Devon", "family_name": "Older", "born_on": None, "address": "", "kind": "parent"}
    return adults.add(case, **facts, by=by, at=case.opened_at)


def _contexts(cast: Cast, case: Case, *, by: User) -> dict[str, Any]:
    """Return what the pages of contexts and notes are about; what is done there serves the child."""
    context = harmed(cast, case)
    served = contexts.serve(context, begun(cast), by=by, at=case.opened_at)
    return {
        **dict.fromkeys(("change_context", "end_context", "serve_context", "begin_for_context"), context),
        "leave_context": served,
        **dict.fromkeys(("note", "add_to_note"), noted(cast, case)),
    }


def _disclosure(case: Case, *, by: User) -> Disclosure:
    return referrals.record_disclosure(case, told_at=case.opened_at, told_to="An aunt", by=by, at=case.opened_at)


def _reference(case: Case, *, by: User) -> ExternalReference:
    return referrals.add_reference(case, kind="cad", number="417", note="", by=by, at=case.opened_at)


def _plans(case: Case, *, by: User) -> dict[str, Any]:
    """Return what the pages of plans and their actions are about: none of the cast owns the action."""
    how: dict[str, Any] = {"by": by, "at": case.opened_at}
    wording = {"aims": "Safe after school", "arrangements": "Seen every week"}
    plan = plans.write(case, PlanKind.CARE, begun_on=case.opened_at.date(), wording=wording, **how)
    due_on = case.opened_at.date() + timedelta(days=90)
    action = acting.agree(plan, text="Ring her", owner=None, owner_outside="Her aunt", due_on=due_on, **how)
    return {
        **dict.fromkeys(("plan", "change_plan", "end_plan", "agree_planned_action"), plan),
        **dict.fromkeys(("planned_action", "move_planned_action"), action),
    }


class Addresses:
    """The address of every route for one case and its meeting; what they name is looked up once."""

    def __init__(self, case: Case, cast: Cast) -> None:
        self.case, self.cast = case, cast
        self.meeting = case.planning_meetings.latest("pk")
        self.entry = case.list_entries.select_related("panel").latest("pk")
        referral, assessment = case.referrals.latest("pk"), case.assessments.get(completed_at=None)
        outcome, strategy = referral.outcomes.latest("pk"), case.strategy_meetings.latest("pk")
        planning_pages = ("planning", "add_professional", "add_strategy", "record_planning", "remove_part")
        self.conflict = Conflict.objects.create(
            user=cast["worker"], names="Nobody Here", declared_at=case.opened_at, declared_by=cast["worker"]
        )
        found = {"reason": "Another mother", "by": cast["mash"], "at": case.opened_at}
        self.other = CaseFactory(cast=cast, opened=cast, opened_at=case.opened_at)
        decided_on = CaseFactory(cast=cast, opened=cast, opened_at=case.opened_at)
        self.desks = {
            "end_conflict": {"pk": self.conflict.pk},
            "issue_quarterly_return": {"authority": "southwark", "quarter": "2026-Q1"},
            "person_access": {"pk": cast["health"].pk},
            **{name: {"ref": begun(cast).ref} for name in _OF_A_CONTEXT},
            "convene_complex_from": {"ref": case.ref, "pk": strategy.pk},
            "load_tool": {"authority": "southwark"},
            **dict.fromkeys(("tool", "download_tool", "retire_tool"), _TOOL),
            "compare_tools": _TOOL | {"earlier": 1},
        }
        self.objects = {
            **routed.objects(cast, case, at=case.opened_at),
            "undo_match": joining.another_child(case, decided_on, **found),
            **dict.fromkeys(("referral_sent", "decide_checks", "start_sharing", "propose", "categorise"), referral),
            **dict.fromkeys(("referral_as_sent", "download_referral"), referral),
            **dict.fromkeys(("agree", "tell_referrer", "letter", "download_letter"), outcome),
            **dict.fromkeys(("screening", "complete_screening", "sign_screening", "answer_section"), assessment),
            **dict.fromkeys(
                ("safety_plan", "review_safety_plan", "agree_safety_action"), case.safety_plans.latest("pk")
            ),
            **_plans(case, by=cast["worker"]),
            **dict.fromkeys(
                ("record_return", "record_interview", "offer_interview", "correct_missing"),
                case.missing_episodes.latest("pk"),
            ),
            **dict.fromkeys(("strategy", "record_strategy", "move_strategy"), strategy),
            **dict.fromkeys(("tell_host", "record_conference"), strategy),
            **dict.fromkeys(
                ("withdraw_request", "remind", "send_link", "withdraw_link"), case.information_requests.latest("pk")
            ),
            "settle_disclosure": _disclosure(case, by=cast["worker"]),
            "withdraw_reference": _reference(case, by=cast["worker"]),
            **dict.fromkeys(planning_pages, self.meeting),
            **dict.fromkeys(
                ("mase_form", "admit_late", "decide", "update_form", "confirm_form", "withdraw_form", "typed_update"),
                case.mase_forms.latest("pk"),
            ),
            **dict.fromkeys(roomed.OF_AN_ENTRY, self.entry),
            "offer_consultation": case.cohort_entries.latest("pk"),
            **dict.fromkeys(("answer_consultation", "hold_consultation"), case.clinical_offers.latest("pk")),
            **dict.fromkeys(("action", "cancel_action", "check_action"), case.actions.latest("pk")),
            "take_from_agency": cast.agency("health"),
            "take_from_person": cast["worker"],
            **dict.fromkeys(
                ("read_intelligence", "withdraw_intelligence"), secret.recorded(cast, case, at=case.opened_at)
            ),
            **dict.fromkeys(("correct_adult", "remove_adult"), _adult(case, by=cast["worker"])),
            **_contexts(cast, case, by=cast["worker"]),
            **overseen.objects(case, by=cast["worker"]),
        }

    def status(self, client: Client, route: Route, part: str) -> int:
        """Return what this person's browser gets at the address: by GET, or by POST where GET is not allowed."""
        address = reverse(route.name, kwargs=self.arguments(route, part))
        answer = client.get(address)
        return client.post(address).status_code if answer.status_code == 405 else answer.status_code

    def arguments(self, route: Route, part: str) -> dict[str, Any]:
        """Return what the address is filled in with."""
        if route.guard == "panel":
            number = {"pk": self.entry.pk} if route.name == "place_at" else {}
            if route.name == "send_information":
                number = {"agency": self.cast.agency(SHORTS[part][0]).code}
            if route.name in packed.OF_A_VERSION:
                number = packed.version(self.entry.panel, by=self.cast["coordinator"], at=self.case.opened_at)
            return {"ref": self.entry.panel.ref} | number | roomed.on_panel(self.cast, self.entry.panel, route.name)
        if route.guard == "agency":
            return self._of_desk(route.name, part)
        if route.guard == "complex":
            return seated.arguments(self.cast, self.case, route.name)
        return {"ref": self.case.ref} | self._inside(route.name, part)

    def _inside(self, name: str, part: str) -> dict[str, Any]:
        if name.endswith("_deadline"):
            return {"deadline": self.case.deadlines.filter(code="action").latest("pk").ref}
        if name == "decide_match":
            return {"other": self.other.ref}
        if name in ("answer", "add_to_answer"):
            requests = {request.agency_id: request for request in self.case.information_requests.order_by("pk")}
            own = requests.get(self.cast.agency(SHORTS[part][0]).pk)
            return {"pk": (own or next(iter(requests.values()))).pk}
        more: dict[str, Any] = {"section": "A"} if name == "answer_section" else {}
        more |= screened.inside(self.case, name, agency=self.cast.agency(SHORTS[part][0]), by=self.cast["worker"])
        more |= on_the_form.inside(self.case, name, agency=self.cast.agency(SHORTS[part][0]), by=self.cast["worker"])
        more |= convened.inside(self.case, name)
        if name == "check_action":
            more = {"meeting": self.entry.panel.ref}
        if name == "record_step":
            more = {"step": "adviser_named"}
        if name == "write_plan":
            more = {"kind": PlanKind.PATHWAY.value}
        if name == "remove_part":
            how = {"by": self.cast["worker"], "at": self.case.opened_at}
            added = planning.add_professional(self.meeting, name="A", role="B", agency="C", **how)
            more = {"part": "professionals", "part_pk": added.pk}
        return more | ({"pk": self.objects[name].pk} if name in self.objects else {})

    def _of_desk(self, name: str, part: str) -> dict[str, Any]:
        if name in packed.OF_A_COPY:
            own = {"user": self.cast[part], "agency": self.cast.agency(SHORTS[part][0])}
            return packed.copy(self.entry.panel, name, **own, at=self.case.opened_at)
        if name in ("deadline", "waive_owed"):
            agency = self.cast.agency(SHORTS[part][0])
            owed = {"case": None, "authority": self.cast.authority, "agency": agency, "owner_role": "co_ordinator"}
            return {"ref": DeadlineFactory(**owed, started_at=self.case.opened_at, due_at=self.case.opened_at).ref}
        if name in ("consultation", "follow_consultation"):
            return {"ref": asking.own(self.cast, part, at=self.case.opened_at).ref}
        if name in ("advise", "link_consultation"):
            return {"ref": asking.waiting_for(self.cast, part, at=self.case.opened_at).ref}
        if name in self.desks:
            return self.desks[name]
        if name == "name_contact":
            return {"agency": self.cast.agency(SHORTS[part][0]).code}
        if name == "review_emergency":
            lasted = {"opened_at": self.case.opened_at, "ends_at": self.case.opened_at}
            said = {"need": Emergency.Need.MISSING, "reason": "She is missing", **lasted}
            return {"pk": self.case.emergencies.get_or_create(user=self.cast["worker"], defaults=said)[0].pk}
        if name == "end_membership":
            # of the one social worker whose pages are not tried here: whoever may end it does
            return {"pk": self.cast["worker"].memberships.get().pk}
        if name.startswith("referral_") and name != "referral_new":
            draft = Draft.objects.filter(started_by=self.cast[part]).latest("pk")
            return {"ref": draft.ref} | ({"section": "child"} if name in ("referral_section", "referral_typed") else {})
        return {}
