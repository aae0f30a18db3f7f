"""What happens to a referral, from the draft to an outcome of which the referrer is told."""

from referrals.operations.deciding import agree, colours_open, dispute, propose
from referrals.operations.disclosures import record_disclosure, settle_with_crime, settle_without_crime
from referrals.operations.first_decision import decide_checks, may_do_without_checks
from referrals.operations.informing import tell_referrer
from referrals.operations.keeping import discard, forget_typed, keep_typed, save_section, version
from referrals.operations.links import (
    OpensNothing,
    answer_by_link,
    live_links,
    open_link,
    opened,
    send_link,
    withdraw_link,
)
from referrals.operations.police import are_categorised, categorise
from referrals.operations.references import add_reference, withdraw_reference
from referrals.operations.reminding import may_be_reminded, remind
from referrals.operations.sending import send, start_draft
from referrals.operations.sharing import Outside, add_to_answer, answer, ask, start_sharing, withdraw_request

__all__ = [
    "OpensNothing",
    "Outside",
    "add_reference",
    "add_to_answer",
    "agree",
    "answer",
    "answer_by_link",
    "are_categorised",
    "ask",
    "categorise",
    "colours_open",
    "decide_checks",
    "discard",
    "dispute",
    "forget_typed",
    "keep_typed",
    "live_links",
    "may_be_reminded",
    "may_do_without_checks",
    "open_link",
    "opened",
    "propose",
    "record_disclosure",
    "remind",
    "save_section",
    "send",
    "send_link",
    "settle_with_crime",
    "settle_without_crime",
    "start_draft",
    "start_sharing",
    "tell_referrer",
    "version",
    "withdraw_link",
    "withdraw_reference",
    "withdraw_request",
]
