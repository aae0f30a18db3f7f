"""A question to somebody who knows more, with or without the child's name, and the advice (BA-7, SO-8)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase import references
from mase.agencies.models import Agency, Authority
from mase.cases.models import Case
from mase.constraints import all_or_none

_PERSON = settings.AUTH_USER_MODEL


class Adviser(models.TextChoices):
    """Who is asked; the role that answers stands in referrals/advice.py."""

    CO_ORDINATOR = "co_ordinator", "The co-ordinator"
    SAFEGUARDING_LEAD = "partner_lead", "The safeguarding lead of my agency"
    MASH = "mash_manager", "The MASH duty worker"


class Advice(models.TextChoices):
    """What the adviser recommends."""

    REFER = "refer", "Send a referral"
    EARLY_HELP = "early_help", "Offer early help"
    OPEN_CASE = "open_case", "Tell the social worker who has the child’s case"
    WATCH = "watch", "Keep watching, and ask again if the worry grows"
    NOTHING = "nothing", "Nothing more is needed"


class Consultation(models.Model):
    """One consultation. Whoever asked and whoever advises see it, and the co-ordinator (apps.py); no one else."""

    ref = models.CharField(max_length=12, unique=True, default=references.new, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="consultations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="consultations")
    asked_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    adviser = models.CharField(max_length=20, choices=Adviser)
    question = models.TextField()
    given_names = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    born_on = models.DateField(null=True, blank=True)
    advised_at = models.DateTimeField(null=True, blank=True)
    advised_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recommends = models.CharField(max_length=20, choices=Advice, null=True, blank=True)  # noqa: DJ001
    advice = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="consultations")
    linked_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(null=True, blank=True)
    draft_ref = models.CharField(max_length=12, blank=True, help_text="the referral that was begun from it")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("advised_at", "advised_by", "recommends", "advice", name="consultation_advised_facts"),
            all_or_none("case", "linked_by", "linked_at", name="consultation_linked_facts"),
            models.CheckConstraint(condition=~Q(question=""), name="consultation_asks_something"),
            models.CheckConstraint(
                condition=Q(family_name="", given_names="") | ~Q(family_name="") & ~Q(given_names=""),
                name="consultation_names_the_child_or_not",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("consultation", args=[self.ref])

    @property
    def names_the_child(self) -> bool:
        """Say whether the child is named."""
        return bool(self.family_name)
