"""Who may see which section of a case's file, and why."""

from django.conf import settings
from django.db import models
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from mase.cases.models.case import Case
from mase.cases.stages import Stage

_PERSON = settings.AUTH_USER_MODEL


class Grant(models.Model):
    """What both kinds of grant carry: the list's sort key beside the right, and why it was given."""

    opened_at = models.DateTimeField()
    stage = models.CharField(max_length=20, choices=Stage)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)

    class Meta:
        abstract = True


class AgencyGrant(GroupObjectPermissionBase, Grant):
    """A section of a case's file opened to an agency."""

    content_object = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agency_grants")

    def __str__(self) -> str:
        return f"Agency grant {self.pk}"

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["group", "permission", "-opened_at", "-content_object"], name="agency_grant_list"),
            models.Index(
                fields=["group", "permission", "stage", "-opened_at", "-content_object"], name="agency_grant_stage"
            ),
        ]


class PersonGrant(UserObjectPermissionBase, Grant):
    """A section of a case's file opened to one person."""

    content_object = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="person_grants")

    def __str__(self) -> str:
        return f"Person grant {self.pk}"

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["user", "permission", "-opened_at", "-content_object"], name="person_grant_list"),
            models.Index(
                fields=["user", "permission", "stage", "-opened_at", "-content_object"], name="person_grant_stage"
            ),
        ]
