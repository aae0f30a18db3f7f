"""Where every page of a case that has been everywhere is, and of the desks: each address filled in for one reader."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from mase.agencies.models import User
from mase.cases import adults, joining
from mase.cases.models import Case, Conflict, Emergency
from mase.demo.cast import PARTS, Cast
from mase.people.models import Relationship
from meetings.operations import planning
from referrals import operations as referrals
from referrals.models import Disclosure, Draft, ExternalReference
from riskscreening.models import PlanKind
from riskscreening.operations import acting, contexts
from riskscreening.operations import planning as plans
from tests.architecture import convened, on_the_form, overseen, packed, roomed, screened, seated
from tests.architecture.routes import Route
from tests.cases.noted import noted
from tests.factories import CaseFactory, DeadlineFactory
from tests.referrals import asking, routed, secret
from tests.riskscreening.harmed import begun, harmed

SHORTS = {part: (short, role) for part, short, role in PARTS}
_TOOL = {"authority": "southwark", "code": "cse-screening", "version": 1}
_OF_A_CONTEXT = ("intervention", "review_intervention", "end_intervention")


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
        if name in ("check_action", "decide_cohort"):
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
