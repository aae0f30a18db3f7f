"""What a safeguarding lead types into the sections of a referral, as the browser posts it."""

CHILD = {
    "given_names": "Maya",
    "family_name": "Hartwell",
    "known_as": "May",
    "birth": "known",
    "born_on-day": "9",
    "born_on-month": "July",
    "born_on-year": "2011",
    "gender": "female",
    "nhs_number": "943 476 5919",
    "address": "3 Invented Street\nLondon",
    "school": "Harbour Lane School",
    "language": "Portuguese",
    "learning_disability": "not_known",
}
CONCERN = {
    "immediate_danger": "no",
    "concern": "Collected after school by an adult we do not know.",
    "happened_on-day": "27",
    "happened_on-month": "2",
    "happened_on-year": "2026",
    "presentation": ["cse", "missing"],
    "done_so_far": "Spoke with her mother.",
}
CONSENT = {
    "child_aware": "yes",
    "child_agrees": "not_known",
    "carers_aware": "no",
    "carers_agree": "no",
    "consent_reason": "Her stepfather may know the adult.",
}
REFERRER = {
    "referrer_role": "Designated safeguarding lead",
    "referrer_telephone": "020 7946 0000",
    "relationship": "Head of year for three years",
}
STANDING = {
    "standing": "cin",
    "known_worker": "Ama Boateng, north team",
    "placement": "not_in_care",
    "responsible_authority": "",
    "legal_status": "",
}
SIGNS = {
    "indicators": ["missing", "gifts"],
    "missing_on-day": "20",
    "missing_on-month": "2",
    "missing_on-year": "2026",
    "missing_note": "Away for a night; her mother told us.",
    "safeguard": ["A1", "R"],
}
HOUSEHOLD = {
    "row-0-name": "Ines Hartwell",
    "row-0-relationship": "Mother",
    "row-0-born_on-day": "1",
    "row-0-born_on-month": "4",
    "row-0-born_on-year": "1984",
    "row-0-parental_responsibility": "yes",
    "row-0-protects": "yes",
    "row-1-name": "Leo Hartwell",
    "row-1-relationship": "Younger brother",
}
PEOPLE_OF_CONCERN = {
    "row-0-known_as": "Rico",
    "row-0-description": "Drives a dark car.",
    "row-0-age_band": "26_45",
    "row-0-gender": "male",
    "row-0-ethnicity_known": "observed",
    "row-0-seen": "IC1",
}
PLACES = {"row-0-kind": "first_met", "row-0-type": "fast_food", "row-0-where": "By the station"}
VEHICLES = {"row-0-registration": "AB12", "row-0-description": "Dark Corsa"}
CONTACT_POINTS = {"row-0-kind": "online", "row-0-number": "rico.99", "row-0-service": "Snapchat"}
NEEDED = {"child": CHILD, "concern": CONCERN, "consent": CONSENT, "referrer": REFERRER}
SECTIONS = NEEDED | {
    "standing": STANDING,
    "signs": SIGNS,
    "household": HOUSEHOLD,
    "people_of_concern": PEOPLE_OF_CONCERN,
    "places": PLACES,
    "vehicles": VEHICLES,
    "contact_points": CONTACT_POINTS,
}
SHOWN = {  # how some of the answers read on the page that checks them
    "Given names": "Maya",
    "Family name": "Hartwell",
    "Also known as": "May",
    "Date of birth": "I know it",
    "When was the child born?": "9 July 2011",
    "Gender": "Girl",
    "NHS number": "9434765919",
    "Home address": "3 Invented Street London",
    "First language": "Portuguese",
    "Is the child in immediate danger?": "No",
    "What are you worried about?": "Collected after school by an adult we do not know.",
    "When did it happen?": "27 February 2026",
    "What kind of harm do you fear?": "Sexual exploitation The child goes missing",
    "What has been done so far?": "Spoke with her mother.",
    "Do the parents or carers agree to it?": "No",
    "If any answer is no, what is the reason?": "Her stepfather may know the adult.",
    "Your role": "Designated safeguarding lead",
    "How do you know the child?": "Head of year for three years",
    "How is the child known to social care?": "With family, child in need plan",
    "Missing from home or care": "Seen on 20 February 2026 Away for a night; her mother told us.",
    "Gifts or money from unknown sources": "Seen",
    "Warning signs you have seen": "Absent from school, or away from home Receipt of gifts or money nobody can explain",
    "Place 1": "Why does it matter? Where the child first met a person of concern What sort of place is it? "
    "Fast food outlet Where is it? By the station",
    "Vehicle 1": "Registration: AB12 Make, model and colour: Dark Corsa",
    "Number or account 1": "What is it? Account online Number, or name of the account: rico.99 "
    "Network, app or game: Snapchat",
}
