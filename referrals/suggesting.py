"""Which routes fit what a referral says of the child. Pure."""

from mase.people.ages import OF_AGE
from mase.people.models import Answer
from referrals.models import Form, Placement, RouteCode, Standing
from referrals.steps import Facts

_IN_CARE = (Standing.FOSTER, Standing.RESIDENTIAL, Standing.SECURE)


def suggested(facts: Facts) -> dict[RouteCode, str]:
    """Return the routes that fit what is known of the child, each with the reason."""
    found: dict[RouteCode, str] = {}
    if facts.placement == Placement.OTHERS or facts.form == Form.PLACED_HERE:
        found[RouteCode.PLACED_HERE] = "The referral says that another authority placed the child here."
    elif facts.placement == Placement.ELSEWHERE:
        found[RouteCode.PLACED_ELSEWHERE] = "The referral says that our child is placed in another area."
    elif facts.placement == Placement.HERE or facts.standing in _IN_CARE:
        found[RouteCode.LOOKED_AFTER] = "The referral says that the child is in care."
    if facts.trafficking == Answer.YES:
        found[RouteCode.TRAFFICKING] = "The referral says that trafficking is suspected."
    if facts.standing == Standing.LEAVER and (facts.age or 0) >= OF_AGE:
        found[RouteCode.CARE_LEAVER] = "The young person is 18 or over and has left care."
    return found
