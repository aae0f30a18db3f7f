"""One child's referral from a school to approved minutes as PDF, through the browsers of all who have a part in it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from mase.demo.cast import Cast
from tests.journeys import assessment, intake, panel
from tests.journeys.person import TUESDAY, SignIn


@pytest.mark.browser
@pytest.mark.rule("ALL-1", "ALL-5", "SO-7", "SO-12", "HO-2", "HO-8", "SO-29", "RE-6", "RE-8", "BR-5")
@pytest.mark.usefixtures("no_broker")
def test_a_referral_becomes_approved_minutes_although_the_broker_is_gone(
    as_person: SignIn, people: Cast, passing: time_machine.Traveller
) -> None:
    ref = intake.the_school_refers(as_person)
    intake.the_coordinator_is_told(as_person, ref)
    intake.mash_asks_the_agencies(as_person, ref)
    for part, reply in (("police.mash", "known"), ("health", "nothing known"), ("education", "known")):
        intake.an_agency_answers(as_person, people, part, ref, reply)
    intake.mash_and_police_decide_red(as_person, ref)
    intake.a_social_worker_is_allocated(as_person, people, ref)
    passing.move_to(TUESDAY + timedelta(days=1))
    assessment.the_screening_is_completed_and_signed(as_person, ref)
    panel.the_coordinator_schedules_the_meeting(as_person)
    assessment.the_strategy_meeting_is_convened(as_person, people, ref)
    passing.move_to(TUESDAY + timedelta(days=2, hours=4))
    assessment.the_strategy_meeting_is_recorded(as_person, ref)
    assessment.the_form_is_submitted(as_person, ref)
    panel.pre_mase_accepts_and_the_agenda_goes_out(as_person, ref)
    panel.members_read_before_the_meeting(as_person, ref)
    passing.move_to(datetime(2026, 4, 15, 9, 30, tzinfo=UTC))
    panel.the_meeting_answers_and_the_chair_approves(as_person, people, ref)
    panel.a_manager_downloads_the_minutes(as_person, people)
    panel.the_child_is_referred_to_planning(as_person, ref)
    panel.the_history_tells_it_all(as_person, ref)
    panel.an_uninvolved_school_sees_nothing(as_person, ref)
    panel.every_notice_goes_out_once_the_jobs_run_again()
