"""The social worker and those who sign and chair: from the screening to the MASE form."""

import re
from datetime import date, timedelta

from mase.demo.cast import Cast
from riskscreening import tools
from tests.journeys.person import TUESDAY, SignIn


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
        worker.follow("The child")
        worker.choose("What does the child say?", "In their own words")
        worker.page.locator("#id_in_their_words").fill("“He says that we are going away together.”")
        worker.choose("How may the child be exploited?", "Online")
        worker.press("Save")
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
            signer.follow("Sign, disagree or return")
            signer.page.get_by_role("group", name="You sign as").get_by_role("radio").first.check()
            signer.choose("Your decision", "I sign it off")
            signer.press("Record the decision")
            signer.sees("Your signature is recorded")
            signer.picture(f"screening-signed-by-{part}")


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
        chair.follow("Work through the agenda")
        chair.sees("Introductions, apologies and confidentiality", "Notes on point 12")
        for group in chair.page.get_by_role("group", name="Was the agency at the meeting?").all():
            group.get_by_label("Yes", exact=True).first.check()
        for box in chair.page.get_by_label("Who came", exact=True).all():
            box.fill("Their safeguarding lead")
        for group in chair.page.get_by_role("group", name="Could they decide for the agency?").all():
            group.get_by_label("Yes", exact=True).first.check()
        for group in chair.page.get_by_role("group", name="Were they there?").all():
            group.get_by_label("Yes", exact=True).first.check()
        chair.choose("Are the parents or carers told?", "Yes")
        chair.fill("Notes on point 5", "Fridays, after a call at about six.")
        chair.picture("strategy-agenda")
        chair.press("Save and go to the meeting")
        chair.sees("What was said is saved")
        chair.follow("Record the decision")
        chair.choose("Decision", "Section 17 assessment and a child in need plan")
        chair.fill("Reasons", "Harm is likely without a plan.")
        chair.choose("Is there more than one victim or abuser?", "No")
        chair.fill("What says so?", "One adult, one child.")
        chair.choose("Is a MASE form needed?", "Yes")
        chair.fill("Why, or why not?", "Disruption needs several agencies.")
        chair.choose("Is the child placed in another authority’s area?", "No")
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
