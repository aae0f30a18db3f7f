"""Which role answers whom (BA-7, SO-8). Pure; the database keeps to the same table (``narrower`` in apps.py)."""

from referrals.models.consultation import Advice, Adviser

# The first is who owes the advice; another may give it as well.
ANSWERED_BY: dict[Adviser, tuple[str, ...]] = {
    Adviser.CO_ORDINATOR: ("co_ordinator",),
    Adviser.SAFEGUARDING_LEAD: ("partner_lead",),
    Adviser.MASH: ("mash_manager", "co_ordinator"),
}


def stays_in_the_agency(adviser: Adviser) -> bool:
    """Say whether only the agency of whoever asks learns of the question."""
    return adviser is Adviser.SAFEGUARDING_LEAD


def answers(adviser: Adviser, *, role: str, in_same_agency: bool, in_same_authority: bool) -> bool:
    """Say whether somebody with this role answers what this adviser is asked."""
    near_enough = in_same_agency if stays_in_the_agency(adviser) else in_same_authority
    return near_enough and role in ANSWERED_BY[adviser]


def as_done_so_far(adviser: Adviser, recommends: Advice, advice: str) -> str:
    """Return the advice as the referral that follows from it says what has been done."""
    return f"Advice of {_CALLED[adviser]}: {recommends.label}.\n{advice}"


_CALLED = {
    Adviser.CO_ORDINATOR: "the co-ordinator",
    Adviser.SAFEGUARDING_LEAD: "our safeguarding lead",
    Adviser.MASH: "the MASH duty worker",
}
