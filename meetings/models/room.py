"""What a meeting has besides its list of cases: who else is invited, and what it says of themes and blockages."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from mase.agencies.models import Agency
from mase.constraints import all_or_none
from meetings.models.panel import Panel

_PERSON = settings.AUTH_USER_MODEL


class PanelInvitation(models.Model):
    """An agency that is no standing member, invited to one meeting (RE-1); it sees only cases that are opened to it."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="invitations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="panel_invitations")
    because = models.TextField()
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "agency"], name="panel_invitation_once")]

    def __str__(self) -> str:
        return f"Invitation {self.pk} to panel {self.panel_id}"


class About(models.TextChoices):
    """What an item of the agenda that is about no single child is about; victims to trends are VOLT (HO-15)."""

    THEME = "theme", "Theme"
    BLOCKAGE = "blockage", "Blockage between agencies"
    VICTIMS = "victims", "Victims"
    OFFENDERS = "offenders", "Offenders"
    LOCATIONS = "locations", "Locations"
    TRENDS = "trends", "Themes and trends"
    MISSING = "missing", "Missing children"
    OUT_OF_BOROUGH = "out_of_borough", "Children placed elsewhere, and children placed here by others"
    LEARNING = "learning", "Learning"


VOLT = (About.VICTIMS, About.OFFENDERS, About.LOCATIONS, About.TRENDS)


class Theme(models.Model):
    """An item of the agenda about no single child: what is known, what the meeting said, that partners were told."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="themes")
    about = models.CharField(max_length=15, choices=About)
    title = models.CharField(max_length=120)
    known = models.TextField()
    discussion = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    circulated_at = models.DateTimeField(null=True, blank=True)
    circulated_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("circulated_at", "circulated_by", name="theme_circulated_facts"),
            models.CheckConstraint(
                condition=Q(circulated_at=None) | Q(about__in=[about.value for about in VOLT]),
                name="theme_circulated_of_volt",
            ),
        ]

    def __str__(self) -> str:
        return f"Theme {self.pk} of panel {self.panel_id}"
