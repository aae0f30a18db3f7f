"""Children. Adults around them follow with their own forms."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords


class Gender(models.TextChoices):
    FEMALE = "female", "Girl"
    MALE = "male", "Boy"
    OTHER = "other", "Another way, in the young person's own words"
    NOT_KNOWN = "not_known", "Not known yet"


class Answer(models.TextChoices):
    """Yes, no, and the honest third."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "Not known yet"


class Person(models.Model):
    """A child or young person."""

    given_names = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    known_as = models.CharField(max_length=100, blank=True)
    born_on = models.DateField(null=True, blank=True, help_text="empty where not known yet")
    gender = models.CharField(max_length=10, choices=Gender, default=Gender.NOT_KNOWN)
    nhs_number = models.CharField(max_length=10, blank=True)
    address = models.TextField(blank=True)
    school = models.CharField(max_length=120, blank=True)
    language = models.CharField("first language", max_length=60, blank=True)
    learning_disability = models.CharField(max_length=10, choices=Answer, default=Answer.NOT_KNOWN)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(nhs_number="") | Q(nhs_number__regex=r"^\d{10}$"), name="person_nhs_number"
            )
        ]

    def __str__(self) -> str:
        return f"Person {self.pk}"

    @property
    def name(self) -> str:
        """Return the name as shown on pages; it never goes into a log, an address or a title."""
        return f"{self.given_names} {self.family_name}"

    def age_on(self, day: date) -> int | None:
        """Return the age in whole years on that day, or None where the date of birth is not known."""
        return relativedelta(day, self.born_on).years if self.born_on else None
