"""One child's referral from a school to approved minutes as PDF, through the browsers of all who have a part in it."""

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
import time_machine

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases.models import Case
from mase.demo.cast import Cast
from riskscreening import tools
from tests.journeys.person import Person

SignIn = Callable[[str], Person]
CHILD = ("Maya", "Hartwell")
TUESDAY = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


@pytest.mark.browser
@pytest.mark.rule("ALL-1", "ALL-5", "SO-7", "SO-12", "HO-2", "HO-8", "SO-29", "RE-6", "RE-8", "BR-5")
def test_a_referral_becomes_approved_minutes(as_person: SignIn, people: Cast, passing: time_machine.Traveller) -> None:
    ref = the_school_refers(as_person)
    the_coordinator_is_told(as_person, ref)
    mash_asks_the_agencies(as_person, ref)
    for part, reply in (("police.mash", "known"), ("health", "nothing known"), ("education", "known")):
        an_agency_answers(as_person, people, part, ref, reply)
    mash_and_police_decide_red(as_person, ref)
    a_social_worker_is_allocated(as_person, people, ref)
    passing.move_to(TUESDAY + timedelta(days=1))
    the_screening_is_completed_and_signed(as_person, ref)
    the_coordinator_schedules_the_meeting(as_person)
    the_strategy_meeting_is_convened(as_person, people, ref)
    passing.move_to(TUESDAY + timedelta(days=2, hours=4))
    the_strategy_meeting_is_recorded(as_person, ref)
    the_form_is_submitted(as_person, ref)
    pre_mase_accepts_and_the_agenda_goes_out(as_person, ref)
    members_read_before_the_meeting(as_person, ref)
    passing.move_to(datetime(2026, 4, 15, 9, 30, tzinfo=UTC))
    the_meeting_answers_and_the_chair_approves(as_person, people, ref)
    a_manager_downloads_the_minutes(as_person, people)
    the_child_is_referred_to_planning(as_person, ref)
    the_history_tells_it_all(as_person, ref)
    an_uninvolved_school_sees_nothing(as_person, ref)


def the_school_refers(as_person: SignIn) -> str:
    with as_person("school") as school:
        school.picture("school-my-work")
        school.follow("New referral")
        school.press("Start a referral")
        school.picture("referral-task-list")
        school.follow("The child")
        school.press("Save and continue")
        school.sees("There is a problem", "Enter the child’s given names")
        school.picture("referral-child-errors")
        school.fill("Given names", CHILD[0])
        school.fill("Family name", CHILD[1])
        school.day("Date of birth", date(2011, 6, 14))
        school.choose("Gender", "Girl")
        school.choose("Does the child have a learning disability?", "No")
        school.press("Save and continue")
        school.choose("Is the child in immediate danger?", "No")
        school.fill(
            "What are you worried about?", "An adult with a car collects her after school.\nShe said: “I can’t say no.”"
        )
        school.choose("Signs you have seen", "Missing from home or care", "Gifts or money from unknown sources")
        school.picture("referral-concern")
        school.press("Save and continue")
        for question in (
            "Does the child know about this referral?",
            "Does the child agree to it?",
            "Do the parents or carers know about it?",
            "Do the parents or carers agree to it?",
        ):
            school.choose(question, "Yes")
        school.press("Save and continue")
        school.fill("Your role", "Designated safeguarding lead")
        school.fill("Telephone number MASH can reach you on", "020 7946 0123")
        school.fill("How do you know the child?", "Head of year")
        school.press("Save and continue")
        school.sees("I can’t say no", "Head of year")
        school.picture("referral-check-answers")
        school.press("Send the referral")
        school.sees("Referral sent")
        school.picture("referral-sent")
        assert not set(CHILD) & set(re.findall(r"\w+", school.page.title() + school.page.url))
        return Case.objects.get().ref


def the_coordinator_is_told(as_person: SignIn, ref: str) -> None:
    with as_person("coordinator") as coordinator:
        coordinator.open("/notices/")
        coordinator.sees("A referral has come in", ref)
        coordinator.picture("coordinator-notices")
    codes = set(Case.objects.get().deadlines.open().values_list("code", flat=True))
    assert codes == {"mash_check", "rag_outcome"}


def mash_asks_the_agencies(as_person: SignIn, ref: str) -> None:
    with as_person("mash") as mash:
        mash.sees("Start information sharing", ref)
        mash.picture("mash-my-work")
        mash.open(f"/cases/{ref}/referrals/")
        mash.picture("mash-referral")
        mash.follow("Start information sharing")
        mash.choose(
            "Which agencies do you ask?", "Southwark police", "Southwark health", "Southwark education safeguarding"
        )
        mash.fill(
            "What do you need to know, and why?", "Missing episodes, attendance, health contacts in the last year."
        )
        mash.page.get_by_role("group", name="On what legal basis do you ask?").get_by_role("radio").first.check()
        mash.picture("mash-start-sharing")
        mash.press("Ask the agencies")
        mash.sees("The agencies have been asked")


