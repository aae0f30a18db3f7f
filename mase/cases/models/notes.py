"""The workspace of a case, and what is written in it: never edited, put right by an addendum (HO-12, HO-13)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from mase.cases.models.case import Case

_PERSON = settings.AUTH_USER_MODEL


class WorkspaceKind(models.TextChoices):
    CHILD = "child", "Workspace of a child"
    ADULT = "adult", "Workspace of a care leaver of 18 and over"


class Workspace(models.Model):
    """Where the people who work with a young person write; opened once of each kind.

    A care leaver's has a personal adviser (HO-13); a child's is the allocated worker's.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="workspaces")
    kind = models.CharField(max_length=10, choices=WorkspaceKind)
    adviser = models.ForeignKey(_PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="workspace_opened_once"),
            models.CheckConstraint(
                condition=Q(kind=WorkspaceKind.CHILD, adviser=None)
                | Q(kind=WorkspaceKind.ADULT, adviser__isnull=False),
                name="workspace_adviser_of_an_adult",
            ),
        ]

    def __str__(self) -> str:
        return f"Workspace {self.pk} of case {self.case_id}"


class NoteKind(models.TextChoices):
    NOTE = "note", "Case note"
    CONCERN = "concern", "New concern"
    CONTACT = "contact", "Contact with the child"
    FAMILY = "family", "Contact with the family"
    AGENCY = "agency", "Contact with an agency"


class Note(models.Model):
    """What happened, about when, written by whom and when; it is never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=NoteKind)
    about_at = models.DateTimeField(help_text="when it happened")
    text = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "-about_at", "-id"], name="note_newest_first")]
        constraints = [
            models.CheckConstraint(condition=Q(about_at__lte=models.F("recorded_at")), name="note_about_the_past")
        ]

    def __str__(self) -> str:
        return f"Note {self.pk} of case {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("note", args=[self.case.ref, self.pk])


class Addendum(models.Model):
    """What puts a note right or adds to it; the note stays as it was written."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "addenda"

    def __str__(self) -> str:
        return f"Addendum {self.pk} to note {self.note_id}"


class TypedNote(models.Model):
    """What somebody is typing on a page of a case and has not saved, kept every few seconds for them alone.

    ``about`` says on which page, nothing where it is a note; ``window`` tells two open pages of one person apart;
    ``typed`` holds the form's fields as they were posted.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="typed_notes")
    about = models.SlugField(max_length=40, blank=True)
    typed = models.JSONField(default=dict)
    window = models.CharField(max_length=40)
    typed_at = models.DateTimeField()
    typed_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "typed_by", "about"], name="typed_note_once")]

    def __str__(self) -> str:
        return f"Typed note {self.pk} of case {self.case_id}"
