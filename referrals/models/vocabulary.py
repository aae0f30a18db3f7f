"""The choices of a referral: what kind it is, what the worry is, where the child stands. No word blames a child."""

from django.db.models import TextChoices


class Form(TextChoices):
    """Which form a referral is made on; each asks for particulars of its own (referrals/forms/particulars.py)."""

    PROFESSIONAL = "professional", "Safeguarding referral by a professional"
    POLICE = "police", "Police referral: MERLIN or 87a"
    EARLY_HELP = "early_help", "Referral by early help"
    PLACED_HERE = "placed_here", "Another authority’s child who is placed here"
    DATA_ONLY = "data_only", "For the record only: discussed at another authority’s meeting"


class Presentation(TextChoices):
    MISSING = "missing", "The child goes missing"
    SEXUAL = "cse", "Sexual exploitation"
    CRIMINAL = "cce", "Criminal exploitation"
    OTHER = "other", "Other harm outside the home"


class Ground(TextChoices):
    """What the worry rests on."""

    DISCLOSURE = "disclosure", "The child told somebody"
    MISSING = "missing", "Times the child was missing"
    INCIDENT = "incident", "Something that happened, or is suspected"
    OLDER_PERSON = "older_person", "An older person in contact with the child"
    BREAKDOWN = "breakdown", "Difficulties between the child and their carers"
    SUBSTANCES = "substances", "Alcohol or drugs"
    CHANGE = "change", "A change in the child"
    PEERS = "peers", "Other young people around the child"
    MONEY = "money", "Money or gifts that nobody can explain"
    PREVENTIVE = "preventive", "To prevent harm"
    OTHER = "other", "Something else"


class Safeguard(TextChoices):
    """The nine SAFEGUARD warning signs, in the order of the word."""

    SEXUAL_HEALTH = "S", "Sexual health and behaviour"
    ABSENT = "A1", "Absent from school, or away from home"
    FAMILY = "F", "Harm or difficulties at home"
    EMOTIONAL = "E", "Emotional and physical condition"
    GANGS = "G", "Gangs, older people, drawn into crime"
    TECHNOLOGY = "U", "Use of technology, sexual bullying"
    ALCOHOL = "A2", "Alcohol and drugs"
    GIFTS = "R", "Receipt of gifts or money nobody can explain"
    DISTRUST = "D", "Distrust of people in authority"


class Violence(TextChoices):
    """Violence that the child has lived through or seen."""

    DOMESTIC = "domestic", "Domestic abuse at home"
    FAMILY = "family", "Physical abuse in the family"
    SEXUAL = "sexual", "Sexual abuse"
    PARTNER = "partner", "Violence by a partner"
    PEERS = "peers", "Violence by other young people"
    TO_OTHERS = "to_others", "The child has hurt others"


class Standing(TextChoices):
    """Where the child stands with social care."""

    NOT_OPEN = "not_open", "Not open to social care, as far as known"
    NEVER = "family", "With family, never in care"
    CIN = "cin", "With family, child in need plan"
    CP = "cp", "With family, child protection plan"
    BEFORE = "previous_care", "With family, in care before"
    LEAVER = "care_leaver", "Care leaver"
    FOSTER = "foster", "In foster care"
    RESIDENTIAL = "residential", "In residential care"
    SECURE = "secure", "In secure accommodation"
    KINSHIP = "extended_family", "With extended family"
    NOT_KNOWN = "not_known", "Not known yet"


class Placement(TextChoices):
    """Whose looked-after child it is, and where they live (Redbridge's list)."""

    NOT_IN_CARE = "not_in_care", "Not in care"
    HERE = "own_here", "Our own child, in care in the borough"
    ELSEWHERE = "own_elsewhere", "Our own child, placed outside the borough"
    OTHERS = "others_here", "Another authority’s child, placed in the borough"
    NOT_KNOWN = "not_known", "Not known yet"


class PlaceKind(TextChoices):
    """What happened at a place."""

    FIRST_MET = "first_met", "Where the child first met a person of concern"
    HAPPENED = "happened", "Where the child was harmed"
    FOUND = "found", "Where the child was found after being missing"
    OTHER = "other", "Another place that matters"


class PlaceType(TextChoices):
    SHOPPING_CENTRE = "shopping_centre", "Shopping centre"
    FAST_FOOD = "fast_food", "Fast food outlet"
    PUB = "pub", "Pub or club"
    SPORTS_CLUB = "sports_club", "Sports club"
    OUTSIDE_SCHOOL = "outside_school", "Outside school"
    STATION = "station", "Bus, Tube, train or coach station"
    PARK = "park", "Park or playground"
    ONLINE = "online", "Online"
    TAXI_RANK = "taxi_rank", "Taxi rank"
    STREET = "street", "Street where sex is bought"
    HOME = "home", "Private home"
    HOTEL = "hotel", "Hotel, hostel or B&B"
    PREMISES = "brothel", "Premises where sex is sold"
    TAXI = "taxi", "Taxi"
    CAR = "car", "Car"
    OTHER = "other", "Somewhere else"
    NOT_KNOWN = "not_known", "Not known yet"