def an_agency_answers(as_person: SignIn, people: Cast, part: str, ref: str, reply: str) -> None:
    with as_person(part) as lead:
        lead.open(f"/cases/{ref}/requests/")
        lead.follow(f"Answer for {people[part].memberships.get().agency.name}")
        if reply == "known":
            lead.choose("Does your agency know the child?", "Known to us: here is what we hold")
            lead.fill("What does your agency hold that bears on this?", "Two missing episodes in February.")
        else:
            lead.choose("Does your agency know the child?", "Nothing known")
        lead.picture(f"{part.replace('.', '-')}-answers")
        lead.press("Send the answer")
        lead.sees("answer has been sent")


def mash_and_police_decide_red(as_person: SignIn, ref: str) -> None:
    with as_person("mash") as mash:
        mash.open(f"/cases/{ref}/referrals/")
        mash.sees("Two missing episodes in February.", "Nothing known")
        mash.follow("Propose the outcome")
        mash.choose("Outcome", "Red: to social care for assessment")
        mash.fill("Reasons", "Missing overnight, gifts, an unknown adult.")
        mash.picture("mash-propose")
        mash.press("Propose to the police")
    with as_person("police.mash") as police:
        police.open(f"/cases/{ref}/referrals/")
        police.follow("Agree the outcome, or say why not")
        police.choose("Do the police agree this outcome?", "Yes")
        police.picture("police-agree")
        police.press("Record the decision of the police")
        police.sees("Red")


def a_social_worker_is_allocated(as_person: SignIn, people: Cast, ref: str) -> None:
    with as_person("team") as team:
        team.sees("Allocate a social worker")
        team.open(f"/cases/{ref}/")
        team.picture("team-case")
        team.follow("Allocate a social worker")
        team.pick("Social worker", people["worker"].name)
        team.picture("team-allocate")
        team.press("Allocate")
        team.sees("The case has been allocated", people["worker"].name)


def the_screening_is_completed_and_signed(as_person: SignIn, ref: str) -> None:
    tool = tools.get("cse-screening")
    with as_person("worker") as worker:
        worker.sees("Complete the CSE risk screening")
        worker.open(f"/cases/{ref}/screenings/")
        worker.press("Start a screening")
        for section in tool.sections:
            worker.follow(section.title)
            for item in section.items:
                answer = "Yes, now or in the last 6 months" if item.code in ("C1", "C4", "C5") else "No"
                worker.choose(f"{item.code} {item.label}", answer)
                if answer != "No":
                    worker.page.locator(f"#id_{item.code}_evidence").fill("Reported by the school this week.")
            worker.picture(f"screening-section-{section.code.lower()}")
            worker.press("Save answers")
        worker.follow("Judge and complete")
        worker.choose("Has the child told somebody of sexual harm, and not withdrawn it?", "No")
        worker.choose("Your own judgement of the risk", "Red: likely victim")
        worker.fill("What leads you to it?", "The signs are current and come together.")
        worker.choose("Risk level", "Level 2: medium risk")
        worker.day("When did you discuss the case with the co-ordinator?", date(2026, 3, 4))
        worker.picture("screening-judgement")
        worker.press("Complete the screening")
        worker.sees("15", "Amber", "Red")
        worker.picture("screening-completed")
        address = worker.page.url.removeprefix(worker.address)
    for part in ("team", "coordinator"):
        with as_person(part) as signer:
            signer.open(address)
            signer.follow("Sign or return")
            signer.page.get_by_role("group", name="You sign as").get_by_role("radio").first.check()
            signer.choose("Your decision", "Signed off")
            signer.press("Record the decision")
            signer.sees("Your signature is recorded")
            signer.picture(f"screening-signed-by-{part}")


def the_coordinator_schedules_the_meeting(as_person: SignIn) -> None:
    with as_person("coordinator") as coordinator:
        coordinator.follow("MASE meetings")
        coordinator.picture("meetings-empty")
        coordinator.follow("Schedule a meeting")
        coordinator.moment("Date and time of the meeting", datetime(2026, 4, 15, 9, 0, tzinfo=UTC))
        coordinator.moment("Date and time of the pre-meeting", datetime(2026, 4, 8, 9, 0, tzinfo=UTC))
        coordinator.fill("Room, or how to join", "Civic offices, room 1.10")
        coordinator.picture("schedule")
        coordinator.press("Schedule the meeting")
        coordinator.sees("The meeting is scheduled")


