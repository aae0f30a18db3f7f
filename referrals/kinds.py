"""Which kinds of referral an agency sends, and to which authority (SO-7, RE-2, RE-4, RE-5)."""

from collections.abc import Mapping

from mase.agencies.models import Agency, Kind
from referrals.models.vocabulary import Form

# The first is what is sent where nothing else is said.
_OFFERED: Mapping[str, tuple[Form, ...]] = {
    Kind.POLICE: (Form.POLICE, Form.PROFESSIONAL),
    Kind.EARLY_HELP: (Form.EARLY_HELP, Form.PROFESSIONAL),
    Kind.SOCIAL_CARE: (Form.PROFESSIONAL, Form.PLACED_HERE, Form.DATA_ONLY),
}
_OTHERS = (Form.PROFESSIONAL,)


def offered(agency: Agency) -> tuple[Form, ...]:
    """Return the forms on which the agency refers."""
    return _OFFERED.get(agency.kind, _OTHERS)


def may_send_elsewhere(agency: Agency) -> bool:
    """Say whether the agency refers to other authorities too: social care does, for a child who lives there."""
    return agency.kind == Kind.SOCIAL_CARE
