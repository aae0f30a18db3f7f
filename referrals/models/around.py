"""Whom and what a referral names around the child: the household, people of concern, places, vehicles, telephones.

Written once, when the referral is sent: they are what its sender said.
"""

from django.db import models

from mase.people.codes import AgeBand, EthnicityBasis
from mase.people.models import Answer, Gender
from referrals.models.referral import Referral
from referrals.models.vocabulary import PlaceKind, PlaceType


class HouseholdMember(models.Model):
    """A parent, carer, or another child or adult in the household."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="household")
    name = models.CharField(max_length=200)
    relationship = models.CharField(max_length=120)
    born_on = models.DateField(null=True, blank=True)
    parental_responsibility = models.CharField(max_length=10, choices=Answer, default=Answer.NOT_KNOWN)
    protects = models.CharField(max_length=10, choices=Answer, default=Answer.NOT_KNOWN)

    def __str__(self) -> str:
        return f"Household member {self.pk}"


class PersonOfConcern(models.Model):
    """Somebody who may be harming the child. Ethnicity says by which list and on what basis; it is never guessed."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="people_of_concern")
    name = models.CharField(max_length=200, blank=True)
    known_as = models.CharField(max_length=200, blank=True)
    born_on = models.DateField(null=True, blank=True)
    age_band = models.CharField(max_length=10, choices=AgeBand, default=AgeBand.NOT_KNOWN)
    gender = models.CharField(max_length=10, choices=Gender, default=Gender.NOT_KNOWN)
    ethnicity = models.CharField(max_length=4, blank=True)
    ethnicity_basis = models.CharField(max_length=10, choices=EthnicityBasis, blank=True)
    address = models.TextField(blank=True)
    relationship = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "people of concern"

    def __str__(self) -> str:
        return f"Person of concern {self.pk}"


class Place(models.Model):
    """A place that matters for what happens to the child."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="places")
    kind = models.CharField(max_length=10, choices=PlaceKind)
    type = models.CharField(max_length=20, choices=PlaceType)
    where = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Place {self.pk}"


class Vehicle(models.Model):
    """A vehicle that the child was seen in or near."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="vehicles")
    registration = models.CharField(max_length=20, blank=True)
    description = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Vehicle {self.pk}"


class ContactPoint(models.Model):
    """A telephone number or an account online, and whose it is."""

    class Kind(models.TextChoices):
        TELEPHONE = "telephone", "Telephone"
        ONLINE = "online", "Account online"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.CharField(max_length=120, help_text="the number, or the name of the account")
    service = models.CharField(max_length=80, blank=True, help_text="network, app or game")
    whose = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Contact point {self.pk}"