def the_strategy_meeting_is_convened(as_person: SignIn, people: Cast, ref: str) -> None:
    with as_person("worker") as worker:
        worker.open(f"/cases/{ref}/strategy/")
        worker.follow("Convene a strategy meeting")
        worker.fill("What is the concern?", "Significant harm is possible.")
        worker.choose("Is immediate action needed?", "No")
        worker.moment("Date and time of the meeting", TUESDAY + timedelta(days=20))
        worker.fill("Room, or how to join", "Room 2.04")
        worker.pick("Chair", people["atm"].name)
        worker.press("Convene the meeting")
        worker.sees("The meeting must be held by")
        worker.moment("Date and time of the meeting", TUESDAY + timedelta(days=2, hours=3))
        worker.picture("strategy-convene")
        worker.press("Convene the meeting")
        worker.sees("The strategy meeting is convened")


def the_strategy_meeting_is_recorded(as_person: SignIn, ref: str) -> None:
    with as_person("atm") as chair:
        chair.open(f"/cases/{ref}/strategy/")
        chair.page.locator("main").get_by_role("link", name=re.compile("March 2026")).first.click()
        chair.follow("Record the meeting")
        chair.sees("Who came", "Reasons, and any dissent")
        for group in chair.page.get_by_role("group", name="Was the agency at the meeting?").all():
            group.get_by_label("Yes", exact=True).check()
        for box in chair.page.get_by_label("Who came", exact=True).all():
            box.fill("Their safeguarding lead")
        chair.choose("Decision", "Section 17 assessment and a child in need plan")
        chair.fill("Reasons, and any dissent", "Harm is likely without a plan.")
        chair.choose("Is a MASE form needed?", "Yes")
        chair.fill("Why, or why not?", "Disruption needs several agencies.")
        chair.picture("strategy-record")
        chair.press("Record the meeting")
        chair.sees("The strategy meeting is recorded")
        chair.picture("strategy-recorded")


def the_form_is_submitted(as_person: SignIn, ref: str) -> None:
    with as_person("worker") as worker:
        worker.sees("Submit the MASE form", "Review the child in need plan")
        worker.open(f"/cases/{ref}/mase/")
        worker.follow("Submit the MASE form")
        worker.fill("All concerns about sexual exploitation", "An adult with a car, gifts, missing overnight.")
        worker.fill("Current investigations", "The keeper of the car is being identified.")
        worker.fill(
            "An update from every agency involved", "School: 71 % attendance. Health: none. Police: two reports."
        )
        worker.fill("Actions agreed so far, and what came of them", "Safety plan in place.")
        worker.fill("What do you ask of the meeting?", "Disruption.")
        worker.picture("mase-form")
        worker.press("Submit the form")
        worker.sees("The MASE form has been submitted")


def pre_mase_accepts_and_the_agenda_goes_out(as_person: SignIn, ref: str) -> None:
    with as_person("coordinator") as coordinator:
        coordinator.follow("MASE meetings")
        coordinator.page.locator("main").get_by_role("link", name=re.compile("15 April 2026")).first.click()
        coordinator.follow("Pre-MASE")
        coordinator.picture("pre-mase")
        coordinator.follow("Decide")
        coordinator.choose("Is the child accepted onto the cohort?", "Yes")
        coordinator.choose("Is the case discussed at the meeting?", "Yes")
        coordinator.fill("Reasons", "Meets the threshold.")
        coordinator.press("Record the decision")
        coordinator.sees("The decision of pre-MASE is recorded")
        coordinator.follow("Meeting")
        coordinator.follow("Build the list")
        coordinator.picture("mase-list")
        coordinator.follow("Meeting")
        coordinator.press("Circulate the agenda")
        coordinator.sees("The agenda is circulated")
        coordinator.picture("mase-meeting")


def members_read_before_the_meeting(as_person: SignIn, ref: str) -> None:
    for part in ("police.member", "health.member"):
        with as_person(part) as member:
            member.follow("MASE meetings")
            member.page.locator("main").get_by_role("link", name=re.compile("15 April 2026")).first.click()
            member.sees(ref, CHILD[0])
            member.open(f"/cases/{ref}/mase/")
            member.page.locator("main").get_by_role("link", name=re.compile("March 2026")).first.click()
            member.sees("The keeper of the car is being identified.")
            member.picture(f"{part.replace('.', '-')}-reads")


