"""What comes next on a case: in words, with the way there for whoever may go it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from mase.agencies.roles import Permission
from mase.cases.models import Case
from mase.cases.stages import Stage


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """The sentence for everybody, and the ways that are open to the reader: what they lead to, and the address."""

    sentence: str
    ways: list[tuple[str, str]]


@dataclass(frozen=True)
class _Way:
    text: str
    page: str
    permission: Permission


# In sentences and ways {panel} and {co_ordinator} stand for the borough's own words.
_NEXT: dict[Stage, tuple[str, tuple[_Way, ...]]] = {
    Stage.MASH_CHECK: (
        "MASH reads the referral and asks partner agencies what they know.",
        (_Way("Read the referral and start information sharing", "referrals", Permission.REFERRAL_CHECK),),
    ),
    Stage.OUTCOME: (
        "Agencies answer MASH. MASH then proposes an outcome, and the police in MASH agree it.",
        (
            _Way("See the answers and propose the outcome", "referrals", Permission.REFERRAL_DECIDE),
            _Way("See the answers and the proposed outcome", "referrals", Permission.REFERRAL_AGREE),
            _Way("See the request to your agency", "requests", Permission.REQUEST_ANSWER),
        ),
    ),
    Stage.AMBER: (
        "MASH gathers more information. MASH and the police then agree red or blue.",
        (
            _Way("Go on with the referral", "referrals", Permission.REFERRAL_DECIDE),
            _Way("See the answers and the proposed outcome", "referrals", Permission.REFERRAL_AGREE),
            _Way("See the request to your agency", "requests", Permission.REQUEST_ANSWER),
        ),
    ),
    Stage.CLOSING: (
        "MASH tells the referrer the outcome, in person or by telephone and in writing. The case then closes.",
        (
            _Way("Record that the referrer was told", "referrals", Permission.REFERRAL_DECIDE),
            _Way("Hold the child in early help instead", "early_help", Permission.REFERRAL_EARLY_HELP),
        ),
    ),
    Stage.DATA_ONLY: (
        "Nothing has to be done: this was sent for the record. The {co_ordinator} keeps it in view.",
        (_Way("Read what was sent", "referrals", Permission.REFERRAL_VIEW),),
    ),
    Stage.EARLY_HELP: (
        "Early help works with the child and family; the {co_ordinator} keeps the child in view.",
        (_Way("Review the help, or step up to social care", "early_help", Permission.REFERRAL_EARLY_HELP),),
    ),
    Stage.JOINED: (
        "Social care has taken this up.",
        (_Way("Read what was sent", "referrals", Permission.REFERRAL_VIEW),),
    ),
    Stage.ALLOCATION: (
        "A team manager allocates a social worker.",
        (_Way("Allocate a social worker", "allocate", Permission.CASE_ALLOCATE),),
    ),
    Stage.SCREENING: (
        "The social worker completes the risk screening.",
        (_Way("Go to the screening", "screenings", Permission.SCREENING_COMPLETE),),
    ),
    Stage.SIGN_OFF: (
        "The line manager and the {co_ordinator} sign the screening, or return it for more work.",
        (_Way("Read the screening and sign", "screenings", Permission.SCREENING_SIGN),),
    ),
    Stage.STRATEGY: (
        "A strategy meeting is convened, held and recorded.",
        (_Way("Go to the strategy meeting", "strategies", Permission.STRATEGY_VIEW),),
    ),
    Stage.FORM: (
        "The social worker submits the {panel} form.",
        (_Way("Go to the {panel} form", "mase", Permission.PANEL_SUBMIT),),
    ),
    Stage.PRE_MASE: (
        "The {co_ordinator} decides at pre-{panel} whether the child joins the cohort.",
        (_Way("Read the {panel} form and decide", "mase", Permission.PANEL_DECIDE),),
    ),
    Stage.MASE: (
        "{panel} discusses what the child needs and agrees actions.",
        (_Way("Go to {panel}", "mase", Permission.PANEL_VIEW),),
    ),
    Stage.REVIEW: (
        "The plan and the agreed actions are carried out and reviewed.",
        (_Way("Go to {panel} and its actions", "mase", Permission.PANEL_VIEW),),
    ),
    Stage.CLOSED: ("The case is closed. Whoever worries about the child again tells MASH.", ()),
}


def ahead(case: Case, *, may: Callable[[Permission], bool]) -> Ahead:
    """Return what comes next, each page named once."""
    sentence, possible = _NEXT[Stage(case.stage)]
    words = {"panel": case.profile.wording.panel, "co_ordinator": case.profile.wording.co_ordinator}
    ways: dict[str, str] = {}
    for way in possible:
        if may(way.permission):
            ways.setdefault(reverse(way.page, args=[case.ref]), way.text.format(**words))
    return Ahead(sentence=sentence.format(**words), ways=[(text, href) for href, text in ways.items()])
