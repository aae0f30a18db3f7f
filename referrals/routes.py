"""The routes a case can be on beside the common pathway: what each is for, its steps, its people, its time. Pure."""

from dataclasses import replace

from referrals.models import RouteCode, Standing
from referrals.steps import ANY, Description, Facts, Step


def _in_foster_care(facts: Facts) -> bool:
    return facts.standing not in (Standing.RESIDENTIAL, Standing.SECURE)


def _in_residential_care(facts: Facts) -> bool:
    return facts.standing not in (Standing.FOSTER, Standing.KINSHIP)


def _move_is_planned(facts: Facts) -> bool:
    return facts.has_planned_move


_MANAGER = Step(
    code="manager_told",
    label="Tell the social worker’s manager",
    hint="The social worker and their manager decide together what comes first.",
    contact="Which manager was told?",
)
_IRO = Step(
    code="iro_told",
    label="Tell the independent reviewing officer",
    hint="They are told of every piece of new information, and of every change of placement or care plan.",
    contact="Which independent reviewing officer was told?",
    note="What were they told?",
    timescale="iro_notice",
)
_LINK_WORKER = Step(
    code="link_worker_asked",
    label="Ask the fostering link worker",
    hint="For a child with foster carers: the social worker and the link worker meet the carers.",
    contact="Which link worker was asked, or why none?",
    applies=_in_foster_care,
)
_HOME_MANAGER = Step(
    code="home_manager_asked",
    label="Ask the manager of the residential home",
    hint="For a child in a residential home. Other children there are kept in mind, whether or not the child moves.",
    contact="Which manager was asked, or why none?",
    applies=_in_residential_care,
)
_DISCUSSION = Step(
    code="discussion_decided",
    label="Decide on a strategy discussion",
    hint="It works through the 14 points for a looked-after child. Convene it under “Strategy meeting”.",
    decisions={"to_be_held": "It is convened", "held": "It was held", "not_needed": "Not needed now"},
    note="Why, and who was invited?",
    starts={"to_be_held": "strategy_meeting"},
)
_CHANGED = Step(
    code="plan_changed",
    label="Note a change of placement or care plan",
    hint="The time to tell the independent reviewing officer starts again.",
    decisions={"placement": "The placement", "care_plan": "The care plan", "both": "Both"},
    note="What has changed?",
    starts={ANY: "iro_notice"},
)
_CO_ORDINATOR = Step(
    code="co_ordinator_consulted",
    label="Talk to the co-ordinator",
    hint="Their advice is written down here.",
    contact="Who was asked?",
    note="What did they advise?",
)
_LOOKED_AFTER = (_MANAGER, _IRO, _LINK_WORKER, _HOME_MANAGER, _DISCUSSION, _CHANGED)
_INVITED = (
    "The social worker and their manager",
    "The independent reviewing officer",
    "Police of the area in which the child lives",
    "The fostering link worker, for a child with foster carers",
    "The manager of the home, for a child in a residential home",
)
_PLACEMENTS = frozenset({RouteCode.LOOKED_AFTER, RouteCode.PLACED_ELSEWHERE, RouteCode.PLACED_HERE})

_HOST = (
    Step(
        code="host_police_contacted",
        label="Contact the police where the child is placed",
        hint="The host area’s police know the addresses and adults there.",
        contact="Who of the police there?",
        note="What was agreed?",
        timescale="host_contact",
    ),
    Step(
        code="host_lead_contacted",
        label="Contact the exploitation lead where the child is placed",
        hint="Every area has one: for CSE, and as a rule for missing children too.",
        contact="Who there?",
        note="What was agreed?",
        timescale="host_contact",
    ),
    Step(
        code="host_panel_referred",
        label="Refer the child to the host authority’s own MASE",
        hint="Their panel sees what happens in their streets. Ours keeps the child as well.",
        contact="To whom there?",
        note="Their reference, or what they answered",
    ),
    Step(
        code="move_planned",
        label="Note a planned move",
        hint="The authority of the new area is told before the child moves.",
        planned="On which day is the move planned?",
        note="Where to, and why?",
        starts={ANY: "iro_notice"},
    ),
    Step(
        code="host_told_before_move",
        label="Tell the new area before the move",
        hint="The authority there, its police, and who keeps their MASE list.",
        contact="Who there was told?",
        note="What were they told?",
        timescale="host_move_notice",
        applies=_move_is_planned,
    ),
    Step(
        code="host_told",
        label="Tell the host authority after the strategy meeting",
        hint="Within 24 hours of the meeting; it is recorded with the meeting.",
        page="strategies",
    ),
)