def the_meeting_answers_and_the_chair_approves(as_person: SignIn, people: Cast, ref: str) -> None:
    with as_person("minutes") as administrator:
        administrator.follow("MASE meetings")
        administrator.page.locator("main").get_by_role("link", name=re.compile("15 April 2026")).first.click()
        administrator.follow("Note attendance")
        for agency, part in (("Southwark children’s social care", "chair"), ("Southwark police", "police.member")):
            administrator.pick("Agency", agency)
            administrator.fill("Name", people[part].name)
            administrator.choose("Present?", "Yes")
            administrator.press("Note the attendance")
        administrator.picture("attendance")
        administrator.follow("Meeting")
        administrator.follow("Record the discussion")
        administrator.fill("What was said", "The pattern matches two other young people.")
        for question, answer in (
            ("Do the proposed actions meet every concern?", "No"),
            ("Do operational staff need more support or resources?", "Yes"),
            ("Are agencies working together?", "Yes"),
            ("Have all agencies recorded it on their systems?", "Yes"),
            ("Is the meeting satisfied?", "No"),
        ):
            administrator.choose(question, answer)
        administrator.fill(
            "What more would protect the child and disrupt the offender?", "A warning notice for the adult."
        )
        administrator.picture("five-questions")
        administrator.press("Record the discussion")
        administrator.follow("Add an action")
        administrator.fill("What will be done?", "Serve a child abduction warning notice.")
        administrator.pick("By whom?", people["police.member"].name)
        administrator.day("By when?", date(2026, 4, 29))
        administrator.press("Record the action")
        administrator.sees("The action is recorded", people["police.member"].name)
        administrator.picture("discussed")
    with as_person("chair") as chair:
        chair.follow("MASE meetings")
        chair.page.locator("main").get_by_role("link", name=re.compile("15 April 2026")).first.click()
        chair.follow("Approve the minutes")
        chair.picture("approve")
        chair.press("Approve the minutes")
        chair.sees("The minutes are approved and locked")


def a_manager_downloads_the_minutes(as_person: SignIn, people: Cast) -> None:
    with as_person("team") as team:
        team.follow("MASE meetings")
        team.page.locator("main").get_by_role("link", name=re.compile("15 April 2026")).first.click()
        team.follow("Minutes")
        team.picture("minutes")
        with team.page.expect_download() as download:
            team.page.get_by_role("link", name=re.compile("Download")).click()
        pdf = Path(download.value.path()).read_bytes()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "en-GB"
    assert Event.objects.filter(verb=Verb.DOWNLOADED, actor=people["team"].pk).count() == 1


def the_child_is_referred_to_planning(as_person: SignIn, ref: str) -> None:
    with as_person("worker") as worker:
        worker.open(f"/cases/{ref}/map/")
        worker.follow("Refer to a planning meeting")
        worker.fill("What should the meeting plan for?", "Support after school.")
        worker.choose("Are the parents or carers invited?", "Yes")
        worker.moment("Date and time of the meeting", datetime(2026, 4, 16, 9, 0, tzinfo=UTC))
        worker.press("Refer the child")
        worker.follow("Add a professional")
        worker.fill("Name", "J. Abara")
        worker.fill("Role with the child", "Youth worker")
        worker.fill("Agency", "Evening project")
        worker.press("Add the professional")
        worker.follow("Add a strategy")
        worker.fill("What will be done?", "A mentor twice a week.")
        worker.fill("By whom?", "J. Abara")
        worker.day("By when?", date(2026, 5, 1))
        worker.press("Add the strategy")
        worker.follow("Record the meeting")
        worker.day("When was the meeting held?", date(2026, 4, 15))
        worker.fill("Summary", "Everybody knows their part.")
        worker.press("Record the meeting")
        worker.sees("The planning meeting is recorded", "A mentor twice a week.", "J. Abara")
        worker.picture("planning")


def the_history_tells_it_all(as_person: SignIn, ref: str) -> None:
    with as_person("coordinator") as coordinator:
        coordinator.open(f"/cases/{ref}/history/")
        coordinator.sees("referred the child to a multi-agency planning meeting", "viewed")
        coordinator.picture("history")
    verbs = set(Event.objects.filter(case=ref).values_list("verb", flat=True))
    assert verbs >= {
        Verb.REFERRAL_SENT,
        Verb.SHARING_STARTED,
        Verb.INFORMATION_ANSWERED,
        Verb.OUTCOME_PROPOSED,
        Verb.OUTCOME_AGREED,
        Verb.CASE_ALLOCATED,
        Verb.SCREENING_COMPLETED,
        Verb.SCREENING_SIGNED,
        Verb.STRATEGY_HELD,
        Verb.FORM_SUBMITTED,
        Verb.COHORT_ADMITTED,
        Verb.CASE_DISCUSSED,
        Verb.ACTION_AGREED,
        Verb.MAP_RECORDED,
        Verb.VIEWED,
        Verb.LISTED,
    }


def an_uninvolved_school_sees_nothing(as_person: SignIn, ref: str) -> None:
    with as_person("other.school") as stranger:
        for path in ("", "referrals/", "requests/", "screenings/", "strategy/", "map/", "mase/", "history/"):
            assert stranger.open(f"/cases/{ref}/{path}") == 404
        stranger.does_not_see(*CHILD)
        stranger.open("/cases/")
        stranger.does_not_see(ref, *CHILD)
        stranger.picture("uninvolved-school")
