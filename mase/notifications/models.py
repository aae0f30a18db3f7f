"""Notices: a row written with the act, shown in the application, sent as an e-mail by the sweep."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q


class MessageQuerySet(models.QuerySet["Message"]):
    def unread(self) -> Self:
        """Return what its recipient has not opened yet."""
        return self.filter(read_at=None)

    def to_send(self, at: datetime) -> Self:
        """Return what still has to go out by e-mail and may be tried now."""
        return self.filter(mailed_at=None, try_after__lte=at, recipient__is_active=True)


class Message(models.Model):
    """One notice to one person. The key makes telling twice the same as telling once."""

    ref = models.UUIDField(unique=True, db_default=RandomUUID(), editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    key = models.CharField(max_length=80)
    text = models.CharField(max_length=200, help_text="what happened, without a name or any detail")
    reference = models.CharField(max_length=30, blank=True)
    url = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    try_after = models.DateTimeField()
    in_digest = models.BooleanField(default=False, help_text="goes out with the others of the morning in one e-mail")
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="message_once")]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="message_by_recipient"),
            models.Index(fields=["try_after", "id"], condition=Q(mailed_at=None), name="message_to_send"),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"


class OutsideMailQuerySet(models.QuerySet["OutsideMail"]):
    def to_send(self, at: datetime) -> Self:
        """Return what still has to go out and may be tried now; what was given up has no text any more."""
        return self.filter(mailed_at=None, try_after__lte=at).exclude(body="")


class OutsideMail(models.Model):
    """An e-mail to somebody without an account; its text is blanked when it has gone, for it may hold a secret."""

    address = models.EmailField()
    subject = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    key = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField()
    try_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = OutsideMailQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["try_after", "id"], condition=Q(mailed_at=None), name="outside_mail_to_send")]
        constraints = [
            models.CheckConstraint(condition=Q(mailed_at=None) | Q(body=""), name="outside_mail_blanked_when_sent")
        ]

    def __str__(self) -> str:
        return f"Outside mail {self.pk}"