ROUTES: dict[RouteCode, Description] = {
    RouteCode.LOOKED_AFTER: Description(
        rules=("SO-22",),
        purpose="A child in our care, living in the borough, is kept safe where they live.",
        steps=_LOOKED_AFTER,
        people=_INVITED,
        timescales=("iro_notice",),
        not_with=_PLACEMENTS - {RouteCode.LOOKED_AFTER},
    ),
    RouteCode.PLACED_ELSEWHERE: Description(
        rules=("SO-22", "HO-14"),
        purpose="A child in our care lives in another area. The people there know, and ours stay responsible.",
        steps=(*_LOOKED_AFTER[:2], *_HOST[:3], *_LOOKED_AFTER[2:], *_HOST[3:]),
        people=(*_INVITED, "The exploitation lead of the host area", "The host authority’s own MASE"),
        timescales=("iro_notice", "host_contact"),
        not_with=_PLACEMENTS - {RouteCode.PLACED_ELSEWHERE},
    ),
    RouteCode.PLACED_HERE: Description(
        rules=("RE-5", "SO-35"),
        purpose="Another authority has placed its child here. Their social worker stays responsible and comes to MASE.",
        steps=(
            Step(
                code="placing_worker_named",
                label="Name the placing social worker and their manager",
                hint="Both names, with their authority and telephone.",
                who="MASH or social worker",
                contact="Who are they?",
            ),
            Step(
                code="placing_worker_invited",
                label="Invite both to MASE",
                hint="They attend when their child is discussed.",
                who="Co-ordinator",
                contact="Who was invited?",
                decisions={"coming": "Coming", "awaited": "No answer yet", "not_coming": "Not coming"},
            ),
            Step(
                code="panel_considered",
                label="Decide whether MASE considers the child",
                hint="Another authority’s child may be considered here.",
                who="Co-ordinator",
                decisions={"yes": "Considered here", "no": "Not considered here"},
                note="Why?",
            ),
            Step(
                code="cross_borough_considered",
                label="Decide on a cross-borough meeting",
                hint="With the placing authority, where the risk crosses the boundary.",
                who="Co-ordinator",
                decisions={"yes": "To be set up", "no": "Not needed"},
                note="Why?",
            ),
        ),
        people=(
            "The placing authority’s social worker and their manager",
            "The independent reviewing officer of the placing authority",
            "Whoever cares for the child here",
            "The co-ordinators of both authorities",
        ),
        timescales=(),
        not_with=_PLACEMENTS - {RouteCode.PLACED_HERE},
    ),
    RouteCode.CARE_LEAVER: Description(
        rules=("SO-23", "HO-13"),
        purpose="A care leaver of 18 or over is an adult with care and support to plan, and is not left alone with it.",
        steps=(
            Step(
                code="adults_considered",
                label="Decide on safeguarding adults",
                hint="The safeguarding adults team of the area in which the young person lives.",
                decisions={"referred": "Referred to safeguarding adults", "not_referred": "Not referred"},
                note="Why?",
                timescale="adult_safeguarding",
            ),
            _CO_ORDINATOR,
            Step(
                code="adviser_named",
                label="Name the personal adviser",
                hint="They work with the young person on the pathway plan.",
                contact="Who is it?",
            ),
            Step(
                code="screening_considered",
                label="Decide whether to screen",
                hint="The screening tool may be used for a care leaver too.",
                decisions={"yes": "Screened, or to be screened", "no": "Not screened"},
                note="Why?",
            ),
            Step(
                code="police_considered",
                label="Decide whether the police are consulted",
                hint="Consulted where needed, before the planning meeting.",
                decisions={"consulted": "Consulted", "not_needed": "Not needed"},
                note="Whom, or why not?",
            ),
            Step(
                code="planning_held",
                label="Hold a planning meeting",
                hint="Its outcome decides whether a MASE form follows.",
                decisions={"form": "A MASE form follows", "no_form": "No MASE form"},
                note="Who took part, and why this outcome?",
            ),
            Step(
                code="pathway_plan_updated",
                label="Bring the pathway plan up to date",
                hint="It names what makes the young person vulnerable and what stands in the way of recovery.",
                who="Personal adviser",
                note="Where does the plan say so?",
            ),
        ),
        people=(
            "The young person",
            "The personal adviser and their manager",
            "The safeguarding adults team",
            "The co-ordinator",
            "The police, where needed",
        ),
        timescales=("adult_safeguarding",),
    ),
    RouteCode.TRAFFICKING: Description(
        rules=("SO-33", "HO-4"),
        purpose="The child is referred to the national referral mechanism. Every other step goes on all the same.",
        steps=(
            Step(
                code="nrm_referred",
                label="Refer to the national referral mechanism",
                hint="A first responder makes the referral. A child’s consent is not needed.",
                who="First responder: social care or police",
                timescale="nrm_referral",
                page="refer_nrm",
            ),
            Step(
                code="reasonable_grounds",
                label="Record the reasonable grounds decision",
                hint="The first decision: whether there are reasonable grounds to believe it.",
                page="decide_nrm",
            ),
            Step(
                code="conclusive_grounds",
                label="Record the conclusive grounds decision",
                hint="The second decision, after a positive first one.",
                page="decide_nrm",
            ),
        ),
        people=("The first responder who makes the referral", "The police", "The co-ordinator"),
        timescales=("nrm_referral",),
    ),
    RouteCode.OPEN_CASE: Description(
        rules=("SO-21", "HO-5"),
        purpose="A new concern reached the social worker of an open case and is taken up.",
        steps=(
            replace(_MANAGER, timescale="forwarded_concern"),
            Step(
                code="screening_decided",
                label="Decide whether to screen again",
                hint="A yes starts the time for a new screening.",
                decisions={"yes": "Screen again", "no": "Not now"},
                note="Why?",
                timescale="forwarded_concern",
                starts={"yes": "screening"},
            ),
            _CO_ORDINATOR,
            Step(
                code="strategy_decided",
                label="Decide on a strategy discussion",
                hint="A yes starts the time in which it is held. Convene it under “Strategy meeting”.",
                decisions={"yes": "Indicated", "no": "Not indicated"},
                note="Why?",
                timescale="forwarded_concern",
                starts={"yes": "strategy_meeting"},
            ),
        ),
        people=("The social worker and their manager", "The co-ordinator", "Whoever raised the concern"),
        timescales=("forwarded_concern",),
    ),
}
