"""The month of MASE: scheduled, prepared, held, minuted, and what follows."""

import io
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
from django.core import mail

from mase.audit.models import Event
from mase.audit.verbs import Verb
from mase.cases import tasks as cases
from mase.demo.cast import Cast
from mase.notifications import tasks as notices
from mase.notifications.models import Message
from tests.journeys.person import CHILD, SignIn


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


def pre_mase_accepts_and_the_agenda_goes_out(as_person: SignIn, ref: str) -> None:
    with as_person("coordinator") as coordinator:
        coordinator.follow("MASE meetings")
        coordinator.page.locator("main").get_by_role("link", name=re.compile("15 April 2026")).first.click()
        coordinator.follow("Pre-MASE")
        coordinator.picture("pre-mase")
        coordinator.choose("If it is discussed: why this case?", "A common theme")
        coordinator.fill("Reasons", "Meets the threshold.")
        coordinator.press(f"Accept and discuss {ref}")
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
        for agency, part in (("Southwark children’s social care", "chair"), ("Southwark police", "police.chair")):
            administrator.pick("Agency", agency)
            administrator.fill("Name", people[part].name)
            administrator.choose("Present?", "Yes")
            administrator.pick("As what? (optional)", "Chair")
            administrator.press("Note the attendance")
        administrator.picture("attendance")
        administrator.follow("Meeting")
        administrator.follow("Go to the next case")
        administrator.press("Start the clock (S)")
        administrator.choose("Is the child’s social worker here?", "Yes")
        administrator.press("Note it")
        administrator.sees("presents the case")
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
        administrator.fill("What will be done?", "Serve a child abduction warning notice.")
        administrator.pick("By whom?", people["police.member"].name)
        administrator.day("By when?", date(2026, 4, 29))
        administrator.picture("five-questions")
        administrator.press("Add this action (A)")
        administrator.sees("The action is recorded", people["police.member"].name)
        administrator.press("Record the discussion")
        administrator.sees("The discussion is recorded", "The pattern matches two other young people.")
        administrator.picture("discussed")
    for part in ("chair", "police.chair"):
        with as_person(part) as chair:
            chair.follow("MASE meetings")
            chair.page.locator("main").get_by_role("link", name=re.compile("15 April 2026")).first.click()
            chair.follow("Approve minutes")
            chair.picture(f"{part.replace('.', '-')}-approves")
            chair.press("Approve the minutes")
            chair.sees("You have approved" if part == "chair" else "The minutes are approved and locked")


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


def every_notice_goes_out_once_the_jobs_run_again() -> None:
    waiting = Message.objects.filter(mailed_at=None).count()
    cases.sweep()
    notices.send()
    assert waiting > 20
    assert not Message.objects.filter(mailed_at=None).exists()
    assert len(mail.outbox) == Message.objects.count()
    assert not [sent for sent in mail.outbox if any(name in sent.subject + sent.body for name in CHILD)]
