"""What a safeguarding lead types into the sections of a referral, as the browser posts it."""

CHILD = {
    "given_names": "Maya",
    "family_name": "Hartwell",
    "known_as": "May",
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
    "indicators": ["missing", "gifts"],
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
SECTIONS = {"child": CHILD, "concern": CONCERN, "consent": CONSENT, "referrer": REFERRER}
SHOWN = [  # how the answers read on the page that checks them
    "Maya",
    "Hartwell",
    "May",
    "9 July 2011",
    "Girl",
    "9434765919",
    "3 Invented Street London",
    "Harbour Lane School",
    "Portuguese",
    "Not known yet",
    "No",
    "Collected after school by an adult we do not know.",
    "27 February 2026",
    "Missing from home or care Gifts or money from unknown sources",
    "Spoke with her mother.",
    "Yes",
    "Not known yet",
    "No",
    "No",
    "Her stepfather may know the adult.",
    "Designated safeguarding lead",
    "020 7946 0000",
    "Head of year for three years",
]
