"""Contact and MASH: the draft, the referral, what agencies know, the outcome that MASH and police agree."""

from datetime import date
from typing import cast

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from mase import references
from mase.agencies.models import Agency, Authority, Kind
from mase.cases.exploitation import ExploitationModel, GroupOrGang
from mase.cases.models import Case
from mase.constraints import all_or_none, different_people
from mase.people.codes import LegalStatus
from mase.people.models import Answer
from referrals.indicators import Indicator
from referrals.models.vocabulary import Form, Ground, Placement, Presentation, Safeguard, Standing, Violence

_PERSON = settings.AUTH_USER_MODEL


class Draft(models.Model):
    """A referral that is still being written; its answers are kept section by section.

    ``answers`` holds what has been saved and is without errors, ``typed`` what is being typed and may not be yet.
    """

    ref = models.CharField(max_length=12, unique=True, default=references.new, editable=False)
    started_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="referral_drafts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", help_text="which receives it")
    form = models.CharField(max_length=20, choices=Form, default=Form.PROFESSIONAL)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    answers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    typed = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        return reverse("referral_draft", args=[self.ref])


class Referral(models.Model):
    """A professional's worry about a child, as it was sent (SO-7)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    draft_ref = models.CharField(max_length=12, unique=True, help_text="the draft it was sent from; sent once only")
    sent_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="referrals")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="referrals")
    form = models.CharField(max_length=20, choices=Form, default=Form.PROFESSIONAL)
    received_at = models.DateTimeField()
    presentation = ArrayField(models.CharField(max_length=10, choices=Presentation), default=list, blank=True)
    grounds = ArrayField(models.CharField(max_length=20, choices=Ground), default=list, blank=True)
    concern = models.TextField()
    happened_on = models.DateField(null=True, blank=True)
    indicators = ArrayField(models.CharField(max_length=20, choices=Indicator), default=list, blank=True)
    signs = models.JSONField(default=dict, blank=True, help_text="for each indicator when it was seen, and a note")
    safeguard = ArrayField(models.CharField(max_length=2, choices=Safeguard), default=list, blank=True)
    violence = ArrayField(models.CharField(max_length=10, choices=Violence), default=list, blank=True)
    exploitation = ArrayField(models.CharField(max_length=20, choices=ExploitationModel), default=list, blank=True)
    main_model = models.CharField(max_length=20, choices=ExploitationModel, blank=True)
    group_or_gang = models.CharField(max_length=20, choices=GroupOrGang, default=GroupOrGang.NOT_KNOWN)
    offence_disclosed = models.CharField(max_length=10, choices=Answer, default=Answer.NOT_KNOWN)
    in_their_words = models.TextField(blank=True, help_text="what the child says and wants, in the child's words")
    immediate_danger = models.BooleanField()
    done_so_far = models.TextField(blank=True)
    asked_for = models.TextField(blank=True, help_text="what the referrer asks for")
    standing = models.CharField(max_length=20, choices=Standing, default=Standing.NOT_KNOWN)
    placement = models.CharField(max_length=20, choices=Placement, default=Placement.NOT_KNOWN)
    legal_status = models.CharField(max_length=2, choices=LegalStatus, blank=True)
    responsible_authority = models.CharField(max_length=80, blank=True)
    known_worker = models.CharField(max_length=200, blank=True, help_text="social worker and team, where known")
    trafficking_suspected = models.CharField(max_length=10, choices=Answer, default=Answer.NOT_KNOWN)
    particulars = models.JSONField(default=dict, blank=True, help_text="what only its form asks for")
    child_aware = models.CharField(max_length=10, choices=Answer)
    child_agrees = models.CharField(max_length=10, choices=Answer)
    carers_aware = models.CharField(max_length=10, choices=Answer)
    carers_agree = models.CharField(max_length=10, choices=Answer)
    consent_reason = models.TextField(blank=True)
    referrer_role = models.CharField(max_length=120)
    referrer_telephone = models.CharField(max_length=40)
    relationship = models.CharField(max_length=200)
    sharing_started_at = models.DateTimeField(null=True, blank=True)
    sharing_started_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("sharing_started_at", "sharing_started_by", name="referral_sharing_facts"),
            models.CheckConstraint(
                condition=Q(main_model="") | Q(exploitation__contains=[F("main_model")]),
                name="referral_main_model_is_one_of_them",
            ),
        ]

    def __str__(self) -> str:
        return f"Referral {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("referrals", args=[self.case.ref])

    def indicators_in_words(self) -> list[str]:
        """Return the labels of the signs that were ticked, each with the day and the note where there are any."""
        return [": ".join(filter(None, (Indicator(code).label, self._said_of(code)))) for code in self.indicators]

    def in_labels(self, field: str) -> list[str]:
        """Return what was ticked of presentation, grounds, exploitation, safeguard or violence, in words."""
        listed = cast(ArrayField, self._meta.get_field(field))
        labels = {code: str(label) for code, label in listed.base_field.choices or []}
        return [labels[code] for code in getattr(self, field)]

    def _said_of(self, code: str) -> str:
        said = self.signs.get(code, {})
        seen_on = date.fromisoformat(said["seen_on"]) if said.get("seen_on") else None
        when = f"last seen {seen_on.day} {seen_on:%B %Y}" if seen_on else ""
        return "; ".join(filter(None, (when, said.get("note", ""))))


class Reply(models.TextChoices):
    KNOWN = "known", "Known to us: here is what we hold"
    NOTHING_KNOWN = "nothing_known", "Nothing known"


class InformationRequest(models.Model):
    """A question to one agency, with the purpose and the legal basis that let it share (BR-1), and its answer."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="requests")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="information_requests")
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="information_requests"
    )
    outside = models.CharField(max_length=120, blank=True, help_text="an organisation without an account")
    outside_kind = models.CharField(max_length=20, choices=Kind, blank=True)
    purpose = models.TextField()
    legal_basis = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    reply = models.CharField(max_length=20, choices=Reply, null=True, blank=True)  # noqa: DJ001 all facts or none
    information = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_name = models.CharField(max_length=200, blank=True, help_text="who answered without an account")
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminded_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reminders = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.TextField(null=True, blank=True)  # noqa: DJ001 all facts or none
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("reply", "answered_at", name="information_request_answered_facts"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answered_name="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, answered_name="")
                | Q(answered_at__isnull=False, answered_by=None) & ~Q(answered_name=""),
                name="information_request_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=False, outside="", outside_kind="")
                | Q(agency=None) & ~Q(outside="") & ~Q(outside_kind=""),
                name="information_request_to_one",
            ),
            all_or_none("reminded_at", "reminded_by", name="information_request_reminded_facts"),
            all_or_none(
                "withdrawn_at", "withdrawn_by", "withdrawn_because", name="information_request_withdrawn_facts"
            ),
            models.CheckConstraint(
                condition=~Q(reply=Reply.KNOWN) | ~Q(information=""), name="information_request_known_says_what"
            ),
            models.UniqueConstraint(fields=["referral", "agency"], name="information_request_once_an_agency"),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk} of case {self.case_id}"

    @property
    def asked(self) -> str:
        """Return the name of whom MASH asked."""
        return self.agency.name if self.agency else self.outside

    @property
    def is_awaited(self) -> bool:
        """Say whether MASH still waits for the answer."""
        return self.answered_at is None and self.withdrawn_at is None


