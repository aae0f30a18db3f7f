"""School and MASH: from the referral to an allocated social worker."""

import re
from datetime import date

from mase.cases.models import Case
from mase.demo.cast import Cast
from tests.journeys.person import CHILD, SignIn


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
        school.choose("Date of birth", "I know it")
        school.day("When was the child born?", date(2011, 6, 14))
        school.choose("Gender", "Girl")
        school.press("Save and continue")
        school.choose("Is the child in immediate danger?", "No")
        school.fill(
            "What are you worried about?", "An adult with a car collects her after school.\nShe said: “I can’t say no.”"
        )
        school.picture("referral-worry")
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
        school.sees("4 of 4 required sections completed")
        school.follow("Signs you have seen")
        school.choose(
            "Which of these have you seen?", "Missing from home or care", "Gifts or money from unknown sources"
        )
        school.picture("referral-signs")
        school.press("Save and continue")
        school.follow("People of concern")
        school.fill("Also known as", "Rico")
        school.press("Add another person")
        school.picture("referral-people-of-concern")
        school.press("Save and continue")
        school.follow("Check your answers and send")
        school.sees("I can’t say no", "Head of year", "Rico")
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
        team.choose("Social worker", people["worker"].name)
        team.picture("team-allocate")
        team.press("Allocate")
        team.sees("The case has been allocated", people["worker"].name)
