"""The sixteen signs that exploitation may already be happening (SO-4), in words that never blame the child."""

from django.db.models import TextChoices


class Indicator(TextChoices):
    MISSING = "missing", "Missing from home or care"
    ABSENT = "absent", "Absent from school"
    INFECTION = "infection", "Sexually transmitted infections"
    SEXUAL_INJURY = "sexual_injury", "Injuries from sexual activity"
    PREGNANCY = "pregnancy", "Pregnancy or termination"
    INTRODUCING = "introducing", "Made to introduce other children"
    SEXUAL_BULLYING = "sexual_bullying", "Sexual bullying, or targeted online"
    OFFENDING = "offending", "Drawn into offending"
    GIFTS = "gifts", "Gifts or money from unknown sources"
    INJURY = "injury", "Physical injuries"
    SUBSTANCES = "substances", "Drug or alcohol use"
    APPEARANCE = "appearance", "Change in appearance"
    ESTRANGED = "estranged", "Estranged from family"
    MENTAL_HEALTH = "mental_health", "Poor mental health"
    SELF_HARM = "self_harm", "Self-harm"
    SUICIDE = "suicide", "Thoughts of, or attempts at, suicide"
