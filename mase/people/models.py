"""Children. Adults around them follow with their own forms."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from simple_history.models import HistoricalRecords

from mase.people import ages
from mase.people.codes import Disability, Ethnicity, EthnicityBasis


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


class NameKey(Func):
    """A name without case, spaces and marks, so that two spellings of one name are equal; the database works it out."""

    template = r"lower(regexp_replace(%(expressions)s, '[^[:alnum:]]', '', 'g'))"
    arg_joiner = " || "
    output_field = models.CharField()


class Postcode(Func):
    """The last postcode in an address, without its space, or nothing; worked out by the database."""

    template = (
        r"coalesce(replace(substring(upper(%(expressions)s) from "
        r"'.*\y([A-Z]{1,2}[0-9][A-Z0-9]? *[0-9][A-Z]{2})\y'), ' ', ''), '')"
    )
    output_field = models.CharField()


class Lefts(Func):
    """A word, and what is left of it when one letter goes: two words a slip apart have one of these in common."""

    function = "people_left"


class Person(models.Model):
    """A child or young person, or an adult in their life."""

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
    upn = models.CharField("unique pupil number", max_length=13, blank=True, default="", db_default="")
    placement_address = models.TextField(blank=True, default="", db_default="")
    gp = models.CharField("GP practice", max_length=120, blank=True, default="", db_default="")
    ethnicity = models.CharField(max_length=4, choices=Ethnicity, default=Ethnicity.NOBT, db_default=Ethnicity.NOBT)
    ethnicity_basis = models.CharField(max_length=10, choices=EthnicityBasis, blank=True, default="", db_default="")
    nationality = models.CharField(max_length=60, blank=True, default="", db_default="")
    religion = models.CharField(max_length=60, blank=True, default="", db_default="")
    interpreter = models.CharField(
        "interpreter needed", max_length=10, choices=Answer, default=Answer.NOT_KNOWN, db_default=Answer.NOT_KNOWN
    )
    disabilities = ArrayField(
        models.CharField(max_length=4, choices=Disability), default=list, db_default=[], blank=True
    )
    name_key = models.GeneratedField(
        expression=NameKey("given_names", "family_name"), output_field=models.CharField(max_length=200), db_persist=True
    )
    postcode = models.GeneratedField(
        expression=Postcode("address"), output_field=models.CharField(max_length=8), db_persist=True
    )
    history = HistoricalRecords(excluded_fields=["name_key", "postcode"])

    class Meta:
        indexes = [
            models.Index(fields=["name_key"], name="person_by_name"),
            models.Index(fields=["postcode"], name="person_by_postcode", condition=~Q(postcode="")),
            models.Index(fields=["nhs_number"], name="person_by_nhs_number", condition=~Q(nhs_number="")),
            models.Index(fields=["upn"], name="person_by_upn", condition=~Q(upn="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(nhs_number="") | Q(nhs_number__regex=r"^\d{10}$"), name="person_nhs_number"
            ),
            models.CheckConstraint(
                condition=Q(upn="") | Q(upn__regex=r"^[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z]$"), name="person_upn"
            ),
        ]

    def __str__(self) -> str:
        return f"Person {self.pk}"

    @property
    def name(self) -> str:
        """Return the name as shown on pages; it never goes into a log, an address or a title."""
        return f"{self.given_names} {self.family_name}".strip() or "Name not known yet"

    def age_on(self, day: date) -> int | None:
        """Return the age in whole years on that day, or None where the date of birth is not known."""
        return ages.years(self.born_on, on=day)


class Relationship(models.Model):
    """What an adult is to a child."""

    class Kind(models.TextChoices):
        PARENT = "parent", "Parent"
        CARER = "carer", "Carer or guardian"
        HOUSEHOLD = "household", "Lives in the household"
        CONCERN = "concern", "Person of concern"

    child = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="adults")
    adult = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(max_length=10, choices=Kind)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "adult", "kind"], name="relationship_once"),
            models.CheckConstraint(condition=~Q(child=F("adult")), name="relationship_of_two"),
        ]

    def __str__(self) -> str:
        return f"Relationship {self.pk}"


class NameWord(models.Model):
    """A word that somebody's name is made of, and how it sounds; nobody is named beside it.

    Words like it are looked for here, where there are few; people are then looked for by equal words only. The
    database keeps it, and PersonName, whatever path a change of a person takes.
    """

    word = models.CharField(max_length=60, primary_key=True, db_collation="C")
    spelled = models.CharField(max_length=60, help_text="in the letters that trigrams are made of", db_collation="C")
    sound = models.CharField(max_length=8, blank=True, db_collation="C")
    other_sound = models.CharField(max_length=8, blank=True, db_collation="C")
    lefts = models.GeneratedField(
        expression=Lefts("word"), output_field=ArrayField(models.TextField()), db_persist=True
    )

    class Meta:
        indexes = [
            GinIndex(fields=["spelled"], name="name_word_like", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["lefts"], name="name_word_near"),
            models.Index(fields=["sound"], include=["word"], name="name_word_by_sound"),
            models.Index(fields=["other_sound"], include=["word"], name="name_word_by_other_sound"),
        ]

    def __str__(self) -> str:
        return f"Word of {len(self.word)} letters"


class PersonName(models.Model):
    """A given and a family name that somebody goes by, each of one word, to find them by; kept by the database."""

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="names", db_constraint=False, db_index=False
    )
    given = models.CharField(max_length=60, blank=True, db_collation="C")
    family = models.CharField(max_length=60, blank=True, db_collation="C")
    born_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="person_name_of"),
            models.Index(fields=["given", "family"], include=["person"], name="person_name_by_both"),
            models.Index(fields=["given", "born_on"], include=["person"], name="person_name_by_given"),
            models.Index(fields=["family", "born_on"], include=["person"], name="person_name_by_family"),
        ]

    def __str__(self) -> str:
        return f"A name of person {self.person_id}"
