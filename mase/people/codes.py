"""Code lists about people, as national collections have them. Schemes of ethnicity are never converted into each other.

Ethnicity is what a person or their carer says, or what somebody observed, and says which.
"""

from django.db.models import TextChoices


class Ethnicity(TextChoices):
    """The Department for Education's list, for children: from the child or the carer, never inferred."""

    WBRI = "WBRI", "White British"
    WIRI = "WIRI", "White Irish"
    WIRT = "WIRT", "Traveller of Irish heritage"
    WROM = "WROM", "Gypsy or Roma"
    WOTH = "WOTH", "Any other White background"
    MWBC = "MWBC", "White and Black Caribbean"
    MWBA = "MWBA", "White and Black African"
    MWAS = "MWAS", "White and Asian"
    MOTH = "MOTH", "Any other mixed background"
    AIND = "AIND", "Indian"
    APKN = "APKN", "Pakistani"
    ABAN = "ABAN", "Bangladeshi"
    CHNE = "CHNE", "Chinese"
    AOTH = "AOTH", "Any other Asian background"
    BCRB = "BCRB", "Black Caribbean"
    BAFR = "BAFR", "Black African"
    BOTH = "BOTH", "Any other Black background"
    OOTH = "OOTH", "Any other ethnic group"
    REFU = "REFU", "Asked, and preferred not to say"
    NOBT = "NOBT", "Not asked yet"


class ObservedEthnicity(TextChoices):
    """The police's list for somebody who was seen and has not been asked."""

    IC1 = "IC1", "IC1: White, north European"
    IC2 = "IC2", "IC2: White, south European"
    IC3 = "IC3", "IC3: Black"
    IC4 = "IC4", "IC4: Asian"
    IC5 = "IC5", "IC5: Chinese, Japanese, Korean or other South-East Asian"
    IC6 = "IC6", "IC6: Arab or North African"
    IC9 = "IC9", "IC9: not known"


class EthnicityBasis(TextChoices):
    SELF = "self", "The person said so"
    REPORTED = "reported", "Somebody who knows them said so"
    OBSERVED = "observed", "Somebody saw them"


class Disability(TextChoices):
    MOB = "MOB", "Mobility"
    HAND = "HAND", "Hand function"
    PC = "PC", "Personal care"
    INC = "INC", "Incontinence"
    COMM = "COMM", "Communication"
    LD = "LD", "Learning"
    HEAR = "HEAR", "Hearing"
    VIS = "VIS", "Vision"
    BEH = "BEH", "Behaviour"
    CON = "CON", "Consciousness"
    AUT = "AUT", "Autism or Asperger syndrome"
    DDA = "DDA", "Another disability"


class LegalStatus(TextChoices):
    """The legal status of a looked-after child."""

    C1 = "C1", "C1: interim care order"
    C2 = "C2", "C2: full care order"
    E1 = "E1", "E1: placement order"
    V2 = "V2", "V2: accommodated under section 20"
    V3 = "V3", "V3: short breaks, first"
    V4 = "V4", "V4: short breaks, further"
    J1 = "J1", "J1: remanded"
    J2 = "J2", "J2: detained under PACE"
    J3 = "J3", "J3: supervision order with residence"
    L1 = "L1", "L1: police protection"
    L2 = "L2", "L2: emergency protection order"
    L3 = "L3", "L3: child assessment order"


class AgeBand(TextChoices):
    UNDER_18 = "under_18", "Under 18"
    TO_25 = "18_25", "18 to 25"
    TO_45 = "26_45", "26 to 45"
    TO_65 = "46_65", "46 to 65"
    OVER = "66_over", "66 and over"
    NOT_KNOWN = "not_known", "Not known yet"
