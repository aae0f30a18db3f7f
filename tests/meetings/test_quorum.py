"""Whether a meeting can decide, worked out from who is there."""

from datetime import time

import pytest

from meetings import month, quorum
from meetings.quorum import Attender

NEEDED = ("social_care", "police", "health")
CARE, POLICE, NURSE = (
    Attender(name="Care", kind="social_care", chairs=True),
    Attender(name="Police", kind="police", chairs=True),
    Attender(name="Nurse", kind="health", chairs=False),
)
GONE = Attender(name="Police", kind="police", chairs=True, left_at=time(11, 5))
CONSTABLE = Attender(name="Constable", kind="police", chairs=False)


@pytest.mark.rule("SO-25", "RE-1")
@pytest.mark.parametrize(
    ("there", "missing", "chairing", "short", "holds"),
    [
        ([], NEEDED, (), 0, False),
        ([CARE, POLICE, NURSE], (), ("Care", "Police"), 0, True),
        ([CARE, NURSE], ("police",), ("Care",), 1, False),
        ([CARE, GONE, NURSE], ("police",), ("Care",), 1, False),
        ([CARE, GONE, CONSTABLE, NURSE], (), ("Care",), 1, True),
        ([GONE, CONSTABLE, NURSE], ("social_care",), (), 0, False),
    ],
)
def test_who_has_left_counts_neither_for_their_agency_nor_as_a_chair(there, missing, chairing, short, holds):
    found = quorum.of(NEEDED, there, chairs_asked=2)
    assert (found.missing, found.chairing, found.chairs_short, found.holds) == (missing, chairing, short, holds)


def test_a_chair_who_left_is_named_with_the_time():
    assert quorum.of(NEEDED, [CARE, GONE], chairs_asked=2).chairs_gone == (("Police", time(11, 5)),)


NOTHING = {
    **dict.fromkeys(("asked", "sent", "before_pre_mase", "decided", "listed", "themes", "unexplained"), 0),
    **dict.fromkeys(("discussed", "not_held", "present"), 0),
    **dict.fromkeys(("is_circulated", "has_begun", "is_approved"), False),
}
HELD = {"asked": 4, "sent": 4, "listed": 3, "present": 5, "is_circulated": True, "has_begun": True}


@pytest.mark.parametrize(
    ("counted", "name", "status", "hint"),
    [
        ({}, "Pre-MASE", "optional", "No form has come in"),
        ({"before_pre_mase": 2, "decided": 1}, "Pre-MASE", "in_progress", "1 of 2 decided"),
        ({"asked": 4}, "Information from the agencies", "not_started", "0 of 4 have sent it"),
        ({}, "Agenda", "cannot_start", "It needs a case or a theme first"),
        ({"themes": 1}, "Agenda", "not_started", "Ready to circulate"),
        (
            {"listed": 2, "themes": 1, "unexplained": 1},
            "List and themes",
            "in_progress",
            "2 cases, 1 theme. 1 without saying for which exception",
        ),
        ({"listed": 2}, "Cases one by one", "cannot_start", "0 of 2 discussed"),
        (HELD | {"discussed": 2}, "Cases one by one", "in_progress", "2 of 3 discussed"),
        (
            HELD | {"discussed": 2, "not_held": 1},
            "Cases one by one",
            "completed",
            "2 of 2 discussed. 1 not held, without the social worker",
        ),
        (HELD | {"discussed": 2}, "Minutes", "cannot_start", "After the meeting, when every case has its answers"),
        (HELD | {"discussed": 2, "not_held": 1}, "Minutes", "not_started", "The chairs can approve them"),
        (HELD | {"is_approved": True}, "Minutes", "completed", "Approved"),
    ],
)
def test_each_step_of_the_month_says_how_far_it_is(counted, name, status, hint):
    step = next(step for step in month.steps(month.Counted(**NOTHING | counted)) if step.text == name)
    assert (step.status, step.hint) == (status, hint)


def test_an_authority_that_asks_its_agencies_nothing_has_no_such_step():
    assert next(step.text for step in month.steps(month.Counted(**NOTHING))) == "Pre-MASE"
