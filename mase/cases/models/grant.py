"""Who may see which section of a case's file: why, on what lawful basis, by whom, until when."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from guardian.managers import GroupObjectPermissionManager, UserObjectPermissionManager
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from mase.cases.models.case import Case
from mase.cases.stages import Stage

_PERSON = settings.AUTH_USER_MODEL


REVIEWED_EVERY = timedelta(days=90)


class Basis(models.TextChoices):
    """The lawful basis on which a file is opened; consent is not the default basis of safeguarding."""

    SAFEGUARDING = "safeguarding", "Safeguarding a child: DPA 2018, Schedule 1, paragraph 18"
    ENQUIRY = "enquiry", "Enquiry into significant harm: Children Act 1989, section 47"
    IN_NEED = "in_need", "Services for a child in need: Children Act 1989, section 17"
    CO_OPERATION = "co_operation", "Co-operation to improve well-being: Children Act 2004, section 10"
    CRIME = "crime", "Preventing or detecting crime: DPA 2018, Part 3"
    VITAL = "vital", "Vital interests in an emergency: UK GDPR, article 6(1)(d)"


class GrantQuerySet(models.QuerySet):
    def in_force(self, at: datetime) -> Self:
        """Return the grants that have not lapsed at that moment."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at))


class Grant(models.Model):
    """What both kinds of grant carry: the list's sort key beside the right, and why it was given until when."""

    opened_at = models.DateTimeField()
    stage = models.CharField(max_length=20, choices=Stage)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    basis = models.CharField(max_length=20, choices=Basis, default=Basis.SAFEGUARDING)
    ends_at = models.DateTimeField(null=True, blank=True, help_text="it lapses by itself; empty where it does not")
    review_at = models.DateTimeField(help_text="when somebody has to say whether it is still needed")

    class Meta:
        abstract = True


class AgencyGrant(Grant, GroupObjectPermissionBase):
    """A section of a case's file opened to an agency."""

    content_object = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agency_grants")

    objects: ClassVar = GroupObjectPermissionManager.from_queryset(GrantQuerySet)()

    def __str__(self) -> str:
        return f"Agency grant {self.pk}"

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["group", "permission", "-opened_at", "-content_object"], name="agency_grant_list"),
            models.Index(
                fields=["group", "permission", "stage", "-opened_at", "-content_object"], name="agency_grant_stage"
            ),
            models.Index(fields=["review_at"], name="agency_grant_review"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("granted_at")), name="agency_grant_ends_after"
            ),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="agency_grant_basis_known"),
        ]


class PersonGrant(Grant, UserObjectPermissionBase):
    """A section of a case's file opened to one person."""

    content_object = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="person_grants")

    objects: ClassVar = UserObjectPermissionManager.from_queryset(GrantQuerySet)()

    def __str__(self) -> str:
        return f"Person grant {self.pk}"

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["user", "permission", "-opened_at", "-content_object"], name="person_grant_list"),
            models.Index(
                fields=["user", "permission", "stage", "-opened_at", "-content_object"], name="person_grant_stage"
            ),
            models.Index(fields=["review_at"], name="person_grant_review"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("granted_at")), name="person_grant_ends_after"
            ),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="person_grant_basis_known"),
        ]
