"""A referral as it was sent, question by question, for its page, for print and for its PDF.

What was left empty is left out. Of the child it says what the sender wrote, whatever has been corrected since.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from mase.agencies.rights import FieldClass
from mase.people.codes import Disability
from mase.people.models import Answer
from mase.profiles.words import day
from referrals.forms import around, particulars
from referrals.indicators import Indicator
from referrals.models import Placement, Referral, Standing

_UNSAID = ("", None, Answer.NOT_KNOWN.label)


@dataclass(frozen=True, kw_only=True)
class Said:
    """A question with its answer in words, and by which rule the answer is covered."""

    question: str
    words: str
    covered: FieldClass | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    title: str
    said: tuple[Said, ...]


def parts(referral: Referral) -> list[Part]:
    """Return what was sent, by the sections of the form."""
    found = (
        ("The child", _child(referral)),
        ("The worry", _worry(referral)),
        ("Signs", _signs(referral)),
        (particulars.title_of(referral.form), _pairs(particulars.in_words(referral.form, referral.particulars))),
        ("Social care and legal status", _standing(referral)),
        *((title, _rows(one, rows)) for title, one, rows in _around(referral)),
        ("Who knows and agrees", _consent(referral)),
        ("Who referred", _referrer(referral)),
    )
    return [Part(title=title, said=tuple(said)) for title, answers in found if (said := [*answers])]


def _child(referral: Referral) -> Iterator[Said]:
    child = referral.case.child.history.earliest("history_id")
    expected = referral.particulars.get("expected_on")
    yield from _pairs(
        [
            ("Name", f"{child.given_names} {child.family_name}".strip()),
            ("Also known as", child.known_as),
            ("Date of birth", day(child.born_on) if child.born_on else ""),
            ("Expected on", day(date.fromisoformat(expected)) if expected else ""),
            ("Gender", child.get_gender_display()),
        ]
    )
    yield Said(question="Home address", words=child.address, covered=FieldClass.ADDRESS)
    yield Said(question="Address of the placement", words=child.placement_address, covered=FieldClass.ADDRESS)
    yield Said(question="NHS number", words=child.nhs_number, covered=FieldClass.NHS_NUMBER)
    yield Said(question="Unique pupil number", words=child.upn, covered=FieldClass.NHS_NUMBER)
    yield from _pairs(
        [
            ("School or college", child.school),
            ("GP practice", child.gp),
            ("First language", child.language),
            ("Interpreter needed", child.get_interpreter_display()),
            ("Ethnicity", _ethnicity(child)),
            ("Nationality", child.nationality),
            ("Religion", child.religion),
            ("Disabilities", "\n".join(Disability(code).label for code in child.disabilities)),
            ("Learning disability", child.get_learning_disability_display()),
        ]
    )


def _ethnicity(person: Any) -> str:
    basis = person.get_ethnicity_basis_display() if person.ethnicity_basis else ""
    return f"{person.get_ethnicity_display()}. {basis}" if basis else ""


def _worry(referral: Referral) -> Iterator[Said]:
    yield from _pairs(
        [
            ("Immediate danger", "Yes" if referral.immediate_danger else "No"),
            ("What the worry is", referral.concern),
            ("When it happened", day(referral.happened_on) if referral.happened_on else ""),
            ("What the child says and wants", referral.in_their_words),
            ("Harm that is feared", "\n".join(referral.in_labels("presentation"))),
            ("What it rests on", "\n".join(referral.in_labels("grounds"))),
            ("How the child may be exploited", "\n".join(referral.in_labels("exploitation"))),
            ("Mainly", referral.get_main_model_display() if referral.main_model else ""),
            ("By a group or a gang", referral.get_group_or_gang_display()),
            ("The child told of an offence", referral.get_offence_disclosed_display()),
            ("Trafficking is suspected", referral.get_trafficking_suspected_display()),
            ("Violence lived through or seen", "\n".join(referral.in_labels("violence"))),
            ("What has been done so far", referral.done_so_far),
            ("What is asked for", referral.asked_for),
        ]
    )


def _signs(referral: Referral) -> Iterator[Said]:
    for code in referral.indicators:
        more = referral.signs.get(code, {})
        seen_on = more.get("seen_on")
        seen = f"Seen on {day(date.fromisoformat(seen_on))}" if seen_on else "Seen"
        yield Said(question=Indicator(code).label, words="\n".join(filter(None, [seen, more.get("note", "")])))
    yield from _pairs([("Warning signs", "\n".join(referral.in_labels("safeguard")))])


def _standing(referral: Referral) -> Iterator[Said]:
    known = {"standing": Standing.NOT_KNOWN, "placement": Placement.NOT_KNOWN}
    said = [getattr(referral, f"get_{name}_display")() for name, no in known.items() if getattr(referral, name) != no]
    yield from _pairs(
        [
            ("With social care", "\n".join(said)),
            ("Legal status", referral.get_legal_status_display() if referral.legal_status else ""),
            ("Responsible authority", referral.responsible_authority),
            ("Social worker and team", referral.known_worker),
        ]
    )


def _around(referral: Referral) -> Iterator[tuple[str, str, Iterable[list[tuple[str, str]]]]]:
    for name, (title, one) in _AROUND.items():
        yield title, one, (_row(row) for row in getattr(referral, name).order_by("pk"))


_AROUND = {
    "household": ("Family and household", "Person"),
    "people_of_concern": ("People of concern", "Person"),
    "places": ("Places", "Place"),
    "vehicles": ("Vehicles", "Vehicle"),
    "contact_points": ("Telephones and accounts online", "Number or account"),
}
_LEFT_OUT = ("id", "referral")


def _row(row: Any) -> list[tuple[str, str]]:
    fields = [field for field in row._meta.fields if field.name not in _LEFT_OUT]
    return [(_called(field), _value(row, field)) for field in fields]


def _called(field: Any) -> str:
    return {"born_on": "Date of birth", "age_band": "Age"}.get(field.name) or str(field.verbose_name).capitalize()


def _value(row: Any, field: Any) -> str:
    value = getattr(row, field.name)
    if isinstance(value, date):
        return day(value)
    if field.name == "gender":  # the record's own words are for children
        return dict(around.GENDERS)[value]
    return getattr(row, f"get_{field.name}_display")() if field.choices and value else value or ""


def _rows(one: str, rows: Iterable[list[tuple[str, str]]]) -> Iterator[Said]:
    for number, answers in enumerate(rows, start=1):
        words = "\n".join(f"{question}: {words}" for question, words in answers if words not in _UNSAID)
        yield Said(question=f"{one} {number}", words=words)


def _consent(referral: Referral) -> Iterator[Said]:
    for question, knows, agrees in (
        ("Does the child know?", referral.get_child_aware_display(), referral.get_child_agrees_display()),
        ("Do the parents or carers know?", referral.get_carers_aware_display(), referral.get_carers_agree_display()),
    ):
        yield Said(question=question, words=f"{knows}. Agreed: {agrees[0].lower()}{agrees[1:]}")
    yield from _pairs([("Reason for a no", referral.consent_reason)])


def _referrer(referral: Referral) -> Iterator[Said]:
    who = [
        f"{referral.sent_by.name}, {referral.referrer_role}",
        f"Telephone {referral.referrer_telephone}",
        f"E-mail address {referral.sent_by.email}",
        f"Knows the child as: {referral.relationship}",
    ]
    yield Said(question="Agency", words=referral.agency.name)
    yield Said(question="Who referred", words="\n".join(who), covered=FieldClass.INFORMANT)


def _pairs(answers: Iterable[tuple[str, str]]) -> Iterator[Said]:
    for question, words in answers:
        if words not in _UNSAID:
            yield Said(question=question, words=words)
