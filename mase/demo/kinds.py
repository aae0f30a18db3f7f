"""Invented referrals of other kinds: by the police, by early help, from another authority; and a letter that went."""

from datetime import datetime, timedelta
from typing import Any

from mase import timescales
from mase.agencies import operations as agencies
from mase.agencies.models import Agency, Kind, User
from mase.agencies.roles import ROLES
from mase.cases.models import Case
from mase.demo import stories
from mase.demo.cast import PASSWORD, Cast, hire
from mase.people.models import Answer
from referrals import operations as referrals
from referrals.models import Colour, Form

_POLICE: dict[str, Any] = {
    "came_to_notice": "Found with two adults in a hotel room at two in the morning, tired and without her telephone.",
    "police_action": "Took her home. The room was booked by an adult who is being identified.",
    "investigation": "open",
    "told_to_child": "That MASH will look at it, and that she did nothing wrong.",
    "officer": "Detective constable of the exploitation team",
    "officer_telephone": "020 7946 0021",
}
_EARLY_HELP: dict[str, Any] = {
    "lead_professional": "Family support worker, early help",
    "assessment": "She is alone after school on most days; her mother works late.",
    "plan": "A mentor on Tuesdays, and the homework club.",
    "why_now": "She has been away twice overnight since the plan began, and came back with new clothes.",
}
_FOR_THE_RECORD: dict[str, Any] = {
    "decided": "The hotel is visited every week; a warning notice for one adult. She is not asked to come again.",
    "contact": "The co-ordinator there, 020 7946 0022",
}
_NAMES = {
    Form.POLICE: {"given_names": "Amal", "family_name": "Fontaine"},
    Form.EARLY_HELP: {"given_names": "Chloe", "family_name": "Winterbourne"},
    Form.DATA_ONLY: {"given_names": "Nerys", "family_name": "Penhaligon"},
}


def settle(cast: Cast, *, at: datetime) -> None:
    """Tell one referral of each kind, and one that ended with support services."""
    police(cast, at=at - timedelta(hours=4))
    early_help(cast, at=at - timedelta(hours=20))
    for_the_record(cast, at=at - timedelta(days=3))
    with_services(cast, at=at - timedelta(days=6))


def police(cast: Cast, *, at: datetime) -> Case:
    """The police refer a girl whom they found; she told them of an offence."""
    known = _POLICE | {"came_to_notice_on": _day(at - timedelta(days=1)), "merlin": "26PAC004471", "cad": "CAD 118"}
    told = {"concern": _POLICE["came_to_notice"], "offence_disclosed": Answer.YES, "immediate_danger": True}
    told |= {"done_so_far": "Taken home; her mother knows where she was.", "indicators": ["missing"]}
    who = {"referrer_role": "Police officer in MASH", "relationship": "The officers who found her told me"}
    sender = cast["police.mash"]
    return _send(cast, Form.POLICE, cast.agency("police"), sender, 14, at=at, particulars=known, **told, **who)


def early_help(cast: Cast, *, at: datetime) -> Case:
    """Early help steps a family up."""
    agency, sender = _early_help_agency(cast, at=at - timedelta(days=300))
    known = _EARLY_HELP | {
        "assessed_on": _day(at - timedelta(days=60)),
        "reviewed_on": _day(at - timedelta(days=12)),
    }
    who = {"referrer_role": "Early help manager", "relationship": "We have worked with the family since spring"}
    return _send(cast, Form.EARLY_HELP, agency, sender, 15, at=at, particulars=known, **who)


def for_the_record(cast: Cast, *, at: datetime) -> Case:
    """Another authority's social care sends what its meeting said of this borough's own child."""
    other = hire("barnet" if cast.authority.code != "barnet" else "southwark", at=at - timedelta(days=300))
    known = _FOR_THE_RECORD | {"other_authority": other.authority.name, "met_on": _day(at - timedelta(days=2))}
    who = {"referrer_role": "MASH duty manager", "relationship": "Discussed at our meeting"}
    agency, sender = other.agency("csc"), other["mash"]
    return _send(cast, Form.DATA_ONLY, agency, sender, 16, at=at, particulars=known, **who)


def with_services(cast: Cast, *, at: datetime) -> Case:
    """A referral ends green: the school has its letter, and support services are shared with everybody."""
    case = stories.tell(cast, 17, begins_at=at, until="answer")
    stories.decide(cast, case, at + timedelta(hours=9), colour=Colour.GREEN)
    stories.inform(cast, case, at + timedelta(hours=10))
    return case


def _send(cast: Cast, form: Form, agency: Agency, sender: User, number: int, *, at: datetime, **differs: Any) -> Case:
    draft = referrals.start_draft(agency, by=sender, at=at, to=cast.authority, form=form)
    child = stories.child(number, at=at) | _NAMES[form]
    facts = {"child": child, "referral": stories.REFERRAL | differs}
    return referrals.send(draft, by=sender, at=at, **facts).case


def _early_help_agency(cast: Cast, *, at: datetime) -> tuple[Agency, User]:
    code = f"{cast.authority.code}-early-help"
    found = Agency.objects.filter(code=code).first()
    name = f"{cast.authority.name} early help"
    agency = found or agencies.open_agency(cast.authority, kind=Kind.EARLY_HELP, name=name, code=code, by=None, at=at)
    email, role = f"early.help@{cast.authority.code}.example", ROLES["partner_lead"].code
    member = agencies.begin_membership(agency, name="Ruth Calder", email=email, role=role, by=None, at=at)
    member.user.set_password(PASSWORD)
    member.user.save(update_fields=["password"])
    return agency, member.user


def _day(moment: datetime) -> str:
    return timescales.london_day(moment).isoformat()
