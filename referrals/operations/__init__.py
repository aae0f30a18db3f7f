"""What happens to a referral, from the draft to an outcome of which the referrer is told."""

from referrals.operations.deciding import agree, colours_open, dispute, propose
from referrals.operations.disclosures import record_disclosure, settle_with_crime, settle_without_crime
from referrals.operations.informing import tell_referrer
from referrals.operations.keeping import discard, forget_typed, keep_typed, save_section, version
from referrals.operations.police import are_categorised, categorise
from referrals.operations.references import add_reference, withdraw_reference
from referrals.operations.sending import send, start_draft
from referrals.operations.sharing import answer, ask, start_sharing, withdraw_request

__all__ = [
    "add_reference",
    "agree",
    "answer",
    "are_categorised",
    "ask",
    "categorise",
    "colours_open",
    "discard",
    "dispute",
    "forget_typed",
    "keep_typed",
    "propose",
    "record_disclosure",
    "save_section",
    "send",
    "settle_with_crime",
    "settle_without_crime",
    "start_draft",
    "start_sharing",
    "tell_referrer",
    "version",
    "withdraw_reference",
    "withdraw_request",
]
