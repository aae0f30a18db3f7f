"""What a referral sets going when it comes in: clocks, what the police have to know, who is told."""

from collections.abc import Iterator
from datetime import datetime

from mase import timescales
from mase.agencies.models import User
from mase.audit import recording
from mase.audit.verbs import Verb
from mase.cases import deadlines
from mase.cases import operations as cases
from mase.cases.stages import Step
from mase.people import ages
from mase.people.models import Answer
from referrals.models import ExternalReference, Form, Placement, Referral, RouteCode, Standing
from referrals.operations import routes
from referrals.operations.disclosures import record_disclosure
from referrals.operations.police import police_of, start_category
from referrals.operations.references import add_reference
from referrals.operations.telling import tell_role

_KINDS = ExternalReference.Kind
# By the particulars of the police's form, what each reference is.
_REFERENCES = {
    "merlin": _KINDS.MERLIN,
    "form_87a": _KINDS.FORM_87A,
    "connect": _KINDS.CONNECT,
    "cris": _KINDS.CRIS,
    "cad": _KINDS.CAD,
}
_PLACED: dict[str, RouteCode] = {
    Placement.HERE: RouteCode.LOOKED_AFTER,
    Placement.ELSEWHERE: RouteCode.PLACED_ELSEWHERE,
    Placement.OTHERS: RouteCode.PLACED_HERE,
}


def receive(referral: Referral, *, by: User, at: datetime) -> None:
    """Begin the case with the referral: what its form and its facts ask for starts, whoever has to know is told."""
    cases.advance(referral.case, Step.REFERRED, by=by, at=at)
    if referral.form == Form.DATA_ONLY:
        _keep_for_the_record(referral, by=by, at=at)
        return
    for code in ("mash_check", "rag_outcome"):
        deadlines.start(referral.case, code, at=at, by=by)
    start_category(referral, referral.agency, by=by, at=at)
    recording.record(Verb.REFERRAL_SENT, referral, by=by, at=at)
    _keep_references(referral, by=by, at=at)
    if referral.offence_disclosed == Answer.YES:
        _record_disclosure(referral, by=by, at=at)
    for code in _routes(referral, at=at):
        named = _placed_by(referral) if code is RouteCode.PLACED_HERE else ""
        routes.begin(referral.case, code, reason="Said in the referral", authority_named=named, by=by, at=at)
    _tell_mash(referral, at=at)


def _placed_by(referral: Referral) -> str:
    """Return the authority whose child it is; where our own child is placed elsewhere, the referral names no host."""
    return referral.responsible_authority or referral.particulars.get("placing_authority", "")


def _keep_for_the_record(referral: Referral, *, by: User, at: datetime) -> None:
    """Keep what another authority's meeting said of the borough's own child (RE-4); nobody in MASH owes anything."""
    cases.advance(referral.case, Step.DATA_RECEIVED, by=by, at=at)
    recording.record(Verb.DATA_RECEIVED, referral, by=by, at=at)
    text = "Something has come in for the record"
    tell_role(referral.case, "co_ordinator", text, at=at, key=f"referral-{referral.pk}")


def _keep_references(referral: Referral, *, by: User, at: datetime) -> None:
    for particular, kind in _REFERENCES.items():
        if number := referral.particulars.get(particular):
            add_reference(referral.case, kind=kind, number=number, note="", by=by, at=at)


def _record_disclosure(referral: Referral, *, by: User, at: datetime) -> None:
    """Start the time for a crime reference, and for the category: the police know from now on.

    To whom the child spoke is kept as the agency: the person who referred stays covered.
    """
    record_disclosure(referral.case, told_at=at, told_to=referral.agency.name, by=by, at=at)
    for police in police_of(referral.case):
        start_category(referral, police, by=by, at=at)


def _routes(referral: Referral, *, at: datetime) -> Iterator[RouteCode]:
    """Yield the routes that the referral's own facts ask for (SO-22, SO-23, SO-33, SO-35, RE-5)."""
    day, child = timescales.london_day(at), referral.case.child
    if referral.trafficking_suspected == Answer.YES:
        yield RouteCode.TRAFFICKING
    if referral.standing == Standing.LEAVER and ages.is_of_age(child.born_on, on=day):
        yield RouteCode.CARE_LEAVER
    elif referral.form == Form.PLACED_HERE:
        yield RouteCode.PLACED_HERE
    elif referral.placement in _PLACED:
        yield _PLACED[referral.placement]


def _tell_mash(referral: Referral, *, at: datetime) -> None:
    text = "Urgent: a referral has come in" if referral.immediate_danger else "A referral has come in"
    for role in ("co_ordinator", "mash_manager"):
        tell_role(referral.case, role, text, at=at, key=f"referral-{referral.pk}")