class Colour(models.TextChoices):
    """The RAG outcome of a referral (HO-3)."""

    RED = "red", "Red: to social care for assessment"
    AMBER = "amber", "Amber: more information is needed"
    GREEN = "green", "Green: no current concern, support services offered"
    BLUE = "blue", "Blue: information only, no further action"


class Whom(models.TextChoices):
    """With whom support services are shared where the outcome is green (HO-3)."""

    REFERRER = "referrer", "The referrer"
    YOUNG_PERSON = "young_person", "The young person"
    FAMILY = "family", "The family"


class Outcome(models.Model):
    """What MASH proposes and the police agree, both by name (HO-2); it counts from the moment it is agreed."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="outcomes")
    colour = models.CharField(max_length=10, choices=Colour)
    reason = models.TextField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    disputed_at = models.DateTimeField(null=True, blank=True)
    disputed_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    disputed_because = models.TextField(null=True, blank=True)  # noqa: DJ001
    told_verbally_on = models.DateField(null=True, blank=True)
    told_in_writing_on = models.DateField(null=True, blank=True)
    told_by = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    letter = models.TextField(blank=True, help_text="what the referrer was written")
    services = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    services_shared_with = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    services_not_shared_because = models.TextField(blank=True, help_text="why not with everybody")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            all_or_none("agreed_at", "agreed_by", name="outcome_agreed_facts"),
            all_or_none("disputed_at", "disputed_by", "disputed_because", name="outcome_disputed_facts"),
            all_or_none("told_verbally_on", "told_in_writing_on", "told_by", name="outcome_told_facts"),
            different_people("proposed_by", "agreed_by", name="outcome_two_people"),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(disputed_at=None), name="outcome_agreed_or_disputed"
            ),
            models.CheckConstraint(
                condition=Q(told_by=None) | Q(agreed_at__isnull=False), name="outcome_told_after_agreed"
            ),
            models.CheckConstraint(
                condition=~Q(colour="green") | Q(told_by=None) | ~Q(services=[]) & ~Q(services_shared_with=[]),
                name="outcome_green_shares_services",
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(agreed_at=None, disputed_at=None),
                name="outcome_one_proposal_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Outcome {self.pk} of referral {self.referral_id}"

    def services_shared_in_words(self) -> str:
        """Return with whom support services were shared."""
        return ", ".join(Whom(code).label for code in self.services_shared_with)

    @property
    def is_proposal(self) -> bool:
        """Say whether it still waits for the police."""
        return self.agreed_at is None and self.disputed_at is None
