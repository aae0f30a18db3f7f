"""The pro forma agenda of a strategy meeting, whom it asks, and the list for a looked-after child. Pure.

The codes of points are kept with what was said under them: they never change their meaning.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point: what it is called, and what is said and written down under it."""

    code: str
    title: str
    asks: str


@dataclass(frozen=True, kw_only=True)
class Post:
    """Somebody who is asked by their post, beside the agencies."""

    code: str
    title: str
    why: str
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A post that was asked, and who holds it, as far as that is known."""

    post: str
    name: str = ""
    organisation: str = ""


PEOPLE, REASON, SAID, VIEWS = "people", "reason", "said", "views"
PLACEMENT, DECISION, SAFETY, ACTIONS = "placement", "decision", "safety", "actions"
POINTS = (
    Point(
        code=PEOPLE,
        title="Introductions, apologies and confidentiality",
        asks="Who is here, for which agency, and whether they can decide for it. How an agency that could not come "
        "takes part. The confidentiality and equality statement is read out.",
    ),
    Point(
        code="identity",
        title="Identity of the child and of the household",
        asks="Names, dates of birth and addresses of the child, brothers and sisters and others in the household. "
        "NHS number, UPN, police and social care references. Who else needs action?",
    ),
    Point(
        code=REASON,
        title="Reason and purpose",
        asks="Why the meeting was called and which category of abuse is considered. Is there evidence of sexual or "
        "criminal exploitation, domestic abuse, missing episodes, trafficking?",
    ),
    Point(
        code=SAID,
        title="Information from each agency",
        asks="One agency after another, as said, not added to later: who or which record it comes from, of what time, "
        "how reliable it is.",
    ),
    Point(
        code="risk",
        title="Screening tool and risk",
        asks="What the tool found and its risk level, the models of exploitation, the pattern of going missing, "
        "telephones, online contact, vehicles and places.",
    ),
    Point(
        code=VIEWS,
        title="The child’s voice, and parents",
        asks="What the child has said and to whom. Whether parents or carers are told, whether that is safe, and why "
        "not if they are not.",
    ),
    Point(
        code="others",
        title="Other children",
        asks="Brothers and sisters, others in the placement, friends: who else may be harmed, and who sees to it?",
    ),
    Point(
        code="concern",
        title="People of concern, disruption and evidence",
        asks="Who may harm the child, and what disrupts it: orders the police could obtain, licences, housing. Crime "
        "reference, recorded interview, medical, telephones and clothing kept as evidence.",
    ),
    Point(
        code=PLACEMENT,
        title="The placement of a looked-after child",
        asks="The list of fourteen points. The independent reviewing officer is told of what is new.",
    ),
    Point(
        code=DECISION,
        title="Threshold and decision",
        asks="Section 47 enquiry, joint or single, section 17, none. Complex abuse, the national referral mechanism, "
        "a MASE form: needed or not. With the reasons, and who sees it differently.",
    ),
    Point(
        code=SAFETY,
        title="Safety plan for now",
        asks="What keeps the child safe until the next step: who does what, by when.",
    ),
    Point(
        code=ACTIONS,
        title="Actions, next meeting, who gets the minutes",
        asks="Each action has a person and a day. When those present meet again, and to whom the record goes.",
    ),
)
LOOKED_AFTER = (
    Point(code="stay", title="Should the child stay in this placement?", asks="What speaks for it, what against."),
    Point(
        code="others_there",
        title="Is there a risk to other children there?",
        asks="They are looked out for whether or not this child moves.",
    ),
    Point(
        code="parents",
        title="Are the parents told?",
        asks="How and by whom. A decision not to tell them is recorded with its reason.",
    ),
    Point(
        code="assertive",
        title="Can the carers act assertively without driving the child away?",
        asks="What is gained by it, weighed against the risk of running away.",
    ),
    Point(
        code="liberty",
        title="Is any restriction of liberty, or taking away of things, needed?",
        asks="Which team or service manager has agreed to it.",
    ),
    Point(
        code="active_work",
        title="Is there active work on self-esteem, relationships and sexual health?",
        asks="Who does it, and how the child takes to it.",
    ),
    Point(
        code="suspicions",
        title="Do the carers clarify and write down what worries them, and tell the police?",
        asks="Adults, cars, telephone calls.",
    ),
    Point(code="missing", title="Is there a pattern in going missing?", asks="When, from where, with whom, back how."),
    Point(
        code="callers",
        title="Are callers, and adults who collect the child, looked out for?",
        asks="How the child is told that this is done, and why.",
    ),
    Point(
        code="dissuading",
        title="Is the child dissuaded from leaving?",
        asks="What the carers say and do, and what helps.",
    ),
    Point(
        code="money",
        title="Is the legal position on money or gifts from exploitation clear?",
        asks="What may be kept from the child or handed to the police, and who advised it.",
    ),
    Point(
        code="devices",
        title="Is a telephone or computer watched over or taken away?",
        asks="The reasons stand in the care plan.",
    ),
    Point(
        code="leaving",
        title="Is it agreed what happens if the child leaves?",
        asks="Who is rung, after how long, who looks for the child.",
    ),
    Point(code="return", title="Will the child be welcomed back?", asks="Who is there, what is said, what is ready."),
)
REVIEWING = Post(
    code="reviewing",
    title="Independent reviewing officer",
    why="Told of everything that is new about a looked-after child.",
)
_CARERS = Post(
    code="carers",
    title="Fostering link worker, or manager of the residential home",
    why="Speaks for the placement.",
)
_HOST_POLICE = Post(
    code="host_police",
    title="Police of the area where the child is placed",
    why="The child is placed in another area.",
)
_HOST_LEAD = Post(
    code="host_lead",
    title="Exploitation lead of the area where the child is placed",
    why="The child is placed in another area.",
)


def posts(*, looked_after: bool, placed_elsewhere: bool, co_ordinator: str) -> tuple[Post, ...]:
    """Return who is asked by their post beside the agencies (SO-22, HO-8), the required ones first.

    ``co_ordinator`` is what the borough calls its co-ordinator.
    """
    here = (REVIEWING, _CARERS) if looked_after else ()
    there = (_HOST_POLICE, _HOST_LEAD) if placed_elsewhere else ()
    return (*here, *there, Post(code="co_ordinator", title=co_ordinator, why="Where possible.", required=False))


def unasked(wanted: Sequence[Post], asked: Sequence[str]) -> list[Post]:
    """Return which of the posts were not asked, by their titles."""
    return [post for post in wanted if post.title not in asked]
